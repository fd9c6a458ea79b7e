"""Deciding on the review screen: reasons, words that are owed, two at once, taking it back."""

from datetime import timedelta
from uuid import uuid4

import pytest

from talentpool.actor import Role
from talentpool.kit import clock
from tests.makers import accounts
from tests.makers.needs import sql
from tests.reviews.case import Case

pytestmark = pytest.mark.usefixtures("db")
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
async def case(client, settings) -> Case:
    return await Case(client, settings).prepare()


async def _state(case: Case, place: int = 0) -> str:
    return await sql("select state from proposal where candidate = $1", case.people[place].id)


async def test_an_approval_is_recorded_and_told_with_the_time_of_the_message(case):
    answer = await case.decide()

    page = (await case.client.get(answer.headers["location"])).text
    assert answer.status_code == 303
    assert "承認しました。" in page
    assert "本人への連絡：" in page
    assert "今すぐ送る" in page
    assert await _state(case) == "approved"


async def test_what_is_missing_is_said_and_what_was_typed_stays(case):
    answer = await case.decide(reason="", comment="あとで読む")

    assert answer.status_code == 422
    assert "理由を選択してください。" in answer.text
    assert ">あとで読む</textarea>" in answer.text
    assert 'value="approve" data-key="a" checked' in answer.text


async def test_a_reason_of_another_decision_is_refused(case):
    answer = await case.decide(reason="hold:compare_more")

    assert answer.status_code == 422
    assert "選んだ判断に合う理由を選択してください。" in answer.text


async def test_a_reason_that_nobody_knows_is_refused(case):
    answer = await case.decide(decision="hold", reason="hold:because")

    assert answer.status_code == 422
    assert await sql("select count(*) from proposal") == 0


@pytest.mark.parametrize("decision", ["hold", "not_refer"])
async def test_other_reasons_need_words(case, decision):
    answer = await case.decide(decision=decision, reason=f"{decision}:other", comment="")

    assert answer.status_code == 422
    assert "「その他」を選んだときは" in answer.text


async def test_whoever_is_not_first_is_approved_with_words(case):
    answer = await case.decide(1, comment="")

    assert answer.status_code == 422
    assert "1位でない人や、要確認がある人を承認する理由を入力してください。" in answer.text


async def test_the_same_form_twice_has_one_effect(case):
    key = str(uuid4())

    answers = [await case.decide(decision="hold", _once=key) for _ in range(2)]

    assert {answer.status_code for answer in answers} == {303}
    assert await sql("select count(*) from decision") == 1


async def test_the_second_of_two_coordinators_learns_who_decided_what(case, other_client, settings):
    colleague = Case(other_client(), settings)
    colleague.need, colleague.people = case.need, case.people
    await accounts.browse_as(
        colleague.client, settings, await accounts.an_account(Role.COORDINATOR)
    )
    await case.decide(decision="hold")

    answer = await colleague.decide(comment="電話で確認しました。")

    assert answer.status_code == 409
    assert "架空のcoordinatorが" in answer.text
    assert "「保留」にしました。" in answer.text
    assert ">電話で確認しました。</textarea>" in answer.text
    assert 'name="seen" value="2"' in answer.text
    assert await _state(case) == "held"


async def test_a_decision_is_taken_back_while_nobody_was_told(case, drain):
    await case.decide()

    answer = await case.act("undo")
    with clock.shifted(timedelta(minutes=11)):
        await drain()

    page = (await case.client.get(answer.headers["location"])).text
    assert "判断を取り消しました。" in page
    assert await _state(case) == "suggested"
    assert await sql("select count(*) from notice where kind like 'proposal%'") == 0


async def test_nobody_takes_back_a_decision_that_they_have_not_seen(case):
    await case.decide(decision="hold")
    page = await case.page(case.people[0].id)
    await case.decide(seen=2)

    late = await case.act("undo", seen=2)

    assert 'name="seen" value="2"' in page
    assert late.status_code == 409
    assert "「承認」にしました。" in late.text
    assert await _state(case) == "approved"


async def test_after_the_message_it_is_too_late_and_the_page_says_so(case, drain):
    await case.decide(contact="now")
    await drain()

    answer = await case.act("undo")

    assert answer.status_code == 409
    assert await _state(case) == "consent_requested"


async def test_nobody_is_contacted_where_that_was_chosen(case, drain):
    await case.decide(contact="never")
    with clock.shifted(timedelta(days=1)):
        await drain()

    assert await _state(case) == "approved"
    assert "本人には連絡していません。" in await case.page(case.people[0].id)


async def test_somebody_who_was_asked_can_be_told_that_it_is_over(case, drain):
    await case.decide(contact="now")
    await drain()

    refused = await case.act("retract", comment="")
    done = await case.act("retract", comment="募集が中止になりました。")
    await drain()

    assert refused.status_code == 422
    assert done.status_code == 303
    assert await _state(case) == "lapsed"
    assert await sql("select count(*) from notice where kind = 'proposal.retracted'") == 1


async def test_whoever_has_left_the_pool_is_not_approved(case):
    await sql("update candidate set state = 'paused' where id = $1 returning 1", case.people[0].id)

    answer = await case.decide()

    assert answer.status_code == 409
    assert "いま募集の対象から外れています。" in answer.text


async def test_htmx_gets_the_person_and_the_list_anew(case, settings):
    form = {
        "decision": "hold",
        "reason": "hold:compare_more",
        "seen": "0",
    }
    path = f"{case.url}/{case.people[0].id}/decision"
    case.client.headers.update(PARTIAL)

    answer = await accounts.post(case.client, settings, path, **form)

    assert answer.status_code == 200
    assert '<hx-partial hx-target="#cand-list"' in answer.text
    assert "保留にしました。" in answer.text
    assert "<html" not in answer.text


async def test_the_countdown_ends_with_the_pane_anew(case, drain):
    await case.decide()
    url = f"{case.url}/{case.people[0].id}/sending"

    before = await case.client.get(url, headers=PARTIAL)
    await case.act("send")
    await drain()
    after = await case.client.get(url, headers=PARTIAL)

    assert "あと約10分" in before.text
    assert after.headers["HX-Retarget"] == "#detail"
    assert "打診中" in after.text
