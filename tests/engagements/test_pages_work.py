"""Agreed work through its pages: reception, report, end; the lists of it."""

from datetime import date

import pytest

from talentpool.engagements import service_work
from talentpool.engagements.states import EndReason
from talentpool.kit import clock
from talentpool.kit.scope import scope
from tests.makers.accounts import post
from tests.makers.chains import Chain, a_dispatch, a_placement, browsing, text_of
from tests.makers.needs import WAKABADAI, officer, sql, state_of

pytestmark = pytest.mark.usefixtures("db")


def path(case: Chain, tail: str = "") -> str:
    return f"/engagements/{case.engagement}{tail}"


async def test_work_goes_from_the_reception_to_its_end_and_the_need_with_it(
    client, settings, drain
):
    case = await a_dispatch(drain, "agreed")
    await browsing(client, settings, case.officer)
    seen = await sql("select version from engagement")

    checked = await post(client, settings, path(case, "/checklist"), done="documents", seen=seen)
    begun = await post(client, settings, path(case, "/begin"))
    without = await post(client, settings, path(case, "/report"))
    reported = await post(client, settings, path(case, "/report"), report="2館で試した。")
    closed = await post(client, settings, path(case, "/close"))

    assert without.status_code == 422
    assert {answer.status_code for answer in (checked, begun, reported, closed)} == {303}
    assert await state_of("engagement", case.engagement) == "closed"
    assert await state_of("need", case.need.id) == "completed"


async def test_the_person_reports_on_their_own_work(client, settings, drain):
    case = await a_dispatch(drain, "agreed")
    await browsing(client, settings, case.officer)
    await post(client, settings, path(case, "/begin"))
    await browsing(client, settings, case.person)
    url = f"/my/engagements/{case.engagement}"
    page = text_of(await client.get(url))

    without = await post(client, settings, f"{url}/report")
    answer = await post(client, settings, f"{url}/report", report="手順書を残した。")

    assert "青波市" in page
    assert "1/4" in page
    assert (without.status_code, answer.status_code) == (422, 303)
    assert await state_of("engagement", case.engagement) == "reporting"


async def test_ending_early_wants_a_reason(client, settings, drain):
    case = await a_dispatch(drain, "agreed")
    await browsing(client, settings, case.officer)

    without = await post(client, settings, path(case, "/end"))
    answer = await post(client, settings, path(case, "/end"), reason="budget")

    assert (without.status_code, answer.status_code) == (422, 303)
    assert "予算の都合" in text_of(await client.get(path(case)))
    assert await state_of("need", case.need.id) == "completed"


async def test_ending_early_frees_the_weeks_that_are_left(drain):
    case = await a_dispatch(drain, "agreed")
    async with scope(case.officer):
        until = date(2027, 1, 18) - clock.today()

    with clock.shifted(until):
        await service_work.end_early(case.officer, case.engagement, EndReason.BUDGET)

    assert await sql("select sum(booked) from week_ledger") == 240 * 2


async def test_a_special_post_begins_only_with_a_signed_pledge(client, settings, drain):
    case = await a_placement(
        drain,
        "appointed",
        programme="placement_special",
        appointment_type="special_part_time",
    )
    await browsing(client, settings, case.officer)
    page = text_of(await client.get(path(case)))

    refused = await post(client, settings, path(case, "/begin"))
    seen = await sql("select version from engagement")
    await post(client, settings, path(case, "/checklist"), done="pledge", seen=seen)
    begun = await post(client, settings, path(case, "/begin"))

    assert "始める前に、誓約書が要ります" in page
    assert refused.status_code == 409
    assert "誓約書の受け取りが、まだ登録されていません" in text_of(refused)
    assert begun.status_code == 303
    assert await state_of("need", case.need.id) == "in_progress"


async def test_the_first_of_two_posts_begins_while_the_second_is_still_open(
    client, settings, drain
):
    case = await a_placement(drain, "appointed", headcount=2)
    await browsing(client, settings, case.officer)

    answer = await post(client, settings, path(case, "/begin"))

    assert answer.status_code == 303
    assert await state_of("need", case.need.id) == "selecting"


async def test_a_step_taken_twice_is_told_who_took_it(client, settings, drain):
    case = await a_dispatch(drain, "agreed")
    await browsing(client, settings, case.officer)
    await post(client, settings, path(case, "/begin"))

    answer = await post(client, settings, path(case, "/begin"))

    assert answer.status_code == 409
    assert case.officer.name in text_of(answer)
    assert "稼働を始めました" in text_of(answer)


async def test_the_list_is_filtered_by_its_address_and_saved_as_a_table(client, settings, drain):
    case = await a_dispatch(drain, "agreed")
    await browsing(client, settings, case.coordinator)

    listed = await client.get("/engagements", params={"state": "preparing", "flow": "dispatch"})
    none = await client.get("/engagements", params={"q": "ない言葉"})
    file = await client.get("/engagements.csv", params={"state": "preparing"})

    assert case.need.title in listed.text
    assert "条件に合うものはありません" in none.text
    assert file.content.decode("utf-8-sig").splitlines()[0].startswith("番号,自治体,件名")
    assert case.need.title in file.text


async def test_another_municipality_sees_none_of_it(client, settings, drain):
    case = await a_dispatch(drain, "agreed")
    await browsing(client, settings, await officer(WAKABADAI))

    listed = await client.get("/engagements")

    assert "決まった支援は、まだありません" in listed.text
    assert (await client.get(path(case))).status_code == 404
    assert (await post(client, settings, path(case, "/begin"))).status_code == 404


async def test_somebody_elses_work_is_not_ones_own(client, settings, drain):
    case, other = await a_dispatch(drain, "agreed"), await a_dispatch(drain)
    await browsing(client, settings, other.person)

    assert (await client.get(f"/my/engagements/{case.engagement}")).status_code == 404
    assert "決まった仕事は、まだありません" in (await client.get("/my/engagements")).text
