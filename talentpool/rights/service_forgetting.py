"""Forget somebody: in every room at once, or in none. What was decided stays, under an id."""

from collections.abc import Sequence
from uuid import UUID

from talentpool.actor import Actor
from talentpool.audit import service as audit
from talentpool.candidates import service_erasure
from talentpool.identity import service as identity
from talentpool.kit import clock
from talentpool.kit.errors import NotFound
from talentpool.kit.scope import elevated, verb
from talentpool.memos import service as memos
from talentpool.notifications import service as notifications
from talentpool.outbox import service as outbox
from talentpool.rights import queries
from talentpool.rights.journal import Entry
from talentpool.rights.states import ERASURE, Cause
from talentpool.rights.tables import ErasureJournal


@verb
async def forget(actor: Actor, person: UUID, cause: Cause) -> None:
    """Blank the identity and what was said or noted, close the account, end its sessions.

    Decisions, hours, proposals, work and the trail keep the person's id, which leads to nobody. A
    line goes into the journal, and from there, with the worker, out of the database.

    Raises:
        NotFound: there is no such person, or no longer.
    """
    await notifications.silence(person)  # while the account still says whose it is
    await identity.erase(actor, person)
    registration = await service_erasure.find(person)
    if registration is not None:
        await service_erasure.blank(actor, registration)
        await memos.forget(registration.id)
    async with elevated("journal_erasure"):
        await ErasureJournal.insert(
            ErasureJournal(person=person, cause=str(cause), erased_at=clock.now())
        )
    await outbox.put(actor, "rights.keep_journal", key=f"erased:{person}")


async def forget_people(actor: Actor, people: Sequence[UUID]) -> None:
    """Forget those whose time is over; in the current scope, which is the service's own."""
    for person in people:
        await forget(actor, person, Cause.LIMIT)


@verb
async def replay(actor: Actor, entries: Sequence[Entry]) -> int:
    """Forget again whom a restored database remembers; how many that were."""
    again = 0
    for entry in entries:
        try:
            await forget(actor, entry.person, Cause.REPLAYED)
        except NotFound:  # forgotten before the backup, or never in it
            continue
        again += 1
        waiting = await queries.pending_of(entry.person)
        if waiting is not None:
            change = {"decided_at": clock.now()}
            await audit.transition(actor, waiting, ERASURE, "replay", change=change)
    return again
