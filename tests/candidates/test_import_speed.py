"""A large file is taken in a handful of statements, not one for each row."""

import time

import pytest

from matching.labels import Resolution
from talentpool.actor import system
from talentpool.candidates import records, service_import
from talentpool.candidates.schemas import CandidateRecord
from talentpool.candidates.service import new_handle
from talentpool.candidates.tables import Candidate, Career, Claim, HeldQualification
from talentpool.identity import service as identity
from talentpool.kit.scope import scope
from tests.makers.candidates import a_record

pytestmark = pytest.mark.usefixtures("db")

MANY, FEW = 2000, 60


async def test_the_import_is_ten_times_faster_than_inserts_row_by_row():
    await service_import.import_records(system(), [a_record("warm")])
    many = [a_record(f"many-{n}") for n in range(MANY)]
    few = [a_record(f"few-{n}") for n in range(FEW)]

    started = time.perf_counter()
    await service_import.import_records(system(), many)
    imported = time.perf_counter()
    async with scope(system()):
        for record in few:
            await _insert_row_by_row(record)
    inserted = time.perf_counter()

    each, each_by_row = (imported - started) / MANY, (inserted - imported) / FEW
    assert each_by_row / each >= 10


def _unknown(label: str) -> Resolution:
    return Resolution(label, None, "not looked up", 0.0)


async def _insert_row_by_row(record: CandidateRecord) -> None:
    """What the forms' own verbs would do, without looking anything up."""
    person = await identity.register_person(
        system(), name=record.name, kana=record.name_kana, email=record.email
    )
    columns = records.columns(record)
    row = Candidate(**columns, person=person, handle=new_handle(6), ref=record.ref)
    await Candidate.insert(row)
    known = records.meanings([record], _unknown, _unknown)
    rows = records.parts(record, known)
    owner = {"candidate": row.id, "person": person}
    for table, found in (
        (Career, rows.careers),
        (Claim, rows.claims),
        (HeldQualification, rows.qualifications),
    ):
        for part in found:
            await table.insert(table(**owner, **part))
