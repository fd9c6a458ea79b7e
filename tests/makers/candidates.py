"""Rows of registrations."""

from typing import Any
from uuid import UUID, uuid4

from talentpool.actor import Actor, Role, system
from talentpool.candidates import queries
from talentpool.candidates.service import new_handle
from talentpool.candidates.states import CandidateState
from talentpool.candidates.tables import Candidate, Career, Claim
from talentpool.kit.scope import current, elevated, scope


async def a_person(name: str = "架空 花子", email: str = "hanako@example.jp") -> UUID:
    """An identity."""
    person = uuid4()
    async with scope(system()), elevated("register_person"):
        await current().connection.execute(
            "insert into person (id, name, kana, email) values ($1, $2, 'カクウ ハナコ', $3)",
            person,
            name,
            email,
        )
    return person


async def a_candidate(
    state: CandidateState = CandidateState.ACTIVE,
    *,
    claims: dict[str, int] | None = None,
    career: str = "",
    **columns: Any,
) -> Candidate:
    """A registration; *claims* maps labels to levels, *career* is what was done in one job."""
    person = columns.pop("person", None) or await a_person()
    async with scope(system()):
        row = Candidate(
            person=person,
            handle=new_handle(5),
            state=str(state),
            weekly_minutes=columns.pop("weekly_minutes", 480),
            **columns,
        )
        await Candidate.insert(row)
        owner: dict[str, Any] = {"candidate": row.id, "person": person}
        if career:
            await Career.insert(
                Career(**owner, position=0, organization="架空市役所", description=career)
            )
        for position, (label, level) in enumerate((claims or {}).items()):
            await Claim.insert(Claim(**owner, position=position, label=label, level=level))
        await current().connection.execute("update pool_generation set generation = generation + 1")
        return await queries.get(row.id)


def as_person(candidate: Candidate) -> Actor:
    """The candidate, signed in."""
    return Actor(Role.CANDIDATE, account=uuid4(), person=candidate.person)
