"""How many verified people a need reaches, and what each of its hard conditions costs.

Counted in the process that is asked, from what hard conditions look at and nothing else, so that
an officer can try conditions out. Small numbers are never told.
"""

import asyncio
from dataclasses import replace
from uuid import UUID

from matching.conditions import Thresholds
from matching.gates import count_near_misses, failing
from matching.jsonable import to_json
from matching.pool import Pool
from matching.profiles import Need
from matching.program import compile_need
from matching.results import NearMiss
from talentpool.actor import Actor, system
from talentpool.kit.scope import reading
from talentpool.matches import profiles, queries, reasons
from talentpool.matches.schemas import Reach
from talentpool.matches.service_market import BARE


async def reach(actor: Actor, need_id: UUID) -> Reach:
    """Count for a need as it is saved now.

    Whether required skills are all there is read from words, which a count does not read: where a
    need insists on them, that condition is left out, and said to be.

    Raises:
        NotFound: there is no such need, or not for this actor.
    """
    async with reading(actor):
        need = await queries.need(need_id)
        asked = profiles.need_of(need, await queries.skills(need_id))
    plain = replace(asked, require_all_skills=False)
    async with BARE.present(system(actor.request_id)) as market:
        eligible, missed = await asyncio.to_thread(_count, market.pool, plain)
    costs = reasons.near_misses_of(to_json(missed), await queries.words())
    return Reach(reasons.people(eligible), costs, asked.require_all_skills)


def _count(pool: Pool, need: Need) -> tuple[int, tuple[NearMiss, ...]]:
    program = compile_need(pool, need, thresholds=Thresholds(), interest={})
    failures = failing(program.gates, pool.is_active())
    eligible = len(pool) - int(failures.any(axis=0).sum())
    return eligible, count_near_misses(program.gates, failures)
