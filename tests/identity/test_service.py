"""Names are kept as typed, corrected, found again, and erased."""

import pytest

from talentpool.accounts import queries as accounts
from talentpool.actor import Role
from talentpool.identity import service
from talentpool.kit.errors import Forbidden, NotFound, StaleRow
from tests.makers import accounts as makers
from tests.makers import marks
from tests.makers.identity import SEE_ALL, a_consent, a_person, as_person

pytestmark = pytest.mark.usefixtures("db")


async def test_correcting_notes_which_fields_changed_and_not_what_they_say():
    person = await a_person()

    await service.correct(
        as_person(person),
        person,
        name="神髙 改名",
        kana=marks.KANA,
        birth_on=marks.BORN_ON,
        email=marks.EMAIL,
        phone=marks.PHONE,
    )

    events = await makers.rows("select action, detail from audit_event order by seq")
    assert events[-1]["action"] == "person.correct"
    assert events[-1]["detail"]["fields"] == ["name", "search"]
    assert "改名" not in str(events)


async def test_of_two_corrections_of_one_version_the_second_is_told():
    person = await a_person()
    about = {"kana": "カナ", "birth_on": None, "email": marks.EMAIL, "seen": 1}
    await service.correct(as_person(person), person, name="一", **about)

    with pytest.raises(StaleRow):
        await service.correct(as_person(person), person, name="二", **about)


async def test_a_stranger_corrects_and_erases_nothing():
    person = await a_person()
    stranger = await makers.an_actor(Role.CANDIDATE)

    with pytest.raises(Forbidden):
        await service.correct(stranger, person, name="x", kana="", birth_on=None, email="")
    with pytest.raises(Forbidden):
        await service.erase(stranger, person)


async def test_erasing_leaves_the_id_the_trail_and_nothing_of_as_person():
    person = await a_person()
    account = await makers.an_account(Role.CANDIDATE, "kami-takako", person=person)
    begun = await makers.a_session(account)
    await a_consent(person)

    await service.erase(await makers.an_actor(Role.ADMINISTRATOR), person)

    (left,) = await makers.rows_for("correct_person", SEE_ALL)
    assert left["id"] == person
    assert [left[field] for field in ("name", "kana", "email", "phone", "search")] == [""] * 5
    assert left["birth_on"] is None
    assert (await makers.stored_account(account.id)).login_name is None
    assert await accounts.actor_for_session(begun.token) is None
    live = await makers.rows("select 1 from consent where withdrawn_at is null")
    assert live == []
    with pytest.raises(NotFound):
        await service.erase(await makers.an_actor(Role.ADMINISTRATOR), person)


async def test_a_coordinator_finds_who_a_caller_could_be_however_the_name_is_written():
    person = await a_person("髙﨑 花子")
    coordinator = await makers.an_actor(Role.COORDINATOR)

    assert await service.look_up(coordinator, "高崎") == [person]
    assert await service.look_up(coordinator, "ｶﾞｸｻｸｺ") == [person]
    assert await service.look_up(coordinator, "高") == []
    with pytest.raises(Forbidden):
        await service.look_up(await makers.an_actor(Role.OFFICER), "高崎")
