"""延長: a longer term, offered by the municipality, agreed to by the person, booked only then."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from talentpool.actor import Actor
from talentpool.audit import service as audit
from talentpool.engagements import queries
from talentpool.engagements.service import engage
from talentpool.engagements.states import ENGAGEMENT
from talentpool.engagements.tables import Engagement
from talentpool.kit import clock
from talentpool.kit.errors import IllegalMove, Invalid
from talentpool.kit.scope import elevated, verb
from talentpool.needs import queries as needs
from talentpool.notifications import service as notifications
from talentpool.reviews import queries as proposals

_NO_OFFER: dict[str, Any] = {
    "offered_to_on": None,
    "offered_weekly_minutes": None,
    "offered_at": None,
}


@verb
async def offer(
    actor: Actor, engagement_id: UUID, to_on: date, weekly_minutes: int, *, seen: int | None = None
) -> None:
    """Offer to go on until *to_on*; a second offer takes the first one's place.

    Raises:
        NotFound, Forbidden, StaleRow
        IllegalMove: the work has not begun, or is over.
        Invalid: that is no longer than what was agreed.
    """
    engagement = await queries.get(engagement_id)
    if to_on <= engagement.to_on:
        raise Invalid.one("to_on", "not_longer")
    change = {
        "offered_to_on": to_on,
        "offered_weekly_minutes": weekly_minutes,
        "offered_at": clock.now(),
    }
    await audit.transition(
        actor, engagement, ENGAGEMENT, "offer_extension", seen=seen, change=change
    )
    await notifications.notify(
        actor,
        "engagement.extension_offered",
        person=engagement.person,
        subject="engagement",
        subject_id=engagement.id,
        path=f"/my/engagements/{engagement.id}",
    )


@verb
async def accept(actor: Actor, engagement_id: UUID, *, seen: int) -> UUID:
    """Agree to go on as offered: a new engagement begins the day after the present one ends.

    A fiscal appointment ends on 31 March, so what lies beyond is a new one; its hours are booked
    and held as those of any other.

    Raises:
        NotFound, StaleRow
        IllegalMove: nothing was offered, or the work is over.
        HoursShort: a week has too little left; nothing has happened.
    """
    engagement = await queries.get(engagement_id)
    _insist_on_offer(engagement)
    longer = Engagement(
        from_on=engagement.to_on + timedelta(days=1),
        to_on=engagement.offered_to_on,
        weekly_minutes=engagement.offered_weekly_minutes,
        appointment_type=engagement.appointment_type,
        appointed_on=engagement.appointed_on and engagement.offered_at.astimezone(clock.JST).date(),
        checklist=engagement.checklist,
        extends=engagement.id,
    )
    await audit.transition(actor, engagement, ENGAGEMENT, "extend", seen=seen)
    proposal = await proposals.get(engagement.proposal)
    async with elevated("extend_engagement"):
        made = await engage(actor, proposal, longer)
    await _tell_sides(actor, made, "engagement.extended")
    new_id: UUID = made.id
    return new_id


@verb
async def decline(actor: Actor, engagement_id: UUID, *, seen: int) -> None:
    """Don't go on; the work ends as agreed.

    Raises:
        NotFound, StaleRow
        IllegalMove: nothing was offered, or the work is over.
    """
    engagement = await queries.get(engagement_id)
    _insist_on_offer(engagement)
    await audit.transition(
        actor, engagement, ENGAGEMENT, "decline_extension", seen=seen, change=_NO_OFFER
    )
    await _tell_sides(actor, engagement, "engagement.extension_declined")


def _insist_on_offer(engagement: Engagement) -> None:
    if engagement.offered_at is None:
        raise IllegalMove("no extension was offered", code="nothing_offered")


async def _tell_sides(actor: Actor, engagement: Engagement, kind: str) -> None:
    """Tell the municipality's officer and the coordinator what the person has answered."""
    async with elevated("find_sides"):
        need = await needs.get(engagement.need)
    for account in {need.officer, need.assignee} - {None}:
        await notifications.notify(
            actor,
            kind,
            account=account,
            subject="need",
            subject_id=need.id,
            path=f"/engagements/{engagement.id}",
        )
