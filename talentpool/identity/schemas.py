"""What is known of a person, and what people say about themselves."""

from datetime import date, datetime
from typing import Annotated, ClassVar
from uuid import UUID

import msgspec
from msgspec import Meta

from talentpool.identity.states import RevealPurpose
from talentpool.kit.fields import Email, Kana, Phone
from talentpool.kit.forms import Form


class Identity(msgspec.Struct, frozen=True):
    """A name and how to reach it, byte for byte as it was typed."""

    id: UUID
    name: str
    kana: str
    birth_on: date | None
    email: str
    phone: str


class IdentityForm(Form, frozen=True):
    """① and ② of a registration: who somebody is and how to reach them."""

    labels: ClassVar[str] = "person"

    name: Annotated[str, Meta(max_length=80)]
    kana: Kana
    birth_on: date
    email: Email
    phone: Phone | None = None


class RevealForm(Form, frozen=True):
    """Why a name is looked at."""

    labels: ClassVar[str] = "reveal"

    purpose: Annotated[RevealPurpose, Meta(extra={"labels": "reveal_purpose"})]


class OwnConsent(msgspec.Struct, frozen=True):
    """One thing a person agreed to."""

    id: UUID
    purpose: str
    municipality: str | None
    municipality_name: str | None
    need: UUID | None
    text_version: str
    given_at: datetime
    withdrawn_at: datetime | None


class Access(msgspec.Struct, frozen=True):
    """One look at a person's identity, as the person reads it."""

    at: datetime
    role: str
    municipality_name: str | None
    purpose: str
    need: UUID | None


class OwnData(msgspec.Struct, frozen=True):
    """All that this slice holds about a person."""

    identity: Identity
    version: int
    consents: list[OwnConsent]
    accesses: list[Access]
