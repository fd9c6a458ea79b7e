"""Loads the programme files of this release. The only writer of programmes, groups and rules."""

from talentpool.actor import Actor
from talentpool.audit import service as audit
from talentpool.kit.reference import renew
from talentpool.kit.scope import verb
from talentpool.programmes import queries, sources
from talentpool.programmes.tables import Programme, Rule, TargetGroup


@verb
async def load(actor: Actor) -> None:
    """Bring programmes, target groups and rules in line with the files; idempotent."""
    renewals = {
        "programmes": await renew(Programme, ("key",), sources.programmes()),
        "target_groups": await renew(TargetGroup, ("code",), sources.target_groups()),
        "rules": await renew(Rule, ("code", "applies_to", "valid_from"), sources.rules()),
    }
    for name, renewal in renewals.items():
        if renewal:
            audit.note(
                actor,
                "programmes.load",
                subject_id=name,
                added=renewal.added,
                changed=renewal.changed,
                retired=renewal.retired,
            )
    queries.forget()
