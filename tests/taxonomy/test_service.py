"""Loading the reference files."""

from talentpool.actor import system
from talentpool.kit.scope import scope
from talentpool.taxonomy import queries, service
from talentpool.taxonomy.tables import Municipality, Term


async def test_loading_again_changes_nothing(as_worker):
    async with as_worker():
        again = await service.load(system(), with_invented=True)

    assert not again


async def test_a_changed_term_gets_a_new_version_and_the_old_one_stays(as_worker):
    async with scope(system()):
        before = await Term.select().where(Term.kind == "menu", Term.code == "security").first()
    async with as_worker(), scope(system()):
        await Term.update({Term.name_ja: "古い名前"}).where(Term.id == before["id"])

    async with as_worker():
        renewal = await service.load(system(), with_invented=True)

    async with scope(system()):
        versions = await (
            Term.select(Term.version, Term.name_ja, Term.retired_at)
            .where(Term.kind == "menu", Term.code == "security")
            .order_by(Term.version)
        )
    assert renewal.changed == 1
    assert [row["name_ja"] for row in versions] == ["古い名前", before["name_ja"]]
    assert versions[0]["retired_at"] is not None
    assert versions[1]["retired_at"] is None


async def test_invented_bodies_stay_out_of_a_service_without_a_demonstration(as_worker):
    async with as_worker(), scope(system()):
        await Municipality.update({Municipality.is_invented: False}).where(
            Municipality.code == "139017"
        )

    async with as_worker():
        await service.load(system(), with_invented=False)
        without = await queries.find_municipality("139017")
        await service.load(system(), with_invented=True)
        within = await queries.find_municipality("139017")

    assert without is None
    assert within is not None
