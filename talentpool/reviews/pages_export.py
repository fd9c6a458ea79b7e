"""The ranking of a need as a file: pseudonyms, points, parts, reasons."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
import xlsxwriter
from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from talentpool.actor import Actor
from talentpool.kit.errors import NotFound
from talentpool.kit.formats import format_datetime
from talentpool.kit.http import download
from talentpool.kit.labels import label, language
from talentpool.kit.scope import reading
from talentpool.matches import queries, reasons
from talentpool.matches.parts import FACTORS
from talentpool.matches.schemas import Words
from talentpool.reviews import queries_screen

Row = Mapping[str, Any]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A cell that begins so would be run as a formula (OWASP, CSV Injection).
_RISKY = ("=", "+", "-", "@", "\t", "\r")
_WIDTH = 14
_log = structlog.get_logger(__name__)


@get("/review/{need_id:uuid}/ranking/{kind:str}", name="reviews.export")
async def export(
    actor: NamedDependency[Actor], need_id: FromPath[UUID], kind: FromPath[str]
) -> Response[Any]:
    """The newest run, as a spreadsheet or as CSV.

    Raises:
        NotFound: there is no run yet, or no such kind of file.
    """
    if kind not in _WRITERS:
        raise NotFound(f"file of kind {kind}")
    async with reading(actor):
        need = await queries_screen.need(need_id)
        run = await queries_screen.run(need_id)
        if run is None:
            raise NotFound(f"need {need_id} has not been matched")
        rows = await queries_screen.ranking(run["id"], need_id)
    words = await queries.words()
    _log.info("ranking.exported", need=str(need_id), kind=kind, people=len(rows))
    table = [_titles(), *(_line(row, words) for row in rows)]
    write, media_type = _WRITERS[kind]
    name = label("ranking_file.name", number=need["number"])
    return download(write(table, _about(need, run, actor)), f"{name}.{kind}", media_type)


def _titles() -> list[str]:
    first = ["rank", "handle", "points", "low", "high", "is_eligible"]
    last = ["failures", "checks", "state", "answer"]
    return [
        *(label(f"ranking_file.{name}") for name in first),
        *(label(f"factor.{factor}") for factor in FACTORS),
        *(label(f"ranking_file.{name}") for name in last),
    ]


def _line(row: Row, words: Words) -> list[str | int]:
    joint = label("fact.and")
    return [
        row["rank"],
        label("ranking_file.person", handle=row["handle"]),
        row["points"],
        row["low"],
        row["high"],
        label("ranking_file.yes" if row["is_eligible"] else "ranking_file.no"),
        *(row["parts"][factor] for factor in FACTORS),
        joint.join(reasons.failures_of(row, words)),
        "".join(reasons.checks_of(row, words)),
        label(f"proposal_state.{row['state'] or 'suggested'}"),
        label(f"opening_answer.{row['answer']}") if row["answer"] else "",
    ]


def _about(need: Row, run: Row, actor: Actor) -> list[tuple[str, str]]:
    """What the ranking rests on, for whoever finds the file later."""
    at: datetime = run["finished_at"]
    facts = {
        "number": need["number"],
        "title": need["title"],
        "municipality": need["municipality_name"],
        "at": format_datetime(at, language.get()),
        "scorer": run["scorer_name"],
        "people": str(run["pool_size"]),
        "base": str(run["base"]),
        "by": actor.name,
        "care": label("ranking_file.care_text"),
    }
    return [(label(f"ranking_file.{name}"), value) for name, value in facts.items()]


def _csv(table: Sequence[Sequence[str | int]], about: Iterable[tuple[str, str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([_guarded(cell) for cell in line] for line in table)
    return text.getvalue().encode("utf-8-sig")


def _guarded(cell: str | int) -> str | int:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_RISKY) else cell


def _xlsx(table: Sequence[Sequence[str | int]], about: Iterable[tuple[str, str]]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet(label("ranking_file.sheet"))
        sheet.write_row(0, 0, table[0], bold)
        for number, line in enumerate(table[1:], 1):
            sheet.write_row(number, 0, line)
        sheet.freeze_panes(1, 2)
        sheet.set_column(0, len(table[0]) - 1, _WIDTH)
        sheet.autofilter(0, 0, len(table) - 1, len(table[0]) - 1)
        notes = book.add_worksheet(label("ranking_file.notes"))
        notes.set_column(0, 1, 2 * _WIDTH)
        for number, pair in enumerate(about):
            notes.write_row(number, 0, pair)
    return file.getvalue()


_WRITERS: Mapping[str, tuple[Callable[..., bytes], str]] = {
    "csv": (_csv, "text/csv"),
    "xlsx": (_xlsx, XLSX),
}

router = Router("/", route_handlers=[export])
