"""Let time take what it should: each rule in a transaction of its own, with a line in the trail."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID, uuid4

from talentpool.accounts import service_invitations
from talentpool.actor import Actor
from talentpool.audit import service as audit
from talentpool.candidates import service_erasure
from talentpool.kit import clock
from talentpool.kit.scope import current, verb
from talentpool.notifications import service as notifications
from talentpool.placements import service_retention as placements
from talentpool.receipts import service as receipts
from talentpool.rights import queries_retention, service_forgetting
from talentpool.rights.schemas import retention
from talentpool.rights.tables import RetentionRun

# Longer than a page may take: the first time much is due. Shorter than the pool's patience.
_PATIENCE = "select set_config('statement_timeout', '25s', true)"


async def run(actor: Actor) -> dict[str, int]:
    """Apply every rule in the order of the file; how much each took."""
    number = uuid4()
    return {rule.code: await apply(actor, rule.code, number) for rule in retention().rule}


@verb
async def apply(actor: Actor, code: str, number: UUID) -> int:
    """Take what one rule says, and write down how much that was."""
    await current().connection.execute(_PATIENCE)
    ids = await queries_retention.due(code)
    if ids:
        await _take(actor, code, ids)
        audit.note(actor, "retention.apply", subject_id=code, rows=len(ids), run=str(number))
    await RetentionRun.insert(
        RetentionRun(run=number, rule=code, row_count=len(ids), at=clock.now())
    )
    return len(ids)


async def _take(actor: Actor, code: str, ids: list[Any]) -> None:
    if code in _OF_PEOPLE:
        await service_forgetting.forget_people(actor, ids)
    else:
        await _OF_ROWS[code](ids)


_OF_PEOPLE = frozenset({"unfinished_registrations", "ended_registrations"})
_OF_ROWS: Mapping[str, Callable[[list[UUID]], Awaitable[None]]] = {
    "receipts": receipts.drop,
    "drafts": service_erasure.drop_old_drafts,
    "invitations": service_invitations.forget_addresses,
    "notices": notifications.drop,
    "placement_words": placements.blank_words,
}
