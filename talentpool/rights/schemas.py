"""What people ask, what stands in the way, and how long things are kept."""

import tomllib
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Annotated, ClassVar
from uuid import UUID

import msgspec
from msgspec import Meta

from talentpool.kit.fields import Consent, Text
from talentpool.kit.forms import Form


class FileForm(Form, frozen=True, kw_only=True):
    """The wish to be forgotten."""

    labels: ClassVar[str] = "erasure"

    is_sure: Consent


class MoveForm(Form, frozen=True, kw_only=True):
    """A step that needs no words."""

    labels: ClassVar[str] = "erasure"

    seen: int


class RefuseForm(Form, frozen=True, kw_only=True):
    """Why somebody is not forgotten, or not yet."""

    labels: ClassVar[str] = "erasure"

    seen: int
    answer: Annotated[Text, Meta(max_length=2000)]


class Obstacle(msgspec.Struct, frozen=True):
    """What has to end before somebody can be forgotten."""

    kind: str
    id: UUID
    flow: str
    state: str
    municipality_name: str


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long something is kept, and why so long."""

    code: str
    law: str
    note: str
    is_verified: bool = msgspec.field(name="verified")
    months: int = 0
    days: int = 0


class Kept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is never forgotten, and why."""

    code: str
    law: str


class Retention(msgspec.Struct, frozen=True):
    """All rules, in the order in which they are applied."""

    rule: list[Rule]
    kept: list[Kept]


class Due(msgspec.Struct, frozen=True):
    """A rule, until when it counts now, and how much it would take."""

    rule: Rule
    until: datetime
    row_count: int


@cache
def retention() -> Retention:
    """The rules of this release."""
    text = files("talentpool.rights").joinpath("data", "retention.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), Retention)
