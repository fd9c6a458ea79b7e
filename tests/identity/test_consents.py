"""What people agreed to, what it opens, and that taking it back closes it."""

import pytest

from talentpool.actor import Role
from talentpool.identity import queries, service
from talentpool.identity.states import ConsentPurpose, RevealPurpose
from talentpool.kit.errors import Forbidden, IllegalMove, NotFound
from talentpool.kit.scope import reading
from tests.makers import accounts as makers
from tests.makers.accounts import OTHER_MUNICIPALITY
from tests.makers.identity import NAME, a_consent, a_person, as_person, logged

pytestmark = pytest.mark.usefixtures("db")


async def test_a_municipality_sees_whoever_agreed_to_it_for_this_need_and_nobody_else():
    officer = await makers.an_actor(Role.OFFICER)
    stranger = await makers.an_actor(Role.OFFICER, municipality=OTHER_MUNICIPALITY)
    person = await a_person()
    _, need = await a_consent(person)
    _, other_need = await a_consent(await a_person("架空 次郎", "jiro@example.jp"))

    shown = await service.reveal(officer, person, RevealPurpose.SELECTION, need=need)

    assert shown.id == person
    for who, about in ((officer, None), (officer, other_need), (stranger, need)):
        with pytest.raises(NotFound):
            await service.reveal(who, person, RevealPurpose.SELECTION, need=about)
    assert len(await logged()) == 1


async def test_a_withdrawn_consent_shows_nothing_from_the_next_request_on():
    officer = await makers.an_actor(Role.OFFICER)
    person = await a_person()
    given, need = await a_consent(person)
    await service.reveal(officer, person, RevealPurpose.SELECTION, need=need)

    await service.withdraw_consent(as_person(person), given)

    with pytest.raises(NotFound):
        await service.reveal(officer, person, RevealPurpose.SELECTION, need=need)
    with pytest.raises(IllegalMove):
        await service.withdraw_consent(as_person(person), given)


async def test_agreeing_twice_is_agreeing_once_and_again_after_withdrawing_is_new():
    person = await a_person()
    agree = {"text_version": "2026-11"}

    first = await service.give_consent(as_person(person), person, ConsentPurpose.DIGEST, **agree)
    again = await service.give_consent(as_person(person), person, ConsentPurpose.DIGEST, **agree)
    await service.withdraw_consent(as_person(person), first)
    anew = await service.give_consent(as_person(person), person, ConsentPurpose.DIGEST, **agree)

    assert first == again
    assert anew != first


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.OFFICER, Role.CANDIDATE])
async def test_nobody_agrees_or_withdraws_for_somebody_else(role: Role):
    person = await a_person()
    given, _ = await a_consent(person)
    who = await makers.an_actor(role)

    with pytest.raises(Forbidden):
        await service.give_consent(who, person, ConsentPurpose.SCREENING, text_version="1")
    with pytest.raises(NotFound):
        await service.withdraw_consent(who, given)


async def test_people_see_themselves_their_consents_and_everybody_who_looked():
    coordinator = await makers.an_actor(Role.COORDINATOR)
    officer = await makers.an_actor(Role.OFFICER)
    person = await a_person()
    _, need = await a_consent(person)
    await service.reveal(coordinator, person, RevealPurpose.SCREENING)
    await service.reveal(officer, person, RevealPurpose.SELECTION, need=need)

    async with reading(as_person(person)):
        data = await queries.own(as_person(person))

    assert data.identity.name == NAME
    assert [(a.role, a.municipality_name, a.purpose) for a in data.accesses] == [
        ("officer", "青波市", "selection"),
        ("coordinator", None, "screening"),
    ]
    assert [c.municipality_name for c in data.consents] == ["青波市"]
