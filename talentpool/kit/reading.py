"""From what was sent to a form's value: field by field, so that all errors are told at once."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol, runtime_checkable

import msgspec
from litestar.datastructures import FormMultiDict

from talentpool.kit.errors import FieldError
from talentpool.kit.fields import Field, fields_of
from talentpool.kit.formats import format_hours, format_money
from talentpool.kit.readers import Refused

MAX_ITEMS = 100
LARGEST_WHOLE = 2**31 - 1  # what an integer column takes
MAX_DEPTH = 5
SHOWN_UNITS = {"hours": format_hours, "money": format_money}
UNKNOWN = msgspec.UNSET


@runtime_checkable
class Checking(Protocol):
    """A struct with rules between its fields."""

    def check(self) -> Iterable[tuple[str, FieldError]]:
        """What is wrong between fields that are each right by themselves."""
        ...


def read_all(
    struct: type[msgspec.Struct], sent: Mapping[str, Any]
) -> tuple[Any, dict[str, list[FieldError]]]:
    """The value of *struct* from a JSON-like object, with every error there is."""
    reading = Reading(is_html=False)
    value = reading.form(struct, sent)
    return value, reading.errors


class Reading:
    """One pass over what was sent; `errors` fills up on the way."""

    def __init__(self, *, is_html: bool) -> None:
        self.is_html = is_html
        self.errors: dict[str, list[FieldError]] = {}
        self._found = 0

    def form(self, form: Any, sent: Mapping[str, Any], prefix: str = "") -> Any:
        """The value of *form*, or `UNKNOWN` when a part of it is wrong."""
        found_before = self._found
        values = {
            field.attribute: value
            for name, field in fields_of(form).items()
            if (value := self._field(field, sent.get(name), prefix + name)) is not UNKNOWN
        }
        if not self.is_html:  # a browser sends buttons and tokens along; a client's are mistakes
            for name in sorted(sent.keys() - fields_of(form).keys()):
                self._add(prefix + name, FieldError("unknown_field"))
        if self._found > found_before:
            return UNKNOWN
        made = form(**values)
        if isinstance(made, Checking):
            for name, error in made.check():
                self._add(prefix + name, error)
        return made

    def _field(self, field: Field, sent: Any, at: str) -> Any:
        if field.is_list:
            return self._items(field, sent, at)
        if field.is_group:
            return self._group(field, sent, at)
        if self.is_html:
            sent = _boxes(sent) if isinstance(sent, Mapping) else last(sent)
        if is_blank(sent):
            return self._absent(field, sent, at)
        try:
            return _within_limits(field, field.kind.read(sent))
        except Refused as refused:
            return self._add(at, refused.error)

    def _absent(self, field: Field, sent: Any, at: str) -> Any:
        if field.kind.is_ticked and self.is_html:
            return False
        if field.is_optional and (sent is not None or not field.has_default):
            return None
        if field.has_default:
            return UNKNOWN  # the struct's own default
        return self._add(at, FieldError(field.kind.missing))

    def _group(self, field: Field, sent: Any, at: str) -> Any:
        if is_blank(sent) and (field.is_optional or field.has_default):
            return None if field.is_optional else UNKNOWN
        if not isinstance(sent, Mapping):
            if not self.is_html and not is_blank(sent):
                return self._add(at, FieldError("bad_type"))
            sent = {}
        return self.form(field.base, sent, f"{at}.")

    def _items(self, field: Field, sent: Any, at: str) -> Any:
        if sent is None and field.has_default and not self.is_html:
            return UNKNOWN
        item = field.item
        rows = [(key, row) for key, row in _rows(sent) if not _is_blank_row(item, row)]
        now, most = len(rows), field.meta.max_length or MAX_ITEMS
        if now > most:
            return self._add(at, FieldError("too_many", {"max": most, "now": now}))
        if now < (least := field.meta.min_length or 0):
            code = "too_few" if now else "required_choice"
            return self._add(at, FieldError(code, {"min": least, "now": now}))
        names = [f"{at}.{key}" if key else at for key, _ in rows]
        found = [self._field(item, row, name) for name, (_, row) in zip(names, rows, strict=True)]
        return UNKNOWN if UNKNOWN in found else found

    def _add(self, at: str, error: FieldError) -> Any:
        self.errors.setdefault(at, []).append(error)
        self._found += 1  # rows without a number share their names, so names don't tell
        return UNKNOWN


def nest(sent: FormMultiDict) -> dict[str, Any]:
    """Form data as a tree: `skills.0.label` under skills, 0, label; leaves are lists of texts."""
    tree: dict[str, Any] = {}
    values = ((name, value) for name in sorted(set(sent)) for value in sent.getall(name))
    for name, value in values:  # sorted, so that names in conflict end the same way every time
        *path, leaf = name.split(".", MAX_DEPTH)
        branch: Any = tree
        for key in path:
            branch = branch.setdefault(key, {}) if isinstance(branch, dict) else None
        if isinstance(branch, dict) and isinstance(value, str):
            held = branch.setdefault(leaf, [])
            if isinstance(held, list):
                held.append(value)
    return tree


def edit_rows(tree: dict[str, Any], button: str) -> None:
    """Do what a row button says: `add:skills`, `remove:skills.1`."""
    verb, _, name = button.partition(":")
    *path, leaf = name.split(".")
    branch: Any = tree
    for key in path:
        branch = branch.get(key) if isinstance(branch, dict) else None
    if not isinstance(branch, dict):
        return
    if verb == "remove":
        branch.pop(leaf, None)
    elif isinstance(rows := branch.setdefault(leaf, {}), dict):
        rows[str(max(map(int, row_keys(rows)), default=-1) + 1)] = {}


def row_keys(rows: Mapping[str, Any]) -> list[str]:
    """The keys of a repeating group in order; what is no row number is none of ours."""
    return sorted((k for k in rows if k.isascii() and k.isdecimal() and len(k) < 5), key=int)


def last(sent: Any) -> Any:
    """The value of a field that takes one, of all that a browser sent."""
    return (sent[-1] if sent else None) if isinstance(sent, list) else sent


def _boxes(sent: Mapping[str, Any]) -> dict[str, Any]:
    """The boxes of a date, each with the one value it has."""
    return {part: last(value) for part, value in sent.items()}


def is_blank(sent: Any) -> bool:
    """Whether nothing was said: blanks only, or an era without a year."""
    if isinstance(sent, Mapping):
        return all(is_blank(value) for key, value in sent.items() if key != "era")
    if isinstance(sent, list):
        return all(is_blank(value) for value in sent)
    return sent is None or (isinstance(sent, str) and not sent.strip())


def _rows(sent: Any) -> list[tuple[str, Any]]:
    """Rows with their keys; ticked boxes share one name and have none."""
    if isinstance(sent, Mapping):
        return [(key, sent[key]) for key in row_keys(sent)]
    if isinstance(sent, list):
        is_plain = all(isinstance(value, str) for value in sent)
        return [("" if is_plain else str(n), value) for n, value in enumerate(sent)]
    return [] if sent is None else [("", sent)]


def _is_blank_row(item: Field, row: Any) -> bool:
    """A row in which nothing was written; select boxes always say something and don't count."""
    if not item.is_group or not isinstance(row, Mapping):
        return is_blank(row)
    fields = fields_of(item.base)
    written = [name for name, f in fields.items() if not f.options and not f.kind.is_ticked]
    return all(is_blank(row.get(name)) for name in written or fields)


def _within_limits(field: Field, value: Any) -> Any:
    """*value* again.

    Raises:
        Refused: it is too long, too short, or outside its range.
    """
    if isinstance(value, str):
        _check_length(field, value)
    elif isinstance(value, int) and field.meta.le is None and abs(value) > LARGEST_WHOLE:
        raise Refused("bad_whole")
    elif isinstance(value, int | float) and not isinstance(value, bool):
        _check_range(field, value)
    return value


def _check_length(field: Field, value: str) -> None:
    if field.max_length and len(value) > field.max_length:
        raise Refused("too_long", max=field.max_length, now=len(value))
    if field.meta.min_length and len(value) < field.meta.min_length:
        raise Refused("too_short", min=field.meta.min_length, now=len(value))
    if field.meta.pattern and not re.search(field.meta.pattern, value):
        raise Refused("bad_format")


def _check_range(field: Field, value: float) -> None:
    least, most = field.meta.ge, field.meta.le
    is_low, is_high = least is not None and value < least, most is not None and value > most
    if not is_low and not is_high:
        return
    show: Callable[[Any], str] = SHOWN_UNITS.get(field.kind.unit, str)
    code = "too_big" if least is None else "too_small" if most is None else "out_of_range"
    raise Refused(code, min=show(least or 0), max=show(most or 0))
