"""From bytes to rows: finds out how a file is written, and reads it without believing it.

Nothing is checked against the record here; a row keeps the number of its line.
"""

import asyncio
import csv
import io
import json
import sys
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from talentpool.files import flat
from talentpool.files.schemas import Problem, Row
from talentpool.kit.errors import FieldError, Invalid

WALL_SECONDS = {"page": 20, "command": 240}
_ZIP = b"PK\x03\x04"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_NO_TABLE = (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff")  # PDF, PNG, JPEG
_BOM = b"\xef\xbb\xbf"
Table = list[tuple[int, list[str]]]


class Read(msgspec.Struct, frozen=True):
    """The rows of a file, and what could not be read as a row at all."""

    rows: list[Row]
    problems: list[Problem]


async def read(content: bytes, record: type[msgspec.Struct], *, sent_by: str = "page") -> Read:
    """All rows of a file of *record*; how large a spreadsheet may be depends on who sent it.

    Raises:
        Invalid: the file as a whole can't be read; the error of field `file` says why.
    """
    if not content.strip():
        raise Invalid.one("file", "file_empty")
    if content.startswith(_OLD_EXCEL):
        raise Invalid.one("file", "spreadsheet_old")
    if content.startswith(_NO_TABLE):
        raise Invalid.one("file", "file_type", allowed="JSON Lines / CSV / Excel")
    if content.startswith(_ZIP):
        table, broken = await _spreadsheet(content, sent_by)
        return _read_table(table, record, broken)
    text = _decoded(content)
    if text.lstrip().startswith("["):
        raise Invalid.one("file", "bad_json")
    if text.lstrip().startswith("{"):
        return _read_lines(text)
    return _read_table(_csv(text), record)


def _decoded(content: bytes) -> str:
    """UTF-8 with or without BOM, else what Japanese Windows writes."""
    for encoding in ("utf-8-sig" if content.startswith(_BOM) else "utf-8", "cp932"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Invalid.one("file", "bad_encoding")


def _read_lines(text: str) -> Read:
    rows, problems = [], []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            fields = json.loads(line)
        except (ValueError, RecursionError):  # also a number of thousands of digits
            problems.append(Problem(number, "", "bad_json"))
            continue
        if isinstance(fields, dict):
            rows.append(Row(number, fields))
        else:
            problems.append(Problem(number, "", "bad_json"))
    return Read(rows, problems)


def _csv(text: str) -> Table:
    # Too long a text is told beside its field. The limit is the whole process's: only ever raised.
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    table: Table = []
    begins = 1
    try:
        for cells in reader:
            table.append((begins, cells))
            begins = reader.line_num + 1
    except csv.Error:
        raise Invalid({"file": [FieldError("bad_csv", {"line": begins})]}) from None
    return table


async def _spreadsheet(content: bytes, sent_by: str) -> tuple[Table, dict[int, list[int]]]:
    """The first sheet, read by a process that may be killed; columns of broken cells by line."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "talentpool.files.spreadsheet",
        sent_by,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(WALL_SECONDS[sent_by]):
            out, err = await process.communicate(content)
    except TimeoutError:
        process.kill()
        await process.wait()
        raise Invalid.one("file", "spreadsheet_unreadable") from None
    if process.returncode != 0:
        said = err.decode("utf-8", "replace").strip().rpartition("\n")[2]
        known = said.isidentifier()
        raise Invalid.one("file", said if known else "spreadsheet_unreadable")
    sheet = json.loads(out)
    broken: dict[int, list[int]] = {}
    for line, column in sheet["broken"]:
        broken.setdefault(line, []).append(column)
    return list(enumerate(sheet["rows"], start=1)), broken


def _read_table(
    table: Table, record: type[msgspec.Struct], broken: Mapping[int, Sequence[int]] | None = None
) -> Read:
    if not table:
        raise Invalid.one("file", "file_empty")
    header = [name.strip() for name in table[0][1]]
    doubled = sorted({name for name in header if name and header.count(name) > 1})
    if doubled:
        raise Invalid({"file": [FieldError("doubled_column", {"column": doubled[0]})]})
    rows, problems = [], []
    for line, cells in table[1:]:
        if wrong := (broken or {}).get(line):
            problems += [Problem(line, name, "broken_cell") for name in _at(header, wrong)]
        elif not any(cell.strip() for cell in cells):
            continue
        elif any(cell.strip() for cell in cells[len(header) :]):
            problems.append(Problem(line, "", "too_many_cells"))
        else:
            fields = flat.unflatten(dict(_named(header, cells)), record)
            rows.append(Row(line, fields, is_flat=True))
    if not rows and not problems:
        raise Invalid.one("file", "no_rows")
    return Read(rows, problems)


def _at(header: list[str], columns: Sequence[int]) -> list[str]:
    """The names of *columns*, which are counted from 1."""
    return [header[number - 1] if number <= len(header) else "" for number in columns]


def _named(header: list[str], cells: list[str]) -> Iterator[tuple[str, str]]:
    for name, cell in zip(header, cells, strict=False):
        if name or cell.strip():
            yield name or "?", cell
