"""Six months without a word pause a profile, twelve end it; a reminder comes before."""

from datetime import timedelta

import pytest

from talentpool.actor import system
from talentpool.candidates import service_membership
from talentpool.candidates.states import CandidateState as S
from talentpool.kit import clock
from talentpool.kit.errors import Invalid
from talentpool.kit.scope import scope
from talentpool.outbox import service as outbox
from tests.makers.accounts import rows
from tests.makers.candidates import a_candidate, as_person
from tests.makers.needs import state_of

pytestmark = pytest.mark.usefixtures("db")


async def confirmed(days_ago: int, state: S = S.ACTIVE):
    async with scope(system()):
        now = clock.now()
    return await a_candidate(state, confirmed_at=now - timedelta(days=days_ago))


async def kinds() -> list[object]:
    return [row["kind"] for row in await rows("select kind from notice order by kind")]


async def test_the_daily_job_reminds_pauses_and_expires(drain):
    fresh, due, tired = await confirmed(100), await confirmed(175), await confirmed(190)
    gone = await confirmed(370, S.PAUSED)
    async with scope(system()):
        await outbox.put(system(), "candidates.keep_current")

    await drain()

    states = [await state_of("candidate", one.id) for one in (fresh, due, tired, gone)]
    assert states == [S.ACTIVE, S.ACTIVE, S.PAUSED, S.EXPIRED]
    assert {"candidate.confirm_soon", "candidate.please_confirm", "candidate.expire"} == set(
        await kinds()
    )


async def test_the_reminder_comes_once():
    await confirmed(175)

    await service_membership.remind(system())
    await service_membership.remind(system())

    assert await kinds() == ["candidate.confirm_soon"]


async def test_confirming_keeps_a_profile_awake():
    candidate = await confirmed(190)

    await service_membership.confirm(as_person(candidate), candidate.id)

    assert await service_membership.let_sleep(system()) == 0


async def test_a_pause_ends_on_its_day_by_itself():
    candidate = await a_candidate()
    async with scope(system()):
        until = clock.today() + timedelta(days=3)
    await service_membership.pause(as_person(candidate), candidate.id, "busy", until)

    early = await service_membership.wake(system())
    with clock.shifted(timedelta(days=3)):
        late = await service_membership.wake(system())

    assert (early, late) == (0, 1)
    assert await state_of("candidate", candidate.id) == S.ACTIVE


async def test_a_pause_does_not_end_before_it_begins():
    candidate = await a_candidate()
    async with scope(system()):
        today = clock.today()

    with pytest.raises(Invalid):
        await service_membership.pause(as_person(candidate), candidate.id, "busy", today)


async def test_an_expired_profile_comes_back_as_confirmed():
    candidate = await confirmed(400, S.EXPIRED)

    await service_membership.resume(as_person(candidate), candidate.id)

    assert await service_membership.let_sleep(system()) == 0
    assert await state_of("candidate", candidate.id) == S.ACTIVE
