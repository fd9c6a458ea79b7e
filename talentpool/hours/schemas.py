"""A week as people read it, and what they can say of one."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, ClassVar

import msgspec
from msgspec import Meta

from talentpool.kit.fields import Hours
from talentpool.kit.forms import Form


class Week(msgspec.Struct, frozen=True):
    """One week of one person, in minutes."""

    monday: date
    offered: int
    held: int
    booked: int
    is_exception: bool
    shares: Sequence[dict[str, Any]]

    @property
    def free(self) -> int:
        """What can still be asked for."""
        return self.offered - self.held - self.booked


class OfferForm(Form, frozen=True, kw_only=True):
    """What one week holds, unlike the others. Without a number: like the others again."""

    labels: ClassVar[str] = "offer"

    week: date
    minutes: Annotated[Hours, Meta(ge=0, le=3480)] | None = None
