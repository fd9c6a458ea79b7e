"""What people agreed to, who has looked at them, and what they see of themselves."""

from uuid import UUID

import msgspec

from talentpool.actor import Actor
from talentpool.identity.schemas import Identity, OwnData
from talentpool.identity.states import FOR_MUNICIPALITY, ConsentPurpose
from talentpool.identity.tables import Consent, Person
from talentpool.kit.errors import NotFound
from talentpool.kit.scope import current

IDENTITY = (
    Person.id,
    Person.name,
    Person.kana,
    Person.birth_on,
    Person.email,
    Person.phone,
)
MOST_ACCESSES = 500


async def own(actor: Actor) -> OwnData:
    """Everything held here about the actor as a person, in one statement.

    Who looked is told by role and body, not by the colleague's name.

    Raises:
        NotFound: no person stands behind this account.
    """
    rows = await Person.raw(_OWN, MOST_ACCESSES, actor.person)
    if not rows:
        raise NotFound("no person behind this account")
    row = rows[0]
    return msgspec.convert({**row, "identity": row}, OwnData, strict=False)


async def own_identity(actor: Actor) -> Identity:
    """The actor's own name and addresses.

    Raises:
        NotFound: no person stands behind this account.
    """
    row = await Person.select(*IDENTITY).where(Person.id == actor.person).first()
    if actor.person is None or row is None:
        raise NotFound("no person behind this account")
    return msgspec.convert(row, Identity)


async def live_consent(person: UUID, municipality: str, need: UUID) -> bool:
    """Whether *person* now agrees to be named to *municipality* for *need*."""
    purposes = [str(purpose) for purpose in FOR_MUNICIPALITY]
    return await Consent.exists().where(
        Consent.person == person,
        Consent.municipality == municipality,
        Consent.need == need,
        Consent.purpose.is_in(purposes),
        Consent.withdrawn_at.is_null(),
    )


async def has_consented(person: UUID, purpose: ConsentPurpose) -> bool:
    """Whether *person* now agrees to *purpose*, whoever the recipient."""
    return await Consent.exists().where(
        Consent.person == person,
        Consent.purpose == str(purpose),
        Consent.withdrawn_at.is_null(),
    )


async def account_of_address(key: str) -> UUID | None:
    """Which account's person has the mail address that folds to *key*."""
    found: UUID | None = await current().connection.fetchval("select account_of_address($1)", key)
    return found


_OWN = """
select p.id, p.name, p.kana, p.birth_on, p.email, p.phone, p.version,
       (select coalesce(jsonb_agg(to_jsonb(c) order by c.given_at desc, c.id), '[]')
        from (select c.*, m.name as municipality_name
              from consent c left join municipality m on m.code = c.municipality) c
        where c.person = p.id) as consents,
       (select coalesce(jsonb_agg(to_jsonb(l) order by l.id desc), '[]')
        from (select l.*, m.name as municipality_name
              from access_log l left join municipality m on m.code = l.municipality
              where l.person = app_person() order by l.id desc limit {}) l) as accesses
from person p where p.id = {}
"""
