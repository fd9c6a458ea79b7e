"""The kinds of field a form can have, as types: `phone: Phone | None = None`.

A field says its limits with `Meta`, which holds for HTML and JSON alike and shows in the API's
description: `title: Annotated[str, Meta(max_length=80)]`, `Annotated[Hours, Meta(ge=30, le=2400)]`.
"""

import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec
from msgspec import Meta

from talentpool.kit import dates, readers
from talentpool.kit.readers import Refused

MAX_LINE = 200
MAX_TEXT = 4000
YES = frozenset({"true", "on", "1", "yes"})
NO = frozenset({"false", "off", "0", "no"})


def show_plain(value: Any) -> str:
    """The text that stands for *value* in a control."""
    return str(value.value if isinstance(value, Enum) else value)


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of field is read and shown.

    `missing` is the error of a required field left empty; `unit` says how its limits are shown;
    a box that `is_ticked` sends nothing for no.
    """

    read: Callable[[Any], Any]
    show: Callable[[Any], Any] = show_plain
    missing: str = "required"
    max_length: int | None = None
    unit: str = ""
    is_ticked: bool = False


def read_flag(value: Any) -> bool:
    """A ticked box, or the answer to a yes-or-no question.

    Raises:
        Refused: it is neither yes nor no.
    """
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in YES | NO:
        return value.lower() in YES
    raise Refused("bad_choice")


def read_consent(value: Any) -> bool:
    """A box that has to be ticked.

    Raises:
        Refused: it is not.
    """
    if not read_flag(value):
        raise Refused("must_agree")
    return True


def show_flag(value: bool) -> str:
    """As the `value` attribute of the control says it."""
    return "true" if value else "false"


def choice_of(options: Mapping[str, Any]) -> Kind:
    """One of *options*, by the text that stands for it."""

    def read(value: Any) -> Any:
        if show_plain(value) not in options:
            raise Refused("bad_choice")
        return options[show_plain(value)]

    return Kind(read, missing="required_choice")


LINE = Kind(readers.read_line, max_length=MAX_LINE)

Text = Annotated[str, Kind(readers.read_text, max_length=MAX_TEXT)]
Chosen = Annotated[str, Kind(readers.read_line, missing="required_choice", max_length=MAX_LINE)]
ChosenNumber = Annotated[int, Kind(readers.read_whole, missing="required_choice")]
Secret = Annotated[str, Kind(readers.read_secret, readers.show_nothing, max_length=MAX_LINE)]
Kana = Annotated[str, Kind(readers.read_kana, max_length=MAX_LINE)]
Email = Annotated[str, Kind(readers.read_email, max_length=254)]
Phone = Annotated[str, Kind(readers.read_phone, readers.show_phone)]
PostalCode = Annotated[str, Kind(readers.read_postal_code, readers.show_postal_code)]
Url = Annotated[str, Kind(readers.read_url, max_length=2000)]
Month = Annotated[str, Kind(dates.read_month, dates.show_month)]
Money = Annotated[int, Kind(readers.read_money, readers.show_money, unit="money")]
Hours = Annotated[int, Kind(readers.read_hours, readers.show_hours, unit="hours")]
YesNo = Annotated[bool, Kind(read_flag, show_flag, missing="required_choice")]
Consent = Annotated[bool, Kind(read_consent, show_flag, missing="must_agree")]

BY_TYPE: Mapping[Any, Kind] = {
    str: LINE,
    bool: Kind(read_flag, show_flag, is_ticked=True),
    int: Kind(readers.read_whole),
    float: Kind(readers.read_decimal, readers.show_number),
    date: Kind(dates.read_date, dates.show_date),
}


@dataclass(frozen=True, slots=True)
class Field:
    """What a form's type says about one field."""

    name: str
    attribute: str
    base: Any
    kind: Kind
    meta: Meta
    is_optional: bool
    has_default: bool

    @property
    def is_list(self) -> bool:
        """Whether it takes several values."""
        return get_origin(self.base) is list

    @property
    def is_group(self) -> bool:
        """Whether it is a form of its own inside the form."""
        return isinstance(self.base, type) and issubclass(self.base, msgspec.Struct)

    @property
    def is_required(self) -> bool:
        """Whether the form is refused without it."""
        if self.is_list:
            return bool(self.meta.min_length)
        return not (self.has_default or self.is_optional or self.kind.is_ticked)

    @property
    def max_length(self) -> int | None:
        """The most characters (of a text) that it may have."""
        return self.meta.max_length or self.kind.max_length

    @property
    def options(self) -> dict[str, Any]:
        """The values of a closed choice by their text; none for an open field."""
        return _options(self.item.base if self.is_list else self.base)

    @property
    def item(self) -> "Field":
        """The field that each value of a list is."""
        return describe(self.name, self.attribute, get_args(self.base)[0], has_default=False)


@cache
def fields_of(form: type[msgspec.Struct]) -> dict[str, Field]:
    """The fields of *form* by the name they have in HTML and JSON."""
    return {
        f.encode_name: describe(f.encode_name, f.name, f.type, has_default=not f.required)
        for f in msgspec.structs.fields(form)
    }


def describe(name: str, attribute: str, annotation: Any, *, has_default: bool) -> Field:
    """Take the annotation of a field apart."""
    base, metadata, is_optional = _unwrapped(annotation)
    kind = next((m for m in metadata if isinstance(m, Kind)), None) or _kind_of(base)
    meta = next((m for m in metadata if isinstance(m, Meta)), Meta())
    return Field(name, attribute, base, kind, meta, is_optional, has_default)


def _unwrapped(annotation: Any) -> tuple[Any, list[Any], bool]:
    """The bare type, what `Annotated` says of it, and whether it may be None."""
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *metadata = get_args(annotation)
        base, more, is_optional = _unwrapped(inner)
        return base, [*more, *metadata], is_optional
    if origin in {Union, types.UnionType}:
        first = next(member for member in get_args(annotation) if member is not types.NoneType)
        base, metadata, _ = _unwrapped(first)
        return base, metadata, True
    return annotation, [], False


def _kind_of(base: Any) -> Kind:
    options = _options(base)
    return choice_of(options) if options else BY_TYPE.get(base, LINE)


def _options(base: Any) -> dict[str, Any]:
    if get_origin(base) is Literal:
        return {str(value): value for value in get_args(base)}
    if isinstance(base, type) and issubclass(base, Enum):
        return {str(member.value): member for member in base}
    return {}
