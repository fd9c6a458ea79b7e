"""A dispatch through its pages: the person who is asked, the planner's desk, the municipality."""

import pytest

from talentpool.actor import Role
from talentpool.dispatches import service as dispatches
from talentpool.reviews import service as reviews
from tests.makers.accounts import post, rows
from tests.makers.chains import NAME, Chain, a_dispatch, browsing, text_of
from tests.makers.needs import WAKABADAI, officer, state_of

pytestmark = pytest.mark.usefixtures("db")

FORM = {
    "menus": "tools_bpr",
    "goals": "施設予約を見直します。",
    "from_on": "2027-01-04",
    "to_on": "2027-02-28",
    "weekly_minutes": "4時間",
    "note": "",
}


def desk(case: Chain) -> str:
    return f"/plans/{case.need.id}"


def plan_of(case: Chain, tail: str = "") -> str:
    return f"/needs/{case.need.id}/plan{tail}"


def asked(case: Chain, tail: str = "") -> str:
    return f"/my/assignments/{case.proposal}{tail}"


async def test_the_question_says_where_what_when_and_how_much(client, settings, drain):
    case = await a_dispatch(drain)
    await dispatches.save_plan(
        case.planner,
        case.need.id,
        menus=["tools_bpr"],
        goals="2館で試します。",
        from_on=None,
        to_on=None,
        weekly_minutes=240,
    )
    await browsing(client, settings, case.person)

    text = text_of(await client.get(asked(case)))

    for said in ("青波市", "2館で試します。", "週4時間", "返事の期限", "氏名と連絡先"):
        assert said in text


async def test_a_registered_person_is_asked_on_the_same_page_and_sees_no_internal_trouble(
    client, settings, drain
):
    case = await a_dispatch(drain, role=Role.CANDIDATE)
    await browsing(client, settings, case.person)

    answer = await client.get(asked(case))

    assert answer.status_code == 200
    assert "ホームページの更新が追いつきません" not in answer.text
    assert case.need.title not in answer.text


async def test_taking_part_is_agreed_to_by_name(client, settings, drain):
    case = await a_dispatch(drain)
    await browsing(client, settings, case.person)

    unticked = await post(client, settings, asked(case, "/accept"))
    answer = await post(client, settings, asked(case, "/accept"), agrees="true")

    assert (unticked.status_code, answer.status_code) == (422, 303)
    assert await case.state() == "assigned"


async def test_a_no_wants_its_reason(client, settings, drain):
    case = await a_dispatch(drain)
    await browsing(client, settings, case.person)

    without = await post(client, settings, asked(case, "/decline"))
    answer = await post(client, settings, asked(case, "/decline"), reason="workload")

    assert (without.status_code, answer.status_code) == (422, 303)
    assert await case.state() == "declined"


async def test_a_question_taken_back_cannot_be_answered(client, settings, drain):
    case = await a_dispatch(drain)
    await browsing(client, settings, case.person)
    await reviews.retract(case.coordinator, case.proposal, "計画が変わりました。")

    answer = await post(client, settings, asked(case, "/accept"), agrees="true")

    assert answer.status_code == 409
    assert "打診を取り下げました" in text_of(answer)


async def test_nobody_reads_what_somebody_else_is_asked(client, settings, drain):
    case, other = await a_dispatch(drain), await a_dispatch(drain)
    await browsing(client, settings, other.person)

    assert (await client.get(asked(case))).status_code == 404


async def test_needs_that_wait_for_a_plan_are_listed_and_overdue_ones_say_so(
    client, settings, drain
):
    case = await a_dispatch(drain)
    await rows("update need set next_step_due_on = '2020-01-06' where id = $1", case.need.id)
    await browsing(client, settings, case.planner)

    listed = text_of(await client.get("/plans"))
    proposed = text_of(await client.get("/plans", params={"view": "proposed"}))

    assert "施設予約の見直し" in listed
    assert "期限を過ぎています" in listed
    assert "条件に合う計画はありません" in proposed


async def test_an_empty_list_says_so(client, settings, drain):
    case = await a_dispatch(drain, "agreed")
    await browsing(client, settings, case.planner)

    assert "計画を待っている要請はありません" in (await client.get("/plans")).text


async def test_a_plan_is_saved_as_far_as_it_goes(client, settings, drain):
    case = await a_dispatch(drain)
    await browsing(client, settings, case.planner)

    answer = await post(client, settings, desk(case), goals="まず現状を調べます。")

    assert answer.status_code == 303
    assert "まず現状を調べます。" in (await client.get(desk(case))).text
    assert "依頼中" in text_of(await client.get(desk(case)))


async def test_a_plan_is_proposed_only_with_a_team_and_nothing_is_half_saved(
    client, settings, drain
):
    case = await a_dispatch(drain)
    await browsing(client, settings, case.planner)

    answer = await post(client, settings, desk(case), **FORM, then="propose")

    assert answer.status_code == 422
    assert "参加を引き受けた人がまだいません" in answer.text
    assert "施設予約を見直します。" in answer.text
    assert await rows("select 1 from plan") == []


async def test_wrong_dates_stand_beside_their_field(client, settings, drain):
    case = await a_dispatch(drain)
    await browsing(client, settings, case.planner)

    answer = await post(client, settings, desk(case), **FORM | {"to_on": "2026-12-01"})

    assert answer.status_code == 422
    assert 'id="to_on-e"' in answer.text
    assert "施設予約を見直します。" in answer.text


async def test_the_second_of_two_planners_is_told_who_was_first(client, settings, drain):
    case = await a_dispatch(drain, "accepted")
    await browsing(client, settings, case.planner)
    await post(client, settings, desk(case), **FORM)
    await post(client, settings, desk(case), **FORM, seen="2")

    answer = await post(client, settings, desk(case), **FORM | {"goals": "別の案"}, seen="2")

    text = text_of(answer)
    assert answer.status_code == 409
    assert "計画を保存しました" in text
    assert case.planner.name in text
    assert "別の案" in answer.text


async def test_a_plan_goes_to_the_municipality_and_comes_back_with_a_comment(
    client, other_client, settings, drain
):
    case = await a_dispatch(drain, "accepted")
    await browsing(client, settings, case.planner)
    town = other_client()
    await browsing(town, settings, case.officer)
    unseen = text_of(await town.get(plan_of(case)))

    await post(client, settings, desk(case), **FORM, then="propose")
    shown = text_of(await town.get(plan_of(case)))
    without = await post(town, settings, plan_of(case, "/return"))
    returned = await post(town, settings, plan_of(case, "/return"), comment="3月まで延ばす。")

    assert "計画は作成中です" in unseen
    assert "施設予約を見直します。" in shown
    assert (without.status_code, returned.status_code) == (422, 303)
    assert "3月まで延ばす。" in (await client.get(desk(case))).text


async def test_a_returned_plan_is_not_returned_twice(client, settings, drain):
    case = await a_dispatch(drain, "proposed")
    await dispatches.return_plan(case.officer, case.need.id, "延ばしてください。")
    await browsing(client, settings, case.officer)

    answer = await post(client, settings, plan_of(case, "/return"), comment="もう一度。")

    assert answer.status_code == 409
    assert "区市町村が計画の修正を求めました" in text_of(answer)


async def test_the_names_of_a_team_are_shown_once_with_one_line_in_the_log(client, settings, drain):
    case = await a_dispatch(drain, "proposed")
    await browsing(client, settings, case.officer)
    pages = [await client.get(plan_of(case)), await client.get(plan_of(case, "/print"))]

    without = await post(client, settings, plan_of(case, "/team"))
    shown = await post(client, settings, plan_of(case, "/team"), purpose="engagement")

    assert all(NAME not in page.text for page in pages)
    assert without.status_code == 422
    assert NAME in shown.text
    own = await rows(
        "select purpose from access_log where person = $1", case.candidate.person, who=case.person
    )
    assert [line["purpose"] for line in own] == ["engagement"]


async def test_another_municipality_finds_no_plan(client, settings, drain):
    case = await a_dispatch(drain, "proposed")
    await browsing(client, settings, await officer(WAKABADAI))

    answers = [
        await client.get(plan_of(case)),
        await client.get(plan_of(case, "/print")),
        await post(client, settings, plan_of(case, "/return"), comment="x"),
        await post(client, settings, plan_of(case, "/team"), purpose="contact"),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404, 404]


async def test_a_coordinator_takes_somebody_off_the_team_with_a_reason(client, settings, drain):
    case = await a_dispatch(drain, "accepted")
    await browsing(client, settings, case.coordinator)
    form = await client.get(desk(case), params={"retract": str(case.proposal)})
    url = f"{desk(case)}/team/{case.proposal}/retract"

    without = await post(client, settings, url)
    answer = await post(client, settings, url, comment="体調のため。")

    assert "依頼を取り下げる" in form.text
    assert (without.status_code, answer.status_code) == (422, 303)
    assert await case.state() == "lapsed"


async def test_a_planner_takes_nobody_off(client, settings, drain):
    case = await a_dispatch(drain, "accepted")
    await browsing(client, settings, case.planner)

    answer = await post(client, settings, f"{desk(case)}/team/{case.proposal}/retract", comment="x")

    assert answer.status_code == 403
    assert await state_of("proposal", case.proposal) == "assigned"


async def test_an_officer_has_no_desk_for_plans(client, settings, drain):
    case = await a_dispatch(drain)
    await browsing(client, settings, case.officer)

    assert (await client.get("/plans")).status_code == 403
    assert (await client.get(desk(case))).status_code == 403
