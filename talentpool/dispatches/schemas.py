"""What is said by form about a plan and its team."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, ClassVar, Literal

import msgspec
from msgspec import Meta

from talentpool.kit.errors import FieldError
from talentpool.kit.fields import Chosen, Consent, Hours, Text
from talentpool.kit.forms import Form


class PlanForm(Form, frozen=True, kw_only=True):
    """A plan, as far as it has been thought; what is missing is asked for when it is proposed."""

    labels: ClassVar[str] = "plan"

    menus: list[str] = msgspec.field(default_factory=list)
    goals: Annotated[Text, Meta(max_length=4000)] = ""
    from_on: date | None = None
    to_on: date | None = None
    weekly_minutes: Annotated[Hours, Meta(ge=30, le=2400)] | None = None
    note: Annotated[Text, Meta(max_length=4000)] = ""
    seen: int | None = None

    def check(self) -> Iterable[tuple[str, FieldError]]:
        """It ends after it begins."""
        if self.from_on and self.to_on and self.to_on < self.from_on:
            yield "to_on", FieldError("period_reversed")


class ReturnForm(Form, frozen=True, kw_only=True):
    """What the municipality wants changed."""

    labels: ClassVar[str] = "plan"

    comment: Annotated[Text, Meta(max_length=2000)]
    seen: int | None = None


class AcceptForm(Form, frozen=True, kw_only=True):
    """Yes to taking part."""

    labels: ClassVar[str] = "assignment"

    agrees: Consent


class RefuseForm(Form, frozen=True, kw_only=True):
    """No, and why."""

    labels: ClassVar[str] = "assignment"

    reason: Annotated[Chosen, Meta(max_length=40)]


class RetractForm(Form, frozen=True, kw_only=True):
    """Why somebody who was asked is not wanted any more."""

    labels: ClassVar[str] = "assignment"

    comment: Annotated[Text, Meta(max_length=2000)]


class TeamForm(Form, frozen=True, kw_only=True):
    """Why the names of a team are looked at."""

    labels: ClassVar[str] = "reveal"

    purpose: Annotated[Literal["contact", "engagement"], Meta(extra={"labels": "reveal_purpose"})]
