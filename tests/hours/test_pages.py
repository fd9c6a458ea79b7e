"""The calendar of hours as the person and the coordinator see it."""

import pytest

from talentpool.actor import Role
from talentpool.kit import clock
from talentpool.kit.scope import scope
from tests.makers.accounts import an_account, browse_as, post
from tests.makers.candidates import a_candidate, a_person
from tests.makers.chains import a_dispatch, browsing, text_of
from tests.makers.needs import coordinator, officer

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
async def person(client, settings):
    """Somebody who offers eight hours a week, at their browser."""
    known = await a_person()
    await a_candidate(person=known)
    return await browse_as(client, settings, await an_account(Role.CANDIDATE, person=known))


async def this_week(actor) -> str:
    async with scope(actor):
        return clock.today().isoformat()


async def test_twelve_weeks_are_shown_with_what_is_free(client, person):
    text = text_of(await client.get("/my/hours"))

    assert "登録では、週8時間働けます" in text
    assert text.count("の週を変える") == 12


async def test_one_week_is_changed_and_given_back(client, settings, person):
    week = await this_week(person)

    await post(client, settings, "/my/hours", week=week, minutes="3時間")
    changed = text_of(await client.get("/my/hours"))
    await post(client, settings, "/my/hours", week=week, minutes="")
    given_back = text_of(await client.get("/my/hours"))

    assert "3時間 この週だけ" in changed
    assert "この週だけ" not in given_back.replace("ある週だけ", "")


async def test_hours_that_nobody_has_are_refused_as_typed(client, settings, person):
    answer = await post(
        client, settings, "/my/hours", week=await this_week(person), minutes="90時間"
    )

    assert answer.status_code == 422
    assert "90時間" in answer.text


async def test_a_week_is_not_cut_below_what_is_agreed(client, settings, drain):
    case = await a_dispatch(drain, "agreed")
    await browsing(client, settings, case.person)

    answer = await post(client, settings, "/my/hours", week="2027-01-18", minutes="1時間")

    assert answer.status_code == 422
    assert "これより長い予定が決まっています" in answer.text


async def test_somebody_without_a_registration_has_no_calendar(client, settings):
    await browse_as(client, settings, await an_account(Role.EXPERT))

    assert (await client.get("/my/hours")).status_code == 404


async def test_a_coordinator_reads_it_as_a_page_and_as_a_part(client, settings, drain):
    case = await a_dispatch(drain, "agreed")
    await browsing(client, settings, await coordinator())
    path = f"/hours/{case.candidate.id}"

    page = await client.get(path)
    part = await client.get(path, headers={"HX-Request-Type": "partial"})

    assert f"候補-{case.candidate.handle}" in page.text
    assert "青波市 4時間" in text_of(part)
    assert "<html" not in part.text


async def test_a_municipality_does_not_read_anybodys_calendar(client, settings, drain):
    case = await a_dispatch(drain, "agreed")
    await browsing(client, settings, await officer())

    assert (await client.get(f"/hours/{case.candidate.id}")).status_code == 403
