"""Loads the reference files of this release. The only writer of terms and municipalities."""

from typing import Any

from piccolo.columns import Column

from talentpool.actor import Actor
from talentpool.audit import service as audit
from talentpool.kit import clock
from talentpool.kit.reference import Renewal, renew
from talentpool.kit.scope import verb
from talentpool.taxonomy import queries, sources
from talentpool.taxonomy.tables import Municipality, Term

_REWRITTEN: tuple[Column, ...] = (
    Municipality.name,
    Municipality.kana,
    Municipality.kind,
    Municipality.population,
    Municipality.flavour,
    Municipality.is_invented,
    Municipality.source,
    Municipality.position,
    Municipality.retired_at,
)


@verb
async def load(actor: Actor, *, with_invented: bool = False) -> Renewal:
    """Bring terms and municipalities in line with the files; again and again without effect.

    The eight invented bodies come only with a demonstration. A network model that is known here
    stays: it is a fact of the body with its own source and date, not of a release.
    """
    renewal = await renew(Term, ("kind", "code"), sources.terms())
    await _renew_municipalities(with_invented=with_invented)
    if renewal:
        audit.note(
            actor,
            "taxonomy.load",
            subject_id="taxonomy",
            added=renewal.added,
            changed=renewal.changed,
            retired=renewal.retired,
        )
    queries.forget()
    return renewal


async def _renew_municipalities(*, with_invented: bool) -> None:
    rows = list(sources.municipalities(with_invented=with_invented))
    made = [Municipality(**row, loaded_at=clock.now()) for row in rows]
    if made:
        await Municipality.insert(*made).on_conflict(
            target=Municipality.code, action="DO UPDATE", values=_REWRITTEN
        )
    gone: dict[Column | str, Any] = {Municipality.retired_at: clock.now()}
    await Municipality.update(gone).where(
        Municipality.code.not_in([row["code"] for row in rows] or [""]),
        Municipality.is_invented.eq(False),
        Municipality.retired_at.is_null(),
    )
