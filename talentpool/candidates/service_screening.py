"""What coordinators and experts decide about registrations; every decision has its reason."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from talentpool.actor import Actor, Role
from talentpool.audit import service as audit
from talentpool.candidates import queries
from talentpool.candidates.service import pool_changed, target_group_of, tell
from talentpool.candidates.states import CANDIDATE, DUE_WORKING_DAYS, CandidateState, Tier
from talentpool.candidates.tables import Candidate, Claim, Interview, ScreeningDecision
from talentpool.kit import clock
from talentpool.kit.errors import Forbidden, Invalid, NotFound
from talentpool.kit.scope import verb
from talentpool.kit.workdays import add_working_days
from talentpool.taxonomy import queries as taxonomy

# The group of reason codes that a decision chooses from; a decision without one needs no reason.
REASONS = {"hold": "screening_hold", "decline": "screening_decline"}
NEEDS_NOTE = frozenset({"return"})
SILENT = frozenset({"start_screening"})
RECOMMENDED = "recommended"


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

    Nobody is declined but for a reason the law names. Who fails a required question of their group
    is held, and may be accepted all the same with a note that says why.

    Raises:
        NotFound, IllegalMove, Forbidden, StaleRow
        Invalid: a reason, a note or the interview is missing.
    """
    candidate = await queries.get(candidate_id)
    await _insist(actor, candidate, decision, reason, note)
    after = CANDIDATE.moves[decision].target
    days = DUE_WORKING_DAYS.get(CandidateState(after))
    change = {
        "state_reason": reason,
        "state_note": note,
        "assignee": actor.account,
        "next_step": "",
        "next_step_due_on": add_working_days(clock.today(), days) if days else None,
    }
    if decision == "accept":
        change["confirmed_at"] = clock.now()
    await audit.transition(
        actor, candidate, CANDIDATE, decision, seen=seen, change=change, reason=reason
    )
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
    if decision not in SILENT:
        await tell(actor, candidate, decision)
    if candidate.state == CandidateState.ACTIVE:
        await pool_changed(actor)


@verb
async def record_interview(
    actor: Actor, candidate_id: UUID, *, held_on: date, outcome: str, note: str = ""
) -> UUID:
    """Keep what an expert found in the interview; a coordinator decides.

    Raises:
        NotFound
        Forbidden: only experts interview, and nobody themselves.
        Invalid: the day lies ahead.
    """
    candidate = await queries.get(candidate_id)
    if actor.role is not Role.EXPERT or candidate.person == actor.person:
        raise Forbidden("record_interview")
    if held_on > clock.today():
        raise Invalid.one("held_on", "in_future", today=clock.today())
    interview = Interview(
        candidate=candidate.id,
        person=candidate.person,
        interviewer=actor.account,
        held_on=held_on,
        outcome=outcome,
        note=note,
        recorded_at=clock.now(),
    )
    await Interview.insert(interview)
    audit.record(actor, "candidate.record_interview", candidate, outcome=outcome)
    made: UUID = interview.id
    return made


@verb
async def verify_claim(actor: Actor, candidate_id: UUID, claim_id: UUID) -> None:
    """Say that the evidence for a skill has been checked; saying it again changes nothing.

    Raises:
        NotFound: also when the registration makes no such claim.
        Forbidden: only coordinators check.
    """
    if actor.role is not Role.COORDINATOR:
        raise Forbidden("verify_claim")
    candidate = await queries.get(candidate_id)
    claim = await Claim.objects().get((Claim.id == claim_id) & (Claim.candidate == candidate.id))
    if claim is None:
        raise NotFound(f"claim {claim_id}")
    if claim.verified_at is not None:
        return
    verified = {Claim.verified_by: actor.account, Claim.verified_at: clock.now()}
    await Claim.update(verified).where(Claim.id == claim_id)
    change = {Candidate.revision: candidate.revision + 1}
    await audit.amend(actor, candidate, "candidate.verify_claim", change, claim=str(claim_id))
    if candidate.state == CandidateState.ACTIVE:
        await pool_changed(actor)


@verb
async def set_next_step(
    actor: Actor,
    candidate_id: UUID,
    *,
    next_step: str,
    due_on: date | None,
    assignee: UUID | None,
    seen: int | None = None,
) -> None:
    """Say who does what next about a person, by when.

    Raises:
        NotFound, StaleRow
    """
    candidate = await queries.get(candidate_id)
    change = {"next_step": next_step, "next_step_due_on": due_on, "assignee": assignee}
    await audit.amend(actor, candidate, "candidate.set_next_step", change, seen=seen)


@verb
async def note_export(actor: Actor, count: int) -> None:
    """Note that a list of people, without their names, was taken out of the service."""
    audit.note(actor, "candidate.export", subject_id=str(actor.account), count=count)


async def failed_conditions(tier: str, target_group: str, unmet: Collection[str]) -> list[str]:
    """The required questions of the group among those answered with no, as they were asked."""
    group = await target_group_of(tier, target_group)
    asked: list[dict[str, Any]] = group.facts.get("self_screening", []) if group else []
    return [
        question["ja"]
        for question in asked
        if question["kind"] == "required" and question["code"] in unmet
    ]


async def _insist(
    actor: Actor, candidate: Candidate, decision: str, reason: str | None, note: str
) -> None:
    if decision in REASONS:
        await _insist_on_reason(REASONS[decision], reason, note)
    if decision in NEEDS_NOTE and not note:
        raise Invalid.one("note", "required")
    if decision == "accept":
        said = (candidate.tier, candidate.target_group, candidate.conditions_unmet)
        if not note and await failed_conditions(*said):
            raise Invalid.one("note", "override_needs_note")
        await _insist_on_interview(actor, candidate, note)


async def _insist_on_reason(group: str, reason: str | None, note: str) -> None:
    if not reason:
        raise Invalid.one("reason", "required_choice")
    known = {term.attributes["code"]: term for term in await taxonomy.reasons(group)}
    if reason not in known:
        raise Invalid.one("reason", "bad_choice")
    if known[reason].attributes.get("needs_note") and not note:
        raise Invalid.one("note", "required")


async def _insist_on_interview(actor: Actor, candidate: Candidate, note: str) -> None:
    """Tier ① is accepted after an interview by somebody else than whoever decides."""
    if candidate.tier != Tier.SPECIAL:
        return
    held = await queries.interviews(candidate.id)
    by_others = [interview for interview in held if interview["interviewer"] != actor.account]
    if not by_others:
        raise Invalid.one("decision", "interview_missing")
    if by_others[0]["outcome"] != RECOMMENDED and not note:
        raise Invalid.one("note", "override_needs_note")
