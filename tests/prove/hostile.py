"""Hostile files: refused with a reason, in time, and only the reading process suffers."""

import io
import random
import time
import zipfile
from collections.abc import Iterator

import xlsxwriter

from talentpool.files import checking, rows
from talentpool.files.rows import WALL_SECONDS
from talentpool.files.schemas import RECORDS, Kind
from talentpool.kit.errors import Invalid
from talentpool.kit.servers import ServerUrls
from tests.prove.figures import Figure, Plan

_RECORD = RECORDS[Kind.NEEDS]
_MARGIN_SECONDS = 10
MUTATED = 2_000


async def run(urls: ServerUrls, plan: Plan, mutated: int = MUTATED) -> Figure:
    """Made ones by hand, then sound ones with random bytes changed."""
    figure = Figure("hostile", "a hostile file harms nothing and is told why", "files")
    chance = plan.chance("hostile")
    for name, content in [*made(), *_mutated(chance, plan.count(mutated))]:
        began = time.monotonic()
        try:
            checking.check(await rows.read(content, _RECORD), _RECORD)
        except Invalid:
            pass
        except Exception as error:
            figure.bad.append(f"{name}: {type(error).__name__}")
        if time.monotonic() - began > WALL_SECONDS["page"] + _MARGIN_SECONDS:
            figure.bad.append(f"{name}: took {time.monotonic() - began:.0f} s")
        figure.tried += 1
    return figure


def made() -> Iterator[tuple[str, bytes]]:
    """Thirty files that people or worse could send."""
    yield from _texts()
    yield from _workbooks()
    yield from _archives()


def _texts() -> Iterator[tuple[str, bytes]]:
    yield "empty", b""
    yield "blanks", b"  \n\t"
    yield "NUL", b"ref,title\nR\x00,a\n"
    yield "random bytes", bytes(range(256)) * 50
    yield "UTF-16", "ref,title\nR,a\n".encode("utf-16")
    yield "one quote", b'ref,title\nR,"'
    yield "ten thousand columns", b",".join(b"c%d" % n for n in range(10_000)) + b"\n"
    yield "a cell of a megabyte", b"ref,title\nR," + b"x" * 1_000_000 + b"\n"
    yield "deep JSON", b"[" * 100_000
    yield "deep object", b'{"a":' * 50_000 + b"1" + b"}" * 50_000
    yield "huge number", b'{"ref":"R","hours_per_week":1' + b"0" * 5_000 + b"}"
    yield "NaN", b'{"ref":"R","hours_per_week":NaN}'
    yield "lone surrogate", b'{"ref":"\\ud800"}'
    yield "doubled keys", b'{"ref":"a","ref":"b"}'
    yield "numbered columns without end", b"ref,kpis.99999999.name\nR,x\n"
    yield "path in a column", b"ref,../../x.y\nR,x\n"
    yield "old Excel", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512


def _workbooks() -> Iterator[tuple[str, bytes]]:
    yield "far cell", _workbook("XFD1048576")
    yield "far row", _workbook("A1048576")
    sound = _workbook("A2")
    yield "cut in half", sound[: len(sound) // 2]
    yield "macro", _with(sound, "xl/vbaProject.bin", b"x")
    yield "external link", _with(sound, "xl/externalLinks/externalLink1.xml", b"<x/>")
    yield "thousand entries", _with_many(sound)


def _archives() -> Iterator[tuple[str, bytes]]:
    sound = _workbook("A2")
    yield "bomb", _with(sound, "xl/worksheets/sheet7.xml", b"0" * 80_000_000)
    laughs = (
        b'<!DOCTYPE x [<!ENTITY a "ha">'
        + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
        + b"]><x>&j;</x>"
    )
    yield "billion laughs", _with(sound, "xl/sharedStrings2.xml", laughs)
    yield "zip slip", _with(sound, "../../../etc/passwd", b"x")
    yield "no workbook", _zip({"a.txt": b"x"})
    yield "empty archive", _zip({})
    yield "lying sheet", _zip({"xl/workbook.xml": b"<x", "xl/worksheets/sheet1.xml": b"\xff"})
    yield "only the magic", b"PK\x03\x04"


def _mutated(chance: random.Random, count: int) -> Iterator[tuple[str, bytes]]:
    sound = {"xlsx": _workbook("A2"), "csv": b'ref,title,tools\nR,"a",b;c\n' * 20,
             "jsonl": b'{"ref":"R","title":"t","tools":["a"]}\n' * 20}  # fmt: skip
    for number in range(count):
        # Reading a workbook starts a process: every tenth is enough of those.
        kind = chance.choice(["csv", "jsonl"]) if number % 10 else "xlsx"
        content = bytearray(sound[kind])
        for _ in range(chance.randint(1, 12)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        yield f"{kind} mutation {number}", bytes(content)


def _workbook(cell: str) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["ref", "title"])
        sheet.write(cell, "x")
    return stream.getvalue()


def _with(content: bytes, name: str, member: bytes) -> bytes:
    stream = io.BytesIO(content)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, member)
    return stream.getvalue()


def _with_many(content: bytes) -> bytes:
    stream = io.BytesIO(content)
    with zipfile.ZipFile(stream, "a") as archive:
        for number in range(1_000):
            archive.writestr(f"xl/media/{number}.txt", b"x")
    return stream.getvalue()


def _zip(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, member in members.items():
            archive.writestr(name, member)
    return stream.getvalue()
