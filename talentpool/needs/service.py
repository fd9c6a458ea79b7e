"""Verbs that slices above call when a need moves on, and those that end it."""

from typing import Any
from uuid import UUID

from talentpool.actor import Actor
from talentpool.audit import service as audit
from talentpool.kit.errors import Invalid
from talentpool.kit.scope import elevated, verb
from talentpool.needs import queries, service_telling, service_writing
from talentpool.needs.states import LIVE, NEED, NeedState
from talentpool.needs.tables import Need
from talentpool.outbox import service as outbox

_WAY = (
    NeedState.OPEN,
    NeedState.PROPOSING,
    NeedState.SELECTING,
    NeedState.ARRANGED,
    NeedState.IN_PROGRESS,
    NeedState.COMPLETED,
)


@verb
async def mark_proposing(actor: Actor, need_id: UUID) -> None:
    """People have been approved for the need; harmless when it is further already.

    Raises:
        NotFound: there is no such need.
        IllegalMove: it isn't open.
    """
    await _go_on(actor, need_id, "mark_proposing")


@verb
async def mark_selecting(actor: Actor, need_id: UUID) -> None:
    """The municipality has somebody to choose; harmless when it is further already.

    Raises:
        NotFound: there is no such need.
        IllegalMove: it isn't open.
    """
    await _go_on(actor, need_id, "mark_selecting")


@verb
async def mark_arranged(actor: Actor, need_id: UUID) -> None:
    """Who will work is settled; harmless when it is further already.

    Raises:
        NotFound: there is no such need.
        IllegalMove: it isn't open.
    """
    await _go_on(actor, need_id, "mark_arranged")


@verb
async def start(actor: Actor, need_id: UUID) -> None:
    """Work has begun; harmless when it is further already.

    Raises:
        NotFound: there is no such need.
        IllegalMove: nobody is arranged for it.
    """
    await _go_on(actor, need_id, "start")


@verb
async def complete(actor: Actor, need_id: UUID) -> None:
    """All work on it is closed; harmless when it is completed already.

    Raises:
        NotFound: there is no such need.
        IllegalMove: work has not begun.
    """
    await _go_on(actor, need_id, "complete")


@verb
async def reopen(actor: Actor, need_id: UUID) -> None:
    """Nobody is left of those who were found: look again.

    Raises:
        NotFound: there is no such need.
        IllegalMove, Forbidden: the machine says no.
    """
    async with elevated("need.reopen"):
        need = await queries.get(need_id)
        if need.state != NeedState.OPEN:
            await service_writing.move(actor, need, "reopen")


@verb
async def withdraw(actor: Actor, need_id: UUID, note: str = "", *, seen: int | None = None) -> None:
    """Take a need back before it is opened; a draft is discarded so.

    Raises:
        NotFound: there is none, or not for this actor.
        IllegalMove, Forbidden, StaleRow: the machine says no.
    """
    need = await queries.get(need_id)
    change = {"state_note": note}
    await service_writing.move(actor, need, "withdraw", seen=seen, change=change)


@verb
async def cancel(actor: Actor, need_id: UUID, note: str, *, seen: int | None = None) -> None:
    """Call an open need off. What was proposed for it lapses in the slices above.

    Raises:
        NotFound: there is none, or not for this actor.
        Invalid: it is not said why.
        IllegalMove, Forbidden, StaleRow: the machine says no.
    """
    if not note:
        raise Invalid.one("note", "required")
    need = await queries.get(need_id)
    change = {"state_note": note}
    await service_writing.move(actor, need, "cancel", seen=seen, change=change)
    await service_telling.tell_coordinators(actor, need, "need.cancelled")
    await outbox.put(actor, "reviews.need_ended", need=need.id)


@verb
async def hand_over(actor: Actor, from_account: UUID, to_account: UUID) -> None:
    """Give everything that is under way in one account's hands to its successor."""
    for column in (Need.officer, Need.assignee):
        held = Need.objects().where(column == from_account, Need.state.is_in(sorted(LIVE)))
        for need in await held.order_by(Need.number):
            change: dict[Any, Any] = {column: to_account}
            await audit.amend(actor, need, "need.hand_over", change)


async def _go_on(actor: Actor, need_id: UUID, verb_name: str) -> None:
    """Move forward unless the need is there already. Whose need it is, the caller has decided."""
    async with elevated(f"need.{verb_name}"):
        need = await queries.get(need_id)
        if not _is_there(need.state, NeedState(NEED.moves[verb_name].target)):
            await service_writing.move(actor, need, verb_name)


def _is_there(state: str, target: NeedState) -> bool:
    return state in _WAY[_WAY.index(target) :]
