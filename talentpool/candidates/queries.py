"""What may be read of registrations; row-level security says by whom."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from piccolo.table import Table

from talentpool.candidates.states import CandidateState
from talentpool.candidates.tables import (
    Candidate,
    Career,
    Claim,
    HeldQualification,
    Interview,
    PoolGeneration,
    ScreeningDecision,
)
from talentpool.kit.errors import NotFound

Rows = list[dict[str, Any]]


async def get(candidate_id: UUID) -> Candidate:
    """One registration.

    Raises:
        NotFound: there is none, or it is not the actor's to see.
    """
    candidate = await Candidate.objects().where(Candidate.id == candidate_id).first()
    if candidate is None:
        raise NotFound(f"candidate {candidate_id}")
    return candidate


async def of_person(person_id: UUID) -> Candidate | None:
    """The registration of a person, if they have begun one."""
    return await Candidate.objects().where(Candidate.person == person_id).first()


async def by_ref(ref: str) -> Candidate | None:
    """The registration that a sender knows by *ref*."""
    return await Candidate.objects().where(Candidate.ref == ref).first()


class Parts:
    """The rows that belong to some registrations, by registration."""

    def __init__(self, careers: Rows, claims: Rows, qualifications: Rows) -> None:
        self.careers = _by_candidate(careers)
        self.claims = _by_candidate(claims)
        self.qualifications = _by_candidate(qualifications)


async def parts_of(candidate_ids: Sequence[UUID]) -> Parts:
    """Careers, claims and qualifications of these registrations: three statements."""
    return Parts(
        await _rows(Career, candidate_ids),
        await _rows(Claim, candidate_ids),
        await _rows(HeldQualification, candidate_ids),
    )


async def active() -> Rows:
    """All registrations of the pool, without their parts."""
    return (
        await Candidate.select()
        .where(Candidate.state == CandidateState.ACTIVE)
        .order_by(Candidate.id)
    )


async def active_parts() -> Parts:
    """What belongs to the registrations of the pool: three statements for the whole pool."""
    return Parts(*[await table.raw(_ACTIVE[table]) for table in _ACTIVE])


async def generation() -> int:
    """How often the pool has changed in matching's eyes."""
    row = await PoolGeneration.select(PoolGeneration.generation).first()
    assert row is not None, "the migration makes the one row"
    found: int = row["generation"]
    return found


async def awaiting_screening() -> Rows:
    """Registrations that a coordinator is to look at, the longest waiting first."""
    waiting = (
        CandidateState.SUBMITTED,
        CandidateState.SCREENING,
        CandidateState.INTERVIEW,
        CandidateState.ON_HOLD,
    )
    return (
        await Candidate.select()
        .where(Candidate.state.is_in([str(state) for state in waiting]))
        .order_by(Candidate.submitted_at)
    )


async def decisions(candidate_id: UUID) -> Rows:
    """What coordinators have decided about a registration, newest first."""
    return (
        await ScreeningDecision.select()
        .where(ScreeningDecision.candidate == candidate_id)
        .order_by(ScreeningDecision.decided_at, ascending=False)
    )


async def interviews(candidate_id: UUID) -> Rows:
    """The recorded interviews, newest first."""
    return (
        await Interview.select()
        .where(Interview.candidate == candidate_id)
        .order_by(Interview.held_on, ascending=False)
    )


async def handles(candidate_ids: Sequence[UUID]) -> dict[UUID, str]:
    """What coordinators call these people."""
    if not candidate_ids:
        return {}
    rows = await Candidate.select(Candidate.id, Candidate.handle).where(
        Candidate.id.is_in(list(candidate_ids))
    )
    return {row["id"]: row["handle"] for row in rows}


async def _rows(table: type[Table], candidate_ids: Sequence[UUID]) -> Rows:
    if not candidate_ids:
        return []
    candidate = table._meta.get_column_by_name("candidate")
    position = table._meta.get_column_by_name("position")
    return await table.select().where(candidate.is_in(list(candidate_ids))).order_by(position)


def _by_candidate(rows: Rows) -> dict[UUID, Rows]:
    found: dict[UUID, Rows] = defaultdict(list)
    for row in rows:
        found[row["candidate"]].append(row)
    return found


_ACTIVE: dict[type[Table], str] = {
    Career: "select p.* from career p join candidate c on c.id = p.candidate"
    " where c.state = 'active' order by p.candidate, p.position",
    Claim: "select p.* from claim p join candidate c on c.id = p.candidate"
    " where c.state = 'active' order by p.candidate, p.position",
    HeldQualification: "select p.* from held_qualification p join candidate c"
    " on c.id = p.candidate where c.state = 'active' order by p.candidate, p.position",
}
