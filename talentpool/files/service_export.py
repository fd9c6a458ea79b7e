"""Give people and needs back as files. Names come along only for a purpose, and are logged."""

from typing import Any

import msgspec

from talentpool.actor import Actor
from talentpool.audit import service as audit
from talentpool.candidates import queries_records as candidates
from talentpool.files import writing
from talentpool.files.schemas import Format, Kind
from talentpool.identity import service as identity
from talentpool.identity.states import RevealPurpose
from talentpool.kit.scope import verb
from talentpool.needs import queries_records as needs

_IDENTITY = frozenset({"name", "name_kana", "birth_date", "email", "phone"})


@verb
async def export(
    actor: Actor,
    kind: Kind,
    form: Format,
    *,
    with_identity: bool = False,
    purpose: str = "",
) -> bytes:
    """A file of all that the actor may see; with identities, one access-log row a person.

    Raises:
        Forbidden: the actor never sees identities.
        Invalid: a character can't be said in CP932.
    """
    records = await _people(actor, with_identity) if kind is Kind.CANDIDATES else await _needs()
    audit.note(
        actor,
        "files.export",
        subject_id=str(kind),
        format=str(form),
        rows=len(records),
        with_identity=with_identity,
        purpose=purpose or None,
    )
    return writing.write(kind, form, records)


async def _people(actor: Actor, with_identity: bool) -> list[dict[str, Any]]:
    revealed = None
    if with_identity:
        persons = [person for _, person in await candidates.ids()]
        revealed = await identity.reveal_many(actor, persons, RevealPurpose.EXPORT)
    return [
        _plain(record, keep_identity=with_identity) async for record in candidates.iterate(revealed)
    ]


async def _needs() -> list[dict[str, Any]]:
    return [record.plain() async for record in needs.records()]


def _plain(record: msgspec.Struct, *, keep_identity: bool) -> dict[str, Any]:
    """As a file says it: what says nothing is left out, identity too unless it was revealed."""
    said = msgspec.to_builtins(record)
    return {
        name: _tidy(value)
        for name, value in said.items()
        if value not in (None, "", [], {}) and (keep_identity or name not in _IDENTITY)
    }


def _tidy(value: Any) -> Any:
    """Without what says nothing, whole numbers without a fraction, at any depth."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {key: _tidy(item) for key, item in value.items() if item not in (None, "", [])}
    return [_tidy(item) for item in value] if isinstance(value, list) else value
