"""Working days of a Japanese public office.

Closed on Saturdays, Sundays, public holidays and from 29 December to 3 January
(行政機関の休日に関する法律, article 1; the offices' own ordinances follow it).
"""

from datetime import date, timedelta

import jpholiday

ONE_DAY = timedelta(days=1)


def is_working_day(day: date) -> bool:
    """Whether the offices are open on *day*."""
    return day.weekday() < 5 and not _is_year_end(day) and not jpholiday.is_holiday(day)


def add_working_days(day: date, count: int) -> date:
    """The *count*-th working day after *day*; *day* itself does not count.

    With a *count* of zero: *day* if the offices are open, else the next day that they are.
    """
    if count == 0:
        return day if is_working_day(day) else add_working_days(day, 1)
    while count:
        day += ONE_DAY
        count -= is_working_day(day)
    return day


def working_days_between(start: date, end: date) -> int:
    """How many working days lie after *start*, up to and with *end*; negative when overdue."""
    if end < start:
        return -working_days_between(end, start)
    days = (end - start).days
    return sum(is_working_day(start + timedelta(days=n)) for n in range(1, days + 1))


def _is_year_end(day: date) -> bool:
    return (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)
