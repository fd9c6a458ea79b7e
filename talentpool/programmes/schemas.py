"""Programmes, target groups and rules as other slices and pages see them."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

import msgspec

from talentpool.kit.labels import DEFAULT_LANGUAGE, language

_DEFAULT_REPLY_DAYS = 5


class Flow(StrEnum):
    """The way from a need to work: states, buttons, labels and mails come from it."""

    DISPATCH = "dispatch"
    PLACEMENT = "placement"
    OTHER = "other"


class Dated(msgspec.Struct, frozen=True, kw_only=True):
    """What holds for a time."""

    source: str
    is_verified: bool
    valid_from: date | None
    valid_to: date | None

    def is_valid_on(self, day: date) -> bool:
        """Whether *day* lies in its period."""
        return not (
            (self.valid_from and day < self.valid_from) or (self.valid_to and day > self.valid_to)
        )


class ProgrammeOut(Dated, frozen=True, kw_only=True):
    """One line of service (事業)."""

    key: str
    name_ja: str
    name_en: str
    flow: Flow
    starts: str
    cost_class: str
    is_enabled: bool
    promised_reply_days: int | None
    facts: Mapping[str, Any]

    @property
    def name(self) -> str:
        """In the reader's language."""
        return self.name_ja if language.get() == DEFAULT_LANGUAGE else self.name_en or self.name_ja

    @property
    def is_placement(self) -> bool:
        """Whether the municipality appoints the person itself, on terms it states beforehand."""
        return self.flow is Flow.PLACEMENT

    @property
    def appointment_types(self) -> tuple[str, ...]:
        """Codes of terms of kind `appointment_type`."""
        return tuple(self.facts.get("appointment_types", ()))

    @property
    def asks_for_hours(self) -> bool:
        """Whether somebody is to work over months; a question is answered once."""
        return "hours" in self.facts.get("asks", ())

    @property
    def is_convertible(self) -> bool:
        """Whether it may turn out to be a project or an opening: a question that was asked."""
        return self.is_enabled and not self.asks_for_hours

    @property
    def interchange_name(self) -> str:
        """Its spelling in files."""
        return str(self.facts.get("interchange") or self.key)

    @property
    def reply_days(self) -> int:
        """Working days within which a need is answered."""
        return self.promised_reply_days or _DEFAULT_REPLY_DAYS


class TargetGroupOut(Dated, frozen=True, kw_only=True):
    """Whom a programme looks for."""

    code: str
    name_ja: str
    symbol: str
    tier: str
    programme: str
    facts: Mapping[str, Any]


class RuleOut(Dated, frozen=True, kw_only=True):
    """A rule of law or custom in one of its periods."""

    code: str
    applies_to: tuple[str, ...]
    value: Mapping[str, Any]
    law: str
    note: str
