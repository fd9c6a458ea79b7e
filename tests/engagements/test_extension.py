"""延長: offered by the municipality, agreed to by the person, and only then booked."""

from datetime import date

import pytest

from talentpool.engagements import service_extension, service_work
from talentpool.kit.errors import Forbidden
from tests.makers.accounts import post, rows
from tests.makers.chains import TERM, Chain, a_dispatch, a_placement, browsing, text_of
from tests.makers.needs import sql

pytestmark = pytest.mark.usefixtures("db")

LONGER = date(2027, 6, 30)


def path(case: Chain, tail: str = "") -> str:
    """The municipality's page of the work."""
    return f"/engagements/{case.engagement}{tail}"


async def version(case: Chain) -> int:
    """How the work stands."""
    found: int = await sql("select version from engagement where id = $1", case.engagement)
    return found


async def offered(drain, *, placement: bool = False) -> Chain:
    """Work that has begun, and a longer term that nobody has answered."""
    case = await (a_placement(drain, "appointed") if placement else a_dispatch(drain, "agreed"))
    await sql("update engagement set checklist = '{pledge}' returning id")
    await service_work.begin(case.officer, case.engagement)
    await service_extension.offer(case.officer, case.engagement, LONGER, 180)
    return case


async def answer(client, settings, case: Chain, word: str, seen: int | None = None):
    """The person's answer, as the page sends it."""
    await browsing(client, settings, case.person)
    url = f"/my/engagements/{case.engagement}"
    page = await client.get(url)
    seen = seen or await version(case)
    return page, await post(client, settings, f"{url}/extension/{word}", seen=seen)


async def test_a_longer_term_is_offered_on_the_page_of_the_work(client, settings, drain):
    case = await a_dispatch(drain, "agreed")
    await service_work.begin(case.officer, case.engagement)
    await browsing(client, settings, case.officer)
    form = {"to_on": LONGER.isoformat(), "weekly_minutes": "3", "seen": await version(case)}

    shorter = await post(
        client, settings, path(case, "/extension"), **{**form, "to_on": "2027-01-31"}
    )
    sent = await post(client, settings, path(case, "/extension"), **form)
    page = text_of(await client.get(path(case)))

    assert shorter.status_code == 422
    assert "今の期間の終わりより後の日付にしてください" in text_of(shorter)
    assert sent.status_code == 303
    assert "2027年6月30日（水）まで、週3時間での延長を相談しています。" in page
    told = await rows("select kind from notice where person = $1", case.candidate.person)
    assert "engagement.extension_offered" in {row["kind"] for row in told}


async def test_agreed_to_it_is_new_work_with_hours_of_its_own_and_all_are_told(
    client, settings, drain
):
    case = await offered(drain)
    before = await sql("select count(*) from hours_entry where subject = $1", case.engagement)

    page, sent = await answer(client, settings, case, "accept")
    old, new = await rows("select * from engagement order by from_on")
    booked = await rows("select week, minutes from hours_entry where subject = $1", new["id"])
    told = await rows("select account from notice where kind = 'engagement.extended'")

    assert "期間を延ばしたいという相談" in text_of(page)
    assert sent.status_code == 303
    assert (old["state"], new["state"]) == ("extended", "preparing")
    assert (new["from_on"], new["to_on"]) == (date(2027, 3, 1), LONGER)
    assert (new["extends"], new["checklist"]) == (old["id"], old["checklist"])
    assert len(booked) == 18
    assert {row["minutes"] for row in booked} == {180}
    assert await sql("select count(*) from hours_entry where subject = $1", old["id"]) == before
    assert {row["account"] for row in told} == {case.officer.account, case.coordinator.account}
    assert await sql("select state from need where id = $1", case.need.id) == "in_progress"


async def test_the_year_after_31_march_is_an_appointment_of_its_own(client, settings, drain):
    case = await offered(drain, placement=True)

    await answer(client, settings, case, "accept")

    _, new = await rows("select id, from_on from engagement order by from_on")
    kinds = await rows("select distinct kind from hours_entry where subject = $1", new["id"])
    assert new["from_on"] == date(2027, 4, 1) > TERM["to_on"]
    assert [row["kind"] for row in kinds] == ["booked"]


async def test_declined_nothing_changes_but_that_all_know(client, settings, drain):
    case = await offered(drain)

    _, sent = await answer(client, settings, case, "decline")
    (work,) = await rows("select state, offered_at from engagement")
    told = await rows("select account from notice where kind = 'engagement.extension_declined'")

    assert sent.status_code == 303
    assert (work["state"], work["offered_at"]) == ("active", None)
    assert len(told) == 2


async def test_without_hours_nothing_is_extended_and_the_week_is_named(client, settings, drain):
    case = await offered(drain)
    await sql("update engagement set offered_weekly_minutes = 3000 returning id")

    _, sent = await answer(client, settings, case, "accept")

    assert sent.status_code == 409
    assert "空いている時間が足りません" in text_of(sent)
    assert len(await rows("select id from engagement")) == 1


async def test_an_offer_that_changed_meanwhile_is_not_agreed_to_unseen(client, settings, drain):
    case = await offered(drain)
    seen = await version(case)
    await service_extension.offer(case.officer, case.engagement, date(2027, 9, 30), 60)

    _, sent = await answer(client, settings, case, "accept", seen)

    assert sent.status_code == 409
    assert len(await rows("select id from engagement")) == 1


async def test_only_the_municipality_offers_and_only_the_person_answers(drain):
    case = await offered(drain)

    with pytest.raises(Forbidden):
        await service_extension.offer(case.coordinator, case.engagement, LONGER, 180)
    with pytest.raises(Forbidden):
        await service_extension.accept(case.officer, case.engagement, seen=await version(case))


async def test_work_ended_early_gives_back_the_hours_of_both_terms(client, settings, drain):
    case = await offered(drain)
    await answer(client, settings, case, "accept")
    new = await sql("select id from engagement where extends is not null")

    await service_work.end_early(case.officer, new, "budget")

    assert await sql("select count(*) from hours_entry where released_at is null") == 0
    assert await sql("select state from need where id = $1", case.need.id) == "completed"
