"""Reference data: bodies, days, programmes, reasons, rules."""

import re
from collections import Counter, defaultdict
from datetime import date
from itertools import pairwise

import jpholiday
import pytest

from tests.taxonomy.data_files import (
    ENABLED,
    HOLIDAYS,
    PROGRAMME_ROWS,
    REASON_GROUPS,
    REASONS,
    RULES,
    TABLES,
    TARGET_GROUPS,
    codes,
    lines,
    twice,
)

# ------------------------------------------------------------------ bodies and days


def check_digit(code: str) -> int:
    total = sum(int(digit) * weight for digit, weight in zip(code, (6, 5, 4, 3, 2), strict=False))
    return (11 - total % 11) % 10


@pytest.mark.parametrize("name", ["municipalities.csv", "municipalities_demo.csv"])
def test_codes_of_bodies_carry_their_check_digit(name: str) -> None:
    found = [row["code"] for row in lines(name)]

    assert twice(found) == []
    assert [code for code in found if int(code[5]) != check_digit(code)] == []


def test_all_municipalities_of_tokyo_are_there() -> None:
    kinds = Counter(row["kind"] for row in lines("municipalities.csv"))

    assert kinds["special_ward"] == 23
    assert kinds["city"] == 26
    assert kinds["town"] + kinds["village"] == 13
    assert kinds["prefecture"] == kinds["institute"] == 1


def test_names_of_bodies_have_full_width_kana() -> None:
    rows = [*lines("municipalities.csv"), *lines("municipalities_demo.csv")]

    assert [row["name"] for row in rows if not re.fullmatch(r"[ァ-ヶー]+", row["kana"])] == []


def test_invented_bodies_have_codes_and_names_of_their_own() -> None:
    invented = lines("municipalities_demo.csv")
    real = lines("municipalities.csv")

    assert len(invented) == 8
    assert all(row["code"].startswith("139") for row in invented)
    assert {row["name"] for row in invented} & {row["name"] for row in real} == set()
    assert {row["network_model"] for row in invented} == {
        "alpha",
        "alpha_dash",
        "beta",
        "beta_dash",
    }


def test_holidays_are_those_of_the_calendar() -> None:
    days = [date.fromisoformat(row["date"]) for row in HOLIDAYS]

    assert days == [day for year in range(2025, 2029) for day, _ in jpholiday.year_holidays(year)]


# ------------------------------------------------------------------ programmes, reasons, rules


def test_five_programmes_can_be_asked_for() -> None:
    enabled = {row["key"]: row for row in PROGRAMME_ROWS if row["enabled"]}

    assert set(enabled) == ENABLED
    assert len(PROGRAMME_ROWS) == 13
    assert {row["flow"] for key, row in enabled.items() if key.startswith("placement")} == {
        "placement"
    }
    assert all(row["asks"] for row in enabled.values())


def test_target_groups_have_their_first_years_targets() -> None:
    targets = {row["symbol"]: row["first_year_target"] for row in TARGET_GROUPS}

    assert targets == {"①": 10, "②": 30}


def test_reasons_are_unique_within_group_and_flow() -> None:
    keys = [(row["group"], row["code"], row.get("flow")) for row in REASONS]

    assert twice(keys) == []
    assert {row["group"] for row in REASONS} == REASON_GROUPS


def test_an_opening_is_declined_for_a_statutory_reason_only() -> None:
    grounds = [row for row in REASONS if row["group"] == "need_declined"]
    (rule,) = [row for row in RULES if row["code"] == "opening_decline_grounds"]

    statutory = [row["code"] for row in grounds if row.get("flow") == "placement"]
    assert statutory == rule["value"]["reasons"]
    assert all(row.get("statutory") for row in grounds if row.get("flow") == "placement")
    assert not any(row.get("statutory") for row in grounds if row.get("flow") == "dispatch")


def test_every_appointment_type_says_whether_it_is_placement() -> None:
    said = [
        code for row in RULES if row["code"] == "statutory_placement" for code in row["applies_to"]
    ]

    assert sorted(said) == sorted(codes(TABLES["appointment_type"]))


def test_a_rule_never_has_two_answers_on_one_day() -> None:
    periods: dict[tuple[str, str], list[tuple[date, date]]] = defaultdict(list)
    for rule in RULES:
        period = (rule.get("valid_from", date.min), rule.get("valid_to", date.max))
        for scope in rule["applies_to"] or ["everything"]:
            periods[rule["code"], scope].append(period)

    for found in periods.values():
        found.sort()
        assert all(end < start for (_, end), (start, _) in pairwise(found))


def test_no_estimate_outlives_the_special_allocation_tax() -> None:
    ends = [row["valid_to"] for row in RULES if row["code"] == "special_allocation_tax"]

    assert max(ends) == date(2026, 3, 31)
