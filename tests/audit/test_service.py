"""The trail: one event a change, in a chain that shows any tampering."""

import asyncpg
import pytest

from talentpool.actor import Actor, Role, system
from talentpool.audit import queries, service
from talentpool.kit.errors import Forbidden
from talentpool.kit.scope import scope

pytestmark = pytest.mark.usefixtures("db")

_RECOMPUTED = """
select seq, hash = sha256(prev || audit_body(e)) as own,
       prev = coalesce(lag(hash) over (order by seq), '\\x00'::bytea) as linked
from audit_event e order by seq
"""


async def _note(*actions: str, actor: Actor | None = None) -> None:
    async with scope(actor or system()):
        for action in actions:
            service.note(actor or system(), action, subject_id="7")


async def _chain() -> list[tuple[int, bool, bool]]:
    async with scope(system()) as opened:
        rows = await opened.connection.fetch(_RECOMPUTED)
    return [(row["seq"], row["own"], row["linked"]) for row in rows]


async def test_events_of_several_transactions_form_one_chain():
    await _note("need.submit", "need.open")
    await _note("need.cancel")

    assert await _chain() == [(1, True, True), (2, True, True), (3, True, True)]


async def test_what_did_not_happen_is_not_in_the_trail():
    with pytest.raises(Forbidden):
        async with scope(system()):
            service.note(system(), "need.submit", subject_id="7")
            raise Forbidden

    assert await _chain() == []


async def test_the_trail_says_who_and_what():
    coordinator = Actor(Role.COORDINATOR)

    await _note("need.open", actor=coordinator)

    async with scope(coordinator):
        (event,) = await queries.trail("7")
    assert (event["role"], event["action"]) == ("coordinator", "need.open")


@pytest.mark.parametrize("role", ["web", "worker"])
@pytest.mark.parametrize(
    "tampering",
    [
        "update audit_event set action = 'x'",
        "delete from audit_event",
        "insert into audit_event select * from audit_event",
    ],
)
async def test_no_role_of_the_service_can_touch_the_trail(tampering, role, urls):
    await _note("need.open")
    connection = await asyncpg.connect(getattr(urls, role))

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.execute(tampering)

    await connection.close()


async def test_a_municipality_reads_its_own_trail_only():
    async with scope(system()):
        service.note(system(), "need.open", subject_id="1", municipality="139017")
        service.note(system(), "need.open", subject_id="2", municipality="139025")

    async with scope(Actor(Role.OFFICER, municipality="139017")):
        seen = await queries.trail("1", "2")

    assert [event["subject_id"] for event in seen] == ["1"]
