"""What is shown and what is mailed."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

import msgspec

from talentpool.kit.forms import Form


class ShownNotice(msgspec.Struct, frozen=True):
    """A line of the inbox."""

    id: UUID
    kind: str
    path: str
    facts: dict[str, Any]
    due_at: datetime
    read_at: datetime | None


class OutgoingMail(msgspec.Struct, frozen=True):
    """A notice on its way. `is_repeat`: an earlier try may have arrived."""

    id: UUID
    key: str
    kind: str
    path: str
    facts: dict[str, Any]
    invitation: UUID | None
    has_account: bool
    to: str
    at: datetime
    is_repeat: bool


class MailSettingForm(Form, frozen=True):
    """What comes by mail."""

    labels: ClassVar[str] = "mail_setting"

    wants_notices: bool
    wants_digest: bool
