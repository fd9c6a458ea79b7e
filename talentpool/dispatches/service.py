"""Plan a dispatch, let its members accept, put it before the municipality."""

from datetime import date
from typing import Any
from uuid import UUID

from talentpool.actor import Actor
from talentpool.audit import service as audit
from talentpool.dispatches import queries
from talentpool.dispatches.states import EDITABLE, PLAN
from talentpool.dispatches.tables import Plan
from talentpool.identity import service as identity
from talentpool.identity.states import ConsentPurpose
from talentpool.kit import clock
from talentpool.kit.errors import FieldError, IllegalMove, Invalid
from talentpool.kit.scope import current, elevated, verb
from talentpool.needs import queries as need_queries
from talentpool.needs import service as needs
from talentpool.notifications import service as notifications
from talentpool.reviews import queries as proposals
from talentpool.reviews import service as reviews
from talentpool.reviews.states import ProposalState
from talentpool.reviews.tables import Proposal
from talentpool.taxonomy import queries as taxonomy

CONSENT_TEXT = "assignment-2026-11"
# What a plan must say before a municipality can agree to it.
_OWED = ("goals", "from_on", "to_on", "weekly_minutes")


@verb
async def save_plan(
    actor: Actor,
    need_id: UUID,
    *,
    menus: list[str],
    goals: str,
    from_on: date | None,
    to_on: date | None,
    weekly_minutes: int | None,
    note: str = "",
    seen: int | None = None,
) -> UUID:
    """Write the plan of a need, or go on writing it.

    Raises:
        NotFound
        IllegalMove: the municipality has it before it, or has agreed.
        Invalid: the end lies before the beginning.
        StaleRow: somebody else changed it first.
    """
    if from_on and to_on and to_on < from_on:
        raise Invalid.one("to_on", "period_reversed")
    need = await queries.need_of(need_id)
    await current().connection.execute(_MAKE, need_id, need.municipality, actor.account)
    plan = await queries.get(need_id)
    if plan.state not in EDITABLE:
        raise IllegalMove(f"plan {plan.id} is {plan.state}", code="plan_not_editable")
    change = {
        "menus": menus,
        "goals": goals,
        "from_on": from_on,
        "to_on": to_on,
        "weekly_minutes": weekly_minutes,
        "note": note,
        "planner": actor.account,
        "changed_at": clock.now(),
    }
    await audit.amend(actor, plan, "plan.save", change, seen=seen)
    return plan.id


@verb
async def accept_assignment(actor: Actor, proposal_id: UUID) -> None:
    """Say yes to a dispatch: one's name may be shown to this municipality, for this need.

    Raises:
        NotFound, IllegalMove
    """
    proposal = await proposals.get(proposal_id)
    await identity.give_consent(
        actor,
        proposal.person,
        ConsentPurpose.ASSIGNMENT,
        municipality=proposal.municipality,
        need=proposal.need,
        text_version=CONSENT_TEXT,
    )
    await reviews.move(
        actor, proposal, "accept_assignment", is_referred=True, answered_at=clock.now()
    )
    await _tell_planner(actor, proposal, "proposal.assigned")


@verb
async def decline_assignment(actor: Actor, proposal_id: UUID, reason: str) -> None:
    """Say no to a dispatch, before it is agreed.

    Raises:
        NotFound, IllegalMove
        Invalid: the reason is none of them.
    """
    await taxonomy.insist_on_reason("declined", reason)
    proposal = await proposals.get(proposal_id)
    await reviews.move(actor, proposal, "decline", state_reason=reason, answered_at=clock.now())
    for consent_id in await proposals.live_consents(proposal.person, proposal.need):
        await identity.withdraw_consent(actor, consent_id)
    await _tell_planner(actor, proposal, "proposal.declined")


@verb
async def propose_plan(actor: Actor, need_id: UUID, *, seen: int | None = None) -> None:
    """Put the plan and its team before the municipality.

    Raises:
        NotFound, IllegalMove, StaleRow
        Invalid: goals, dates or hours are missing, or nobody has accepted yet.
    """
    plan = await queries.get(need_id)
    _insist_on_completeness(plan)
    if not await team(need_id):
        raise Invalid.one("team", "nobody_assigned")
    change = {"proposed_at": clock.now(), "comment": ""}
    await audit.transition(actor, plan, PLAN, "propose", seen=seen, change=change)
    await needs.mark_selecting(actor, need_id)
    officer = (await need_queries.get(need_id)).officer
    if officer is not None:
        await notifications.notify(
            actor,
            "plan.proposed",
            account=officer,
            subject="need",
            subject_id=need_id,
            path=f"/needs/{need_id}/plan",
        )


@verb
async def write_and_propose(
    actor: Actor, /, need_id: UUID, *, seen: int | None = None, **plan: Any
) -> None:
    """Save the plan as typed and put it before the municipality: both or neither.

    Raises:
        NotFound, IllegalMove, Invalid, StaleRow: as `save_plan` and `propose_plan`.
    """
    await save_plan(actor, need_id, seen=seen, **plan)
    await propose_plan(actor, need_id)


@verb
async def return_plan(
    actor: Actor, need_id: UUID, comment: str, *, seen: int | None = None
) -> None:
    """Ask the planner for changes.

    Raises:
        NotFound, IllegalMove, StaleRow
        Invalid: nothing says what to change.
    """
    if not comment:
        raise Invalid.one("comment", "required")
    plan = await queries.get(need_id)
    await audit.transition(actor, plan, PLAN, "return", seen=seen, change={"comment": comment})
    if plan.planner is not None:
        await notifications.notify(
            actor,
            "plan.returned",
            account=plan.planner,
            subject="need",
            subject_id=need_id,
            path=f"/plans/{need_id}",
        )


@verb
async def confirm_plan(actor: Actor, need_id: UUID, *, seen: int | None = None) -> Plan:
    """Agree to the plan; for the verb that makes it work (engagements.start_plan).

    Raises:
        NotFound, IllegalMove, StaleRow
    """
    plan = await queries.get(need_id)
    change = {"confirmed_at": clock.now()}
    await audit.transition(actor, plan, PLAN, "confirm", seen=seen, change=change)
    return plan


@verb
async def follow_withdrawal(actor: Actor, proposal: Proposal) -> None:
    """Tell all who planned with somebody who has taken the consent back; nothing is decided."""
    await _tell_planner(actor, proposal, "proposal.consent_withdrawn")
    async with elevated("find_officer"):
        plan = await queries.find(proposal.need)
        officer = (await need_queries.get(proposal.need)).officer
    if officer is not None and plan is not None and plan.proposed_at is not None:
        await notifications.notify(
            actor,
            "plan.member_left",
            account=officer,
            subject="need",
            subject_id=proposal.need,
            path=f"/needs/{proposal.need}/plan",
        )


async def team(need_id: UUID) -> list[Proposal]:
    """Who has accepted to work on a need."""
    return [p for p in await proposals.of_need(need_id) if p.state == ProposalState.ASSIGNED]


def _insist_on_completeness(plan: Plan) -> None:
    missing = [name for name in _OWED if not getattr(plan, name)]
    if missing:
        raise Invalid({name: [FieldError("required")] for name in missing})


async def _tell_planner(actor: Actor, proposal: Proposal, kind: str) -> None:
    async with elevated("find_planner"):
        plan = await queries.find(proposal.need)
        need = await need_queries.get(proposal.need)
    for account in {plan.planner if plan else None, need.assignee} - {None}:
        await notifications.notify(
            actor,
            kind,
            account=account,
            subject="need",
            subject_id=proposal.need,
            path=f"/plans/{proposal.need}",
        )


_MAKE = """
insert into plan (need, municipality, planner) values ($1, $2, $3) on conflict (need) do nothing
"""
