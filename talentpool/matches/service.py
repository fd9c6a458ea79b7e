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
from matching.lexicon import Lexicon
from matching.pool import Pool
from matching.profiles import Need as Asked
from matching.ranking import rank
from matching.results import Ranked, Ranking
from talentpool.actor import Actor
from talentpool.kit import clock
from talentpool.kit.db import dump_json
from talentpool.kit.scope import current, reading, verb
from talentpool.matches import profiles, queries
from talentpool.openings import service as openings
from talentpool.scoring import service as scoring
from talentpool.scoring.service import InForce
from talentpool.taxonomy import queries as taxonomy

# How many of a run's people are kept: a coordinator never comes to the end of them.
KEPT_ELIGIBLE = 300
KEPT_OTHERS = 300
EXPLAINED = 300
_THRESHOLDS = Thresholds()


class Market(msgspec.Struct, frozen=True):
    """The pool as one generation has it, ready to be ranked."""

    generation: int
    vocabulary: str
    as_of: int
    pool: Pool
    persons: Mapping[str, UUID]


class Outcome(msgspec.Struct, frozen=True):
    """A ranking and all that it depended on, ready to be stored."""

    need: dict[str, Any]
    in_force: InForce
    market: Market
    ranking: Ranking
    input_hash: str


_market: dict[str, Market] = {}
_building = asyncio.Lock()


async def compute(actor: Actor, need_id: UUID) -> Outcome:
    """Rank the pool for a need, as both are now.

    Raises:
        NotFound: there is no such need.
    """
    in_force = await scoring.load(actor)
    market = await present_market(actor)
    async with reading(actor):
        need = await queries.need(need_id)
        asked = profiles.need_of(need, await queries.skills(need_id))
        interest = await queries.interest(need_id)
    ranking = await asyncio.to_thread(
        rank,
        market.pool,
        in_force.scorer,
        asked,
        interest=interest,
        thresholds=_THRESHOLDS,
        explained=EXPLAINED,
    )
    digest = _input_hash(asked, interest, market, in_force)
    return Outcome(need, in_force, market, ranking, digest)


async def present_market(actor: Actor) -> Market:
    """The pool of now; built anew when it, the terms or the month have changed."""
    vocabulary = (await taxonomy.lexicon()).vocabulary
    async with _building:
        async with reading(actor):
            kept = _market.get("present")
            as_of = profiles.month(clock.today()) or 0
            now = (await queries.generation(), vocabulary.digest, as_of)
            if kept and (kept.generation, kept.vocabulary, kept.as_of) == now:
                return kept
            generation, rows, parts = await queries.pool()
        people = [profiles.person_of(row, parts) for row in rows]
        pool = await asyncio.to_thread(Pool.build, people, Lexicon(vocabulary), as_of=as_of)
        persons = {str(row["id"]): row["person"] for row in rows}
        _market["present"] = Market(generation, vocabulary.digest, as_of, pool, persons)
        return _market["present"]


@verb
async def store_run(actor: Actor, outcome: Outcome) -> UUID:
    """Keep a run with the people it ranked first; the same run is kept once.

    Fitting registrants are shown the opening with it.
    """
    need, ranking = outcome.need, outcome.ranking
    made = await current().connection.fetchrow(_STORE_RUN, *_run_values(outcome))
    if made is None:
        found: UUID = await current().connection.fetchval(_FIND_RUN, *_run_key(outcome))
        return found
    run_id: UUID = made["id"]
    rows = [_suggestion(run_id, person, outcome.market) for person in kept_of(ranking)]
    await current().connection.execute(_STORE_SUGGESTIONS, dump_json(rows))
    await openings.show(actor, need["id"], _fitting(outcome))
    return run_id


async def run_now(actor: Actor, need_id: UUID) -> UUID:
    """The run of a need as things are now, made if it is missing: what `talentpool rank` shows."""
    outcome = await compute(actor, need_id)
    return await store_run(actor, outcome)


def kept_of(ranking: Ranking) -> list[Ranked]:
    """The people of a run that are stored."""
    eligible = [person for person in ranking.people if person.is_eligible]
    others = [person for person in ranking.people if not person.is_eligible]
    return eligible[:KEPT_ELIGIBLE] + others[:KEPT_OTHERS]


def _fitting(outcome: Outcome) -> dict[UUID, list[str]]:
    """Who fits the opening, and the parts that speak most for it."""
    return {
        UUID(person.key): [factor for factor, points in _best_parts(person) if points > 0][:2]
        for person in outcome.ranking.people
        if person.is_eligible
    }


def _best_parts(person: Ranked) -> list[tuple[str, int]]:
    return sorted(person.parts.items(), key=lambda part: -part[1])


def _run_key(outcome: Outcome) -> tuple[Any, ...]:
    need = outcome.need
    version = outcome.in_force.version
    return need["id"], need["revision"], version.id, outcome.market.generation


def _run_values(outcome: Outcome) -> tuple[Any, ...]:
    ranking, market = outcome.ranking, outcome.market
    return (
        uuid4(),
        *_run_key(outcome),
        outcome.need["municipality"],
        market.vocabulary,
        market.as_of,
        dump_json(to_json(_THRESHOLDS)),
        outcome.input_hash,
        ranking.status,
        len(market.pool),
        sum(person.is_eligible for person in ranking.people),
        ranking.base,
        dump_json(to_json(ranking.near_misses)),
        dump_json(to_json(ranking.suggestions)),
    )


def _suggestion(run_id: UUID, person: Ranked, market: Market) -> dict[str, Any]:
    stored: dict[str, Any] = to_json(person)
    key = stored.pop("key")
    stored.pop("units_by_factor")
    return {**stored, "run": run_id, "candidate": key, "person": market.persons[key]}


def _input_hash(
    asked: Asked, interest: Mapping[str, str], market: Market, in_force: InForce
) -> str:
    read = {
        "need": to_json(asked),
        "interest": interest,
        "thresholds": to_json(_THRESHOLDS),
        "generation": market.generation,
        "vocabulary": market.vocabulary,
        "as_of": market.as_of,
        "scorer": in_force.version.digest,
    }
    return hashlib.sha256(msgspec.json.encode(read, order="deterministic")).hexdigest()


_STORE_RUN = """
insert into match_run (id, need, need_revision, scorer, generation, municipality, vocabulary, as_of,
    parameters, input_hash, status, pool_size, eligible_count, base, near_misses, suggestions)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb, $10, $11, $12, $13, $14, $15::jsonb, $16::jsonb)
on conflict on constraint match_run_once do nothing returning id
"""
_FIND_RUN = """
select id from match_run
where need = $1 and need_revision = $2 and scorer = $3 and generation = $4
"""
_STORE_SUGGESTIONS = """
insert into suggestion
select * from jsonb_populate_recordset(null::suggestion, $1::jsonb)
"""
