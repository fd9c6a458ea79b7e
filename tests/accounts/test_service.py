"""Accounts end, change hands, and keep somebody who can let others in."""

import asyncio

import pytest

from talentpool.accounts import queries, service, service_credentials, service_demonstration
from talentpool.accounts.schemas import OwnForm
from talentpool.accounts.states import AccountState
from talentpool.actor import ANONYMOUS, Role
from talentpool.kit.errors import Forbidden, Invalid, NotFound
from tests.makers import accounts as makers
from tests.makers.accounts import OTHER_MUNICIPALITY, PASSWORD

pytestmark = pytest.mark.usefixtures("db")


async def test_suspending_ends_sessions_and_resuming_lets_in_again():
    administrator = await makers.an_actor(Role.ADMINISTRATOR)
    account = await makers.an_account(Role.COORDINATOR)
    begun = await makers.a_session(account)

    await service.suspend(administrator, account.id, account.version)

    assert await queries.actor_for_session(begun.token) is None
    await service.resume(administrator, account.id, account.version + 1)
    assert (await makers.stored_account(account.id)).state == AccountState.ACTIVE


async def test_a_manager_reaches_the_own_body_only():
    manager = await makers.an_actor(Role.MUNICIPAL_MANAGER)
    elsewhere = await makers.an_account(Role.OFFICER, municipality=OTHER_MUNICIPALITY)
    staff = await makers.an_account(Role.COORDINATOR)

    for account in (elsewhere, staff):
        with pytest.raises(NotFound):
            await service.suspend(manager, account.id, account.version)


async def test_the_last_manager_and_ones_own_account_stay():
    manager = await makers.an_account(Role.MUNICIPAL_MANAGER)
    administrator = await makers.an_account(Role.ADMINISTRATOR)
    actor = makers.as_account(administrator)
    codes = []

    for account in (manager, administrator):
        with pytest.raises(Invalid) as refused:
            await service.suspend(actor, account.id, account.version)
        codes.append(refused.value.fields["account"][0].code)

    assert codes == ["last_manager", "own_account"]


async def test_of_two_who_close_one_account_at_once_the_second_is_told():
    account = await makers.an_account(Role.COORDINATOR)
    both = [await makers.an_actor(Role.ADMINISTRATOR) for _ in range(2)]

    outcomes = await asyncio.gather(
        *(service.close(actor, account.id, account.version) for actor in both),
        return_exceptions=True,
    )

    assert [outcome.status for outcome in outcomes if outcome] == [409]


async def test_handing_over_closes_the_account_ends_its_sessions_and_passes_the_work_on():
    leaving = await makers.an_account(Role.OFFICER, password=PASSWORD)
    successor = await makers.an_account(Role.OFFICER)
    begun = await makers.a_session(leaving)

    await service.hand_over(makers.as_account(leaving), leaving.id, successor.id)

    assert (await makers.stored_account(leaving.id)).state == AccountState.CLOSED
    assert await queries.actor_for_session(begun.token) is None
    tasks = await makers.rows("select args from outbox where job = 'needs.hand_over'")
    assert [row["args"] for row in tasks] == [
        {"from_account": str(leaving.id), "to_account": str(successor.id)}
    ]


async def test_work_goes_to_somebody_at_work_in_the_same_body_only():
    leaving = await makers.an_account(Role.OFFICER)
    colleague = await makers.an_account(Role.OFFICER)
    manager = await makers.an_account(Role.MUNICIPAL_MANAGER)
    actor = makers.as_account(manager)
    await service.suspend(actor, colleague.id, colleague.version)

    for successor in (colleague, leaving):
        with pytest.raises(Invalid):
            await service.hand_over(actor, leaving.id, successor.id)
    elsewhere = await makers.an_account(Role.OFFICER, municipality=OTHER_MUNICIPALITY)
    with pytest.raises(NotFound):
        await service.hand_over(actor, leaving.id, elsewhere.id)


async def test_nobody_hands_over_a_colleagues_work():
    colleague, other, successor = [await makers.an_account(Role.OFFICER) for _ in range(3)]

    with pytest.raises(Forbidden):
        await service.hand_over(makers.as_account(other), colleague.id, successor.id)


async def test_officers_may_change_what_they_are_called_but_not_what_they_are():
    account = await makers.an_account(Role.OFFICER)
    actor = makers.as_account(account)
    form = OwnForm(display_name="架空 改名", email="new@example.jp")

    await service.describe_oneself(actor, form)

    stored = await makers.stored_account(account.id)
    assert (stored.display_name, stored.role) == ("架空 改名", Role.OFFICER)
    await makers.rows(
        "update account set role = 'administrator' where id = $1", account.id, who=actor
    )
    assert (await makers.stored_account(account.id)).role == Role.OFFICER


async def test_changing_the_password_needs_the_old_one_and_signs_out_the_others():
    account = await makers.an_account(Role.CANDIDATE, "hanako", password=PASSWORD)
    here, there = await makers.a_session(account), await makers.a_session(account)
    actor = await queries.actor_for_session(here.token)

    with pytest.raises(Invalid):
        await service_credentials.change_password(actor, "wrong", "kawa ni nagareru ha")
    await service_credentials.change_password(actor, PASSWORD, "kawa ni nagareru ha")

    assert await queries.actor_for_session(here.token) is not None
    assert await queries.actor_for_session(there.token) is None
    with pytest.raises(Invalid):
        await service_credentials.prove(actor, PASSWORD)


async def test_a_machine_acts_for_its_account_until_the_token_is_revoked_or_the_account_ends():
    account = await makers.an_account(Role.COORDINATOR)
    actor = makers.as_account(account)
    kept, revoked = [await service_credentials.create_api_token(actor, "文書", 90) for _ in "ab"]
    ids = await makers.rows("select id from api_token order by created_at, id", who=actor)

    assert (await queries.actor_for_api_token(kept)).account == account.id
    for row in ids:
        await service_credentials.revoke_api_token(actor, row["id"])

    assert await queries.actor_for_api_token(kept) is None
    assert await queries.actor_for_api_token(revoked) is None
    assert kept not in str(await makers.rows("select * from api_token"))
    with pytest.raises(NotFound):
        await service_credentials.revoke_api_token(
            await makers.an_actor(Role.COORDINATOR), ids[0]["id"]
        )


async def test_only_accounts_of_the_demonstration_can_be_entered_without_a_password():
    await makers.an_account(Role.COORDINATOR, "demo-coordinator")
    real = await makers.an_account(Role.COORDINATOR, "real-coordinator")
    owner_says = "update account set is_demonstration = false where id = $1"
    await makers.rows(owner_says, real.id)

    begun = await service_demonstration.impersonate(ANONYMOUS, "demo-coordinator")

    assert (await queries.actor_for_session(begun.token)).role is Role.COORDINATOR
    for name in ("real-coordinator", "nobody"):
        with pytest.raises(NotFound):
            await service_demonstration.impersonate(ANONYMOUS, name)


async def test_who_sees_which_accounts_is_the_databases_to_say():
    await makers.an_account(Role.CANDIDATE)
    await makers.an_account(Role.OFFICER, municipality=OTHER_MUNICIPALITY)
    seen = {}

    for role in (Role.CANDIDATE, Role.OFFICER, Role.COORDINATOR, Role.ADMINISTRATOR):
        who = await makers.an_actor(role)
        found = await makers.rows("select role, municipality from account", who=who)
        seen[role] = sorted({str(row["role"]) for row in found})

    assert seen[Role.CANDIDATE] == ["candidate"]
    assert seen[Role.OFFICER] == ["officer"]
    assert seen[Role.COORDINATOR] == ["coordinator", "officer"]
    assert seen[Role.ADMINISTRATOR] == ["administrator", "candidate", "coordinator", "officer"]


@pytest.mark.parametrize("table", ["credential", "one_time_code", "session", "api_token"])
async def test_nobody_reads_what_proves_somebody_else(table: str):
    account = await makers.an_account(Role.OFFICER, password=PASSWORD)
    await makers.printed_codes(account)
    await makers.a_session(account)
    await service_credentials.create_api_token(makers.as_account(account), "機械", 1)

    for role in (Role.OFFICER, Role.MUNICIPAL_MANAGER, Role.COORDINATOR, Role.ADMINISTRATOR):
        who = await makers.an_actor(role)
        assert await makers.rows(f"select 1 from {table}", who=who) == []
    assert await makers.rows(f"select 1 from {table}", who=ANONYMOUS) == []
