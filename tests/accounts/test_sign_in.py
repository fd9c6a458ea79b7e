"""Signing in: one step for candidates, two for everybody else, and brakes on trying."""

import asyncio
from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from talentpool.accounts import queries, service, service_credentials, service_sign_in
from talentpool.accounts.states import SessionStage
from talentpool.actor import ANONYMOUS, Actor, Role
from talentpool.kit import clock, queue
from talentpool.kit.db import ENGINE
from talentpool.kit.errors import Invalid, NotFound, TooMany, Unavailable
from tests.makers import accounts as makers
from tests.makers.accounts import PASSWORD

pytestmark = pytest.mark.usefixtures("db")
KEY = "a key of the tests, long enough"


async def _sign_in(name: str, password: str = PASSWORD, address: str = "192.0.2.1"):
    return await service_sign_in.sign_in(ANONYMOUS, name, password, address=address)


async def test_a_candidate_is_in_with_name_and_password():
    account = await makers.an_account(Role.CANDIDATE, "hanako", password=PASSWORD)

    begun = await _sign_in("hanako")

    actor = await queries.actor_for_session(begun.token)
    assert actor is not None
    assert (actor.role, actor.account, actor.person) == (
        Role.CANDIDATE,
        account.id,
        account.person,
    )


async def test_the_name_may_be_typed_in_capitals_or_full_width():
    await makers.an_account(Role.CANDIDATE, "hanako", password=PASSWORD)

    assert (await _sign_in("ＨＡＮＡＫＯ")).stage is SessionStage.FULL


@pytest.mark.parametrize("role", [Role.OFFICER, Role.COORDINATOR, Role.ADMINISTRATOR])
async def test_a_password_alone_lets_nobody_of_staff_or_a_municipality_in(role: Role):
    await makers.an_account(role, "officer", password=PASSWORD)

    begun = await _sign_in("officer")

    assert begun.stage is SessionStage.SECOND_FACTOR
    assert await queries.actor_for_session(begun.token) is None


@pytest.mark.parametrize(("name", "password"), [("nobody", PASSWORD), ("hanako", "wrong")])
async def test_a_wrong_name_and_a_wrong_password_are_not_told_apart(name: str, password: str):
    await makers.an_account(Role.CANDIDATE, "hanako", password=PASSWORD)

    with pytest.raises(Invalid) as refused:
        await _sign_in(name, password)

    assert refused.value.fields["login_name"][0].code == "wrong_sign_in"


@pytest.mark.parametrize("act", [service.suspend, service.close])
async def test_an_account_that_is_not_active_opens_with_no_password(act):
    account = await makers.an_account(Role.COORDINATOR, "officer", password=PASSWORD)
    await act(await makers.an_actor(Role.ADMINISTRATOR), account.id, account.version)

    with pytest.raises(Invalid):
        await _sign_in("officer")


async def test_a_printed_code_completes_the_sign_in_with_a_new_token_and_is_good_once():
    account = await makers.an_account(Role.OFFICER, "officer", password=PASSWORD)
    code = (await makers.printed_codes(account))[0]
    begun = await _sign_in("officer")
    half = await queries.session_of(begun.token)

    whole = await service_sign_in.second_factor(ANONYMOUS, half, code.lower(), KEY)

    assert whole.token != begun.token
    assert await queries.session_of(begun.token) is None
    assert (await queries.actor_for_session(whole.token)).account == account.id
    again = await queries.session_of((await _sign_in("officer")).token)
    with pytest.raises(Invalid):
        await service_sign_in.second_factor(ANONYMOUS, again, code, KEY)


async def _with_clock(login_name: str) -> tuple[Actor, pyotp.TOTP]:
    account = await makers.an_account(Role.OFFICER, login_name, password=PASSWORD)
    actor = makers.as_account(account)
    totp = pyotp.TOTP(await service_credentials.begin_clock(actor, KEY))
    with clock.shifted(timedelta(minutes=-5)):
        earlier = datetime.now(UTC) - timedelta(minutes=5)
        await service_credentials.confirm_clock(actor, totp.at(earlier), KEY)
    return actor, totp


async def test_of_two_that_bring_the_same_clock_code_at_once_one_gets_in():
    _, totp = await _with_clock("officer")
    code = totp.now()
    halves = [await queries.session_of((await _sign_in("officer")).token) for _ in range(2)]

    outcomes = await asyncio.gather(
        service_sign_in.second_factor(ANONYMOUS, halves[0], code, KEY),
        service_sign_in.second_factor(ANONYMOUS, halves[1], f"{code[:3]} {code[3:]}", KEY),
        return_exceptions=True,
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Begun", "Invalid"]


async def test_a_whole_session_awaits_no_second_factor():
    account = await makers.an_account(Role.OFFICER)
    begun = await makers.a_session(account)

    with pytest.raises(NotFound):
        await service_sign_in.second_factor(
            ANONYMOUS, await queries.session_of(begun.token), "123456", KEY
        )


async def test_the_eleventh_try_waits_and_the_right_password_from_elsewhere_does_not():
    await makers.an_account(Role.CANDIDATE, "hanako", password=PASSWORD)
    for _ in range(10):
        with pytest.raises(Invalid):
            await _sign_in("hanako", "wrong")

    with pytest.raises(TooMany) as first:
        await _sign_in("hanako")

    assert 0 < first.value.facts["retry_after"] <= 30
    assert (await _sign_in("hanako", address="192.0.2.99")).stage is SessionStage.FULL


async def test_pauses_double_while_the_tries_go_on():
    for _ in range(10):
        with pytest.raises(Invalid):
            await _sign_in("nobody", "wrong")
    with clock.shifted(timedelta(seconds=31)):
        for _ in range(10):
            with pytest.raises(Invalid):
                await _sign_in("nobody", "wrong")

        with pytest.raises(TooMany) as second:
            await _sign_in("nobody", "wrong")

    assert 30 < second.value.facts["retry_after"] <= 60


async def test_fifty_officers_of_one_city_hall_are_not_in_each_others_way():
    for number in range(50):
        with pytest.raises(Invalid):
            await _sign_in(f"officer-{number}", "wrong", address="198.51.100.7")


async def test_tries_are_counted_while_the_bell_is_away(settings):
    await queue.close_bell()
    try:
        for _ in range(10):
            with pytest.raises(Invalid):
                await _sign_in("nobody", "wrong")
        with pytest.raises(TooMany):
            await _sign_in("nobody", "wrong")
    finally:
        await queue.open_bell(settings.url("redis_url"))


async def test_what_cannot_be_counted_may_not_be_tried():
    await makers.an_account(Role.CANDIDATE, "hanako", password=PASSWORD)
    pool, ENGINE.pool = ENGINE.pool, None
    try:
        with pytest.raises(Unavailable):
            await _sign_in("hanako")
    finally:
        ENGINE.pool = pool


async def test_a_right_password_clears_the_count():
    await makers.an_account(Role.CANDIDATE, "hanako", password=PASSWORD)
    for _ in range(2):
        for _ in range(9):
            with pytest.raises(Invalid):
                await _sign_in("hanako", "wrong")

        assert (await _sign_in("hanako")).stage is SessionStage.FULL


@pytest.mark.parametrize(
    ("role", "after", "is_live"),
    [
        (Role.CANDIDATE, timedelta(minutes=59), True),
        (Role.CANDIDATE, timedelta(minutes=61), False),
        (Role.COORDINATOR, timedelta(minutes=29), True),
        (Role.COORDINATOR, timedelta(minutes=31), False),
    ],
)
async def test_an_idle_session_ends(role: Role, after: timedelta, is_live: bool):
    begun = await makers.a_session(await makers.an_account(role))

    with clock.shifted(after):
        actor = await queries.actor_for_session(begun.token)

    assert (actor is not None) is is_live


async def test_a_session_in_use_ends_after_twelve_hours():
    begun = await makers.a_session(await makers.an_account(Role.COORDINATOR))
    hours = []

    for quarter in range(60):
        with clock.shifted(timedelta(minutes=15 * quarter)):
            if await queries.actor_for_session(begun.token):
                hours.append(quarter / 4)

    assert hours[-1] == 11.75


async def test_the_token_is_nowhere_in_the_database():
    begun = await makers.a_session(await makers.an_account(Role.COORDINATOR))

    stored = await makers.rows("select * from session")

    assert len(stored) == 1
    assert begun.token not in str(stored)


async def test_a_session_is_written_as_seen_once_a_minute_at_most():
    begun = await makers.a_session(await makers.an_account(Role.COORDINATOR))
    seen = []

    for seconds in (0, 30, 70, 100, 140):
        with clock.shifted(timedelta(seconds=seconds)):
            await queries.actor_for_session(begun.token)
        seen += [row["last_seen_at"] for row in await makers.rows("select * from session")]

    assert len(set(seen)) == 3


async def test_signing_out_ends_this_session_and_everywhere_ends_them_all():
    account = await makers.an_account(Role.COORDINATOR)
    here, there, elsewhere = [await makers.a_session(account) for _ in range(3)]

    await service_sign_in.sign_out(await queries.actor_for_session(here.token))
    after_one = [await queries.actor_for_session(b.token) for b in (here, there, elsewhere)]
    await service_sign_in.sign_out_everywhere(after_one[1])
    after_all = [await queries.actor_for_session(b.token) for b in (here, there, elsewhere)]

    assert [actor is not None for actor in after_one] == [False, True, True]
    assert after_all == [None, None, None]


async def test_another_role_or_state_shows_at_the_next_request():
    manager = await makers.an_actor(Role.MUNICIPAL_MANAGER)
    account = await makers.an_account(Role.OFFICER)
    begun = await makers.a_session(account)

    await service.reassign(manager, account.id, Role.MUNICIPAL_MANAGER, "総務課", account.version)
    fresh = await makers.a_session(account)

    assert await queries.actor_for_session(begun.token) is None
    assert (await queries.actor_for_session(fresh.token)).role is Role.MUNICIPAL_MANAGER
