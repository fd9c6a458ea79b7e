"""Somebody asks to be forgotten: two decide, everything of theirs goes, what was decided stays."""

import re

import asyncpg
import pytest

from talentpool.actor import Role
from talentpool.kit.errors import Forbidden, IllegalMove, NotFound, StaleRow
from talentpool.kit.scope import reading
from talentpool.kit.servers import ServerUrls
from talentpool.notifications import service as notifications
from talentpool.rights import journal, queries, service
from tests.makers.accounts import an_account, an_actor, as_account, browse_as, post, rows, rows_for
from tests.makers.candidates import a_candidate, a_person
from tests.makers.chains import a_placement, browsing, text_of
from tests.makers.identity import SEE_ALL

pytestmark = pytest.mark.usefixtures("db")
NAME = "消去 希望子"
WORDS = "秘密のことばハクサイ"


async def somebody(**columns):
    person = await a_person(NAME, "kibouko@example.jp")
    candidate = await a_candidate(
        person=person, headline=WORDS, free_text=WORDS, employer=WORDS, claims={WORDS: 3},
        career=WORDS, ref=WORDS, **columns,
    )  # fmt: skip
    account = await an_account(Role.CANDIDATE, "kibouko", person=person)
    return candidate, as_account(account)


async def stored(erasure_id) -> dict[str, object]:
    (row,) = await rows("select * from erasure where id = $1", erasure_id)
    return row


async def everything(urls: ServerUrls) -> str:
    """All rows of all tables, as a backup sees them, as one text."""
    connection = await asyncpg.connect(urls.backup)
    try:
        tables = await connection.fetch("select tablename from pg_tables where schemaname='public'")
        texts = [
            await connection.fetchval(f"select string_agg(t::text, '') from {row['tablename']} t")
            for row in tables
        ]
    finally:
        await connection.close()
    return "\n".join(text or "" for text in texts)


async def test_two_decide_and_what_was_said_is_gone_from_every_table(drain, urls):
    candidate, person = await somebody()
    first, second = await an_actor(Role.COORDINATOR), await an_actor(Role.ADMINISTRATOR)
    wish = await service.file(person)
    await drain()
    assert WORDS in await everything(urls)

    await service.propose(first, wish, seen=1)
    with pytest.raises(Forbidden, match="second person"):
        await service.confirm(first, wish, seen=2)
    await service.confirm(second, wish, seen=2)

    (identity,) = [
        row for row in await rows_for("correct_person", SEE_ALL) if row["id"] == candidate.person
    ]
    assert [identity[name] for name in ("name", "kana", "email", "search")] == [""] * 4
    left = await everything(urls)
    assert WORDS not in left
    assert "kibouko" not in left
    assert (await stored(wish))["state"] == "executed"
    (registration,) = await rows("select * from candidate where id = $1", candidate.id)
    assert (registration["state"], registration["handle"]) == ("withdrawn", candidate.handle)
    (account,) = await rows("select * from account where id = $1", person.account)
    assert account["state"] == "closed"


async def test_the_journal_leaves_the_database_with_ids_alone(drain, settings):
    _, person = await somebody()
    first, second = await an_actor(Role.COORDINATOR), await an_actor(Role.COORDINATOR)
    wish = await service.file(person)
    await service.propose(first, wish, seen=1)
    await service.confirm(second, wish, seen=2)

    await drain()

    file = settings.data_dir / journal.FILE
    assert person.person in {entry.person for entry in journal.read(file)}
    assert file.stat().st_mode & 0o777 == 0o600
    assert NAME not in file.read_text()


async def test_what_was_decided_and_worked_stays_under_the_pseudonym(drain):
    case = await a_placement(drain, "appointed")
    await rows(
        "update engagement set state = 'closed', closed_at = app_now() where true returning 1"
    )
    before = {
        table: await rows(f"select * from {table} order by 1")
        for table in ("decision", "hours_entry", "week_ledger", "engagement", "selection")
    }
    first, second = await an_actor(Role.COORDINATOR), await an_actor(Role.COORDINATOR)
    wish = await service.file(case.person)

    await service.propose(first, wish, seen=1)
    await service.confirm(second, wish, seen=2)

    for table, kept in before.items():
        assert kept
        assert await rows(f"select * from {table} order by 1") == kept
    states = await rows("select state from proposal where id = $1", case.proposal)
    assert states == [{"state": "appointed"}]


async def test_nobody_is_forgotten_in_the_middle_of_a_placement(client, settings, drain):
    case = await a_placement(drain, "referred")
    await browsing(client, settings, case.person)

    page = text_of(await client.get("/my/data/erasure"))
    sent = await post(client, settings, "/my/data/erasure", is_sure="1")

    assert "先に終えることがあります" in page
    assert "紹介済み" in page
    assert sent.status_code == 409
    assert "先に終えることがある" in sent.text
    assert await rows("select 1 from erasure") == []


async def test_what_begins_after_the_wish_is_waited_for_as_well(drain):
    case = await a_placement(drain, "consented")
    await rows("update proposal set state = 'declined' returning 1")
    wish = await service.file(case.person)
    await rows("update proposal set state = 'consented' returning 1")

    with pytest.raises(IllegalMove):
        await service.propose(await an_actor(Role.COORDINATOR), wish, seen=1)


async def test_the_person_takes_the_wish_back_and_may_ask_again():
    candidate, person = await somebody()
    wish = await service.file(person)
    assert await service.file(person) == wish

    with pytest.raises(StaleRow):
        await service.cancel(person, wish, seen=7)
    await service.cancel(person, wish, seen=1)

    assert (await stored(wish))["state"] == "cancelled"
    assert await service.file(person) != wish
    (registration,) = await rows("select * from candidate where id = $1", candidate.id)
    assert registration["headline"] == WORDS


async def test_nobody_takes_back_or_sees_somebody_elses_wish():
    _, person = await somebody()
    wish = await service.file(person)
    stranger = as_account(await an_account(Role.CANDIDATE, person=await a_person()))

    with pytest.raises(NotFound):
        await service.cancel(stranger, wish, seen=1)
    async with reading(stranger):
        assert await queries.wishes() == []


async def test_a_whole_life_by_pages(client, other_client, settings, drain):
    _, person = await somebody()
    await browsing(client, settings, person)
    one, two = other_client(), other_client()
    await browse_as(one, settings, await an_account(Role.COORDINATOR))
    await browse_as(two, settings, await an_account(Role.ADMINISTRATOR))

    unsure = await post(client, settings, "/my/data/erasure")
    filed = await post(client, settings, "/my/data/erasure", is_sure="1")
    listed = await one.get("/erasures")
    (path,) = set(re.findall(r"/erasures/[0-9a-f-]{36}", listed.text))
    await post(one, settings, f"{path}/propose", seen="1")
    by_proposer = await post(one, settings, f"{path}/confirm", seen="2")
    told = text_of(await one.get(path))
    done = await post(two, settings, f"{path}/confirm", seen="2")

    assert (unsure.status_code, filed.status_code) == (422, 303)
    assert NAME not in listed.text
    assert by_proposer.status_code == 403
    assert "提案した人は、確認できません" in told
    assert done.status_code == 303
    assert "消去しました" in text_of(await two.get(path))
    assert (await client.get("/my/data")).status_code in {303, 401}


async def test_a_refusal_says_why_and_the_person_reads_it(client, other_client, settings, drain):
    _, person = await somebody()
    wish = await service.file(person)
    one = other_client()
    await browse_as(one, settings, await an_account(Role.COORDINATOR))
    await browsing(client, settings, person)

    silent = await post(one, settings, f"/erasures/{wish}/refuse", seen="1")
    await post(one, settings, f"/erasures/{wish}/refuse", seen="1", answer="契約の整理が要ります。")

    assert silent.status_code == 422
    assert "契約の整理が要ります。" in (await client.get("/my/data")).text
    assert "今は応じられません" in (await client.get("/notices")).text


async def test_the_table_itself_insists_on_two():
    _, person = await somebody()
    wish = await service.file(person)

    with pytest.raises(asyncpg.CheckViolationError):
        await rows(
            "update erasure set state = 'executed', proposed_by = $2, decided_by = $2"
            " where id = $1 returning 1",
            wish,
            person.account,
        )


async def test_nothing_is_sent_any_more_to_somebody_forgotten(drain):
    _, person = await somebody()
    await notifications.notify(
        person, "candidate.hold", person=person.person, subject="candidate", subject_id="x",
        due_in=3600,
    )  # fmt: skip
    wish = await service.file(person)
    await service.propose(await an_actor(Role.COORDINATOR), wish, seen=1)

    await service.confirm(await an_actor(Role.COORDINATOR), wish, seen=2)

    states = await rows("select mail_state from notice where person = $1", person.person)
    assert [row["mail_state"] for row in states] == ["cancelled"]
