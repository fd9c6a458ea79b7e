"""Load the scorer in force, and note which one that is."""

import msgspec

from matching.scorer import Scorer, expert_scorer
from talentpool.actor import Actor
from talentpool.audit import service as audit
from talentpool.kit import clock
from talentpool.kit.scope import verb
from talentpool.scoring import queries
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
