"""The import of a file against the same registrations inserted row by row."""

import time
from collections.abc import AsyncIterator
from typing import Any

from piccolo.table import Table

from matching.bench_report import Row, at_least
from matching.labels import Resolution
from talentpool.actor import system
from talentpool.candidates import records
from talentpool.candidates.schemas import CandidateRecord
from talentpool.candidates.service import new_handle
from talentpool.candidates.tables import Candidate, Career, Claim, HeldQualification
from talentpool.identity import service as identity
from talentpool.kit.scope import scope
from tests.bench.stage import Stage

FEW = 300
LEAST = 10


async def rows(stage: Stage) -> AsyncIterator[Row]:
    """What a person costs either way. The slow way is measured on a few and scaled up."""
    many = len(stage.records)
    yield Row(
        f"import of {many:,} candidates, checked, resolved, audited", stage.import_seconds, "s"
    )
    few = stage.records[:FEW]
    started = time.perf_counter()
    async with scope(system()):
        for record in few:
            await _insert_row_by_row(record)
    seconds = (time.perf_counter() - started) * many / len(few)
    yield Row(f"the same by ORM inserts, row by row (scaled from {len(few)})", seconds, "s")
    ratio = seconds / stage.import_seconds
    yield at_least("import: times faster than row by row", ratio, "x", LEAST)


def _unknown(label: str) -> Resolution:
    return Resolution(label, None, "not looked up", 0.0)


async def _insert_row_by_row(record: CandidateRecord) -> None:
    """What the forms' own verbs would do, without looking anything up."""
    person = await identity.register_person(
        system(), name=record.name or "", kana=record.name_kana or "", email=record.email or ""
    )
    row = Candidate(**records.columns(record), person=person, handle=new_handle(6))
    await Candidate.insert(row)
    rows = records.parts(record, records.meanings([record], _unknown, _unknown))
    owner: dict[str, Any] = {"candidate": row.id, "person": person}
    parts: tuple[tuple[type[Table], list[dict[str, Any]]], ...] = (
        (Career, rows.careers),
        (Claim, rows.claims),
        (HeldQualification, rows.qualifications),
    )
    for table, found in parts:
        for part in found:
            await table.insert(table(**owner, **part))
