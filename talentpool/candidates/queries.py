"""What may be read of registrations; row-level security says by whom."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from piccolo.table import Table

from talentpool.actor import Actor
from talentpool.candidates.records_reading import record_of
from talentpool.candidates.schemas import CandidateRecord
from talentpool.candidates.states import CandidateState
from talentpool.candidates.tables import (
    Candidate,
    Career,
    Claim,
    Draft,
    HeldQualification,
    Interview,
    PoolGeneration,
    ScreeningDecision,
)
from talentpool.kit.errors import NotFound

Rows = list[dict[str, Any]]
Verified = dict[tuple[str, int], dict[str, Any]]


async def get(candidate_id: UUID) -> Candidate:
    """One registration.

    Raises:
        NotFound: there is none, or it is not the actor's to see.
    """
    candidate = await Candidate.objects().where(Candidate.id == candidate_id).first()
    if candidate is None:
        raise NotFound(f"candidate {candidate_id}")
    return candidate


async def of_person(person_id: UUID | None) -> Candidate | None:
    """The registration of a person, if they have begun one."""
    return await Candidate.objects().where(Candidate.person == person_id).first()


async def own(actor: Actor) -> Candidate:
    """The registration of whoever acts.

    Raises:
        NotFound: they have begun none.
    """
    candidate = await of_person(actor.person)
    if actor.person is None or candidate is None:
        raise NotFound("no registration of one's own", code="not_registered")
    return candidate


async def by_ref(ref: str) -> Candidate | None:
    """The registration that a sender knows by *ref*."""
    return await Candidate.objects().where(Candidate.ref == ref).first()


class Whole(msgspec.Struct, frozen=True):
    """A registration with everything that belongs to it."""

    candidate: Candidate
    careers: Rows
    claims: Rows
    qualifications: Rows

    @property
    def record(self) -> CandidateRecord:
        """All of it as one record, without the identity."""
        return record_of(self.candidate.to_dict(), self.careers, self.claims, self.qualifications)


async def whole(candidate: Candidate) -> Whole:
    """*candidate* with careers, claims and qualifications: three statements."""
    parts = await parts_of([candidate.id])
    return Whole(
        candidate,
        parts.careers[candidate.id],
        parts.claims[candidate.id],
        parts.qualifications[candidate.id],
    )


async def drafts(candidate_id: UUID) -> dict[str, dict[str, Any]]:
    """What its person has typed and not saved, by page."""
    rows = await Draft.select(Draft.page, Draft.typed).where(Draft.candidate == candidate_id)
    return {row["page"]: row["typed"] for row in rows}


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


async def verified_claims(candidate_ids: Sequence[UUID]) -> dict[UUID, Verified]:
    """Which claims were checked against their evidence, by registration, label and level."""
    found: dict[UUID, Verified] = defaultdict(dict)
    for claim in await Claim.select().where(
        Claim.candidate.is_in(list(candidate_ids)), Claim.verified_at.is_not_null()
    ):
        found[claim["candidate"]][claim["label"], claim["level"]] = claim
    return found


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
