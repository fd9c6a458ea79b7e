"""What serves nobody any more is dropped; what still holds somebody up is not."""

from datetime import timedelta

import pytest

from talentpool.accounts import service_throttles
from talentpool.accounts.service_throttles import NAME, PAIR
from talentpool.actor import ANONYMOUS, Role, system
from talentpool.kit import clock
from talentpool.kit.scope import scope
from talentpool.outbox import service as outbox
from tests.makers import accounts as makers

pytestmark = pytest.mark.usefixtures("db")


async def tidy(drain) -> None:
    async with scope(system()):
        await outbox.put(system(), "accounts.tidy")
    await drain()


async def test_sessions_are_dropped_a_month_after_their_end_and_no_earlier(drain):
    await makers.a_session(await makers.an_account(Role.OFFICER))

    with clock.shifted(timedelta(days=29)):
        await tidy(drain)
    kept = await makers.rows("select 1 from session")
    with clock.shifted(timedelta(days=31)):
        await tidy(drain)

    assert len(kept) == 1
    assert await makers.rows("select 1 from session") == []


async def test_counts_are_dropped_when_they_hold_nobody_up(drain):
    await service_throttles.take(ANONYMOUS, PAIR.of("hanako", "192.0.2.1"), NAME.of("hanako"))

    await tidy(drain)
    at_once = await makers.rows("select key from throttle")
    with clock.shifted(timedelta(hours=2)):
        await tidy(drain)
    later = await makers.rows("select key from throttle")

    assert len(at_once) == 2
    assert [row["key"] for row in later] == [NAME.of("hanako").key]
