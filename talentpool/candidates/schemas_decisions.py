"""Forms that decide something: about one's own membership, about a registration, about a person."""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from talentpool.candidates.schemas import Name
from talentpool.kit.fields import Chosen, Consent, Text
from talentpool.kit.forms import Form

InterviewOutcome = Annotated[
    Literal["recommended", "not_recommended"], Meta(extra={"labels": "interview_outcome"})
]


class PauseForm(Form, frozen=True, kw_only=True):
    """For how long somebody takes no proposals, and why."""

    labels = "pause"

    reason: Chosen
    until: date | None = None
    seen: int | None = None


class ResumeForm(Form, frozen=True, kw_only=True):
    """Coming back, as the registration stood on the page."""

    seen: int | None = None


class WithdrawForm(Form, frozen=True, kw_only=True):
    """Leaving the service."""

    labels = "withdrawal"

    note: Annotated[Text, Meta(max_length=2000)] = ""
    is_sure: Consent


class ScreenForm(Form, frozen=True, kw_only=True):
    """A coordinator's decision."""

    labels = "screening"

    reason: str | None = None
    note: Annotated[Text, Meta(max_length=2000)] = ""
    seen: int | None = None


class InterviewForm(Form, frozen=True, kw_only=True):
    """What an expert found."""

    labels = "interview"

    held_on: date
    outcome: InterviewOutcome
    note: Annotated[Text, Meta(max_length=4000)] = ""


class NextStepForm(Form, frozen=True, kw_only=True):
    """Who does what next, by when."""

    labels = "person_step"

    next_step: Name = ""
    next_step_due_on: date | None = None
    assignee: Annotated[str, Meta(max_length=36)] = ""
    seen: int | None = None


class LookUpForm(Form, frozen=True, kw_only=True):
    """Whom a caller says to be."""

    labels = "look_up"

    name: Annotated[str, Meta(min_length=2, max_length=80)]
