"""People, proposals and needs as the review screen shows them. No name of a person is in here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from talentpool.hours.service import WEEK
from talentpool.kit.text import fold
from talentpool.matches.reasons import count_of_checks

Row = Mapping[str, Any]
WEEKS = 12
MONTHS_A_YEAR = 12
# Days until a due date is called urgent, and soon.
URGENT, SOON = 2, 4


@dataclass(frozen=True, slots=True)
class Week:
    """What a person has free in a week, in minutes, against what the need takes."""

    monday: date
    free: int
    needed: int

    @property
    def tone(self) -> str:
        """Enough, some, nothing."""
        if self.free <= 0:
            return "none"
        return "full" if self.free >= self.needed else "part"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list."""

    candidate: UUID
    handle: str
    rank: int
    is_eligible: bool
    points: int
    low: int
    high: int
    headline: str
    role: str | None
    years: int | None
    failures: list[Row]
    checks: list[Row]
    state: str
    answer: str | None
    weeks: tuple[Week, ...]
    has_hours: bool

    @property
    def full_weeks(self) -> int:
        """In how many weeks there is enough."""
        return sum(week.tone == "full" for week in self.weeks)

    @property
    def to_settle(self) -> int:
        """How many sentences the pane says before an approval."""
        return count_of_checks(self.checks)

    def overlaps(self, other: "Entry") -> bool:
        """Whether the order of the two may turn round once everything is confirmed."""
        return self.low <= other.high and other.low <= self.high


class Said(msgspec.Struct, frozen=True):
    """A decision that was made."""

    verb: str
    reason: str | None
    comment: str
    by: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class ProposalShown:
    """Where a person about whom something was decided stands now."""

    id: UUID
    candidate: UUID
    person: UUID
    flow: str
    state: str
    version: int
    contact_due_at: datetime | None
    asked_at: datetime | None
    reply_by: date | None
    answered_at: datetime | None
    changed_at: datetime
    state_reason: str | None
    handle: str
    decisions: list[Row]

    @property
    def said(self) -> list[Said]:
        """All decisions, newest first."""
        return msgspec.convert(self.decisions, list[Said])


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A need under review."""

    id: UUID
    number: str
    title: str
    state: str
    programme: str
    assignee: UUID | None
    assignee_name: str | None
    next_step: str
    due_on: date | None
    opened_at: datetime | None
    municipality_name: str
    eligible_count: int | None
    status: str | None
    decided: int
    today: date

    @property
    def days_left(self) -> int | None:
        """Until it is due; negative when overdue."""
        return None if self.due_on is None else (self.due_on - self.today).days

    @property
    def tone(self) -> str:
        """How loud the due date is."""
        left = self.days_left
        if left is None or left > SOON:
            return ""
        return "urgent" if left <= URGENT else "soon"

    def answers_to(self, text: str) -> bool:
        """Whether the municipality, the number or the title has *text* in it."""
        folded = fold(text)
        return any(folded in fold(t) for t in (self.municipality_name, self.number, self.title))


def entry_of(row: Row, need: Row, first: date) -> Entry:
    """A line of the list from its row."""
    return Entry(
        candidate=row["candidate"],
        handle=row["handle"],
        rank=row["rank"],
        is_eligible=row["is_eligible"],
        points=row["points"],
        low=row["low"],
        high=row["high"],
        headline=row["headline"],
        role=row["role"],
        years=years_since(row["since"], first),
        failures=row["failures"],
        checks=row["checks"],
        state=row["state"] or "suggested",
        answer=row["answer"],
        weeks=weeks_of(row, need, first),
        has_hours=row["weekly_minutes"] is not None,
    )


def weeks_of(row: Row, need: Row, first: date) -> tuple[Week, ...]:
    """Twelve weeks of somebody: what the ledger has, else what they offer while they are there."""
    needed = need["weekly_minutes"] or 0
    known = row["weeks"]
    mondays = [first + WEEK * number for number in range(WEEKS)]
    return tuple(
        Week(day, known.get(day.isoformat(), _offered(row, day)), needed) for day in mondays
    )


def years_since(since: date | None, today: date) -> int | None:
    """Whole years of working life."""
    if since is None:
        return None
    months = (today.year - since.year) * MONTHS_A_YEAR + today.month - since.month
    return max(months // MONTHS_A_YEAR, 0)


def _offered(row: Row, day: date) -> int:
    month = day.replace(day=1)
    is_there = (row["available_from"] is None or row["available_from"] <= month) and (
        row["available_to"] is None or month <= row["available_to"]
    )
    return (row["weekly_minutes"] or 0) if is_there else 0
