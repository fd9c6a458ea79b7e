"""Days and months as people write them: western or Japanese calendar, in one box or in several."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from talentpool.kit.formats import ERAS, Era
from talentpool.kit.readers import Refused, string
from talentpool.kit.text import narrow

YEAR_FIRST = re.compile(r"(\d{4})\D(\d{1,2})(?:\D(\d{1,2}))?")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})?")
ERA_DATE = re.compile(r"([一-龥]{2}|[A-Za-z])(\d{1,2}|元)\D(\d{1,2})(?:\D(\d{1,2}))?")
LAST_UNIT = re.compile("[日月]$")


def read_date(value: Any) -> date:
    """A day, by the western or the Japanese calendar, in one box or in four.

    Raises:
        Refused: there is no such day, or the era has no such year.
    """
    if isinstance(value, date):
        return value
    year, month, day = _year_month_day(_joined(value, "日"))
    if not month or not day:
        raise Refused("bad_date")
    try:
        return date(year, month, day)
    except ValueError:
        raise Refused("bad_date") from None


def show_date(day: date) -> dict[str, str]:
    """The parts of the date field's boxes, western calendar."""
    return {"year": str(day.year), "month": str(day.month), "day": str(day.day), "era": ""}


def read_month(value: Any) -> str:
    """A month as `YYYY-MM`; spreadsheets make its first day of it.

    Raises:
        Refused: there is no such month, or the era has no such year.
    """
    year, month, day = _year_month_day(_joined(value, ""))
    if day not in (0, 1) or not 1 <= month <= 12 or not 1900 <= year <= 2199:
        raise Refused("bad_month")
    return f"{year:04}-{month:02}"


def show_month(month: str) -> dict[str, str]:
    """The parts of the month field's boxes."""
    return {"year": month[:4], "month": str(int(month[5:7])), "era": ""}


def _joined(value: Any, last_unit: str) -> str:
    """A date from one box as typed, or from several as one text."""
    if not isinstance(value, Mapping):
        return string(value)
    era, year, month, day = (
        string(value.get(part, "")).strip() for part in ("era", "year", "month", "day")
    )
    return f"{era}{year}年{month}月{day}{last_unit}"


def _year_month_day(typed: str) -> tuple[int, int, int]:
    """Year, month and day of *typed*; a part that is not there is 0."""
    plain = LAST_UNIT.sub("", narrow(typed).replace(" ", ""))
    found = YEAR_FIRST.fullmatch(plain) or COMPACT.fullmatch(plain)
    if found:
        year, month, day = found.groups(default="0")
        return int(year), int(month), int(day)
    if found := ERA_DATE.fullmatch(plain):
        name, year, month, day = found.groups(default="0")
        return _western_year(_era(name), year), int(month), int(day)
    return 0, 0, 0


def _era(name: str) -> Era:
    for era in ERAS:
        if name in {era.name, era.letter, era.letter.lower()}:
            return era
    raise Refused("bad_date")


def _western_year(era: Era, year: str) -> int:
    number = 1 if year == "元" else int(year)
    if not 1 <= number <= era.last_year:
        raise Refused("bad_era", era=era.name, last=era.last_year)
    return era.starts_on.year + number - 1
