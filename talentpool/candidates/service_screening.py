"""What coordinators and experts decide about registrations; every decision has its reason."""

from datetime import date, timedelta
from uuid import UUID

from talentpool.actor import Actor
from talentpool.audit import service as audit
from talentpool.candidates import queries
from talentpool.candidates.service import pool_changed
from talentpool.candidates.states import CANDIDATE, CandidateState, Tier
from talentpool.candidates.tables import Candidate, Claim, Interview, ScreeningDecision
from talentpool.kit import clock
from talentpool.kit.errors import Forbidden, Invalid
from talentpool.kit.scope import verb
from talentpool.notifications import service as notifications

NEEDS_REASON = frozenset({"hold", "decline"})
NEEDS_NOTE = frozenset({"return"})
_NEXT_STEPS = {
    "start_screening": "decide_screening",
    "call_to_interview": "interview",
    "hold": "clear_hold",
}
_DAYS_FOR_NEXT_STEP = timedelta(days=14)


@verb
async def screen(
    actor: Actor,
    candidate_id: UUID,
    decision: str,
    *,
    reason: str | None = None,
    note: str = "",
    seen: int | None = None,
) -> None:
    """Decide about a registration: accept, hold, return, decline, or take it up.

    Tier ① is accepted only after an expert's recorded interview, and the expert is never the one
    who decides. A declared answer that fails a required condition is a hold, never a refusal.

    Raises:
        NotFound, IllegalMove, Forbidden, StaleRow
        Invalid: a reason, a note or the interview is missing.
    """
    candidate = await queries.get(candidate_id)
    await _insist(candidate, decision, reason, note)
    await audit.transition(
        actor,
        candidate,
        CANDIDATE,
        decision,
        seen=seen,
        change={
            Candidate.state_reason: reason,
            Candidate.state_note: note,
            Candidate.assignee: actor.account,
            Candidate.next_step: _NEXT_STEPS.get(decision, ""),
            Candidate.next_step_due_on: (
                clock.today() + _DAYS_FOR_NEXT_STEP if decision in _NEXT_STEPS else None
            ),
        },
        reason=reason,
    )
    await _remember(actor, candidate, decision, reason, note)
    if decision != "start_screening":
        await notifications.notify(
            actor,
            f"candidate.{decision}",
            person=candidate.person,
            subject="candidate",
            subject_id=candidate.id,
            path="/my/profile",
        )
    if candidate.state == CandidateState.ACTIVE:
        await pool_changed(actor)


@verb
async def record_interview(
    actor: Actor, candidate_id: UUID, *, held_on: date, outcome: str, note: str = ""
) -> None:
    """Keep what an expert found in the interview; the coordinator decides.

    Raises:
        NotFound
        Forbidden: the interviewer is the person.
        Invalid: the date lies ahead.
    """
    candidate = await queries.get(candidate_id)
    if candidate.person == actor.person:
        raise Forbidden("nobody interviews themselves")
    if held_on > clock.today():
        raise Invalid.one("held_on", "in_the_future")
    await Interview.insert(
        Interview(
            candidate=candidate.id,
            person=candidate.person,
            interviewer=actor.account,
            held_on=held_on,
            outcome=outcome,
            note=note,
            recorded_at=clock.now(),
        )
    )
    audit.record(actor, "candidate.record_interview", candidate, outcome=outcome)


@verb
async def verify_claim(actor: Actor, candidate_id: UUID, claim_id: UUID) -> None:
    """Say that the evidence for a skill has been checked.

    Raises:
        NotFound
    """
    candidate = await queries.get(candidate_id)
    await Claim.update({Claim.verified_by: actor.account, Claim.verified_at: clock.now()}).where(
        Claim.id == claim_id, Claim.candidate == candidate.id
    )
    change = {Candidate.revision: candidate.revision + 1}
    await audit.amend(actor, candidate, "candidate.verify_claim", change, claim=str(claim_id))
    if candidate.state == CandidateState.ACTIVE:
        await pool_changed(actor)


async def _insist(candidate: Candidate, decision: str, reason: str | None, note: str) -> None:
    if decision in NEEDS_REASON and not reason:
        raise Invalid.one("reason", "required")
    if decision in NEEDS_NOTE and not note:
        raise Invalid.one("note", "required")
    if decision == "accept" and candidate.tier == Tier.SPECIAL:
        interviews = await queries.interviews(candidate.id)
        if not interviews:
            raise Invalid.one("decision", "interview_missing")


async def _remember(
    actor: Actor, candidate: Candidate, decision: str, reason: str | None, note: str
) -> None:
    await ScreeningDecision.insert(
        ScreeningDecision(
            candidate=candidate.id,
            person=candidate.person,
            verb=decision,
            reason=reason,
            note=note,
            decided_by=actor.account,
            decided_at=clock.now(),
        )
    )
