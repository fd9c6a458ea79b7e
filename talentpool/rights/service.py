"""A wish to be forgotten: filed by the person, decided by two, and done at once."""

from typing import Any
from uuid import UUID

from talentpool.accounts import queries as accounts
from talentpool.actor import Actor
from talentpool.audit import service as audit
from talentpool.candidates import queries as candidates
from talentpool.kit import clock
from talentpool.kit.errors import Forbidden, IllegalMove, NotFound
from talentpool.kit.scope import current, elevated, verb
from talentpool.notifications import service as notifications
from talentpool.rights import queries, service_forgetting
from talentpool.rights.states import ERASURE, Cause
from talentpool.rights.tables import Erasure


@verb
async def file(actor: Actor) -> UUID:
    """Ask to be forgotten; asking twice is asking once.

    Raises:
        NotFound: no person stands behind the account.
        IllegalMove: a proposal or work of which the person knows has to end first.
    """
    if actor.person is None:
        raise NotFound("no person behind this account")
    waiting = await queries.pending_of(actor.person)
    if waiting is not None:
        found: UUID = waiting.id
        return found
    await _insist_on_no_obstacles(actor.person, told=True)
    registration = await candidates.of_person(actor.person)
    is_new = await current().connection.fetchval(
        _FILE, actor.person, registration.id if registration else None
    )
    erasure = await queries.pending_of(actor.person)
    assert erasure is not None, "it was just filed, here or in another window"
    if is_new:
        audit.record(actor, "erasure.file", erasure, after=ERASURE.start)
        await _tell_coordinators(actor, erasure)
    made: UUID = erasure.id
    return made


@verb
async def cancel(actor: Actor, erasure_id: UUID, *, seen: int) -> None:
    """Take the wish back while nobody has acted on it.

    Raises:
        NotFound, IllegalMove, StaleRow
    """
    erasure = await queries.get(erasure_id)
    if erasure.person != actor.person:
        raise NotFound("somebody else's wish")
    change = {"decided_at": clock.now()}
    await audit.transition(actor, erasure, ERASURE, "cancel", seen=seen, change=change)


@verb
async def propose(actor: Actor, erasure_id: UUID, *, seen: int) -> None:
    """Say that nothing stands in the way; somebody else confirms.

    Raises:
        NotFound, Forbidden, StaleRow
        IllegalMove: it was decided, or something has to end first.
    """
    erasure = await queries.get(erasure_id)
    await _insist_on_no_obstacles(erasure.person, told=False)
    change = {"proposed_by": actor.account, "proposed_at": clock.now()}
    await audit.transition(actor, erasure, ERASURE, "propose", seen=seen, change=change)


@verb
async def confirm(actor: Actor, erasure_id: UUID, *, seen: int) -> None:
    """Forget the person, now and for good: the second pair of eyes.

    Raises:
        NotFound, StaleRow
        Forbidden: whoever proposed it does not confirm it.
        IllegalMove: nobody has proposed it, or something has to end first.
    """
    erasure = await queries.get(erasure_id)
    if actor.account is None or actor.account == erasure.proposed_by:
        raise Forbidden("a second person confirms", code="four_eyes")
    await _insist_on_no_obstacles(erasure.person, told=False)
    change = {"decided_by": actor.account, "decided_at": clock.now()}
    await audit.transition(actor, erasure, ERASURE, "confirm", seen=seen, change=change)
    await service_forgetting.forget(actor, erasure.person, Cause.ASKED)


@verb
async def refuse(actor: Actor, erasure_id: UUID, answer: str, *, seen: int) -> None:
    """Say why not, or why not yet; the person reads it and can ask again.

    Raises:
        NotFound, Forbidden, IllegalMove, StaleRow
    """
    erasure = await queries.get(erasure_id)
    change: dict[str, Any] = {
        "answer": answer,
        "decided_by": actor.account,
        "decided_at": clock.now(),
    }
    await audit.transition(actor, erasure, ERASURE, "refuse", seen=seen, change=change)
    await notifications.notify(
        actor,
        "erasure.refused",
        person=erasure.person,
        subject="erasure",
        subject_id=erasure.id,
        path="/my/data",
    )


async def _insist_on_no_obstacles(person: UUID, *, told: bool) -> None:
    if await queries.obstacles(person, told=told):
        raise IllegalMove("something has to end first", code="erasure_not_yet")


async def _tell_coordinators(actor: Actor, erasure: Erasure) -> None:
    async with elevated("tell_coordinators"):
        everybody = [account["id"] for account in await accounts.coordinators()]
    for account in everybody:
        await notifications.notify(
            actor,
            "erasure.filed",
            account=account,
            subject="erasure",
            subject_id=erasure.id,
            path=f"/erasures/{erasure.id}",
        )


_FILE = """
insert into erasure (person, candidate) values ($1, $2) on conflict do nothing returning true
"""
