"""A memo as it is written and as it is read."""

from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

import msgspec
from msgspec import Meta

from talentpool.kit.forms import Form
from talentpool.memos.states import Medium


class MemoForm(Form, frozen=True):
    """One contact in one line."""

    labels: ClassVar[str] = "memo"

    medium: Annotated[Medium, Meta(extra={"labels": "memo_medium"})]
    line: Annotated[str, Meta(max_length=200)]


class ShownMemo(msgspec.Struct, frozen=True):
    """One contact."""

    id: UUID
    medium: Medium
    line: str
    at: datetime
    by: str
