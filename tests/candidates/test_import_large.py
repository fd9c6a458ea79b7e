"""A large file is taken in a handful of statements, not one for each row.

How much faster that is than inserts row by row is measured by `make bench`.
"""

import pytest

from talentpool.actor import system
from talentpool.candidates import service_import
from talentpool.candidates.service_import import Outcome
from tests.makers.accounts import rows
from tests.makers.candidates import a_record

pytestmark = pytest.mark.usefixtures("db")

FEW, MANY = 5, 200


async def test_a_large_file_takes_as_many_statements_as_a_small_one(statements: list[str]) -> None:
    await service_import.import_records(system(), [a_record("warm")])
    statements.clear()

    await service_import.import_records(system(), [a_record(f"few-{n}") for n in range(FEW)])
    for_few = len(statements)
    statements.clear()
    taken = await service_import.import_records(
        system(), [a_record(f"many-{n}") for n in range(MANY)]
    )

    assert len(statements) == for_few
    assert {one.outcome for one in taken} == {Outcome.ADDED}
    assert len(await rows("select id from candidate where ref like 'many-%'")) == MANY
