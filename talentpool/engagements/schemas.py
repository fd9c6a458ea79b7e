"""What is said by form about agreed work."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from talentpool.engagements.states import EndReason
from talentpool.kit.errors import FieldError
from talentpool.kit.fields import Hours, Text
from talentpool.kit.forms import Form


class AppointForm(Form, frozen=True, kw_only=True):
    """The appointment: its day, its term, its hours."""

    labels: ClassVar[str] = "appointment"

    appointed_on: date
    from_on: date
    to_on: date
    weekly_minutes: Annotated[Hours, Meta(ge=30, le=3480)]

    def check(self) -> Iterable[tuple[str, FieldError]]:
        """It ends after it begins."""
        if self.to_on < self.from_on:
            yield "to_on", FieldError("period_reversed")


class StartForm(Form, frozen=True, kw_only=True):
    """Agreement to the plan as it was shown."""

    seen: int


class ChecklistForm(Form, frozen=True, kw_only=True):
    """What of the reception is done."""

    labels: ClassVar[str] = "engagement"

    done: list[str] = msgspec.field(default_factory=list)
    seen: int


class ReportForm(Form, frozen=True, kw_only=True):
    """What came of the work."""

    labels: ClassVar[str] = "engagement"

    report: Annotated[Text, Meta(max_length=4000)]


class ExtensionForm(Form, frozen=True, kw_only=True):
    """A longer term."""

    labels: ClassVar[str] = "extension"

    to_on: date
    weekly_minutes: Annotated[Hours, Meta(ge=30, le=3480)]
    seen: int


class ExtensionAnswerForm(Form, frozen=True, kw_only=True):
    """The answer to the term that was shown."""

    labels: ClassVar[str] = "extension"

    seen: int


class EndForm(Form, frozen=True, kw_only=True):
    """Why it stops before its term."""

    labels: ClassVar[str] = "engagement"

    reason: Annotated[EndReason, Meta(extra={"labels": "end_reason"})]
