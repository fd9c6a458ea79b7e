"""The municipality's binding acts through their pages: appointment, agreement to a plan."""

from datetime import date

import pytest

from tests.makers.accounts import post, rows
from tests.makers.chains import Chain, a_dispatch, a_placement, browsing, text_of
from tests.makers.needs import WAKABADAI, officer, sql, state_of, state_terms

pytestmark = pytest.mark.usefixtures("db")

TERM = {
    "appointed_on": "2027-01-04",
    "from_on": "2027-01-04",
    "to_on": "2027-03-31",
    "weekly_minutes": "4時間",
}


def appointment(case: Chain) -> str:
    return f"/needs/{case.need.id}/people/{case.proposal}/appoint"


def confirmation(case: Chain) -> str:
    return f"/needs/{case.need.id}/plan/confirm"


async def take(case: Chain, minutes: int) -> None:
    """Somebody else has booked so much of one week."""
    await sql(
        "insert into week_ledger (candidate, person, week, capacity, booked)"
        " values ($1, $2, $3, 480, $4) returning booked",
        case.candidate.id,
        case.candidate.person,
        date(2027, 1, 18),
        minutes,
    )


async def test_the_form_begins_with_what_the_need_asks_for(client, settings, drain):
    case = await a_placement(drain, "accepted")
    await browsing(client, settings, case.officer)

    answer = await client.get(appointment(case))

    assert 'value="2027-01-01"' in answer.text
    assert 'value="2027-03-31"' in answer.text


async def test_the_form_begins_with_the_term_that_was_agreed_to(client, settings, drain):
    case = await a_placement(drain, "accepted")
    await state_terms(case.need, revision=9, term={"from": "2027-01", "to": "2027-02"})
    await browsing(client, settings, case.officer)

    answer = await client.get(appointment(case))

    assert 'value="2027-02-28"' in answer.text


async def test_an_appointment_books_the_hours_once_however_often_it_is_sent(
    client, settings, drain
):
    case = await a_placement(drain, "accepted")
    await browsing(client, settings, case.officer)
    once = "00000000-0000-4000-8000-000000000001"

    answers = [
        await post(client, settings, appointment(case), **TERM, _once=once) for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].headers["location"] == answers[1].headers["location"]
    assert await sql("select sum(booked) from week_ledger") == 240 * 13


async def test_too_few_hours_are_said_with_the_week_and_nothing_is_changed(client, settings, drain):
    case = await a_placement(drain, "accepted")
    await take(case, 300)
    await browsing(client, settings, case.officer)

    answer = await post(client, settings, appointment(case), **TERM)

    text = text_of(answer)
    assert answer.status_code == 409
    assert "2027年1月18日（月）の週は、空いている時間が足りません" in text
    assert 'value="4時間"' in answer.text
    assert await case.state() == "accepted"
    assert await sql("select sum(booked) from week_ledger") == 300


async def test_wrong_dates_stand_beside_their_field(client, settings, drain):
    case = await a_placement(drain, "accepted")
    await browsing(client, settings, case.officer)

    answer = await post(client, settings, appointment(case), **TERM | {"to_on": "2026-12-01"})

    assert answer.status_code == 422
    assert 'id="to_on-e"' in answer.text


async def test_a_term_past_the_fiscal_year_is_held_and_said_so(client, settings, drain):
    case = await a_placement(drain, "accepted")
    await browsing(client, settings, case.officer)

    answer = await post(client, settings, appointment(case), **TERM | {"to_on": "2027-04-30"})

    text = text_of(await client.get(answer.headers["location"]))
    assert "3月31日を過ぎる週は、仮押さえです" in text
    assert await sql("select sum(held) from week_ledger") == 240 * 4


async def test_nobody_is_appointed_before_they_accepted(client, settings, drain):
    case = await a_placement(drain, "selected")
    await browsing(client, settings, case.officer)

    page = text_of(await client.get(appointment(case)))
    answer = await post(client, settings, appointment(case), **TERM)

    assert "いまは、任用を登録できません" in page
    assert answer.status_code == 409
    assert await case.state() == "selected"


async def test_another_municipality_appoints_nobody(client, settings, drain):
    case = await a_placement(drain, "accepted")
    await browsing(client, settings, await officer(WAKABADAI))

    assert (await client.get(appointment(case))).status_code == 404
    assert (await post(client, settings, appointment(case), **TERM)).status_code == 404


async def test_agreeing_to_a_plan_starts_the_work(client, settings, drain):
    case = await a_dispatch(drain, "proposed")
    await browsing(client, settings, case.officer)
    page = await client.get(confirmation(case))
    (plan,) = await rows("select version from plan")

    answer = await post(client, settings, confirmation(case), seen=plan["version"])

    assert "この計画で進める" in page.text
    assert answer.status_code == 303
    assert await state_of("need", case.need.id) == "in_progress"


async def test_a_member_without_hours_stops_the_plan_with_the_week(client, settings, drain):
    case = await a_dispatch(drain, "proposed")
    await take(case, 300)
    await browsing(client, settings, case.officer)
    (plan,) = await rows("select version from plan")

    answer = await post(client, settings, confirmation(case), seen=plan["version"])

    assert answer.status_code == 409
    assert "2027年1月18日（月）の週は、空いている時間が足りません" in text_of(answer)
    assert await case.state() == "assigned"


async def test_a_plan_that_changed_since_it_was_read_is_not_agreed_to(client, settings, drain):
    case = await a_dispatch(drain, "proposed")
    await browsing(client, settings, case.officer)

    answer = await post(client, settings, confirmation(case), seen="1")

    assert answer.status_code == 409
    assert "計画を区市町村に示しました" in text_of(answer)
    assert await case.state() == "assigned"
