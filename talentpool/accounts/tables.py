"""Accounts and what proves them. Only `accounts.service*` writes here."""

import uuid

from piccolo.columns import UUID, BigInt, Boolean, Bytea, Integer, Text, Timestamptz
from piccolo.table import Table


class Section(Table, tablename="section"):
    """A section (部署) of a public body: what a need belongs to."""

    id = UUID(primary_key=True)
    municipality = Text(help_text="municipality.code")
    name = Text()
    created_at = Timestamptz()


class Account(Table, tablename="account"):
    """Somebody who can sign in. Of a candidate it knows no more than the id of the person."""

    id = UUID(primary_key=True)
    state = Text(help_text="accounts.states.AccountState")
    version = Integer()
    role = Text(help_text="actor.Role")
    login_name = Text(
        null=True, help_text="Lower-case ASCII; not a mail address: sections share one"
    )
    display_name = Text(help_text="Of officers and staff; empty for candidates")
    email = Text(null=True, default=None, help_text="Business address; null for candidates")
    municipality = Text(null=True, default=None, help_text="municipality.code")
    section = UUID(null=True, default=None)
    person = UUID(
        null=True,
        default=None,
        help_text="identity.person.id, which lies above and is no foreign key",
    )
    is_demonstration = Boolean(help_text="May be entered without a password, in development")
    created_at = Timestamptz()
    changed_at = Timestamptz()

    def belongs_to(self) -> tuple[str | None, uuid.UUID | None]:
        """Its body's trail, or its person's."""
        return self.municipality, self.person


class Credential(Table, tablename="credential"):
    """A password, and the second factor that replaces paper."""

    account = UUID(primary_key=True)
    password_hash = Text(help_text="argon2id")
    password_changed_at = Timestamptz()
    totp_seed = UUID(
        null=True, default=None, help_text="The secret is derived from it and the service's key"
    )
    totp_confirmed_at = Timestamptz(null=True, default=None)
    totp_step = BigInt(help_text="Last 30-second step used; each is good once")


class OneTimeCode(Table, tablename="one_time_code"):
    """A printed code: good once."""

    id = UUID(primary_key=True)
    account = UUID()
    code_hash = Bytea(help_text="sha256")
    created_at = Timestamptz()
    used_at = Timestamptz(null=True, default=None)


class Session(Table, tablename="session"):
    """A browser that has proven something. Its token is known to the browser alone."""

    id = UUID(primary_key=True)
    account = UUID()
    token_hash = Bytea(help_text="sha256")
    stage = Text(help_text="accounts.states.SessionStage")
    idle_minutes = Integer()
    created_at = Timestamptz()
    last_seen_at = Timestamptz(help_text="Kept to the minute")
    expires_at = Timestamptz()
    ended_at = Timestamptz(null=True, default=None)
    browser = Text(help_text="What the list of sessions calls it")


class Invitation(Table, tablename="invitation"):
    """A mailed link: the row's id, signed."""

    id = UUID(primary_key=True)
    kind = Text(help_text="accounts.states.InvitationKind")
    account = UUID(
        null=True, default=None, help_text="Whose; for candidates known once they have joined"
    )
    person = UUID(
        null=True,
        default=None,
        help_text="Somebody who is registered already and has no account yet",
    )
    email = Text(help_text="Emptied when the link has served")
    tier = Text(
        null=True, default=None, help_text="special or practical, where a coordinator invites"
    )
    introduction = Text()
    invited_by = UUID(null=True, default=None)
    created_at = Timestamptz()
    expires_at = Timestamptz()
    used_at = Timestamptz(null=True, default=None)
    revoked_at = Timestamptz(null=True, default=None)


class ApiToken(Table, tablename="api_token"):
    """What a machine shows to act for an account, under /api/ only."""

    id = UUID(primary_key=True)
    account = UUID()
    name = Text()
    token_hash = Bytea(help_text="sha256")
    created_at = Timestamptz()
    expires_at = Timestamptz()
    last_used_at = Timestamptz(null=True, default=None)
    revoked_at = Timestamptz(null=True, default=None)


class Throttle(Table, tablename="throttle"):
    """How often something was tried under one key."""

    key = Bytea(primary_key=True, help_text="sha256 of what is counted")
    tries = Integer()
    since = Timestamptz()
    blocks = Integer(help_text="How often it was blocked in a row: pauses double")
    blocked_until = Timestamptz(null=True, default=None)
    forget_at = Timestamptz(help_text="From then on it holds nobody up")
