"""Being asked in: links, who may send them, what taking one does."""

from datetime import timedelta
from uuid import uuid4

import pytest

from talentpool.accounts import (
    queries,
    service_invitations,
    service_joining,
    service_sign_in,
)
from talentpool.accounts.schemas import AcceptForm
from talentpool.accounts.service_throttles import MAIL
from talentpool.accounts.states import AccountState, SessionStage
from talentpool.actor import ANONYMOUS, Role, system
from talentpool.kit import clock
from talentpool.kit.errors import Forbidden, Invalid, NotFound, StaleRow, TooMany
from talentpool.kit.scope import reading
from tests.makers import accounts as makers
from tests.makers.accounts import MUNICIPALITY, OTHER_MUNICIPALITY, PASSWORD, SECTION

pytestmark = pytest.mark.usefixtures("db")
FORM = AcceptForm(display_name="架空 花子", login_name="hanako", password=PASSWORD)


async def _invited(role: Role = Role.OFFICER):
    account = await service_invitations.invite_member(
        system(),
        role,
        "架空 花子",
        "kikaku@example.jp",
        municipality=MUNICIPALITY,
        section_name=SECTION,
    )
    links = await makers.rows("select id from invitation where account = $1", account)
    return account, links[-1]["id"]


async def _enrolled(invitation):
    begun = await service_joining.accept_invitation(ANONYMOUS, invitation, FORM)
    half = await queries.session_of(begun.token)
    codes = await service_joining.renew_codes(ANONYMOUS, half)
    return await service_joining.finish_enrolment(ANONYMOUS, half), codes


async def test_an_invited_officer_chooses_a_name_prints_codes_and_is_in():
    account, invitation = await _invited()

    begun, codes = await _enrolled(invitation)

    stored = await makers.stored_account(account)
    assert (stored.state, stored.login_name) == (AccountState.ACTIVE, "hanako")
    assert (await queries.actor_for_session(begun.token)).municipality == MUNICIPALITY
    assert len(codes) == 10
    trail = await makers.rows("select action from audit_event order by seq")
    assert [row["action"] for row in trail][-2:] == ["account.renew_codes", "account.accept"]


async def test_the_link_serves_again_until_the_factor_is_there_and_never_after():
    _, invitation = await _invited()
    await service_joining.accept_invitation(ANONYMOUS, invitation, FORM)

    await _enrolled(invitation)

    with pytest.raises(NotFound):
        await service_joining.accept_invitation(ANONYMOUS, invitation, FORM)


async def test_name_and_password_alone_open_nothing_before_the_factor_is_there():
    account, invitation = await _invited()
    begun = await service_joining.accept_invitation(ANONYMOUS, invitation, FORM)
    half = await queries.session_of(begun.token)

    assert half.actor() is None
    with pytest.raises(Invalid):
        await service_sign_in.sign_in(ANONYMOUS, "hanako", PASSWORD, address="192.0.2.1")
    with pytest.raises(Invalid):
        await service_joining.finish_enrolment(ANONYMOUS, half)
    assert (await makers.stored_account(account)).state == AccountState.INVITED


async def test_an_enrolling_session_can_make_codes_but_an_ordinary_one_cannot_this_way():
    account = await makers.an_account(Role.OFFICER)
    begun = await makers.a_session(account, SessionStage.SECOND_FACTOR)

    with pytest.raises(NotFound):
        await service_joining.renew_codes(ANONYMOUS, await queries.session_of(begun.token))


async def test_an_old_link_opens_nothing():
    _, invitation = await _invited()

    with clock.shifted(timedelta(days=15)), pytest.raises(NotFound):
        await service_joining.accept_invitation(ANONYMOUS, invitation, FORM)


@pytest.mark.parametrize(
    ("login_name", "code"),
    [
        ("taken", "login_name_taken"),
        ("ＴＡＫＥＮ", "login_name_taken"),
        ("section@example.jp", "bad_login_name"),
        ("ab", "bad_login_name"),
        ("花子", "bad_login_name"),
    ],
)
async def test_a_sign_in_name_is_plain_short_enough_and_nobody_elses(login_name: str, code: str):
    await makers.an_account(Role.CANDIDATE, "taken")
    _, invitation = await _invited()
    form = AcceptForm(display_name="架空 花子", login_name=login_name, password=PASSWORD)

    with pytest.raises(Invalid) as refused:
        await service_joining.accept_invitation(ANONYMOUS, invitation, form)

    assert refused.value.fields["login_name"][0].code == code


async def test_one_mail_address_serves_a_whole_section():
    first, _ = await _invited()
    second, _ = await _invited()

    stored = [await makers.stored_account(account) for account in (first, second)]

    assert stored[0].email == stored[1].email
    assert stored[0].section == stored[1].section


async def test_a_manager_invites_for_the_own_body_whatever_is_asked():
    manager = await makers.an_actor(Role.MUNICIPAL_MANAGER)

    account = await service_invitations.invite_member(
        manager,
        Role.OFFICER,
        "架空 次郎",
        "soumu@example.jp",
        municipality=OTHER_MUNICIPALITY,
        section_name="総務課",
    )

    assert (await makers.stored_account(account)).municipality == MUNICIPALITY


@pytest.mark.parametrize(
    ("inviter", "role"),
    [
        (Role.MUNICIPAL_MANAGER, Role.COORDINATOR),
        (Role.MUNICIPAL_MANAGER, Role.ADMINISTRATOR),
        (Role.OFFICER, Role.OFFICER),
        (Role.COORDINATOR, Role.OFFICER),
        (Role.ADMINISTRATOR, Role.CANDIDATE),
    ],
)
async def test_nobody_invites_into_a_role_that_is_not_theirs_to_give(inviter: Role, role: Role):
    actor = await makers.an_actor(inviter)

    with pytest.raises(Forbidden):
        await service_invitations.invite_member(actor, role, "架空", "a@example.jp")

    assert await makers.rows("select 1 from invitation") == []


async def test_a_municipal_role_needs_a_body_that_exists_and_a_section():
    administrator = await makers.an_actor(Role.ADMINISTRATOR)
    problems = []

    for about in ({}, {"municipality": MUNICIPALITY}, {"municipality": "999999"}):
        with pytest.raises(Invalid) as refused:
            await service_invitations.invite_member(
                administrator,
                Role.OFFICER,
                "架空",
                "a@example.jp",
                **about,
                section_name="課" if about.get("municipality") == "999999" else None,
            )
        problems += [(name, errors[0].code) for name, errors in refused.value.fields.items()]

    assert problems == [
        ("municipality", "required"),
        ("section_name", "required"),
        ("municipality", "unlisted_municipality"),
    ]


async def test_a_new_invitation_voids_password_codes_sessions_and_the_old_link():
    account, invitation = await _invited()
    begun, _ = await _enrolled(invitation)
    stored = await makers.stored_account(account)
    administrator = await makers.an_actor(Role.ADMINISTRATOR)

    await service_invitations.reinvite(administrator, account, stored.version)

    assert await queries.actor_for_session(begun.token) is None
    assert await makers.rows("select 1 from credential where account = $1", account) == []
    assert await makers.rows("select 1 from one_time_code where account = $1", account) == []
    links = await makers.rows("select id from invitation where revoked_at is null")
    assert len(links) == 1
    assert links[0]["id"] != invitation
    with pytest.raises(StaleRow):
        await service_invitations.reinvite(administrator, account, stored.version)


async def test_only_coordinators_invite_candidates_and_only_they_see_their_invitations():
    one, other = [await makers.an_actor(Role.COORDINATOR) for _ in range(2)]

    await service_invitations.invite_candidate(one, "pro@example.jp", "special", "ぜひ。")

    async with reading(one):
        mine = await queries.invitations_by(one)
    async with reading(other):
        theirs = await queries.invitations_by(other)
    assert [row["tier"] for row in mine] == ["special"]
    assert theirs == []
    assert await makers.rows("select email from invitation", who=other) == []
    with pytest.raises(Forbidden):
        officer = await makers.an_actor(Role.OFFICER)
        await service_invitations.invite_candidate(officer, "a@example.jp", "special", "")


async def test_links_to_one_mail_address_are_few_an_hour():
    for _ in range(MAIL.tries):
        await service_invitations.sign_up(ANONYMOUS, "a@example.jp", address="192.0.2.1")

    with pytest.raises(TooMany):
        await service_invitations.sign_up(ANONYMOUS, "Ａ@EXAMPLE.jp", address="192.0.2.2")


async def test_a_link_of_another_kind_opens_no_members_account():
    await service_invitations.sign_up(ANONYMOUS, "a@example.jp", address="192.0.2.1")
    links = await makers.rows("select id from invitation")

    for invitation in (links[0]["id"], uuid4()):
        with pytest.raises(NotFound):
            await service_joining.accept_invitation(ANONYMOUS, invitation, FORM)
