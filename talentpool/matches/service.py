"""Match a need: read in one scope, rank outside of it, store in another.

Only the store is a transaction of consequence; whoever computes the same run twice stores it once.
"""

import asyncio
import hashlib
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

import msgspec

from matching.conditions import Thresholds
from matching.jsonable import to_json
from matching.pool import Pool
from matching.profiles import Need as Asked
from matching.ranking import run
from matching.results import Ranked, Ranking
from matching.scorer import Scorer
from matching.teams import TeamResult, teams
from talentpool.actor import Actor
from talentpool.kit.db import dump_json
from talentpool.kit.scope import current, reading, verb
from talentpool.matches import profiles, queries
from talentpool.matches.service_market import WHOLE
from talentpool.openings import service as openings
from talentpool.scoring import service as scoring
from talentpool.scoring.service import InForce

# How many of a run's eligible people are kept, and of the others: a coordinator never comes to the
# end of them. Of the eligible everybody is explained.
KEPT = 300
# How many factors an opening says speak for it.
TOLD_FACTORS = 2
_THRESHOLDS = Thresholds()


class Outcome(msgspec.Struct, frozen=True):
    """A ranking and all that it depended on, ready to be stored."""

    need: dict[str, Any]
    in_force: InForce
    generation: int
    persons: Mapping[str, UUID]
    ranking: Ranking
    fitting: Mapping[UUID, tuple[str, ...]]
    input_hash: str


async def compute(actor: Actor, need_id: UUID) -> Outcome:
    """Rank the pool for a need, as both are now.

    Raises:
        NotFound: there is no such need.
    """
    in_force = await scoring.load(actor)
    async with reading(actor):
        need = await queries.need(need_id)
        asked = profiles.need_of(need, await queries.skills(need_id))
        interest = await queries.interest(need_id)
    async with WHOLE.present(actor) as market:
        ranking, fitting = await asyncio.to_thread(
            _rank, market.pool, in_force.scorer, asked, interest
        )
        generation = market.generation
        persons = {person.key: market.persons[person.key] for person in ranking.people}
    digest = _input_hash(asked, interest, generation, ranking)
    return Outcome(need, in_force, generation, persons, ranking, fitting, digest)


def _rank(
    pool: Pool, scorer: Scorer, asked: Asked, interest: Mapping[str, str]
) -> tuple[Ranking, dict[UUID, tuple[str, ...]]]:
    """Who is kept of a ranking, and what speaks most for each person whom the need fits."""
    ran = run(pool, scorer, asked, interest=interest, thresholds=_THRESHOLDS)
    fitting = {UUID(key): told for key, told in ran.strengths(TOLD_FACTORS).items()}
    return ran.ranking(explained=KEPT, most=KEPT), fitting


@verb
async def store_run(actor: Actor, outcome: Outcome) -> UUID:
    """Keep a run with the people it ranked first; the same run is kept once.

    Fitting registrants are shown the opening with it.
    """
    need, ranking = outcome.need, outcome.ranking
    made = await current().connection.fetchrow(_STORE_RUN, *_run_values(outcome))
    if made is None:
        found = await queries.find_run(*_run_key(outcome))
        assert found is not None, "the conflict was with it"
        return found
    run_id: UUID = made["id"]
    rows = [_suggestion(run_id, person, outcome.persons) for person in ranking.people]
    await current().connection.execute(_STORE_SUGGESTIONS, dump_json(rows))
    await openings.show(actor, need["id"], outcome.fitting)
    return run_id


async def run_now(actor: Actor, need_id: UUID) -> UUID:
    """The run of a need as things are now, made if it is missing: what `talentpool rank` shows.

    Raises:
        NotFound: there is no such need.
    """
    in_force = await scoring.load(actor)
    async with reading(actor):
        need = await queries.need(need_id)
        generation = await queries.generation()
        key = (need_id, need["revision"], in_force.version.id, generation)
        found = await queries.find_run(*key)
    return found or await store_run(actor, await compute(actor, need_id))


async def propose_teams(actor: Actor, need_id: UUID) -> TeamResult:
    """Small teams that cover together what the need requires; nothing is stored.

    Raises:
        NotFound: there is no such need.
    """
    in_force = await scoring.load(actor)
    async with reading(actor):
        asked = profiles.need_of(await queries.need(need_id), await queries.skills(need_id))
    async with WHOLE.present(actor) as market:
        return await asyncio.to_thread(
            teams, market.pool, in_force.scorer, asked, thresholds=_THRESHOLDS
        )


def _run_key(outcome: Outcome) -> tuple[Any, ...]:
    need = outcome.need
    version = outcome.in_force.version
    return need["id"], need["revision"], version.id, outcome.generation


def _run_values(outcome: Outcome) -> tuple[Any, ...]:
    ranking = outcome.ranking
    return (
        uuid4(),
        *_run_key(outcome),
        outcome.need["municipality"],
        ranking.vocabulary,
        ranking.as_of,
        dump_json(to_json(_THRESHOLDS)),
        outcome.input_hash,
        ranking.status,
        ranking.size,
        ranking.eligible,
        ranking.base,
        dump_json(to_json(ranking.near_misses)),
        dump_json(to_json(ranking.suggestions)),
    )


def _suggestion(run_id: UUID, person: Ranked, persons: Mapping[str, UUID]) -> dict[str, Any]:
    # Hundreds of people a run: the compiled walk, which gives the same as `to_json`.
    stored: dict[str, Any] = msgspec.to_builtins(person)
    key = stored.pop("key")
    stored.pop("units_by_factor")
    return {**stored, "run": run_id, "candidate": key, "person": persons[key]}


def _input_hash(
    asked: Asked, interest: Mapping[str, str], generation: int, ranking: Ranking
) -> str:
    read = {
        "need": to_json(asked),
        "interest": interest,
        "thresholds": to_json(_THRESHOLDS),
        "generation": generation,
        "vocabulary": ranking.vocabulary,
        "as_of": ranking.as_of,
        "scorer": ranking.scorer,
    }
    return hashlib.sha256(msgspec.json.encode(read, order="deterministic")).hexdigest()


_STORE_RUN = """
insert into match_run (id, need, need_revision, scorer, generation, municipality, vocabulary, as_of,
    parameters, input_hash, status, pool_size, eligible_count, base, near_misses, suggestions)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb, $10, $11, $12, $13, $14, $15::jsonb, $16::jsonb)
on conflict on constraint match_run_once do nothing returning id
"""
_STORE_SUGGESTIONS = """
insert into suggestion
select * from jsonb_populate_recordset(null::suggestion, $1::jsonb)
"""
