"""Rows of the list of cases, and the form that edits a next step in place."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from talentpool.accounts.schemas import Id
from talentpool.kit.forms import Form


class Case(msgspec.Struct, frozen=True):
    """One open need with all that a coordinator would otherwise keep in a spreadsheet."""

    id: UUID
    number: str
    version: int
    title: str
    municipality: str
    municipality_name: str
    programme: str
    state: str
    assignee: UUID | None
    assignee_name: str | None
    next_step: str
    due_on: date | None
    last_contact_at: datetime | None
    asked: int
    declined: int
    referred: int
    opened_at: datetime | None
    is_overdue: bool


class NextStepForm(Form, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who does what next, by when."""

    labels = "next_step"

    version: int
    next_step: Annotated[str, Meta(max_length=200)] = ""
    due_on: date | None = None
    assignee: Id | None = None


class Duration(msgspec.Struct, frozen=True):
    """How long it took from the submission to the start, in days; open ones are counted."""

    flow: str
    count: int
    open_count: int
    median: float | None
    ninetieth: float | None
    late: int


class Target(msgspec.Struct, frozen=True):
    """How many of a target group have been appointed, of how many were meant to be."""

    programme: str
    name: str
    appointed: int
    target: int


class Hours(msgspec.Struct, frozen=True):
    """Minutes of this week, over the pool."""

    offered: int
    held: int
    booked: int
    people: int


class Numbers(msgspec.Struct, frozen=True):
    """The page of numbers, each with its denominator."""

    open_needs: int
    all_needs: int
    oldest_days: int | None
    durations: list[Duration]
    targets: list[Target]
    hours: Hours
    bodies_without: int
    bodies: int
    matched_nobody: int
    matched: int
