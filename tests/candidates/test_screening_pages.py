"""Screening pages: what was answered with no, and what skills stand on."""

import re

import pytest

from talentpool.actor import Role, system
from talentpool.candidates.states import CandidateState as S
from talentpool.kit.scope import scope
from tests.makers.accounts import an_account, browse_as, post, rows
from tests.makers.candidates import a_candidate
from tests.makers.needs import state_of

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
async def coordinator(client, settings):
    return await browse_as(client, settings, await an_account(Role.COORDINATOR))


async def test_a_failed_required_question_proposes_a_hold(client, coordinator):
    candidate = await a_candidate(S.SUBMITTED, conditions_unmet=["office_tools"])

    page = await client.get(f"/screening/{candidate.id}")

    assert "必須の質問に「いいえ」の答えがあります" in page.text
    assert re.search(r'value="required_unmet" selected', page.text)


async def test_the_list_marks_a_no_to_a_required_question_only(client, coordinator):
    await a_candidate(S.SUBMITTED, conditions_unmet=["public_sector"])
    preferred = await client.get("/screening")
    async with scope(system()) as opened:
        await opened.connection.execute("update candidate set conditions_unmet = '{office_tools}'")

    required = await client.get("/screening")

    assert "必須の質問に「いいえ」" not in preferred.text
    assert "必須の質問に「いいえ」" in required.text


async def test_a_claim_is_checked_once_and_its_reader_stays_on_the_page(
    client, settings, coordinator
):
    candidate = await a_candidate(S.ACTIVE, claims={"kintone": 3})
    (claim,) = await rows("select id from claim")
    page = f"/candidates/{candidate.id}"
    check = f"/screening/{candidate.id}/claims/{claim['id']}/verify?next={page}"

    answers = [await post(client, settings, check) for _ in range(2)]
    stray = await post(client, settings, check.replace(str(claim["id"]), str(candidate.id)))

    assert [answer.headers["location"] for answer in answers] == [f"{page}#claims"] * 2
    assert stray.status_code == 404
    assert "確認済み" in (await client.get(page)).text
    audited = await rows("select seq from audit_event where action = 'candidate.verify_claim'")
    assert len(audited) == 1


async def test_skills_stand_once_on_a_page_with_what_they_stand_on(client, coordinator):
    candidate = await a_candidate(S.SUBMITTED, claims={"kintone": 3})

    page = await client.get(f"/screening/{candidate.id}")

    assert page.text.count(">kintone<") == 1


async def test_unknown_labels_are_listed_as_written(client, coordinator):
    await a_candidate(S.SUBMITTED, claims={"ポルトガル語": 4})

    page = await client.get("/screening/unknown-labels")

    assert "ポルトガル語" in page.text


async def test_whoever_decides_second_learns_what_was_decided_and_by_whom(
    client, settings, coordinator
):
    candidate = await a_candidate(S.SUBMITTED)
    path, seen = f"/screening/{candidate.id}", candidate.version
    await post(client, settings, f"{path}/start_screening", seen=seen)

    late = await post(client, settings, f"{path}/accept", note="面識があります。", seen=seen)

    assert late.status_code == 409
    assert "架空のcoordinator：審査を始めました" in late.text
    assert ">面識があります。</textarea>" in late.text
    assert await state_of("candidate", candidate.id) == S.SCREENING
