"""What is left of a registration when its person is forgotten: a pseudonym, and decisions."""

from typing import Any
from uuid import UUID

from talentpool.actor import Actor
from talentpool.audit import service as audit
from talentpool.candidates import queries, records
from talentpool.candidates.schemas import CandidateRecord
from talentpool.candidates.service import pool_changed
from talentpool.candidates.states import CANDIDATE, CandidateState, Kind, Tier
from talentpool.candidates.tables import (
    Candidate,
    Career,
    Claim,
    Draft,
    HeldQualification,
    Interview,
    ScreeningDecision,
)
from talentpool.kit import clock
from talentpool.kit.scope import elevated, verb


@verb
async def blank(actor: Actor, candidate: Candidate) -> None:
    """Take everything out of a registration that its person has said, or that was noted of them.

    Raises:
        Forbidden, StaleRow
    """
    was_active = candidate.state == CandidateState.ACTIVE
    async with elevated("blank_registration"):
        await audit.transition(actor, candidate, CANDIDATE, "erase", change=_nothing(candidate))
        await _drop_parts(candidate.id)
        if was_active:
            await pool_changed(actor)


async def find(person: UUID) -> Candidate | None:
    """The registration of a person who is to be forgotten; in the current scope."""
    async with elevated("blank_registration"):
        return await queries.of_person(person)


async def drop_old_drafts(draft_ids: list[UUID]) -> None:
    """Drop what was typed and never saved; in the current scope."""
    async with elevated("retention"):
        await Draft.delete().where(Draft.id.is_in(draft_ids))


def _nothing(candidate: Candidate) -> dict[str, Any]:
    empty = CandidateRecord(
        kind=Kind(candidate.kind), tier=Tier(candidate.tier), target_group=candidate.target_group
    )
    return {
        **records.columns(empty),
        "ref": None,
        "done_tasks": [],
        "state_reason": None,
        "state_note": "",
        "paused_until": None,
        "assignee": None,
        "next_step": "",
        "next_step_due_on": None,
        "revision": candidate.revision + 1,
        "changed_at": clock.now(),
    }


async def _drop_parts(candidate_id: UUID) -> None:
    await Claim.delete().where(Claim.candidate == candidate_id)
    await HeldQualification.delete().where(HeldQualification.candidate == candidate_id)
    await Career.delete().where(Career.candidate == candidate_id)
    await Draft.delete().where(Draft.candidate == candidate_id)
    await ScreeningDecision.update({ScreeningDecision.note: ""}).where(
        ScreeningDecision.candidate == candidate_id
    )
    await Interview.update({Interview.note: ""}).where(Interview.candidate == candidate_id)
