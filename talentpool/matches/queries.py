"""What matching reads, and what it found."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from talentpool.candidates import queries as candidates
from talentpool.candidates.queries import Parts
from talentpool.candidates.tables import Candidate
from talentpool.kit.errors import NotFound
from talentpool.kit.scope import current
from talentpool.matches.schemas import Words
from talentpool.matches.tables import MatchRun
from talentpool.needs.states import MATCHED
from talentpool.needs.tables import Need, NeedSkill
from talentpool.programmes import queries as programmes
from talentpool.taxonomy import queries as taxonomy

Row = dict[str, Any]


async def words() -> Words:
    """What readers call the things that matching knows by code; read once a process."""
    return Words(await taxonomy.lexicon(), (await programmes.catalogue()).programmes)


async def need(need_id: UUID) -> Row:
    """A need with all that matching reads of it.

    Raises:
        NotFound: there is none, or it is not the actor's to see.
    """
    row = await Need.select().where(Need.id == need_id).first()
    if row is None:
        raise NotFound(f"need {need_id}")
    return row


async def skills(need_id: UUID) -> list[Row]:
    """What the need asks for, as written and as resolved."""
    return await NeedSkill.select().where(NeedSkill.need == need_id).order_by(NeedSkill.position)


async def interest(need_id: UUID) -> dict[str, str]:
    """What registrants have said about the opening, by the registration's id."""
    rows = await current().connection.fetch(
        "select candidate, answer from interest"
        " where need = $1 and answer is not null and withdrawn_at is null order by candidate",
        need_id,
    )
    return {str(row["candidate"]): row["answer"] for row in rows}


async def generation() -> int:
    """How often the pool has changed in matching's eyes."""
    return await candidates.generation()


async def revisions() -> dict[UUID, int]:
    """The registrations of the pool, and how often each has changed in matching's eyes."""
    rows = await current().connection.fetch(
        "select id, revision from candidate where state = 'active' order by id"
    )
    return {row["id"]: row["revision"] for row in rows}


async def registrations(ids: list[UUID] | None) -> tuple[list[Row], Parts]:
    """Registrations of the pool with their parts: these, or all. Four statements at most."""
    if ids is None:
        return await candidates.active(), await candidates.active_parts()
    rows = await Candidate.select().where(Candidate.id.is_in(ids)) if ids else []
    return rows, await candidates.parts_of(ids)


async def bare_registrations(ids: list[UUID] | None) -> tuple[list[Row], Parts]:
    """What hard conditions look at, in one statement: nothing that was written in words."""
    rows = await current().connection.fetch(_BARE, ids)
    qualifications = [
        {"candidate": row["id"], **held} for row in rows for held in row["qualifications"]
    ]
    return [dict(row) for row in rows], Parts([], [], qualifications)


async def latest_run(need_id: UUID) -> MatchRun | None:
    """The newest run of a need."""
    return (
        await MatchRun.objects()
        .where(MatchRun.need == need_id)
        .order_by(MatchRun.finished_at, ascending=False)
        .first()
    )


async def find_run(need_id: UUID, revision: int, scorer: UUID, generation: int) -> UUID | None:
    """The run of exactly this, if it was made."""
    found: UUID | None = await current().connection.fetchval(
        "select id from match_run where need = $1 and need_revision = $2 and scorer = $3"
        " and generation = $4",
        need_id,
        revision,
        scorer,
        generation,
    )
    return found


async def run(run_id: UUID) -> Row:
    """A run with the name of its scorer.

    Raises:
        NotFound
    """
    row = await current().connection.fetchrow(
        "select r.*, v.name as scorer_name from match_run r"
        " join scorer_version v on v.id = r.scorer where r.id = $1",
        run_id,
    )
    if row is None:
        raise NotFound(f"run {run_id}")
    return dict(row)


async def named(candidate_ids: Sequence[UUID]) -> dict[UUID, str]:
    """What senders call these registrations; the handle where they call it nothing."""
    rows = await current().connection.fetch(
        "select id, coalesce(ref, handle) as name from candidate where id = any($1)",
        list(candidate_ids),
    )
    return {row["id"]: row["name"] for row in rows}


async def candidate_named(name: str) -> UUID:
    """The registration that its sender calls *name*, or whose handle it is.

    Raises:
        NotFound: there is none.
    """
    found: UUID | None = await current().connection.fetchval(
        "select id from candidate where ref = $1 or handle = $2 order by ref = $1 desc limit 1",
        name,
        name.rpartition("-")[2],
    )
    if found is None:
        raise NotFound(f"candidate {name}")
    return found


async def suggestions(run_id: UUID, *, most: int, is_eligible: bool | None = None) -> list[Row]:
    """The people of a run in the order of their places, with handle and headline."""
    rows = await current().connection.fetch(_SUGGESTIONS, run_id, is_eligible, most)
    return [dict(row) for row in rows]


async def places(run_id: UUID, *, limit: int, offset: int) -> tuple[list[Row], int]:
    """Some places of a run, and how many it has; who may not read registrations gets no handle."""
    rows = await current().connection.fetch(_PLACES, run_id, limit, offset)
    kept = "select count(*) from suggestion where run = $1"
    return [dict(row) for row in rows], await current().connection.fetchval(kept, run_id)


async def suggestion(run_id: UUID, candidate_id: UUID) -> Row:
    """One person of a run.

    Raises:
        NotFound: the run does not have them.
    """
    row = await current().connection.fetchrow(_ONE, run_id, candidate_id)
    if row is None:
        raise NotFound(f"candidate {candidate_id} in run {run_id}")
    return dict(row)


async def unmatched() -> list[Row]:
    """Needs to be matched whose present revision has no run yet: what the bell missed."""
    states = [str(state) for state in MATCHED]
    rows = await current().connection.fetch(
        "select n.id, n.revision from need n where n.state = any($1) and not exists ("
        " select from match_run r where r.need = n.id and r.need_revision = n.revision)"
        " order by n.opened_at",
        states,
    )
    return [dict(row) for row in rows]


async def behind(generation: int) -> list[Row]:
    """Needs to be matched that have no run with this generation of the pool."""
    states = [str(state) for state in MATCHED]
    rows = await current().connection.fetch(
        "select n.id, n.revision from need n where n.state = any($1) and not exists ("
        " select from match_run r where r.need = n.id and r.need_revision = n.revision"
        " and r.generation >= $2) order by n.opened_at",
        states,
        generation,
    )
    return [dict(row) for row in rows]


async def counts(need_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many eligible people the newest run of each need has."""
    rows = await current().connection.fetch(
        "select distinct on (need) need, eligible_count from match_run"
        " where need = any($1) order by need, finished_at desc",
        list(need_ids),
    )
    return {row["need"]: row["eligible_count"] for row in rows}


_BARE = """
select c.id, c.person, c.revision, c.tier, c.kind, c.public_years, c.public_kinds,
    c.weekly_minutes, c.slots, c.available_from, c.available_to, c.remote, c.area_codes,
    c.programmes, c.affiliated_vendors,
    exists (select from career where candidate = c.id and is_public) as has_public_career,
    coalesce((select jsonb_agg(jsonb_build_object('label', q.label, 'qualification',
        q.qualification) order by q.position) from held_qualification q
        where q.candidate = c.id), '[]') as qualifications
from candidate c
where c.state = 'active' and ($1::uuid[] is null or c.id = any($1)) order by c.id
"""
_SUGGESTIONS = """
select s.*, c.handle, c.headline, c.kind, c.tier, c.ref as candidate_ref
from suggestion s join candidate c on c.id = s.candidate
where s.run = $1 and ($2::boolean is null or s.is_eligible = $2)
order by s.rank limit $3
"""
_PLACES = """
select s.rank, s.candidate, s.is_eligible, s.points, s.low, s.high, s.parts, s.failures, s.checks,
    c.handle
from suggestion s left join candidate c on c.id = s.candidate
where s.run = $1 order by s.rank limit $2 offset $3
"""
_ONE = """
select s.*, c.handle, c.headline, c.kind, c.tier, c.ref as candidate_ref,
    c.state as candidate_state
from suggestion s join candidate c on c.id = s.candidate
where s.run = $1 and s.candidate = $2
"""
