"""Names: shown to whoever may see them and has written down why; to nobody else, by no road."""

from datetime import date

import asyncpg
import pytest

from talentpool.accounts import queries as accounts
from talentpool.accounts import service_invitations
from talentpool.accounts.schemas import JoinForm
from talentpool.actor import ANONYMOUS, Actor, Role, system
from talentpool.identity import queries, service, service_joining
from talentpool.identity.states import ConsentPurpose, RevealPurpose
from talentpool.kit.errors import Forbidden, IllegalMove, NotFound, StaleRow
from talentpool.kit.scope import reading, scope
from tests.makers import accounts as makers
from tests.makers.accounts import MUNICIPALITY, OTHER_MUNICIPALITY, PASSWORD

pytestmark = pytest.mark.usefixtures("db")
NAME = "神髙 葛󠄀子"  # U+FA19, 髙, and 葛 with a variation selector
SEE_ALL = "select * from person"


async def a_person(name: str = NAME, email: str = "kami@example.jp"):
    return await service.register_person(
        system(), name=name, kana="カミタカ カツコ", birth_on=date(1990, 4, 1), email=email
    )


async def consent(person, municipality: str = MUNICIPALITY):
    need = (await makers.rows("select gen_random_uuid() as id"))[0]["id"]
    given = await service.give_consent(
        system(),
        person,
        ConsentPurpose.REFERRAL,
        municipality=municipality,
        need=need,
        text_version="2026-11",
    )
    return given, need


async def logged():
    return await makers.rows("select * from access_log", who=await makers.an_actor(Role.AUDITOR))


def the_person(person) -> Actor:
    return Actor(Role.CANDIDATE, person=person)


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


async def test_a_municipality_sees_whoever_agreed_to_it_for_this_need_and_nobody_else():
    officer = await makers.an_actor(Role.OFFICER)
    stranger = await makers.an_actor(Role.OFFICER, municipality=OTHER_MUNICIPALITY)
    person = await a_person()
    _, need = await consent(person)
    _, other_need = await consent(await a_person("架空 次郎", "jiro@example.jp"))

    shown = await service.reveal(officer, person, RevealPurpose.SELECTION, need=need)

    assert shown.id == person
    for who, about in ((officer, None), (officer, other_need), (stranger, need)):
        with pytest.raises(NotFound):
            await service.reveal(who, person, RevealPurpose.SELECTION, need=about)
    assert len(await logged()) == 1


async def test_a_withdrawn_consent_shows_nothing_from_the_next_request_on():
    officer = await makers.an_actor(Role.OFFICER)
    person = await a_person()
    given, need = await consent(person)
    await service.reveal(officer, person, RevealPurpose.SELECTION, need=need)

    await service.withdraw_consent(the_person(person), given)

    with pytest.raises(NotFound):
        await service.reveal(officer, person, RevealPurpose.SELECTION, need=need)
    with pytest.raises(IllegalMove):
        await service.withdraw_consent(the_person(person), given)


async def test_agreeing_twice_is_agreeing_once_and_again_after_withdrawing_is_new():
    person = await a_person()
    agree = {"text_version": "2026-11"}

    first = await service.give_consent(the_person(person), person, ConsentPurpose.DIGEST, **agree)
    again = await service.give_consent(the_person(person), person, ConsentPurpose.DIGEST, **agree)
    await service.withdraw_consent(the_person(person), first)
    anew = await service.give_consent(the_person(person), person, ConsentPurpose.DIGEST, **agree)

    assert first == again
    assert anew != first


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.OFFICER, Role.CANDIDATE])
async def test_nobody_agrees_or_withdraws_for_somebody_else(role: Role):
    person = await a_person()
    given, _ = await consent(person)
    who = await makers.an_actor(role)

    with pytest.raises(Forbidden):
        await service.give_consent(who, person, ConsentPurpose.SCREENING, text_version="1")
    with pytest.raises(NotFound):
        await service.withdraw_consent(who, given)


async def test_people_see_themselves_their_consents_and_everybody_who_looked():
    coordinator = await makers.an_actor(Role.COORDINATOR)
    officer = await makers.an_actor(Role.OFFICER)
    person = await a_person()
    _, need = await consent(person)
    await service.reveal(coordinator, person, RevealPurpose.SCREENING)
    await service.reveal(officer, person, RevealPurpose.SELECTION, need=need)

    async with reading(the_person(person)):
        data = await queries.own(the_person(person))

    assert data.identity.name == NAME
    assert [(a.role, a.municipality_name, a.purpose) for a in data.accesses] == [
        ("officer", "青波市", "selection"),
        ("coordinator", None, "screening"),
    ]
    assert [c.municipality_name for c in data.consents] == ["青波市"]


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


async def test_correcting_notes_which_fields_changed_and_not_what_they_say():
    person = await a_person()

    await service.correct(
        the_person(person),
        person,
        name="神髙 改名",
        kana="カミタカ カツコ",
        birth_on=date(1990, 4, 1),
        email="kami@example.jp",
    )

    events = await makers.rows("select action, detail from audit_event order by seq")
    assert events[-1]["action"] == "person.correct"
    assert events[-1]["detail"]["fields"] == ["name", "search"]
    assert "改名" not in str(events)


async def test_of_two_corrections_of_one_version_the_second_is_told():
    person = await a_person()
    about = {"kana": "カナ", "birth_on": None, "email": "kami@example.jp", "seen": 1}
    await service.correct(the_person(person), person, name="一", **about)

    with pytest.raises(StaleRow):
        await service.correct(the_person(person), person, name="二", **about)


async def test_a_stranger_corrects_and_erases_nothing():
    person = await a_person()
    stranger = await makers.an_actor(Role.CANDIDATE)

    with pytest.raises(Forbidden):
        await service.correct(stranger, person, name="x", kana="", birth_on=None, email="")
    with pytest.raises(Forbidden):
        await service.erase(stranger, person)


async def test_erasing_leaves_the_id_the_trail_and_nothing_of_the_person():
    person = await a_person()
    account = await makers.an_account(Role.CANDIDATE, "kami-takako", person=person)
    begun = await makers.a_session(account)
    await consent(person)

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
    assert await service.look_up(coordinator, "ｶﾐﾀｶ") == [person]
    assert await service.look_up(coordinator, "高") == []
    with pytest.raises(Forbidden):
        await service.look_up(await makers.an_actor(Role.OFFICER), "高崎")


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
