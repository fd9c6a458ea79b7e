"""Names: shown to whoever may see them and has written down why; to nobody else, by no road."""

import asyncpg
import pytest

from talentpool.actor import Role
from talentpool.identity import service
from talentpool.identity.states import RevealPurpose
from talentpool.kit.errors import Forbidden
from talentpool.kit.scope import scope
from tests.makers import accounts as makers
from tests.makers.identity import NAME, SEE_ALL, a_person, logged

pytestmark = pytest.mark.usefixtures("db")


async def test_a_name_comes_back_byte_for_byte_as_it_was_typed():
    coordinator = await makers.an_actor(Role.COORDINATOR)

    shown = await service.reveal(coordinator, await a_person(), RevealPurpose.INTERVIEW)

    assert shown.name.encode() == NAME.encode()


async def test_each_reveal_writes_exactly_one_line_that_says_who_why_and_in_which_request():
    coordinator = await makers.an_actor(Role.COORDINATOR)
    person = await a_person()

    await service.reveal(coordinator.during("request-7"), person, RevealPurpose.CONTACT)

    (line,) = await logged()
    assert (line["account"], line["person"]) == (coordinator.account, person)
    assert (line["role"], line["purpose"]) == ("coordinator", "contact")
    assert line["request_id"] == "request-7"


async def test_many_are_shown_with_a_line_for_each_or_none_at_all():
    coordinator = await makers.an_actor(Role.COORDINATOR)
    people = [await a_person(f"架空 {n}") for n in range(3)]

    shown = await service.reveal_many(coordinator, people, RevealPurpose.EXPORT)

    assert {identity.name for identity in shown.values()} == {"架空 0", "架空 1", "架空 2"}
    assert len(await logged()) == 3


async def test_no_line_no_name(urls):
    coordinator = await makers.an_actor(Role.COORDINATOR)
    person = await a_person()
    owner = await asyncpg.connect(urls.owner)
    await owner.execute(
        "create function fail() returns trigger language plpgsql as"
        " $$ begin raise exception 'the access log is full'; end $$;"
        " create trigger fail before insert on access_log execute function fail()"
    )
    try:
        with pytest.raises(asyncpg.RaiseError):
            await service.reveal(coordinator, person, RevealPurpose.CONTACT)
    finally:
        await owner.execute("drop function fail() cascade")
        await owner.close()

    assert await logged() == []


@pytest.mark.parametrize("purpose", ["", "contact", "register_person"])
@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SYSTEM, Role.ANONYMOUS}))
async def test_a_plain_select_shows_nobody_to_anybody(role: Role, purpose: str):
    await a_person()
    who = await makers.an_actor(role)

    async with scope(who) as opened:
        await opened.connection.execute("select set_config('app.purpose', $1, true)", purpose)
        found = await opened.connection.fetch(SEE_ALL)

    assert found == []


async def test_the_services_own_role_sees_names_for_no_purpose_but_keeping_them():
    await a_person()

    assert await makers.rows(SEE_ALL) == []
    assert await makers.rows_for("release_siblings", SEE_ALL) == []
    assert len(await makers.rows_for("correct_person", SEE_ALL)) == 1


async def test_a_line_of_an_earlier_request_shows_nothing_now():
    coordinator = await makers.an_actor(Role.COORDINATOR)
    person = await a_person()
    await service.reveal(coordinator, person, RevealPurpose.CONTACT)

    async with scope(coordinator) as opened:
        await opened.connection.execute("select set_config('app.purpose', 'contact', true)")
        found = await opened.connection.fetch(SEE_ALL)

    assert found == []


async def test_the_workers_database_role_has_no_way_to_names(as_worker):
    await a_person()

    async with as_worker():
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await makers.rows_for("correct_person", SEE_ALL)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR, Role.PLANNER, Role.CANDIDATE])
async def test_roles_that_never_see_names_are_refused_and_nothing_is_written(role: Role):
    person = await a_person()

    with pytest.raises(Forbidden):
        await service.reveal(await makers.an_actor(role), person, RevealPurpose.CONTACT)

    assert await logged() == []


async def test_the_access_log_cannot_be_written_for_others_nor_changed():
    person = await a_person()
    coordinator = await makers.an_actor(Role.COORDINATOR)
    forged = (
        "insert into access_log (account, role, person, purpose) values ($1, $2, $3, 'contact')"
    )

    for account, role in ((person, "coordinator"), (coordinator.account, "officer")):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await makers.rows(forged, account, role, person, who=coordinator)
    for statement in ("delete from access_log", "update access_log set purpose = 'x'"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await makers.rows(statement, who=coordinator)
