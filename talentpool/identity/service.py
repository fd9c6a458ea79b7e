"""Names come in, are corrected, shown to those who may see them, and erased."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import msgspec

from talentpool.accounts import queries as account_queries
from talentpool.accounts import service as accounts
from talentpool.accounts import service_invitations
from talentpool.accounts.service_invitations import address_key
from talentpool.actor import MUNICIPAL, Actor, Role
from talentpool.audit import service as audit
from talentpool.identity import queries
from talentpool.identity.schemas import Identity
from talentpool.identity.states import FOR_MUNICIPALITY, ConsentPurpose, RevealPurpose
from talentpool.identity.tables import Consent, Person
from talentpool.kit import clock
from talentpool.kit.errors import Forbidden, IllegalMove, NotFound
from talentpool.kit.scope import current, elevated, verb
from talentpool.kit.text import fold

_MAY_REVEAL = MUNICIPAL | {Role.COORDINATOR, Role.EXPERT}
_MAY_CORRECT = frozenset({Role.COORDINATOR, Role.SYSTEM})
_MAY_ERASE = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR, Role.SYSTEM})


@verb
async def register_person(
    actor: Actor,
    *,
    name: str = "",
    kana: str = "",
    birth_on: date | None = None,
    email: str = "",
    phone: str = "",
) -> UUID:
    """Keep a new person's identity, as typed; everything else knows them by the id given back."""
    person_id = uuid4()
    typed = _typed(name=name, kana=kana, email=email, phone=phone)
    columns: dict[Any, Any] = {
        "id": person_id,
        "version": 1,
        "birth_on": birth_on,
        "created_at": clock.now(),
    }
    async with elevated("register_person"):
        await Person.insert(Person(columns | typed))
    audit.note(actor, "person.register", subject_id=str(person_id), candidate=person_id)
    return person_id


@verb
async def correct(
    actor: Actor,
    person_id: UUID,
    *,
    name: str,
    kana: str,
    birth_on: date | None,
    email: str,
    phone: str = "",
    seen: int | None = None,
) -> None:
    """Write down what a person really is called, and how to reach them.

    Raises:
        Forbidden: it is neither the actor's own identity nor the actor's task.
        NotFound: there is no such person.
        StaleRow: somebody else changed it first.
    """
    if actor.person != person_id and actor.role not in _MAY_CORRECT:
        raise Forbidden("correct")
    typed = _typed(name=name, kana=kana, email=email, phone=phone)
    async with elevated("correct_person"):
        person = await _get(person_id)
        change: dict[Any, Any] = {"birth_on": birth_on, **typed}
        changed = [field for field, value in change.items() if getattr(person, field) != value]
        if changed:
            await audit.amend(actor, person, "person.correct", change, seen=seen, fields=changed)


async def reveal(
    actor: Actor, person_id: UUID, purpose: RevealPurpose, *, need: UUID | None = None
) -> Identity:
    """Show one identity, and write down that it was shown: both or neither.

    Raises:
        Forbidden: the actor's role never sees identities.
        NotFound: no such person, or a municipality without the person's live consent.
    """
    return (await reveal_many(actor, [person_id], purpose, need=need))[person_id]


@verb
async def reveal_many(
    actor: Actor, person_ids: list[UUID], purpose: RevealPurpose, *, need: UUID | None = None
) -> dict[UUID, Identity]:
    """Show identities, one line in the access log for each: all of them or none.

    The database itself insists: it gives a name only to a transaction that has written that line.

    Raises:
        Forbidden, NotFound: as `reveal`.
    """
    if actor.role not in _MAY_REVEAL or actor.account is None:
        raise Forbidden("reveal")
    if not person_ids:
        return {}
    connection = current().connection
    await connection.execute(
        _LOG, actor.account, str(actor.role), actor.municipality, person_ids, str(purpose), need
    )
    await connection.execute(_SET_PURPOSE, str(purpose))
    rows = await Person.select(*queries.IDENTITY).where(Person.id.is_in(person_ids))
    await connection.execute(_SET_PURPOSE, "")
    shown = {row["id"]: msgspec.convert(row, Identity) for row in rows}
    if missing := set(person_ids) - shown.keys():
        raise NotFound(f"{len(missing)} of {len(person_ids)} persons")
    return shown


@verb
async def look_up(actor: Actor, text: str) -> list[UUID]:
    """Who a caller could be: persons whose name or reading contains *text*; ids only.

    Raises:
        Forbidden: only coordinators take such calls.
    """
    if actor.role is not Role.COORDINATOR:
        raise Forbidden("look_up")
    audit.note(actor, "person.look_up", subject_id=str(actor.account))
    wanted = fold(text)
    if len(wanted) < 2:
        return []
    rows = await current().connection.fetch("select person_find($1) as id", wanted)
    return [row["id"] for row in rows]


@verb
async def give_consent(
    actor: Actor,
    person_id: UUID,
    purpose: ConsentPurpose,
    *,
    municipality: str | None = None,
    need: UUID | None = None,
    text_version: str,
) -> UUID:
    """Note what a person agreed to, in which wording; agreeing twice is agreeing once.

    Raises:
        Forbidden: nobody agrees for somebody else.
    """
    if actor.person != person_id and actor.role is not Role.SYSTEM:
        raise Forbidden("give_consent")
    is_named = purpose in FOR_MUNICIPALITY
    found = await Consent.raw(
        _LIVE, person_id, str(purpose), municipality or "", need or UUID(int=0)
    )
    if found:
        already: UUID = found[0]["id"]
        return already
    consent = Consent(
        id=uuid4(),
        person=person_id,
        purpose=str(purpose),
        municipality=municipality if is_named else None,
        need=need if is_named else None,
        text_version=text_version,
        given_at=clock.now(),
    )
    await Consent.insert(consent)
    _note_consent(actor, "person.give_consent", consent)
    made: UUID = consent.id
    return made


@verb
async def withdraw_consent(actor: Actor, consent_id: UUID) -> Consent:
    """Take a consent back; the next request of whoever it was given to finds nothing.

    Whom it concerns is told by `engagements.service_consents`, which this is a part of.

    Raises:
        NotFound: it is not the actor's.
        IllegalMove: it was taken back before.
    """
    consent = await Consent.objects().where(Consent.id == consent_id).first()
    if consent is None or (actor.person != consent.person and actor.role is not Role.SYSTEM):
        raise NotFound("consent")
    if consent.withdrawn_at is not None:
        raise IllegalMove("the consent was withdrawn before", code="already_withdrawn")
    await Consent.update({Consent.withdrawn_at: clock.now()}).where(Consent.id == consent_id)
    _note_consent(actor, "person.withdraw_consent", consent)
    return consent


@verb
async def erase(actor: Actor, person_id: UUID) -> None:
    """Forget who a person is; what was decided about the id stays, under the id.

    Raises:
        Forbidden: it is neither the actor's own identity nor the staff's task.
        NotFound: there is no such person, or no longer.
    """
    if actor.person != person_id and actor.role not in _MAY_ERASE:
        raise Forbidden("erase")
    async with elevated("erase_person"):
        if not await current().connection.fetchval("select person_erase($1)", person_id):
            raise NotFound(f"person {person_id}")
        await Consent.update({Consent.withdrawn_at: clock.now()}).where(
            Consent.person == person_id, Consent.withdrawn_at.is_null()
        )
    audit.note(actor, "person.erase", subject_id=str(person_id), candidate=person_id)
    await service_invitations.forget(person_id)
    account = await account_queries.of_person(person_id)
    if account is not None:
        await accounts.forget(actor, account)


async def _get(person_id: UUID) -> Person:
    person = await Person.objects().where(Person.id == person_id).first()
    if person is None or person.erased_at is not None:
        raise NotFound(f"person {person_id}")
    found: Person = person
    return found


def _typed(*, name: str, kana: str, email: str, phone: str) -> dict[str, str]:
    """Columns as typed, and the folded ones that are searched."""
    return {
        "name": name,
        "kana": kana,
        "email": email,
        "phone": phone,
        "search": f"{fold(name)} {fold(kana)}".strip(),
        "address_key": address_key(email),
    }


def _note_consent(actor: Actor, action: str, consent: Consent) -> None:
    audit.note(
        actor,
        action,
        subject_id=str(consent.id),
        municipality=consent.municipality,
        candidate=consent.person,
        purpose=consent.purpose,
        need=consent.need,
        text_version=consent.text_version,
    )


_LOG = """
insert into access_log (account, role, municipality, person, purpose, need)
select $1, $2, $3, looked_at, $5, $6 from unnest($4::uuid[]) looked_at
"""
_SET_PURPOSE = "select set_config('app.purpose', $1, true)"
_LIVE = """
select id from consent
where person = {} and purpose = {} and coalesce(municipality, '') = {}
  and coalesce(need, '00000000-0000-0000-0000-000000000000') = {} and withdrawn_at is null
"""
