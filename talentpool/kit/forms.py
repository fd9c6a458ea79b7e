"""One msgspec struct is a form's schema, for HTML and for the API alike.

`fill` reads what was sent, field by field, and collects every error; the page is shown again with
what was typed. Names of nested fields are joined by dots: `skills.0.label`, `career.1.from`.
"""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID

import msgspec
from litestar import Request
from litestar.datastructures import FormMultiDict

from talentpool.kit.errors import FieldError, Invalid
from talentpool.kit.fields import Field, fields_of
from talentpool.kit.labels import MissingLabel, labels
from talentpool.kit.reading import Reading, edit_rows, last, nest, row_keys

ONCE = "_once"
ROW_BUTTON = "_rows"


class Form(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A form. `labels` is the group of its label codes: `"<labels>.<field>" = "姓"`."""

    labels: ClassVar[str] = ""

    def check(self) -> Iterable[tuple[str, FieldError]]:
        """What is wrong between fields that are each right by themselves."""
        return ()


F = TypeVar("F", bound=Form)


class Filled(Generic[F]):
    """A form as somebody filled it in: what was typed, what is wrong, the value if nothing is.

    `once` is the id the form was rendered with, for receipts: the same id twice is one effect.
    `is_editing_rows` says that a button asked for a row more or less; show the page again.
    """

    def __init__(self, form: type[F], typed: dict[str, Any]) -> None:
        self.form = form
        self.typed = typed
        self.errors: dict[str, list[FieldError]] = {}
        self.once: UUID | None = None
        self.is_editing_rows = False
        self._value: F | None = None

    @property
    def value(self) -> F:
        """The form's value.

        Raises:
            Invalid: something is wrong; `errors` says what.
        """
        if self._value is None:
            raise Invalid(self.errors)
        return self._value

    def with_errors(self, problem: Invalid) -> "Filled[F]":
        """The same form with what a verb found wrong."""
        self.errors = {**self.errors, **problem.fields}
        return self

    def text(self, name: str, part: str = "") -> str:
        """What stands in a box; *part* is one box of a date: era, year, month, day."""
        found = self._typed(name)
        if isinstance(found, Mapping):
            found = found.get(part) if part else _iso(found)
        elif part not in {"", "year"}:
            found = None
        return str(last(found) or "")

    def chosen(self, name: str) -> list[str]:
        """The values that are ticked."""
        found = self._typed(name)
        return [found] if isinstance(found, str) else list(found or ())

    def rows(self, name: str, at_least: int = 0) -> list[str]:
        """The row keys of a repeating group, with keys of blank rows up to *at_least*."""
        found = self._typed(name)
        keys = row_keys(found) if isinstance(found, Mapping) else []
        free = int(keys[-1]) + 1 if keys else 0
        return keys + [str(free + n) for n in range(at_least - len(keys))]

    def field(self, name: str) -> Field:
        """What the schema says about a field.

        Raises:
            KeyError: the form has no such field.
        """
        return _owner_and_field(self.form, name)[1]

    def label(self, name: str) -> str:
        """The field's name as readers know it."""
        owner, field = _owner_and_field(self.form, name)
        return labels().text(f"{owner.labels}.{field.name}")

    def options(self, name: str) -> list[tuple[str, str]]:
        """The choices of a closed field with their labels, from the group that its `Meta` names."""
        field = self.field(name)
        meta = field.item.meta if field.is_list else field.meta
        group = (meta.extra or {}).get("labels", field.name)
        return [(value, labels().text(f"{group}.{value}")) for value in field.options]

    def error(self, name: str) -> str | None:
        """The sentence beside a field."""
        errors = self.errors.get(name)
        return self._sentence(name, errors[0]) if errors else None

    def messages(self) -> dict[str, str]:
        """Every sentence by field, in the order of the form: the error summary."""
        names = sorted(self.errors, key=lambda name: _position(self.form, name))
        return {name: self._sentence(name, self.errors[name][0]) for name in names}

    def _typed(self, name: str) -> Any:
        found: Any = self.typed
        for key in name.split("."):
            found = found.get(key) if isinstance(found, Mapping) else None
        return found

    def _noun(self, name: str) -> str:
        """The field's name within a sentence: one of its own where the label asks a question."""
        owner, field = _owner_and_field(self.form, name)
        return labels().find(f"{owner.labels}.{field.name}.noun") or self.label(name)

    def _sentence(self, name: str, error: FieldError) -> str:
        try:
            shown = self._noun(name)
        except (
            KeyError,
            MissingLabel,
        ):  # of a file, or of what only a forger sees
            shown = labels().find(f"{self.form.labels}.{name}") or name
        return labels().text(f"field_error.{error.code}", **{"field": shown, **error.facts})


async def fill(form: type[F], request: Request[Any, Any, Any]) -> Filled[F]:
    """Read *form* from what a browser, or a client with JSON, sent."""
    if "json" in request.content_type[0]:
        sent = await request.json()
        return fill_from(form, sent if isinstance(sent, Mapping) else {})
    return fill_from(form, await request.form())


def fill_from(form: type[F], sent: Mapping[str, Any] | FormMultiDict) -> Filled[F]:
    """Read *form* from form data or a JSON object."""
    is_html = isinstance(sent, FormMultiDict)
    filled = Filled(form, nest(sent) if isinstance(sent, FormMultiDict) else dict(sent))
    filled.once = _uuid(last(filled.typed.get(ONCE)))
    if is_html and (button := last(filled.typed.get(ROW_BUTTON))):
        edit_rows(filled.typed, button)
        filled.is_editing_rows = True
        return filled
    reading = Reading(is_html=is_html)
    value = reading.form(form, filled.typed)
    filled.errors = reading.errors
    filled._value = None if reading.errors else value
    return filled


def parse(form: type[F], sent: Mapping[str, Any] | FormMultiDict) -> F:
    """The value of *form*.

    Raises:
        Invalid: with every error there is.
    """
    return fill_from(form, sent).value


def blank(form: type[F], stored: Mapping[str, Any] | msgspec.Struct | None = None) -> Filled[F]:
    """*form* before anything was sent: empty, or with what is *stored*, by attribute name."""
    return Filled(form, _shown(form, {} if stored is None else stored))


def _shown(
    form: type[msgspec.Struct], stored: Mapping[str, Any] | msgspec.Struct
) -> dict[str, Any]:
    held = stored if isinstance(stored, Mapping) else msgspec.structs.asdict(stored)
    values = {name: held.get(field.attribute) for name, field in fields_of(form).items()}
    return {
        name: _shown_value(fields_of(form)[name], value)
        for name, value in values.items()
        if value is not None
    }


def _shown_value(field: Field, value: Any) -> Any:
    if field.is_group:
        return _shown(field.base, value)
    if not field.is_list:
        return field.kind.show(value)
    shown = [_shown_value(field.item, item) for item in value]
    return {str(n): row for n, row in enumerate(shown)} if field.item.is_group else shown


def _owner_and_field(form: type[Form], name: str) -> tuple[type[Form], Field]:
    """The form that a field belongs to, and the field; row numbers are stepped over."""
    owner: type[Form] = form
    field: Field | None = None
    for key in name.split("."):
        if field is not None and key.isdecimal():
            continue
        if field is not None:
            owner = field.item.base if field.is_list else field.base
        field = fields_of(owner)[key]
    assert field is not None
    return owner, field


def _position(form: type[Form], name: str) -> list[int]:
    """Where a field stands on the page; what the form does not know comes last."""
    places: list[int] = []
    owner: Any = form
    for key in name.split("."):
        if key.isdecimal():
            places.append(int(key))
            continue
        fields = fields_of(owner) if isinstance(owner, type) else {}
        names = list(fields)
        places.append(names.index(key) if key in fields else len(names))
        owner = _inner(fields.get(key))
    return places


def _inner(field: Field | None) -> Any:
    if field is None:
        return None
    inner = field.item if field.is_list else field
    return inner.base if inner.is_group else None


def _iso(parts: Mapping[str, Any]) -> str:
    """The boxes of a stored date as the one box of a date picker wants them."""
    held = [str(last(parts.get(part)) or "") for part in ("year", "month", "day")]
    return "-".join(text.zfill(2) for text in held if text)


def _uuid(text: Any) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None
