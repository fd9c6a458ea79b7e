"""Reads one spreadsheet from standard input and prints its rows as JSON, under hard limits.

A program of its own (`python -m talentpool.files.spreadsheet`): a hostile file can exhaust or
crash this process and nothing else.
"""

import io
import json
import re
import resource
import sys
import zipfile
from datetime import date, datetime
from typing import Any

from python_calamine import CalamineWorkbook

MEMORY_BYTES = 512 * 2**20
CPU_SECONDS = 10
MOST_ENTRIES = 200
MOST_UNPACKED = 50 * 2**20
MOST_RATIO = 100
MOST_ROWS = 5_001
MOST_COLUMNS = 400
_CELL = re.compile(rb'<c[^>]{0,200}?\sr="([A-Z]{1,3})(\d{1,7})"')
_CHUNK = 2**20


class Refused(Exception):
    """The file is not read; the message is a label code."""


def main() -> None:
    """Read, or say on standard error by code why not."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    try:
        content = sys.stdin.buffer.read()
        inspect(content)
        json.dump(rows(content), sys.stdout, ensure_ascii=False)
    except Refused as refused:
        sys.exit(str(refused))


def inspect(content: bytes) -> None:
    """Look at the archive before anything is unpacked.

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
    too_many = len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED
    if too_many or unpacked > MOST_RATIO * max(len(content), 10_000):
        raise Refused("spreadsheet_too_large")
    for entry in entries:
        if "worksheets/" in entry.filename.lower():
            _measure(archive, entry)


def rows(content: bytes) -> list[list[str]]:
    """The cells of the first sheet as text, row by row."""
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    sheet = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    return [[_text(cell) for cell in row] for row in sheet]


def _measure(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """One far cell makes a sheet of a million rows: read the references, trust no dimension."""
    tail = b""
    try:
        with archive.open(entry) as stream:
            while chunk := stream.read(_CHUNK):
                for column, row in _CELL.findall(tail + chunk):
                    if int(row) > MOST_ROWS or _column(column) > MOST_COLUMNS:
                        raise Refused("spreadsheet_too_large")
                tail = chunk[-256:]
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError):
        # So zipfile says: damaged, cut short, an unknown compression, encrypted, unreadable.
        raise Refused("not_a_spreadsheet") from None


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
