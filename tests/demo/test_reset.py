"""The tour ticks itself, and 「はじめに戻す」 makes everything as it was loaded."""

from uuid import UUID

import asyncpg
import httpx
import pytest

from talentpool.accounts.tables import Account
from talentpool.actor import Actor, system
from talentpool.demo import content, queries, service
from talentpool.kit import clock
from talentpool.kit.scope import scope
from talentpool.kit.settings import Settings
from talentpool.needs import queries as needs
from talentpool.needs import service_clinic, service_triage
from tests.makers.accounts import as_account, post

pytestmark = pytest.mark.xdist_group("demonstration")
# What going back leaves as it is: it counts on, so that no memory of the pool is mistaken for it.
COUNTS_ON = "pool_generation"


async def _acting(login_name: str) -> Actor:
    async with scope(system()):
        found = await Account.objects().get(Account.login_name == login_name)
    assert found is not None
    return as_account(found)


async def _need(ref: str) -> UUID:
    async with scope(system()):
        found: UUID = (await needs.by_ref(ref)).id
    return found


async def _done() -> set[str]:
    return {mark.step.key for mark in await queries.marks(system()) if mark.is_done}


async def _differences(owner: asyncpg.Connection) -> set[str]:
    """The tables whose rows are not those that were kept at the load."""
    tables = await owner.fetch(
        "select tablename as name from pg_tables where schemaname = 'demonstration'"
        " and tablename <> 'taken'"
    )
    names = [row["name"] for row in tables]
    found = set()
    async with owner.transaction():
        for name in names:
            await owner.execute(f"alter table public.{name} no force row level security")
            kept, present = [
                await owner.fetchval(
                    f"select md5(string_agg(t::text, ',' order by t::text)) from {s}.{name} t"
                )
                for s in ("demonstration", "public")
            ]
            if kept != present:
                found.add(name)
            await owner.execute(f"alter table public.{name} force row level security")
    return found


async def test_nothing_of_the_tour_is_done_at_first(demo: Settings) -> None:
    assert await _done() == set()


async def test_each_step_begins_at_a_row_that_is_there(demo: Settings) -> None:
    marks = await queries.marks(system())

    assert len(marks) == len(content.tour().step) == 6
    assert [mark.step.key for mark in marks if mark.subject is None] == []


async def test_a_step_ticks_when_somebody_has_done_it(demo: Settings) -> None:
    manager, noda = await _acting("aonami-kacho"), await _acting("noda")
    async with scope(system()):
        today = clock.today()

    await service_clinic.submit(manager, await _need("N-03"))
    await service_triage.open_(noda, await _need("N-16"))
    await service_triage.set_next_step(
        noda, await _need("N-06"), next_step="会議の日を決めた", due_on=today, assignee=None
    )

    assert await _done() == {"send_need", "open_need", "next_step"}
    await service.reset(system(), demo)


async def test_going_back_restores_every_row_of_every_table(
    demo: Settings, owner: asyncpg.Connection
) -> None:
    await service_clinic.submit(await _acting("aonami-kacho"), await _need("N-03"))
    changed = await _differences(owner)

    await service.reset(system(), demo)

    assert changed >= {"need", "audit_event", "notice"}
    assert await _differences(owner) == set()
    assert await _done() == set()


async def test_going_back_leaves_row_level_security_in_force(
    demo: Settings, owner: asyncpg.Connection
) -> None:
    before = await _forced(owner)

    await service.reset(system(), demo)

    assert await _forced(owner) == before


async def _forced(owner: asyncpg.Connection) -> set[str]:
    rows = await owner.fetch("select relname from pg_class where relforcerowsecurity")
    return {row["relname"] for row in rows}


async def test_going_back_counts_the_pool_on(demo: Settings, owner: asyncpg.Connection) -> None:
    before = await owner.fetchval(f"select generation from {COUNTS_ON}")

    await service.reset(system(), demo)

    assert await owner.fetchval(f"select generation from {COUNTS_ON}") == before + 1


async def test_mails_of_the_past_stay_and_younger_ones_go(demo: Settings) -> None:
    folder = demo.data_dir / "mail"
    before = {path.name for path in folder.iterdir()}
    (folder / "29991231000000-000000000000.eml").write_text("Subject: x\n\n", encoding="utf-8")

    await service.reset(system(), demo)

    assert {path.name for path in folder.iterdir()} == before


async def test_somebody_goes_back_by_the_page_and_is_signed_out(
    visitor: httpx.AsyncClient, demo: Settings
) -> None:
    await visitor.get("/")
    await post(visitor, demo, "/demonstration/as/noda")
    asked = await visitor.get("/demonstration/reset")

    answered = await post(visitor, demo, "/demonstration/reset")

    assert "はじめに戻す" in asked.text
    assert answered.url.path == "/"
    assert "はじめの状態に戻しました。" in answered.text
    assert "/login" in answered.text


async def test_the_strip_tells_how_far_one_has_got(visitor: httpx.AsyncClient) -> None:
    strip = await visitor.get("/demonstration/progress")

    assert "0/6" in strip.text
    assert "<html" not in strip.text
