"""すること: everything that waits for somebody stands in one place, what is due first on top."""

import re
from datetime import timedelta

import httpx
import pytest

from talentpool.accounts.tables import Account
from talentpool.actor import Actor, Role
from talentpool.dispatches import service as dispatches
from talentpool.engagements import service_work
from talentpool.identity import service as identity
from talentpool.kit.settings import Settings
from talentpool.needs import service_triage
from talentpool.needs.states import NeedState
from tests.makers.accounts import an_account, an_actor, browse_as, post, rows
from tests.makers.candidates import a_candidate
from tests.makers.chains import Chain, a_dispatch, a_placement, browsing, text_of, tomorrow
from tests.makers.needs import a_need, coordinator, state_terms

pytestmark = pytest.mark.usefixtures("db")


class Desk:
    """Somebody's browser, and what stands under すること in it."""

    def __init__(self, client: httpx.AsyncClient, settings: Settings) -> None:
        self.client, self.settings = client, settings

    async def of(self, actor: Actor, path: str = "/to-do") -> str:
        """The panel as *actor* reads it."""
        await browsing(self.client, self.settings, actor)
        answer = await self.client.get(path)
        assert answer.status_code == 200, answer.text
        return text_of(answer).partition("すること")[2]

    async def of_municipality(self, case: Chain) -> str:
        """The home of the case's officer, down to the board."""
        return (await self.of(case.officer, "/needs")).partition("所管の要請")[0]


@pytest.fixture
def desk(client: httpx.AsyncClient, settings: Settings) -> Desk:
    """A browser."""
    return Desk(client, settings)


async def _officer(client: httpx.AsyncClient, settings: Settings) -> Account:
    account = await an_account(Role.OFFICER)
    await browse_as(client, settings, account)
    return account


async def test_a_first_visit_is_guided_in_three_steps(client, settings):
    await _officer(client, settings)

    home = text_of(await client.get("/needs"))

    assert "困っていることを書く" in home
    assert "支援を要請する" in home


async def test_home_says_what_is_to_be_done_and_what_is_under_way(client, settings):
    officer = await _officer(client, settings)
    own = {"section": officer.section, "officer": officer.id}
    await a_need(NeedState.RETURNED, title="質問のある要請", **own)
    await a_need(NeedState.DRAFT, title="書きかけの要請", **own)
    await a_need(NeedState.OPEN, title="動いている要請", **own)
    await a_need(NeedState.OPEN, municipality="139025", title="よその要請")

    home = text_of(await client.get("/needs"))
    to_do = home.partition("すること")[2].partition("所管の要請")[0]

    assert re.search("質問のある要請 .*?質問に答えてください。", to_do)
    assert re.search("書きかけの要請 .*?送信してください。", to_do)
    assert "動いている要請" in home
    assert "動いている要請" not in to_do
    assert "よその要請" not in home


async def test_another_sections_work_waits_for_that_section(client, settings):
    colleague = await an_account(Role.OFFICER, section="福祉課")
    await a_need(NeedState.DRAFT, title="福祉課の下書き", section=colleague.section)
    await _officer(client, settings)

    home = text_of(await client.get("/needs"))

    assert "福祉課の下書き" not in home


async def test_a_plan_waits_for_the_municipality_then_the_reception(desk, drain):
    proposed, agreed = await a_dispatch(drain, "proposed"), await a_dispatch(drain, "agreed")

    before, after = (
        await desk.of_municipality(proposed),
        await desk.of_municipality(agreed),
    )

    assert "支援の計画を確認して、返事をしてください。" in before
    assert "受入れの準備をして、稼働の始まりを登録してください。" in after


@pytest.mark.parametrize(
    ("upto", "said"),
    [
        ("referred", "選考の日程を決めてください。"),
        ("dated", "選考の日が決まっています。"),
        ("accepted", "本人が労働条件に同意しました。任用を登録してください。"),
    ],
)
async def test_whoever_was_referred_waits_for_the_municipality(desk, drain, upto, said):
    case = await a_placement(drain, upto)

    to_do = await desk.of_municipality(case)

    assert f"候補-{case.candidate.handle}：{said}" in to_do


async def test_a_selection_without_a_result_is_overdue_once_its_day_has_passed(desk, drain):
    case = await a_placement(drain, "dated")
    yesterday = await tomorrow() - timedelta(days=2)
    await rows("update selection set held_on = $1", yesterday)

    to_do = await desk.of_municipality(case)

    assert re.search("結果を登録してください。 期限を過ぎています：", to_do)


async def test_terms_changed_after_the_agreement_wait_for_the_person_once_more(desk, drain):
    case = await a_placement(drain, "accepted")
    await state_terms(case.need, 2, pay="時給1,800円")
    offer = f"/my/proposals/{case.proposal}"

    municipality = await desk.of_municipality(case)
    await browsing(desk.client, desk.settings, case.person)
    page = await desk.client.get(offer)
    answer = await post(
        desk.client, desk.settings, f"{offer}/accept", terms_revision=2, agrees="true"
    )

    assert "任用を登録してください" not in municipality
    assert "労働条件が変わりました。違いを確認して、返事をしてください。" in text_of(page)
    assert "時給1,800円" in page.text
    assert answer.status_code == 303
    assert "任用を登録してください" in await desk.of_municipality(case)


async def test_a_report_is_read_and_the_work_closed_by_the_municipality(desk, drain):
    case = await a_dispatch(drain, "agreed")
    await service_work.begin(case.officer, case.engagement)
    await service_work.report(case.person, case.engagement, "2館で試しました。")

    assert "報告を確認して、終了してください。" in await desk.of_municipality(case)


async def test_a_question_that_is_answered_waits_no_longer(desk, drain):
    case = Chain()
    case.officer, case.coordinator = await an_actor(Role.OFFICER), await coordinator()
    need = await a_need(NeedState.SUBMITTED, section=case.officer.section, title="広報の更新")
    await service_triage.return_(case.coordinator, need.id, "予算はありますか。")

    asked = await desk.of_municipality(case)
    await rows("update need set state = 'submitted'")
    await rows("update question set answered_at = app_now(), answer = 'あります。'")
    answered = await desk.of_municipality(case)

    assert "質問に答えてください。" in asked
    assert "今すぐすることはありません。" in answered


async def test_a_planner_sees_which_plan_is_to_be_written_and_which_mended(desk, drain):
    case = await a_dispatch(drain, "proposed")
    await a_need(programme="hands_on", title="計画のない要請")

    waiting = await desk.of(case.planner)
    await dispatches.return_plan(case.officer, case.need.id, "期間を延ばしてください。")
    returned = await desk.of(case.planner)

    assert "計画のない要請" in waiting
    assert "支援の計画を作成してください。" in waiting
    assert "施設予約の見直し" not in waiting
    assert re.search("施設予約の見直し .*?計画を直してください。", returned)


async def test_an_expert_sees_requests_and_interviews(desk, drain):
    case = await a_dispatch(drain)
    await a_candidate(state="interview", headline="元CIO補佐官")

    waiting = await desk.of(case.person)

    assert re.search("元CIO補佐官 .*?面談をして、結果を記録してください。", waiting)
    assert re.search("青波市：支援への参加の依頼 .*?返事をしてください。", waiting)


async def test_a_coordinator_sees_whom_to_refer_and_who_is_late(desk, drain):
    consented, asked = await a_placement(drain, "consented"), await a_placement(drain)
    await rows("update proposal set reply_by = app_now()::date - 3 where id = $1", asked.proposal)
    await rows("update need set assignee = null")

    waiting = await desk.of(consented.coordinator)

    assert "紹介に同意した人を、自治体に紹介してください。" in waiting
    assert "打診の返事の期限を過ぎました。本人に連絡してください。" in waiting
    assert waiting.index("期限を過ぎました") < waiting.index("紹介に同意")


async def test_a_withdrawn_consent_waits_for_the_coordinator(desk, drain):
    case = await a_placement(drain, "dated")
    (consent,) = await rows("select id from consent where need = $1", case.need.id)
    await identity.withdraw_consent(case.person, consent["id"])

    assert "同意が取り消されました。打診を終了してください。" in await desk.of(case.coordinator)


async def test_what_another_coordinator_has_taken_on_waits_for_that_one(desk, drain):
    case = await a_placement(drain, "consented")

    assert "紹介に同意した人" not in await desk.of(await coordinator())
    assert "紹介に同意した人" in await desk.of(case.coordinator)


async def test_above_the_queue_the_most_urgent_stand_with_the_way_to_all(client, settings, drain):
    for number in range(7):
        await a_need(NeedState.SUBMITTED, title=f"要請その{number}")
    await browsing(client, settings, await coordinator())

    queue = await client.get("/review")
    part = await client.get("/to-do", headers={"HX-Request-Type": "partial"})

    assert 'hx-get="/to-do"' in queue.text
    assert part.text.count("要請の受付を判断してください。") == 5
    assert "すること7件をすべて見る" in part.text


async def test_a_home_takes_at_most_eight_statements(client, settings, drain, statements):
    case = await a_placement(drain, "dated")
    for actor, path in ((case.officer, "/needs"), (case.coordinator, "/to-do")):
        await browsing(client, settings, actor)
        await client.get(path)
        statements.clear()
        await client.get(path)

        assert 0 < len(statements) <= 8, path
