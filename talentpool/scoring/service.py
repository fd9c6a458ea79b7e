"""Load the scorer in force, and note which one that is."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import msgspec

from matching.conditions import Thresholds
from matching.jsonable import from_json
from matching.results import CANDIDATE, FACTORS, Term
from matching.score import recompute as units_of_terms
from matching.scorer import FACTOR_OF, Scorer, expert_scorer, points_of
from talentpool.actor import Actor
from talentpool.audit import service as audit
from talentpool.kit import clock
from talentpool.kit.scope import verb
from talentpool.scoring import queries
from talentpool.scoring.schemas import Card, FactorShown, TableShown
from talentpool.scoring.tables import ScorerVersion


class InForce(msgspec.Struct, frozen=True):
    """The published scorer and its row."""

    version: ScorerVersion
    scorer: Scorer


@verb
async def load(actor: Actor) -> InForce:
    """The scorer in force. The library's hand-made one is published on first use.

    When a release brings another hand-made scorer, it takes the place of the one before: that is a
    decision of the release, and on record here.
    """
    scorer = expert_scorer()
    version = await queries.in_force()
    if version is None or (version.kind == "expert" and version.digest != scorer.digest):
        version = await _publish(actor, scorer, version)
    return InForce(version, scorer)


def recompute(scorer: Scorer, terms: Sequence[dict[str, Any]]) -> tuple[dict[str, int], int]:
    """Units by factor from the stored terms of a suggestion alone, and the points they make."""
    units = units_of_terms(scorer, [from_json(Term, term) for term in terms])
    return units, points_of(scorer, sum(units.values()))


@cache
def card() -> Card:
    """What the scorer of this release reads, and how much each thing can count."""
    scorer = expert_scorer()
    low, high = scorer.bounds
    scale = 100 / (high - low)
    tables = {
        name: TableShown(name, round(int(table[-1]) * scale, 1), tuple(map(int, table[::6])))
        for name, table in scorer.tables.items()
    }
    limits = Thresholds()
    return Card(
        factors=tuple(_factor(name, tables) for name in FACTORS),
        hours_share=round(limits.hours_share * 100),
        period_share=round(limits.period_share * 100),
        slots_share=round(limits.slots_share * 100),
        full_share=round(limits.full_share * 100),
        digest=scorer.digest,
    )


def _factor(name: str, tables: dict[str, TableShown]) -> FactorShown:
    own = tuple(tables[table] for table, factor in FACTOR_OF.items() if factor == name)
    side = "candidate" if name in CANDIDATE else "municipality"
    return FactorShown(name, side, round(sum(table.most for table in own), 1), own)


async def _publish(actor: Actor, scorer: Scorer, before: ScorerVersion | None) -> ScorerVersion:
    now = clock.now()
    if before is not None:
        change = {"state": "retired", "retired_at": now}
        await audit.amend(actor, before, "scorer_version.retire", change)
    version = ScorerVersion(
        name=f"{scorer.version}-{scorer.digest[:8]}",
        kind="expert",
        digest=scorer.digest,
        state="published",
        published_at=now,
        created_at=now,
    )
    await ScorerVersion.insert(version)
    audit.record(actor, "scorer_version.publish", version, digest=scorer.digest)
    return version
