"""Forms of the review."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from talentpool.kit.errors import FieldError
from talentpool.kit.fields import Chosen, Text
from talentpool.kit.forms import Form


class Verdict(StrEnum):
    """What can be decided about a suggested person."""

    APPROVE = "approve"
    HOLD = "hold"
    NOT_REFER = "not_refer"


class Contact(StrEnum):
    """When an approved person is asked."""

    LATER = "later"
    NOW = "now"
    NEVER = "never"


class DecisionForm(Form, frozen=True, kw_only=True):
    """A decision. The reason is written `approve:best_fit`: one list holds those of all three."""

    labels = "decision_form"

    decision: Annotated[Verdict, Meta(extra={"labels": "decision_verb"})]
    reason: Chosen
    contact: Annotated[Contact, Meta(extra={"labels": "contact_when"})] = Contact.LATER
    comment: Annotated[Text, Meta(max_length=2000)] = ""
    seen: Annotated[int, Meta(ge=0)] = 0

    @property
    def reason_code(self) -> str:
        """The reason without the decision that it explains."""
        return self.reason.partition(":")[2]

    def check(self) -> Iterable[tuple[str, FieldError]]:
        """A reason explains one decision and no other."""
        if self.reason.partition(":")[0] != self.decision:
            yield "reason", FieldError("reason_of_another")


class SeenForm(Form, frozen=True, kw_only=True):
    """A press of a button, and the version of the decision that it was pressed beside."""

    labels = "seen_form"

    seen: int | None = None


class RetractForm(Form, frozen=True, kw_only=True):
    """Why a person who was asked is told that it is over."""

    labels = "retract_form"

    comment: Annotated[Text, Meta(max_length=2000)]
    seen: int | None = None


def uuids(texts: Iterable[str]) -> list[UUID]:
    """The ids among *texts*, each once, in their order; an address may hold anything."""
    found: dict[UUID, None] = {}
    for text in texts:
        try:
            found[UUID(text)] = None
        except ValueError:
            continue
    return list(found)
