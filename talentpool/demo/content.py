"""What the demonstration tells, as its files tell it: people, needs, a past, a tour.

Months are written as if the first start lay in `base_month`; they move with the real one, so that
what lies ahead in the files lies ahead of whoever opens the page.
"""

import json
import re
import tomllib
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from talentpool.actor import Role
from talentpool.candidates.schemas import CandidateRecord
from talentpool.kit.forms import parse
from talentpool.needs.schemas_interchange import NeedRecord

Row = dict[str, Any]
MOVING_MONTHS = frozenset({"from", "to", "legal_deadline"})
MOVING_DAYS = frozenset({"side_job_permission_until"})
_MONTH = re.compile(r"\d{4}-\d{2}")


class AccountEntry(msgspec.Struct, frozen=True):
    """An account of the demonstration; `candidate` ties it to a person who acts with it."""

    key: str
    role: Role
    sign_in: str
    display_name: str
    shown: bool
    waiting: str = ""
    municipality_code: str | None = None
    section: str | None = None
    candidate: str | None = None


class Step(msgspec.Struct, frozen=True):
    """Something that somebody did: when, who, about what, and the verb's arguments."""

    at_days: int
    actor: str
    on: str
    verb: str
    need: str = ""
    candidate: str = ""
    said: Row = {}


class Goal(msgspec.Struct, frozen=True):
    """When a step of the tour counts as done."""

    subject: str
    need: str
    candidate: str | None = None
    states: list[str] = []
    due: str | None = None


class TourStep(msgspec.Struct, frozen=True):
    """One of the things to try: by whom (the key of an account), on which page, with what end."""

    key: str
    title: str
    text: str
    role: str
    need: str
    page: str
    done_when: Goal
    takes: str = ""
    candidate: str | None = None


class Tour(msgspec.Struct, frozen=True):
    """What a newcomer can try in ten minutes."""

    title: str
    lead: str
    step: list[TourStep]


class Past(msgspec.Struct, frozen=True):
    """The whole past, with the months moved to the first start."""

    accounts: list[AccountEntry]
    people: dict[str, CandidateRecord]
    needs: dict[str, NeedRecord]
    steps: list[Step]

    def unstoried(self) -> list[str]:
        """Whoever has no story of how they came into the pool: they all entered together."""
        storied = {step.candidate for step in self.steps if step.on == "candidate"}
        return [ref for ref in self.people if ref not in storied]

    def acting(self) -> set[str]:
        """Who does something themselves, and so has an account."""
        return {step.actor for step in self.steps} & self.people.keys()


def past(first_start: date) -> Past:
    """The past as it must have been when the service is first started on *first_start*."""
    months = month_index(first_start) - month_index(date.fromisoformat(f"{_base_month()}-01"))
    people = [parse(CandidateRecord, moved(row, months)) for row in lines("candidates")]
    needs = [msgspec.convert(moved(row, months), NeedRecord) for row in lines("needs")]
    history = _table("history")
    told = [_step(row) for story in history["story"] for row in story["steps"]]
    entry = _step({"on": "candidate", **history["defaults"]["candidate"]})
    return Past(
        accounts=accounts(),
        people={str(record.ref): record for record in people},
        needs={record.ref: record for record in needs},
        steps=sorted([entry, *told], key=lambda step: step.at_days),
    )


@cache
def accounts() -> list[AccountEntry]:
    """Everybody of the demonstration who can be acted as, the first page's first."""
    return msgspec.convert(_table("manifest")["account"], list[AccountEntry])


@cache
def tour() -> Tour:
    """What to try in ten minutes."""
    return msgspec.convert(_table("tour"), Tour)


def past_cases() -> Row:
    """Two published cases, with their source."""
    return _table("past_cases")


def refs() -> list[str]:
    """What the files call their people."""
    return [row["ref"] for row in lines("candidates")]


def lines(name: str) -> list[Row]:
    """The objects of a JSON Lines file, one a person or need."""
    return [json.loads(line) for line in _text(f"{name}.jsonl").splitlines()]


def moved(value: Any, months: int, name: str = "") -> Any:
    """*value* with the months that lie in time moved, at any depth; births stay where they are."""
    if isinstance(value, dict):
        return {key: moved(item, months, key) for key, item in value.items()}
    if isinstance(value, list):
        return [moved(item, months, name) for item in value]
    if name in MOVING_MONTHS and isinstance(value, str) and _MONTH.fullmatch(value):
        return month_after(value, months)
    if name in MOVING_DAYS and isinstance(value, str):
        return _last_day(month_after(value[:7], months)).isoformat()
    return value


def month_index(day: date) -> int:
    """Months since the year 0: differences of these are distances in months."""
    return day.year * 12 + day.month - 1


def month_after(month: str, count: int) -> str:
    """The month that lies *count* after *month* (`YYYY-MM`)."""
    year, index = divmod(month_index(date.fromisoformat(f"{month}-01")) + count, 12)
    return f"{year:04}-{index + 1:02}"


def _last_day(month: str) -> date:
    return date.fromisoformat(f"{month_after(month, 1)}-01") - timedelta(days=1)


def _base_month() -> str:
    month: str = _table("manifest")["base_month"]
    return month


def _step(row: Row) -> Step:
    named = {"at_days", "actor", "on", "verb", "need", "candidate"}
    said = {name: value for name, value in row.items() if name not in named}
    return Step(**{name: row[name] for name in named & row.keys()}, said=said)


def _table(name: str) -> Row:
    return tomllib.loads(_text(f"{name}.toml"))


@cache
def _text(name: str) -> str:
    return files("talentpool.demo").joinpath("data", name).read_text("utf-8")
