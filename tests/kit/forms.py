"""A form with one field of every kind, for the tests of fields and forms."""

from datetime import date
from enum import StrEnum
from typing import Annotated

import msgspec
from litestar.datastructures import FormMultiDict
from msgspec import Meta

from talentpool.kit.fields import (
    Email,
    Hours,
    Kana,
    Money,
    Month,
    Phone,
    PostalCode,
    Secret,
    Text,
    Url,
)
from talentpool.kit.forms import Form, fill_from


class Remote(StrEnum):
    FULL = "full"
    ONSITE = "onsite"


class Row(Form, frozen=True, kw_only=True):
    labels = "sample"

    label: Annotated[str, Meta(max_length=10)]
    level: Annotated[int, Meta(ge=1, le=5)] = 3


class Career(Form, frozen=True, kw_only=True):
    from_: Month = msgspec.field(name="from")
    to: Month | None = None


class Everything(Form, frozen=True, kw_only=True):
    labels = "sample"

    name: Annotated[str, Meta(max_length=5)] = ""
    kana: Kana = ""
    text: Text = ""
    secret: Secret = ""
    email: Email | None = None
    phone: Phone | None = None
    postal: PostalCode | None = None
    url: Url | None = None
    day: date | None = None
    month: Month | None = None
    pay: Money | None = None
    hours: Annotated[Hours, Meta(ge=30, le=2400)] | None = None
    number: int | None = None
    ratio: float | None = None
    remote: Annotated[Remote, Meta(extra={"labels": "sample_remote"})] | None = None
    flag: bool = False
    slots: list[str] = msgspec.field(default_factory=list)
    rows: Annotated[list[Row], Meta(max_length=3)] = msgspec.field(default_factory=list)
    career: list[Career] = msgspec.field(default_factory=list)


def sent(*pairs: tuple[str, str], **fields: str) -> FormMultiDict:
    return FormMultiDict([*pairs, *fields.items()])


def codes(form: type[Form], data: FormMultiDict | dict) -> dict[str, str]:
    return {name: errors[0].code for name, errors in fill_from(form, data).errors.items()}
