"""Records as files. JSON Lines is the lossless form; the others are for spreadsheets."""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
import xlsxwriter

from talentpool.files import flat
from talentpool.files.schemas import RECORDS, Format, Kind
from talentpool.kit.errors import FieldError, Invalid

Plain = Mapping[str, Any]
_WIDTH = 22
MEDIA_TYPES = {
    Format.JSONL: "application/x-ndjson",
    Format.CSV: "text/csv; charset=utf-8",
    Format.CP932: "text/csv; charset=Shift_JIS",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
ENDINGS = {Format.JSONL: "jsonl", Format.CSV: "csv", Format.CP932: "csv", Format.XLSX: "xlsx"}


def write(kind: Kind, form: Format, records: Sequence[Plain]) -> bytes:
    """A file of *records*.

    Raises:
        Invalid: a character can't be said in CP932; nothing is written then.
    """
    return _WRITERS[form](RECORDS[kind], records)


def empty(record: type[msgspec.Struct]) -> bytes:
    """A spreadsheet with the columns of *record* and nothing in it: the template to fill in."""
    return _xlsx(record, [], flat.all_columns(record))


def _jsonl(_: type[msgspec.Struct], records: Sequence[Plain]) -> bytes:
    lines = (json.dumps(record, ensure_ascii=False) for record in records)
    return "".join(f"{line}\n" for line in lines).encode()


def _csv(record: type[msgspec.Struct], records: Sequence[Plain]) -> bytes:
    return _table(record, records).encode("utf-8-sig")


def _cp932(record: type[msgspec.Struct], records: Sequence[Plain]) -> bytes:
    for number, plain in enumerate(records, start=2):
        for name, cell in flat.flatten(plain).items():
            _insist_on_cp932(number, name, str(cell))
    return _table(record, records).encode("cp932")


def _table(record: type[msgspec.Struct], records: Sequence[Plain]) -> str:
    rows = [flat.flatten(plain) for plain in records]
    columns = flat.columns(rows, record)
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _xlsx(
    record: type[msgspec.Struct], records: Sequence[Plain], columns: Sequence[str] = ()
) -> bytes:
    rows = [flat.flatten(plain) for plain in records]
    columns = columns or flat.columns(rows, record)
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 1)
        sheet.write_row(0, 0, columns, book.add_format({"bold": True}))
        sheet.set_column(0, max(len(columns) - 1, 0), _WIDTH)
        for number, row in enumerate(rows, start=1):
            for column, name in enumerate(columns):
                _write_cell(sheet, number, column, row.get(name))
        if columns:
            sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
    return stream.getvalue()


def _write_cell(sheet: Any, row: int, column: int, cell: Any) -> None:
    if cell is None:
        return
    if isinstance(cell, int | float):
        sheet.write_number(row, column, cell)
    else:
        sheet.write_string(row, column, str(cell))


def _insist_on_cp932(line: int, name: str, cell: str) -> None:
    for character in cell:
        # Python's codec writes some characters as others that look alike: − as －, ‖ as ∥.
        if character.encode("cp932", "replace").decode("cp932") != character:
            facts = {"line": line, "name": name, "character": character}
            raise Invalid({"format": [FieldError("not_in_cp932", facts)]})


_WRITERS: Mapping[Format, Callable[[type[msgspec.Struct], Sequence[Plain]], bytes]] = {
    Format.JSONL: _jsonl,
    Format.CSV: _csv,
    Format.CP932: _cp932,
    Format.XLSX: _xlsx,
}
