"""What a municipality and a coordinator see and do in the browser."""

import re

import pytest

from talentpool.actor import Role
from talentpool.needs.states import NeedState
from tests.makers import accounts as makers
from tests.makers.accounts import post
from tests.makers.needs import a_need, sql


def text_of(page) -> str:
    """What stands on a page, without its tags."""
    assert page.status_code in {200, 422}, page.text
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


@pytest.fixture
async def officer(client, settings):
    return await makers.browse_as(client, settings, await makers.an_account(Role.OFFICER))


@pytest.fixture
async def coordinator(other_client, settings):
    browser = other_client()
    await makers.browse_as(browser, settings, await makers.an_account(Role.COORDINATOR))
    return browser


async def own(officer, state: NeedState, **columns):
    """A need of the officer's section."""
    return await a_need(state, section=officer.section, officer=officer.account, **columns)


async def test_the_list_is_filtered_by_its_address(client, officer):
    await own(officer, NeedState.OPEN, title="動いている要請")
    await own(officer, NeedState.COMPLETED, title="終わった要請")

    everything = text_of(await client.get("/needs/all"))
    done = text_of(await client.get("/needs/all?state=completed"))
    none = text_of(await client.get("/needs/all?state=declined"))

    assert "動いている要請" in everything
    assert "動いている要請" not in done
    assert "終わった要請" in done
    assert "条件に合う要請はありません。" in none


async def test_a_question_is_answered_where_it_is_shown(client, settings, officer, coordinator):
    need = await own(officer, NeedState.SUBMITTED)
    asked = await post(
        coordinator, settings, f"/triage/{need.id}/return", text="予算はありますか。"
    )
    page = await client.get(f"/needs/{need.id}")
    path = re.search(f"/needs/{need.id}/questions/[0-9a-f-]+", page.text)[0]

    empty = await post(client, settings, path, answer=" ")
    answered = await post(client, settings, path, answer="あります。")

    assert asked.status_code == 303
    assert "予算はありますか。" in page.text
    assert empty.status_code == 422
    assert "回答を入力してください。" in text_of(empty)
    assert "あります。" in text_of(await client.get(answered.headers["location"]))


async def test_the_way_of_a_need_is_told_in_plain_words(client, settings, officer, coordinator):
    need = await own(officer, NeedState.SUBMITTED, programme="hands_on")
    await post(coordinator, settings, f"/triage/{need.id}/open")

    detail = text_of(await client.get(f"/needs/{need.id}"))
    next_page = await coordinator.get(f"/triage/{need.id}")

    assert f'href="/review/{need.id}"' in next_page.text
    assert "受付済み" in detail
    assert "受け付けました" in detail
    assert "架空のcoordinator" in detail


async def test_the_sheet_for_the_approval_has_its_number_boxes_and_era(client, officer):
    need = await own(officer, NeedState.SUBMITTED, programme="placement_fiscal")

    sheet = text_of(await client.get(f"/needs/{need.id}/print"))

    for words in (need.number, "令和", "部長", "課長", "基本負担", "報酬", "取扱注意"):
        assert words in sheet


async def test_the_sheet_holds_what_was_answered(client, settings, officer):
    need = await own(officer, NeedState.DRAFT)
    await post(client, settings, f"/needs/{need.id}/edit/questions", who="市民課の職員")

    sheet = text_of(await client.get(f"/needs/{need.id}/print"))

    assert "だれが困っていますか 市民課の職員" in sheet


async def test_a_need_is_withdrawn_and_called_off(client, settings, officer):
    draft = await own(officer, NeedState.DRAFT)
    opened = await own(officer, NeedState.OPEN)

    await post(client, settings, f"/needs/{draft.id}/withdraw")
    silent = await post(client, settings, f"/needs/{opened.id}/cancel")
    await post(client, settings, f"/needs/{opened.id}/cancel", note="予算がない")

    assert silent.status_code == 422
    assert "補足を入力してください。" in text_of(silent)
    assert await sql("select state from need where id = $1", draft.id) == "withdrawn"
    assert await sql("select state from need where id = $1", opened.id) == "cancelled"


async def test_a_stale_page_has_no_effect_and_says_so(client, settings, officer):
    need = await own(officer, NeedState.OPEN)
    await post(client, settings, f"/needs/{need.id}/approval", approval_since="2027-01-05")

    client.headers["referer"] = f"http://localhost/needs/{need.id}"
    late = await post(
        client, settings, f"/needs/{need.id}/cancel", note="予算が\nなくなった", seen=need.version
    )

    assert late.status_code == 409
    assert "入力した内容は、まだ保存されていません。" in late.text
    assert '<p class="kept">予算が\nなくなった</p>' in late.text.replace("\r\n", "\n")
    assert f'href="/needs/{need.id}">最新の内容を見る' in late.text
    assert await sql("select state from need where id = $1", need.id) == "open"


async def test_an_approval_is_shown_until_it_is_over(client, settings, officer):
    need = await own(officer, NeedState.SELECTING)

    reversed_ = await post(
        client,
        settings,
        f"/needs/{need.id}/approval",
        approval_since="2027-01-05",
        approval_expected_on="2027-01-04",
    )
    await post(client, settings, f"/needs/{need.id}/approval", approval_since="2027-01-05")
    during = text_of(await client.get(f"/needs/{need.id}"))
    await post(client, settings, f"/needs/{need.id}/approval", is_over="1")
    after = text_of(await client.get(f"/needs/{need.id}"))

    assert reversed_.status_code == 422
    assert "2027年1月5日（火）から庁内決裁中です。" in during
    assert "から庁内決裁中です。" not in after


async def test_a_copy_begins_from_an_earlier_need(client, settings, officer):
    need = await own(officer, NeedState.COMPLETED, title="去年の要請")

    copied = await post(client, settings, f"/needs/{need.id}/copy")
    page = await client.get(copied.headers["location"])

    assert "去年の要請" in page.text


async def test_triage_lists_what_is_overdue_first(coordinator, officer):
    await own(officer, NeedState.SUBMITTED, title="あとの要請", next_step_due_on=None)
    await own(
        officer,
        NeedState.SUBMITTED,
        title="過ぎた要請",
        next_step_due_on=await sql("select app_now()::date - 3"),
    )

    listed = text_of(await coordinator.get("/triage"))

    assert listed.index("過ぎた要請") < listed.index("あとの要請")
    assert "None" not in listed
    assert "期限を過ぎています" in listed


async def test_an_empty_triage_says_that_all_is_done(coordinator):
    assert "すべて終わりました。" in text_of(await coordinator.get("/triage"))


async def test_a_decision_without_its_reason_keeps_what_was_typed(coordinator, settings, officer):
    need = await own(officer, NeedState.SUBMITTED, programme="hands_on")

    refused = await post(
        coordinator, settings, f"/triage/{need.id}/decline", reason="", note="書きかけの説明"
    )

    assert refused.status_code == 422
    assert "理由を選択してください。" in text_of(refused)
    assert "書きかけの説明" in refused.text
    assert await sql("select state from need where id = $1", need.id) == "submitted"


async def test_a_placement_lacking_terms_says_which(coordinator, settings, officer):
    need = await own(officer, NeedState.SUBMITTED, programme="placement_fiscal")

    page = text_of(await coordinator.get(f"/triage/{need.id}"))
    refused = await post(coordinator, settings, f"/triage/{need.id}/open")

    assert "まだ受け付けられません。" in page
    assert "更新の上限" in page
    assert refused.status_code == 422


async def test_the_next_step_is_edited_in_place(coordinator, settings, officer):
    need = await own(officer, NeedState.OPEN)

    saved = await post(
        coordinator,
        settings,
        f"/triage/{need.id}/next",
        next_step="原課に電話する",
        next_step_due_on="2027-01-08",
        seen=need.version,
    )
    page = await coordinator.get(saved.headers["location"])

    assert "原課に電話する" in page.text
    assert await sql("select next_step_due_on::text from need") == "2027-01-08"


async def test_whoever_decides_second_sees_what_happened_and_by_whom(
    coordinator, settings, officer
):
    need = await own(officer, NeedState.SUBMITTED, programme="hands_on")
    await post(coordinator, settings, f"/triage/{need.id}/open", seen=need.version)

    late = await post(
        coordinator, settings, f"/triage/{need.id}/return", text="書きかけの質問", seen=need.version
    )

    assert late.status_code == 409
    assert re.search(
        "ほかの操作が先に行われました。.*架空のcoordinator：受け付けました", late.text, re.S
    )
    assert await sql("select state from need where id = $1", need.id) == "open"
    assert await sql("select count(*) from question") == 0


async def test_reasons_come_from_the_flow(coordinator, officer):
    placement = await own(officer, NeedState.SUBMITTED, programme="placement_fiscal")
    dispatch = await own(officer, NeedState.SUBMITTED, programme="hands_on")

    of_placement = text_of(await coordinator.get(f"/triage/{placement.id}"))
    of_dispatch = text_of(await coordinator.get(f"/triage/{dispatch.id}"))

    assert "暴力団員などに当たる" in of_placement
    assert "専門人材の時間が足りない" not in of_placement
    assert "専門人材の時間が足りない" in of_dispatch
    assert "労働条件" not in of_dispatch


@pytest.mark.parametrize("path", ["/triage", "/triage/{id}"])
async def test_triage_is_not_for_municipalities(client, officer, path):
    need = await own(officer, NeedState.SUBMITTED)

    assert (await client.get(path.format(id=need.id))).status_code == 403


@pytest.mark.parametrize("role", [Role.CANDIDATE, Role.AUDITOR, Role.ADMINISTRATOR])
async def test_needs_are_not_for_everybody(client, settings, role):
    need = await a_need(NeedState.OPEN)
    await makers.browse_as(client, settings, await makers.an_account(role))

    for path in ("/needs", "/needs/all", f"/needs/{need.id}", "/triage"):
        assert (await client.get(path)).status_code == 403


async def test_nobody_signed_in_is_led_to_the_door(client):
    answer = await client.get("/needs")

    assert answer.status_code in {302, 303}
    assert "/login" in answer.headers["location"]
