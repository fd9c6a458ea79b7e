"""Working days of a public office."""

from datetime import date

import pytest

from talentpool.kit.workdays import add_working_days, is_working_day, working_days_between


@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        (date(2026, 11, 24), True),
        (date(2026, 11, 23), False),  # 勤労感謝の日
        (date(2026, 11, 21), False),  # a Saturday
        (date(2026, 5, 6), False),  # 振替休日
        (date(2026, 9, 22), False),  # a day between two holidays
        (date(2026, 12, 28), True),
        (date(2026, 12, 29), False),
        (date(2027, 1, 3), False),
        (date(2027, 1, 4), True),
    ],
)
def test_offices_close_on_weekends_holidays_and_around_new_year(day, is_open):
    assert is_working_day(day) is is_open


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 11, 20), 1, date(2026, 11, 24)),
        (date(2026, 12, 28), 1, date(2027, 1, 4)),
        (date(2026, 11, 24), 10, date(2026, 12, 8)),
        (date(2026, 11, 24), 0, date(2026, 11, 24)),
        (date(2026, 11, 22), 0, date(2026, 11, 24)),
    ],
)
def test_the_day_itself_does_not_count(start, count, end):
    assert add_working_days(start, count) == end


def test_counting_is_the_reverse_of_adding_and_overdue_is_negative():
    start = date(2026, 12, 25)

    assert working_days_between(start, add_working_days(start, 7)) == 7
    assert working_days_between(date(2027, 1, 5), start) == -3
    assert working_days_between(start, start) == 0
