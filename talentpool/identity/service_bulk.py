"""Many people at once, as files bring them: a statement for all, a line in the trail for each."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import msgspec

from talentpool.accounts.service_invitations import address_key
from talentpool.actor import Actor, Role
from talentpool.audit import service as audit
from talentpool.kit.db import dump_json
from talentpool.kit.errors import Forbidden
from talentpool.kit.scope import current, elevated, verb
from talentpool.kit.text import fold

_MAY_IMPORT = frozenset({Role.COORDINATOR, Role.SYSTEM})


class PersonRow(msgspec.Struct, frozen=True, kw_only=True):
    """One person, as typed."""

    id: UUID
    name: str = ""
    kana: str = ""
    birth_on: date | None = None
    email: str = ""
    phone: str = ""


@verb
async def register_people(actor: Actor, people: Sequence[PersonRow]) -> None:
    """Keep new identities under the ids that the caller has chosen.

    Raises:
        Forbidden: only coordinators and the service take files.
    """
    await _write(actor, people, "register_person", _REGISTER)
    for person in people:
        audit.note(actor, "person.register", subject_id=str(person.id), candidate=person.id)


@verb
async def correct_people(actor: Actor, people: Sequence[PersonRow]) -> set[UUID]:
    """Bring known identities in line; the ids of those that were different.

    Raises:
        Forbidden: only coordinators and the service take files.
    """
    changed = await _write(actor, people, "correct_person", _CORRECT)
    for person in people:
        if person.id in changed:
            audit.note(actor, "person.correct", subject_id=str(person.id), candidate=person.id)
    return changed


async def _write(
    actor: Actor, people: Sequence[PersonRow], purpose: str, statement: str
) -> set[UUID]:
    if actor.role not in _MAY_IMPORT:
        raise Forbidden(purpose)
    if not people:
        return set()
    async with elevated(purpose):
        rows = await current().connection.fetch(statement, dump_json(list(map(_row, people))))
    return {row["id"] for row in rows}


def _row(person: PersonRow) -> dict[str, object]:
    return msgspec.structs.asdict(person) | {
        "search": f"{fold(person.name)} {fold(person.kana)}".strip(),
        "address_key": address_key(person.email),
    }


_REGISTER = """
insert into person (id, name, kana, birth_on, email, phone, search, address_key)
select id, name, kana, birth_on, email, phone, search, address_key
from jsonb_populate_recordset(null::person, $1::jsonb)
returning id
"""
_CORRECT = """
update person p
set name = r.name, kana = r.kana, birth_on = r.birth_on, email = r.email, phone = r.phone,
    search = r.search, address_key = r.address_key, version = p.version + 1
from jsonb_populate_recordset(null::person, $1::jsonb) r
where p.id = r.id and p.erased_at is null
  and (p.name, p.kana, p.birth_on, p.email, p.phone)
      is distinct from (r.name, r.kana, r.birth_on, r.email, r.phone)
returning p.id
"""
