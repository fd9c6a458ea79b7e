"""The auditor's page, and the commands that hold the trail against its checkpoint."""

import pytest

from talentpool.actor import Role, system
from talentpool.audit import service, verification
from talentpool.kit.scope import scope
from talentpool.needs.states import NeedState
from tests.makers.accounts import an_account, browse_as


@pytest.fixture
async def auditor(client, settings):
    return await browse_as(client, settings, await an_account(Role.AUDITOR))


async def test_the_auditor_reads_what_was_done(client, auditor):
    async with scope(system()):
        service.note(system(), "need.open", subject_id="7", reason="x")

    answer = await client.get("/audit/", params={"about": "7"})

    assert answer.status_code == 200
    assert "need.open" in answer.text


async def test_a_change_of_state_is_said_in_words(client, auditor):
    async with scope(system()):
        service.note(system(), "need.open", subject_id="7", after=NeedState.OPEN)

    answer = await client.get("/audit/", params={"about": "7"})

    row = answer.text.split("<tbody>")[1]
    assert "支援要請" in row
    assert "受付済み" in row
    assert "None" not in row


async def test_what_an_event_tells_is_said_in_words(client, auditor):
    async with scope(system()):
        service.note(system(), "need.save", subject_id="7", step="placement")
        service.note(system(), "proposal.hold", subject_id="7", reason="check_conflict")

    answer = await client.get("/audit/", params={"about": "7"})

    row = answer.text.split("<tbody>")[1]
    assert "募集文と労働条件" in row
    assert "利益相反を確認する" in row
    assert "check_conflict" not in row


async def test_a_filter_without_hits_says_so(client, auditor):
    answer = await client.get("/audit/", params={"about": "nobody"})

    assert "記録はありません。" in answer.text


async def test_nobody_else_reads_the_whole_trail(client, settings):
    await browse_as(client, settings, await an_account(Role.COORDINATOR))

    answer = await client.get("/audit/")

    assert answer.status_code == 403


async def test_a_kept_checkpoint_is_signed_and_found_again(db, urls, tmp_path):
    async with scope(system()):
        service.note(system(), "need.open", subject_id="7")
    point = verification.sign(await verification.checkpoint(urls.web), "key")

    verification.keep(point, tmp_path)

    kept = verification.newest(tmp_path)
    assert kept == point
    assert verification.is_signed(kept, "key")
    assert not verification.is_signed(kept, "another key")
    assert (await verification.verify(urls.web, kept)).is_sound


async def test_a_cut_tail_is_behind_its_checkpoint(db, urls):
    async with scope(system()):
        service.note(system(), "need.open", subject_id="7")
    point = await verification.checkpoint(urls.web)
    later = verification.Checkpoint(point.seq + 1, point.hash)

    verdict = await verification.verify(urls.web, later)

    assert verdict.is_behind_checkpoint
    assert not verdict.is_sound
