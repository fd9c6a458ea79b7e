"""Persons, what they agreed to, who looked. Only `identity.service` writes here."""

import uuid

from piccolo.columns import UUID, BigInt, Date, Integer, Text, Timestamptz
from piccolo.table import Table


class Person(Table, tablename="person"):
    """A name and how to reach it, byte for byte as it was typed."""

    id = UUID(primary_key=True)
    version = Integer()
    name = Text()
    kana = Text()
    birth_on = Date(null=True, default=None, help_text="For identity and law alone; never scored")
    email = Text()
    phone = Text()
    search = Text(help_text="Name and kana folded, for finding; never shown")
    address_key = Text(help_text="Mail address folded, for finding; never shown")
    created_at = Timestamptz()
    erased_at = Timestamptz(null=True, default=None)

    def belongs_to(self) -> tuple[str | None, uuid.UUID | None]:
        """Its own trail."""
        return None, self.id


class Consent(Table, tablename="consent"):
    """What a person agreed to, in which wording, until taken back."""

    id = UUID(primary_key=True)
    person = UUID()
    purpose = Text(help_text="identity.states.ConsentPurpose")
    municipality = Text(
        null=True, default=None, help_text="municipality.code: who may see the name"
    )
    need = UUID(
        null=True, default=None, help_text="For which need; it lies above and is no foreign key"
    )
    text_version = Text()
    given_at = Timestamptz()
    withdrawn_at = Timestamptz(null=True, default=None)


class AccessLog(Table, tablename="access_log"):
    """One look at one identity."""

    id = BigInt(primary_key=True)
    at = Timestamptz()
    account = UUID()
    role = Text()
    municipality = Text(null=True, default=None)
    person = UUID()
    purpose = Text(help_text="identity.states.RevealPurpose")
    need = UUID(null=True, default=None)
    request_id = Text()
    transaction = BigInt(help_text="What a reveal is tied to")
