"""Agreed work from the reception to its end; a need ends with the last of its work."""

from uuid import UUID

from talentpool.actor import Actor
from talentpool.audit import service as audit
from talentpool.engagements import queries
from talentpool.engagements.states import (
    ENGAGEMENT,
    PLEDGE,
    RECEPTION,
    UNFINISHED,
    EndReason,
    EngagementState,
)
from talentpool.engagements.tables import Engagement
from talentpool.hours import service as hours
from talentpool.kit import clock
from talentpool.kit.errors import IllegalMove, Invalid
from talentpool.kit.scope import elevated, verb
from talentpool.needs import queries as need_queries
from talentpool.needs import service as needs
from talentpool.needs.states import NeedState
from talentpool.notifications import service as notifications
from talentpool.programmes import queries as programmes


@verb
async def check_off(actor: Actor, engagement_id: UUID, done: list[str], *, seen: int) -> None:
    """Note what of the reception is done.

    Raises:
        NotFound, StaleRow
        IllegalMove: the work is over.
        Invalid: the list of this flow has no such line.
    """
    engagement = await queries.get(engagement_id)
    if engagement.state not in UNFINISHED:
        raise IllegalMove(f"engagement is {engagement.state}")
    if not set(done) <= set(RECEPTION[engagement.flow]):
        raise Invalid.one("done", "bad_choice")
    await audit.amend(actor, engagement, "engagement.check_off", {"checklist": done}, seen=seen)


@verb
async def begin(actor: Actor, engagement_id: UUID) -> None:
    """Note that the work has begun; the need with it, once all its posts are filled.

    Raises:
        NotFound
        IllegalMove: also when a signed pledge must come first and does not lie there.
    """
    engagement = await queries.get(engagement_id)
    if await needs_pledge(engagement.appointment_type) and PLEDGE not in engagement.checklist:
        raise IllegalMove("no pledge was signed", code="pledge_missing")
    change = {"started_at": clock.now()}
    await audit.transition(actor, engagement, ENGAGEMENT, "begin", change=change)
    async with elevated("read_need"):
        need = await need_queries.get(engagement.need)
    if need.state == NeedState.ARRANGED:
        await needs.start(actor, engagement.need)


@verb
async def report(actor: Actor, engagement_id: UUID, text: str) -> None:
    """Say what came of the work; the municipality reads it and closes.

    Raises:
        NotFound, IllegalMove
    """
    engagement = await queries.get(engagement_id)
    change = {"report": text}
    await audit.transition(actor, engagement, ENGAGEMENT, "report", change=change)


@verb
async def close(actor: Actor, engagement_id: UUID) -> None:
    """End work whose report has been read.

    Raises:
        NotFound, IllegalMove
    """
    engagement = await queries.get(engagement_id)
    change = {"closed_at": clock.now()}
    await audit.transition(actor, engagement, ENGAGEMENT, "close", change=change)
    await _follow_end(actor, engagement, "engagement.closed")


@verb
async def end_early(actor: Actor, engagement_id: UUID, reason: EndReason) -> None:
    """Stop before the term; the hours from now on are free again.

    Raises:
        NotFound, IllegalMove
    """
    engagement = await queries.get(engagement_id)
    change = {"state_reason": str(reason), "closed_at": clock.now()}
    await audit.transition(
        actor, engagement, ENGAGEMENT, "end_early", change=change, reason=str(reason)
    )
    # Where it goes on with an earlier term, what is left of that one is over as well.
    for subject in filter(None, (engagement.extends, engagement.id)):
        await hours.release(actor, subject, since=clock.today())
    await _follow_end(actor, engagement, "engagement.ended_early")


async def needs_pledge(appointment_type: str | None) -> bool:
    """Whether a signed pledge comes before the work: posts without statutory secrecy."""
    if appointment_type is None:
        return False
    rules = await programmes.rules("pledge_before_work", clock.today(), to=appointment_type)
    return any(rule.value.get("blocks_start") for rule in rules)


async def _follow_end(actor: Actor, engagement: Engagement, kind: str) -> None:
    """Tell the person; complete the need when no work of it goes on."""
    await notifications.notify(
        actor,
        kind,
        person=engagement.person,
        subject="engagement",
        subject_id=engagement.id,
        path=f"/my/engagements/{engagement.id}",
    )
    async with elevated("read_need"):
        need = await need_queries.get(engagement.need)
        others = await queries.of_need(engagement.need)
    goes_on = any(EngagementState(other.state) in UNFINISHED for other in others)
    if need.state == NeedState.IN_PROGRESS and not goes_on:
        await needs.complete(actor, engagement.need)
