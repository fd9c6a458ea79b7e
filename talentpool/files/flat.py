"""Records as flat rows of a table, and back.

Nested fields are `period.from`, lists of texts are joined by `;` (with `\\` as escape), lists of
objects are numbered columns `skills.1.label`. An empty cell says nothing.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from talentpool.kit.cells import guarded, unguarded
from talentpool.kit.fields import Field, fields_of

_SEPARATOR = re.compile(r"(?<!\\)((?:\\\\)*);")
_ESCAPED = re.compile(r"\\([\\;])")


def flatten(record: Mapping[str, Any]) -> dict[str, Any]:
    """The cells of a record, by column.

    >>> flatten({"ref": "a", "skills": [{"label": "RPA"}], "tools": ["x;y", "z"]})
    {'ref': 'a', 'skills.1.label': 'RPA', 'tools': 'x\\\\;y;z'}
    """
    return {name: cell for name, cell in _cells(record, "") if cell not in ("", None)}


def columns(rows: Iterable[Mapping[str, Any]], record: type[msgspec.Struct]) -> list[str]:
    """All columns of *rows*, in the order of the record's fields."""
    names = {name for row in rows for name in row}
    return sorted(names, key=lambda name: _place(name, record))


def all_columns(record: type[msgspec.Struct], prefix: str = "") -> list[str]:
    """Every column that a record can have, each repeating group once."""
    names: list[str] = []
    for name, field in fields_of(record).items():
        inner = _inner(field)
        if inner is None:
            names.append(prefix + name)
        else:
            number = "1." if field.is_list else ""
            names += all_columns(inner, f"{prefix}{name}.{number}")
    return names


def unflatten(cells: Mapping[str, str], record: type[msgspec.Struct]) -> dict[str, Any]:
    """The nested fields of a flat row; what the record does not know stays, to be refused."""
    nested: dict[str, Any] = {}
    for column, cell in cells.items():
        if cell != "":
            _put(nested, column.split("."), unguarded(cell), record)
    listed: dict[str, Any] = _with_lists(nested)
    return listed


def join(texts: Iterable[str]) -> str:
    """A list of texts as one cell."""
    return ";".join(text.replace("\\", "\\\\").replace(";", "\\;") for text in texts)


def split(cell: str) -> list[str]:
    """The texts of a cell.

    >>> split(join(["a;b", "c\\\\", ""]))
    ['a;b', 'c\\\\', '']
    """
    marked = _SEPARATOR.sub("\\1\0", cell)
    return [_ESCAPED.sub(r"\1", text) for text in marked.split("\0")]


def _cells(value: Any, name: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _cells(item, f"{name}.{key}" if name else key)
    elif isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
        for number, item in enumerate(value, start=1):
            yield from _cells(item, f"{name}.{number}")
    elif isinstance(value, list):
        yield name, guarded(join(str(item) for item in value))
    elif isinstance(value, bool):
        yield name, "true" if value else "false"
    else:
        yield name, guarded(value)


def _put(
    nested: dict[str, Any], path: list[str], cell: str, record: type[msgspec.Struct] | None
) -> None:
    *groups, leaf = path
    branch, owner = nested, record
    field: Field | None = None
    for key in groups:
        if not key.isdecimal():
            field = fields_of(owner).get(key) if owner else None
            owner = _inner(field)
        branch = branch.setdefault(key, {})
        if not isinstance(branch, dict):
            return
    field = fields_of(owner).get(leaf) if owner else None
    branch[leaf] = split(cell) if field is not None and field.is_list else cell


def _inner(field: Field | None) -> type[msgspec.Struct] | None:
    if field is None:
        return None
    inner = field.item if field.is_list else field
    return inner.base if inner.is_group else None


def _with_lists(value: Any) -> Any:
    """Groups whose keys are all numbers are lists, in the order of the numbers."""
    if not isinstance(value, dict):
        return value
    made = {key: _with_lists(item) for key, item in value.items()}
    if made and all(key.isdecimal() for key in made):
        return [made[key] for key in sorted(made, key=int)]
    return made


def _place(column: str, record: type[msgspec.Struct]) -> list[int]:
    places: list[int] = []
    owner: type[msgspec.Struct] | None = record
    for key in column.split("."):
        if key.isdecimal():
            places.append(int(key))
            continue
        fields = fields_of(owner) if owner else {}
        places.append(list(fields).index(key) if key in fields else len(fields))
        owner = _inner(fields.get(key))
    return places
