"""What is said by form in a placement, and how terms are set beside one another."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, time
from typing import Annotated, Any, ClassVar, Literal

import msgspec
from msgspec import Meta

from talentpool.kit.errors import FieldError
from talentpool.kit.fields import Chosen, Consent, Text
from talentpool.kit.forms import Form

_TIME = re.compile(r"([01]?\d|2[0-3])[:時](?:([0-5]\d)分?)?")
SelectionKind = Literal["documents", "interview", "documents_and_interview"]


class AgreeForm(Form, frozen=True, kw_only=True):
    """Agreement to the terms of one revision, the one that was shown."""

    labels: ClassVar[str] = "agree"

    terms_revision: int
    agrees: Consent


class DeclineForm(Form, frozen=True, kw_only=True):
    """No, and why."""

    labels: ClassVar[str] = "decline"

    reason: Annotated[Chosen, Meta(max_length=40)]


class SelectionForm(Form, frozen=True, kw_only=True):
    """When and how the municipality selects."""

    labels: ClassVar[str] = "selection"

    kind: Annotated[SelectionKind, Meta(extra={"labels": "selection_kind"})]
    held_on: date
    starts_at: Annotated[str, Meta(max_length=10)] | None = None
    place: Annotated[str, Meta(max_length=500)] | None = None

    def check(self) -> Iterable[tuple[str, FieldError]]:
        """A time is an hour and minutes."""
        if self.starts_at and _time(self.starts_at) is None:
            yield "starts_at", FieldError("bad_time")

    @property
    def begins(self) -> time | None:
        """The hour at which it begins, if one was said."""
        return _time(self.starts_at) if self.starts_at else None


class SelectForm(Form, frozen=True, kw_only=True):
    """The person is chosen; an order among several is optional."""

    labels: ClassVar[str] = "selection"

    position: Annotated[int, Meta(ge=1, le=99)] | None = None


class NotSelectForm(Form, frozen=True, kw_only=True):
    """The person is not chosen, and why."""

    labels: ClassVar[str] = "selection"

    reason: Annotated[Chosen, Meta(max_length=40)]
    note: Annotated[Text, Meta(max_length=2000)] = ""


class RetractForm(Form, frozen=True, kw_only=True):
    """Why somebody who was asked is not wanted any more."""

    labels: ClassVar[str] = "retract"

    comment: Annotated[Text, Meta(max_length=2000)]


class Condition(msgspec.Struct, frozen=True):
    """One condition of work, as it was and as it is."""

    name: str
    before: Any
    now: Any

    @property
    def is_changed(self) -> bool:
        """Whether the two differ."""
        return bool(self.before != self.now)


def _time(text: str) -> time | None:
    found = _TIME.fullmatch(unicodedata.normalize("NFKC", text).replace(" ", ""))
    return time(int(found[1]), int(found[2] or 0)) if found else None
