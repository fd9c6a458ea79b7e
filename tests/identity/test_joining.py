"""How somebody becomes a candidate by a mailed link."""

import pytest

from talentpool.accounts import queries as accounts
from talentpool.accounts import service_invitations
from talentpool.accounts.schemas import JoinForm
from talentpool.actor import ANONYMOUS, Role, system
from talentpool.identity import queries, service_joining
from talentpool.kit.errors import NotFound
from talentpool.kit.scope import reading
from tests.makers import accounts as makers
from tests.makers.accounts import PASSWORD
from tests.makers.identity import NAME, a_person

pytestmark = pytest.mark.usefixtures("db")


async def test_somebody_who_signs_up_gets_an_account_and_a_person_with_the_mailed_address():
    await service_invitations.sign_up(ANONYMOUS, "new@example.jp", address="192.0.2.1")
    (link,) = await makers.rows("select id from invitation")

    begun = await service_joining.join(
        ANONYMOUS, link["id"], JoinForm(login_name="new-one", password=PASSWORD)
    )

    actor = await accounts.actor_for_session(begun.token)
    async with reading(actor):
        assert (await queries.own(actor)).identity.email == "new@example.jp"
    left = await makers.rows("select email, used_at from invitation")
    assert left[0]["email"] == ""
    with pytest.raises(NotFound):
        await service_joining.join(
            ANONYMOUS, link["id"], JoinForm(login_name="new-two", password=PASSWORD)
        )


async def test_of_two_links_to_one_address_only_the_first_makes_an_account():
    for _ in range(2):
        await service_invitations.sign_up(ANONYMOUS, "new@example.jp", address="192.0.2.1")
    links = await makers.rows("select id from invitation")
    first, second = [JoinForm(login_name=name, password=PASSWORD) for name in ("one", "two")]

    await service_joining.join(ANONYMOUS, links[0]["id"], first)

    with pytest.raises(NotFound):
        await service_joining.join(ANONYMOUS, links[1]["id"], second)


async def test_a_person_who_was_imported_takes_the_account_that_waits_for_them():
    person = await a_person()
    invitation = await service_invitations.invite_person(system(), person)

    begun = await service_joining.join(
        ANONYMOUS, invitation, JoinForm(login_name="imported", password=PASSWORD)
    )

    actor = await accounts.actor_for_session(begun.token)
    assert actor.person == person
    async with reading(actor):
        assert (await queries.own(actor)).identity.name == NAME


async def test_whom_a_coordinator_invited_and_for_what_is_known_afterwards():
    coordinator = await makers.an_actor(Role.COORDINATOR)
    invitation = await service_invitations.invite_candidate(
        coordinator, "pro@example.jp", "special", "ぜひお願いします。"
    )

    begun = await service_joining.join(
        ANONYMOUS, invitation, JoinForm(login_name="pro", password=PASSWORD)
    )

    async with reading(await accounts.actor_for_session(begun.token)):
        found = await accounts.candidate_invitation(begun.account)
    assert (found["tier"], found["invited_by"]) == ("special", coordinator.account)
