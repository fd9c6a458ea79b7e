"""Files are read as people save them, and refused with a sentence when they can't be."""

import io
import zipfile

import pytest
import xlsxwriter

from talentpool.files import rows
from talentpool.files.schemas import RECORDS, Kind
from talentpool.kit.errors import Invalid

NEEDS = RECORDS[Kind.NEEDS]
TABLE = "ref,title,tools,period.from\nR1,予約の見直し,kintone;LoGo,2027-01\n"
FIELDS = {
    "ref": "R1",
    "title": "予約の見直し",
    "tools": ["kintone", "LoGo"],
    "period": {"from": "2027-01"},
}


def _workbook(*table: tuple[object, ...], macro: bool = False, far: str = "") -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(table):
            sheet.write_row(number, 0, row)
        if far:
            sheet.write(far, "x")
    content = stream.getvalue()
    if macro:
        with zipfile.ZipFile(stream, "a") as archive:
            archive.writestr("xl/vbaProject.bin", b"x")
        content = stream.getvalue()
    return content


@pytest.mark.parametrize(
    "content",
    [
        TABLE.encode(),
        TABLE.encode("utf-8-sig"),
        TABLE.encode("cp932"),
        TABLE.replace("\n", "\r\n").encode("cp932"),
        _workbook(*[line.split(",") for line in TABLE.splitlines()]),
        b'{"ref":"R1","title":"\xe4\xba\x88\xe7\xb4\x84\xe3\x81\xae\xe8\xa6\x8b\xe7\x9b\xb4\xe3'
        b'\x81\x97","tools":["kintone","LoGo"],"period":{"from":"2027-01"}}\n',
    ],
    ids=["utf-8", "bom", "cp932", "crlf", "xlsx", "jsonl"],
)
async def test_every_way_of_saving_gives_the_same_fields(content):
    read = await rows.read(content, NEEDS)

    assert [row.fields for row in read.rows] == [FIELDS]


async def test_a_row_keeps_the_number_of_its_line():
    read = await rows.read(b'ref,title\nR1,"two\nlines"\n\nR2,b\n', NEEDS)

    assert [row.line for row in read.rows] == [2, 5]


async def test_broken_lines_are_told_by_number_and_the_others_are_read():
    read = await rows.read(b'{"ref":"a"}\nnot json\n["list"]\n{"ref":"b"}\n', NEEDS)

    assert [(p.line, p.code) for p in read.problems] == [(2, "bad_json"), (3, "bad_json")]
    assert len(read.rows) == 2


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b" \n ", "file_empty"),
        (b"ref,title\n,\n", "no_rows"),
        (b'[{"ref":"a"},\n{"ref":"b"}]', "bad_json"),
        (b"\xd0\xcf\x11\xe0old", "spreadsheet_old"),
        (b"PK\x03\x04garbage", "not_a_spreadsheet"),
        (b"\x82\xa0\xff\xfe\x00\x81", "bad_encoding"),
        (b"%PDF-1.7 a scan of a table", "file_type"),
        (b"ref,ref\na,b\n", "doubled_column"),
        (b'ref,title\nR1,"open\n', "bad_csv"),
        (_workbook(("ref",), macro=True), "spreadsheet_active"),
        (_workbook(("ref",), far="XFD1"), "spreadsheet_too_large"),
        (_workbook(("ref",), far="A1048576"), "spreadsheet_too_large"),
    ],
)
async def test_what_cannot_be_read_is_refused_with_its_reason(content, code):
    with pytest.raises(Invalid) as refused:
        await rows.read(content, NEEDS)

    assert [error.code for error in refused.value.fields["file"]] == [code]


async def test_a_bomb_is_not_unpacked():
    stream = io.BytesIO(_workbook(("ref",)))
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", b"0" * 60_000_000)

    with pytest.raises(Invalid) as refused:
        await rows.read(stream.getvalue(), NEEDS)

    assert refused.value.fields["file"][0].code == "spreadsheet_too_large"


async def test_a_formula_cell_is_read_as_its_value_and_never_run():
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["ref", "title"])
        sheet.write_string(1, 0, "R1")
        sheet.write_formula(1, 1, '=HYPERLINK("x")', None, "予約")

    read = await rows.read(stream.getvalue(), NEEDS)

    assert read.rows[0].fields["title"] == "予約"


async def test_a_formula_without_a_saved_value_and_an_error_are_told_by_line_and_column():
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["ref", "title", "tools"])
        sheet.write_row(1, 0, ["R1", "予約"])
        sheet.write_formula(1, 2, "=1/0", None, "#DIV/0!")
        sheet.write_string(2, 0, "R2")
        sheet.write_formula(2, 1, "=A3", None, "")
        sheet.write_row(3, 0, ["R3", "窓口"])
    whole = io.BytesIO()
    with zipfile.ZipFile(stream) as made, zipfile.ZipFile(whole, "w") as archive:
        for entry in made.infolist():  # other programs save no value at all
            content = made.read(entry).replace(b' t="str"><f>A3</f>', b"><f>A3</f>")
            archive.writestr(entry, content)

    read = await rows.read(whole.getvalue(), NEEDS)

    assert [(p.line, p.field, p.code) for p in read.problems] == [
        (2, "tools", "broken_cell"),
        (3, "title", "broken_cell"),
    ]
    assert [row.fields["ref"] for row in read.rows] == ["R3"]


async def test_a_command_may_bring_longer_tables_than_a_page():
    long = _workbook(("ref",), *[(f"R{number}",) for number in range(5_001)])

    read = await rows.read(long, NEEDS, sent_by="command")

    assert len(read.rows) == 5_001
    with pytest.raises(Invalid):
        await rows.read(long, NEEDS)
