"""Reads one spreadsheet from standard input and prints its rows as JSON, under hard limits.

A program of its own (`python -m talentpool.files.spreadsheet page`): a hostile file can exhaust or
crash this process and nothing else. Formulas are never run: what counts is the value that was saved
beside them, and a cell without one is named.
"""

import io
import json
import re
import resource
import sys
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from python_calamine import CalamineWorkbook

MOST_ENTRIES = 200
MOST_RATIO = 100
MOST_COLUMNS = 2_000  # a record with a hundred careers and skills has 1,700
_CELL = re.compile(rb'<(?:\w+:)?c\s(?:[^>]{0,200}?\s)?r="([A-Z]{1,3})(\d{1,7})"')
_BROKEN = re.compile(
    rb'<(?:\w+:)?c\s(?![^>]*\st="str")([^>]*)>\s*<(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>)'
    rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
    rb'|<(?:\w+:)?c\s([^>]*\bt="e"[^>]*)>'
)
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_SHEET = re.compile(rb'<(?:\w+:)?sheet\s[^>]*\b\w+:id="([^"]+)"')
_LINK = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_CHUNK = 2**20


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one file may cost."""

    rows: int
    unpacked: int
    memory: int
    cpu_seconds: int


# A page is open to everybody who may import; a command to whoever runs the service.
LIMITS = {
    "page": Limits(5_001, 50 * 2**20, 512 * 2**20, 10),
    "command": Limits(100_001, 500 * 2**20, 4 * 2**30, 120),
}


class Refused(Exception):
    """The file is not read; the message is a label code."""


def main() -> None:
    """Read, or say on standard error by code why not."""
    limits = LIMITS[sys.argv[1]]
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds))
    try:
        content = sys.stdin.buffer.read()
        broken = inspect(content, limits)
        json.dump({"rows": rows(content), "broken": broken}, sys.stdout, ensure_ascii=False)
    except Refused as refused:
        sys.exit(str(refused))


def inspect(content: bytes, limits: Limits) -> list[tuple[int, int]]:
    """Look at the archive before anything is read; cells without a value, by row and column.

    Raises:
        Refused: it is no workbook, has macros or links, or would be too large unpacked.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError):
        raise Refused("not_a_spreadsheet") from None
    entries = archive.infolist()
    names = [entry.filename.lower() for entry in entries]
    if not any(name.endswith("workbook.xml") for name in names):
        raise Refused("not_a_spreadsheet")
    if any("vbaproject" in name or "externallinks" in name for name in names):
        raise Refused("spreadsheet_active")
    unpacked = sum(entry.file_size for entry in entries)
    too_many = len(entries) > MOST_ENTRIES or unpacked > limits.unpacked
    if too_many or unpacked > MOST_RATIO * max(len(content), 10_000):
        raise Refused("spreadsheet_too_large")
    try:
        for entry in entries:
            if "worksheets/" in entry.filename.lower():
                _measure(archive, entry, limits.rows)
        return _broken_cells(archive)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError):
        # So zipfile says: damaged, cut short, an unknown compression, encrypted, unreadable.
        raise Refused("not_a_spreadsheet") from None


def rows(content: bytes) -> list[list[str]]:
    """The cells of the first sheet as text, row by row."""
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    sheet = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    return [[_text(cell) for cell in row] for row in sheet]


def _measure(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most_rows: int) -> None:
    """One far cell makes a sheet of a million rows: read the references, trust no dimension."""
    tail = b""
    with archive.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            for column, row in _CELL.findall(tail + chunk):
                if int(row) > most_rows or _column(column) > MOST_COLUMNS:
                    raise Refused("spreadsheet_too_large")
            tail = chunk[-256:]


def _broken_cells(archive: zipfile.ZipFile) -> list[tuple[int, int]]:
    """Cells of the first sheet that hold an error, or a formula whose value was not saved.

    A reader gives both back as empty, and an empty cell says nothing: so they would be lost.
    """
    name = _first_sheet(archive)
    if name is None:
        return []
    starts = (match[1] or match[2] for match in _BROKEN.finditer(archive.read(name)))
    places = (_PLACE.search(start) for start in starts)
    return [(int(place[2]), _column(place[1])) for place in places if place]


def _first_sheet(archive: zipfile.ZipFile) -> str | None:
    """The entry that holds the first sheet; none where the workbook says it in another way."""
    names = {name.lower(): name for name in archive.namelist()}
    book, links = (names.get(f"xl/{at}") for at in ("workbook.xml", "_rels/workbook.xml.rels"))
    first = _SHEET.search(archive.read(book)) if book and links else None
    if first is None or links is None:
        return None
    for link in _LINK.findall(archive.read(links)):
        said = dict(re.findall(rb'\b(Id|Target)="([^"]*)"', link))
        if said.get(b"Id") == first[1]:
            target = said.get(b"Target", b"").decode("utf-8", "replace").lower()
            return names.get(target.lstrip("/")) or names.get(f"xl/{target}")
    return None


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    return str(cell)


if __name__ == "__main__":
    main()
