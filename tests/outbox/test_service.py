"""Tasks are put with a decision, done once, tried again, and given up at last."""

from datetime import timedelta

import pytest

from talentpool.actor import system
from talentpool.kit import clock
from talentpool.kit.errors import Forbidden, StaleRow
from talentpool.kit.scope import scope
from talentpool.outbox import service as outbox

pytestmark = pytest.mark.usefixtures("db")


async def _put(**options: object) -> None:
    async with scope(system()):
        await outbox.put(system(), "tests.job", **options)


async def test_a_task_is_undone_together_with_its_decision():
    with pytest.raises(Forbidden):
        async with scope(system()):
            await outbox.put(system(), "tests.job")
            raise Forbidden

    assert await outbox.claim() is None


async def test_a_claimed_task_is_not_claimed_again_while_its_lease_lasts():
    await _put(need="7")

    task = await outbox.claim()

    assert task is not None
    assert task.args == {"need": "7"}
    assert await outbox.claim() is None


async def test_after_its_lease_a_task_goes_to_the_next_and_the_first_is_refused():
    await _put()
    late = await outbox.claim()
    with clock.shifted(outbox.LEASE + timedelta(seconds=1)):
        second = await outbox.claim()
        async with outbox.effect(second):
            pass

    with pytest.raises(StaleRow):
        async with outbox.effect(late):
            pass


async def test_the_same_key_is_put_once():
    await _put(key="digest@1")
    await _put(key="digest@1")

    assert await outbox.claim() is not None
    assert await outbox.claim() is None


async def test_a_waiting_task_can_be_taken_back_and_a_begun_one_cannot():
    await _put(key="contact:1", due_in=timedelta(minutes=10))
    await _put(key="contact:2")
    await outbox.claim()

    async with scope(system()):
        taken_back = [await outbox.take_back("contact:1"), await outbox.take_back("contact:2")]

    assert taken_back == [True, False]


async def test_a_waiting_task_can_be_hurried():
    await _put(key="contact:1", due_in=timedelta(minutes=10))
    assert await outbox.claim() is None

    async with scope(system()):
        await outbox.hurry("contact:1")

    assert await outbox.claim() is not None


async def test_a_task_that_fails_comes_back_later_and_is_given_up_after_eight_tries():
    await _put()
    tries = 0
    for round_ in range(20):
        with clock.shifted(timedelta(hours=round_)):
            if (task := await outbox.claim()) is not None:
                tries += 1
                await outbox.failed(task, ValueError("never shown"))

    async with scope(system()) as opened:
        row = await opened.connection.fetchrow("select last_error, dead_at from outbox")
    assert tries == outbox.MOST_TRIES
    assert row["last_error"] == "ValueError"
    assert row["dead_at"] is not None


async def test_a_task_that_kills_its_worker_is_given_up_too():
    await _put()
    claims = 0
    for round_ in range(20):
        with clock.shifted(timedelta(hours=round_)):
            claims += await outbox.claim() is not None

    async with scope(system()) as opened:
        dead = await opened.connection.fetchval("select dead_at from outbox")
    assert claims == outbox.MOST_TRIES
    assert dead is not None
