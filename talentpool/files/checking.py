"""From rows to records: every problem by line and field, before anything is taken."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from talentpool.files.rows import Read
from talentpool.files.schemas import Checked, Problem, Record, Row
from talentpool.kit.reading import read_all
from talentpool.kit.text import find_refused

MOST_PROBLEMS = 500
# Field -> the part of its objects that a bare text stands for.
SHORT = {"roles": "role", "kpis": "name"}


def check(read: Read, record: type[msgspec.Struct]) -> Checked:
    """The records of all rows, and all that is wrong with them."""
    problems = list(read.problems)
    records: list[Record] = []
    lines: list[int] = []
    seen: dict[str, int] = {}
    for row in read.rows:
        found = _check_row(row, record)
        if isinstance(found, list):
            problems += found
            continue
        problems += _check_ref(found, row.line, seen)
        records.append(found)
        lines.append(row.line)
    ordered = sorted(problems, key=lambda problem: problem.line)
    return Checked(records, lines, ordered[:MOST_PROBLEMS])


def _check_row(row: Row, record: type[msgspec.Struct]) -> Any:
    """The record, or the list of its problems."""
    refused = [
        Problem(row.line, _told(row, name), "bad_characters", dict(where))
        for name, where in _refused_texts(row.fields, "")
    ]
    if refused:
        return refused
    value, errors = read_all(record, _spelt_out(row.fields))
    if not errors:
        return value
    return [
        Problem(row.line, _told(row, name), error.code, dict(error.facts))
        for name, found in errors.items()
        for error in found
    ]


def _told(row: Row, name: str) -> str:
    """The field as its sender knows it: the columns of a table are numbered from 1."""
    if not row.is_flat:
        return name
    parts = name.split(".")
    return ".".join(str(int(part) + 1) if part.isdecimal() else part for part in parts)


def _spelt_out(fields: dict[str, Any]) -> dict[str, Any]:
    """Lists of names where a list of objects is meant, as other systems may send them."""
    return {name: _objects(value, SHORT.get(name)) for name, value in fields.items()}


def _objects(value: Any, key: str | None) -> Any:
    if key is None or not isinstance(value, list):
        return value
    return [{key: item} if isinstance(item, str) else item for item in value]


def _check_ref(record: Any, line: int, seen: dict[str, int]) -> list[Problem]:
    if not record.ref:
        return [Problem(line, "ref", "required")]
    first = seen.setdefault(record.ref, line)
    return [] if first == line else [Problem(line, "ref", "doubled_ref", {"first": first})]


def _refused_texts(value: Any, name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every text with a character that may not be kept, at any depth."""
    if isinstance(value, str):
        if found := find_refused(value, allow_lines=True):
            yield name, {"character": found.code, "position": found.position}
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _refused_texts(item, f"{name}.{key}" if name else str(key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _refused_texts(item, f"{name}.{number}")
