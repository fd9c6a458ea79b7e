"""What was imported comes back, in every format, and can be imported again without a change."""

from pathlib import Path

import pytest

from talentpool.actor import Role
from talentpool.files import service, service_export
from talentpool.files.schemas import Format, Kind, Result
from talentpool.kit.errors import Invalid
from tests.makers.accounts import an_actor

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "talentpool" / "demo" / "data"


@pytest.fixture
async def coordinator(db):
    return await an_actor(Role.COORDINATOR)


async def _take(actor, kind: Kind, content: bytes) -> Result:
    checked = await service.check(actor, kind, content)
    assert [str(problem) for problem in checked.problems] == []
    return await service.take(actor, kind, checked.records)


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("form", [Format.JSONL, Format.CSV, Format.XLSX])
async def test_an_export_imported_again_changes_nothing(coordinator, kind, form):
    await _take(coordinator, kind, (DEMO / f"{kind}.jsonl").read_bytes())
    is_people = kind is Kind.CANDIDATES
    content = await service_export.export(coordinator, kind, form, with_identity=is_people)

    result = await _take(coordinator, kind, content)

    assert (result.added, result.changed) == (0, 0)
    assert result.unchanged > 20


async def test_people_come_out_without_names_unless_a_purpose_is_given(coordinator):
    await _take(coordinator, Kind.CANDIDATES, (DEMO / "candidates.jsonl").read_bytes())

    content = await service_export.export(coordinator, Kind.CANDIDATES, Format.JSONL)

    assert b'"name"' not in content
    assert b"example.jp" not in content


async def test_a_character_that_cp932_cannot_say_is_named_before_anything_is_written(coordinator):
    await _take(coordinator, Kind.CANDIDATES, '{"ref":"a","headline":"𠮷野"}\n'.encode())

    with pytest.raises(Invalid) as refused:
        await service_export.export(coordinator, Kind.CANDIDATES, Format.CP932)

    (error,) = refused.value.fields["format"]
    assert error.facts == {"line": 2, "name": "headline", "character": "𠮷"}
