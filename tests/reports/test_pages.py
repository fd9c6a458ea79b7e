"""案件一覧 and 状況 as a coordinator uses them."""

from datetime import date, timedelta

import pytest

from talentpool.actor import Role
from talentpool.kit import clock
from talentpool.kit.scope import reading
from talentpool.needs import queries as needs
from talentpool.needs.states import NeedState
from talentpool.reports import queries
from tests.makers.accounts import an_account, an_actor, browse_as, post
from tests.makers.needs import a_need


@pytest.fixture
async def coordinator(client, settings):
    return await browse_as(client, settings, await an_account(Role.COORDINATOR))


async def test_every_open_need_is_listed_and_closed_ones_are_not(client, coordinator):
    await a_need(title="開いている件")
    await a_need(NeedState.RETURNED, title="質問の返事を待つ件")
    await a_need(NeedState.COMPLETED, title="終わった件")

    answer = await client.get("/cases/")

    assert answer.status_code == 200
    shown = answer.text.replace("<wbr>", "")
    assert "開いている件" in shown
    assert "質問の返事を待つ件" in shown
    assert "終わった件" not in shown


async def test_an_empty_list_says_why(client, coordinator):
    answer = await client.get("/cases/")

    assert "開いている案件はありません。" in answer.text


async def test_a_filter_without_hits_offers_to_take_it_off(client, coordinator):
    await a_need()

    answer = await client.get("/cases/", params={"q": "ない言葉"})

    assert "条件に合う案件はありません。" in answer.text


async def test_an_overdue_case_says_so(client, coordinator):
    await a_need(next_step_due_on=date(2020, 1, 6))

    answer = await client.get("/cases/", params={"due": "overdue", "state": "open"})

    assert "期限を過ぎたもの1件" in answer.text
    assert "候補を審査する" in answer.text  # nobody wrote down what comes next
    assert "期限切れ" in answer.text.split("<tbody>")[1]


async def test_a_case_is_found_by_its_number_however_wide_it_is_typed(client, coordinator):
    need = await a_need()

    answer = await client.get("/cases/", params={"q": need.number.replace("R-", "ｒ－")})

    assert need.number in answer.text.split("<tbody>")[1]


async def test_the_next_step_is_edited_in_place(client, coordinator, settings):
    need = await a_need()
    form = {"version": need.version, "next_step": "町に電話する", "due_on": "2027-01-12"}

    answer = await post(client, settings, f"/cases/{need.id}/next-step", **form)

    assert answer.status_code == 303
    async with reading(coordinator):
        stored = await needs.get(need.id)
    assert (stored.next_step, stored.next_step_due_on) == ("町に電話する", date(2027, 1, 12))


async def test_a_wrong_date_keeps_what_was_typed(client, coordinator, settings):
    need = await a_need()
    form = {"version": need.version, "next_step": "町に電話する", "due_on": "2027-02-31"}

    answer = await post(client, settings, f"/cases/{need.id}/next-step", **form)

    assert answer.status_code == 422
    assert "町に電話する" in answer.text
    assert "2027-02-31" in answer.text
    assert f'href="/cases/{need.id}' not in answer.text


async def test_the_form_stands_in_the_row_it_changes_and_leads_back_to_the_same_view(
    client, coordinator, settings
):
    need = await a_need(next_step="見積りを待つ")

    shown = await client.get("/cases", params={"edit": need.number, "q": need.number})
    form = {"version": need.version, "next_step": "町に電話する"}
    answer = await post(
        client, settings, f"/cases/{need.id}/next-step?q={need.number}&sort=due", **form
    )

    row = shown.text.split("<tbody>")[1]
    assert 'value="見積りを待つ"' in row
    assert f"q={need.number}" in row
    assert answer.headers["location"] == f"/cases?q={need.number}&sort=due"


async def test_a_stale_edit_is_told_by_whom_and_keeps_what_was_typed(client, coordinator, settings):
    need = await a_need()
    path, form = f"/cases/{need.id}/next-step", {"version": need.version, "next_step": "a"}
    await post(client, settings, path, **form)

    answer = await post(client, settings, path, **{**form, "next_step": "電話で聞く"})

    assert answer.status_code == 409
    assert "架空のcoordinator：次の対応を変更しました" in answer.text
    assert 'value="電話で聞く"' in answer.text
    assert f'name="version" value="{need.version + 1}"' in answer.text


async def test_the_file_has_the_rows_of_the_list(client, coordinator):
    await a_need(title="=SUM(A1)")

    answer = await client.get("/cases/cases.csv")

    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert "'=SUM(A1)" in answer.content.decode("utf-8-sig")


@pytest.mark.parametrize("role", [Role.OFFICER, Role.CANDIDATE, Role.EXPERT])
async def test_other_roles_do_not_see_the_list(client, settings, role):
    await browse_as(client, settings, await an_account(role))

    answer = await client.get("/cases/")

    assert answer.status_code == 403


async def test_open_cases_count_in_the_time_to_start(db):
    coordinator = await an_actor(Role.COORDINATOR)
    async with reading(coordinator):
        now = clock.now()
    for days in (10, 70):
        await a_need(programme="hands_on", submitted_at=now - timedelta(days=days))
    long_ago = now - timedelta(days=400)
    await a_need(NeedState.UNFILLED, programme="hands_on", submitted_at=long_ago)

    async with reading(coordinator):
        numbers = await queries.numbers()

    (dispatch,) = numbers.durations
    assert (dispatch.flow, dispatch.count, dispatch.open_count, dispatch.late) == (
        "dispatch",
        2,
        2,
        1,
    )
    assert round(dispatch.median) == 40


async def test_the_page_of_numbers_names_its_denominators(client, coordinator):
    await a_need()

    answer = await client.get("/cases/status")

    assert answer.status_code == 200
    assert "登録している" in answer.text
    assert "① " in answer.text
