"""Make agreed work of an appointment or a confirmed plan: one transaction for all that follows."""

from datetime import date
from uuid import UUID

from talentpool.actor import Actor
from talentpool.audit import service as audit
from talentpool.candidates import queries as candidates
from talentpool.dispatches import service as dispatches
from talentpool.engagements import queries
from talentpool.engagements.tables import Engagement
from talentpool.hours import service as hours
from talentpool.kit.errors import IllegalMove, Invalid
from talentpool.kit.scope import elevated, verb
from talentpool.needs import queries as need_queries
from talentpool.needs import service as needs
from talentpool.needs.tables import Need
from talentpool.notifications import service as notifications
from talentpool.placements import service as placements
from talentpool.reviews import queries as proposals
from talentpool.reviews import service as reviews
from talentpool.reviews import service_ending as ending
from talentpool.reviews.tables import Proposal

_MARCH = 3


@verb
async def appoint(
    actor: Actor,
    proposal_id: UUID,
    *,
    appointed_on: date,
    from_on: date,
    to_on: date,
    weekly_minutes: int,
) -> UUID:
    """Appoint the person who has accepted: the municipality's own act.

    Hours are booked to the end of the fiscal year and held beyond it, since a fiscal appointment
    ends on 31 March (Local Public Service Act, article 22-2). When all posts of the need are
    filled, its other proposals lapse and everybody is told.

    Raises:
        NotFound, IllegalMove
        HoursShort: a week has too little left; nothing has happened.
        Invalid: the term ends before it begins.
    """
    _insist_on_order(from_on, to_on)
    proposal = await proposals.get(proposal_id)
    await placements.insist_on_agreed_terms(proposal)
    need = await need_queries.get(proposal.need)
    await reviews.move(actor, proposal, "appoint")
    engagement = await engage(
        actor,
        proposal,
        Engagement(
            from_on=from_on,
            to_on=to_on,
            weekly_minutes=weekly_minutes,
            appointment_type=need.appointment_type,
            appointed_on=appointed_on,
        ),
    )
    await _tell(actor, engagement, "engagement.appointed", need)
    await _release_siblings(actor, need)
    return engagement.id


@verb
async def start_plan(actor: Actor, need_id: UUID, *, seen: int | None = None) -> list[UUID]:
    """Agree to the plan: its team is at work from now on. The municipality's own act.

    Raises:
        NotFound, StaleRow
        IllegalMove: also when everybody has taken the consent back meanwhile.
        HoursShort: a member has too little left in some week; nothing has happened.
    """
    plan = await dispatches.confirm_plan(actor, need_id, seen=seen)
    need = await need_queries.get(need_id)
    team = await dispatches.team(need_id)
    if not team:
        raise IllegalMove("nobody is left in the team", code="team_left")
    engagements = []
    for proposal in team:
        await reviews.move(actor, proposal, "confirm")
        engagement = await engage(
            actor,
            proposal,
            Engagement(from_on=plan.from_on, to_on=plan.to_on, weekly_minutes=plan.weekly_minutes),
        )
        await _tell(actor, engagement, "engagement.agreed", need)
        engagements.append(engagement.id)
    await ending.lapse_rest(actor, need_id)
    await needs.mark_arranged(actor, need_id)
    await needs.start(actor, need_id)
    return engagements


def fiscal_year_end(day: date) -> date:
    """31 March of the fiscal year of *day*."""
    return date(day.year + (day.month > _MARCH), _MARCH, 31)


async def engage(actor: Actor, proposal: Proposal, terms: Engagement) -> Engagement:
    """Write down agreed work and book its hours; for the verbs that agree.

    Raises:
        HoursShort: a week has too little left.
    """
    terms.need = proposal.need
    terms.candidate = proposal.candidate
    terms.person = proposal.person
    terms.proposal = proposal.id
    terms.municipality = proposal.municipality
    terms.flow = proposal.flow
    await Engagement.insert(terms)
    engagement = await queries.get(terms.id)
    audit.record(actor, "engagement.agree", engagement)
    await _book(actor, engagement)
    return engagement


async def _book(actor: Actor, engagement: Engagement) -> None:
    async with elevated("read_capacity"):
        offered = (await candidates.get(engagement.candidate)).weekly_minutes or 0
    weeks = list(hours.weeks_between(engagement.from_on, engagement.to_on))
    is_fiscal = engagement.flow == "placement"
    end = fiscal_year_end(engagement.from_on) if is_fiscal else engagement.to_on
    kinds: dict[hours.Kind, list[date]] = {
        "booked": [week for week in weeks if week <= end],
        "held": [week for week in weeks if week > end],
    }
    for kind, chosen in kinds.items():
        await hours.take(
            actor,
            kind,
            candidate=engagement.candidate,
            person=engagement.person,
            capacity=offered,
            municipality=engagement.municipality,
            subject=engagement.id,
            weeks=chosen,
            minutes=engagement.weekly_minutes,
        )


async def _release_siblings(actor: Actor, need: Need) -> None:
    """When every post is filled, nobody else waits for this need any more."""
    filled = {engagement.proposal for engagement in await queries.of_need(need.id)}
    if len(filled) < need.headcount:
        return
    await ending.lapse_rest(actor, need.id)
    await needs.mark_arranged(actor, need.id)


async def _tell(actor: Actor, engagement: Engagement, kind: str, need: Need) -> None:
    await notifications.notify(
        actor,
        kind,
        person=engagement.person,
        subject="engagement",
        subject_id=engagement.id,
        path=f"/my/engagements/{engagement.id}",
    )
    if need.assignee is not None:
        await notifications.notify(
            actor,
            kind,
            account=need.assignee,
            subject="need",
            subject_id=need.id,
            path=f"/engagements/{engagement.id}",
        )


def _insist_on_order(from_on: date, to_on: date) -> None:
    if to_on < from_on:
        raise Invalid.one("to_on", "period_reversed")
