"""What people agreed to, who has looked at them, and what they see of themselves."""

from uuid import UUID

import msgspec

from talentpool.actor import Actor
from talentpool.identity.schemas import Access, Identity, OwnConsent, OwnData
from talentpool.identity.states import FOR_MUNICIPALITY, ConsentPurpose
from talentpool.identity.tables import AccessLog, Consent, Person
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
    """Everything held here about the actor as a person.

    Raises:
        NotFound: no person stands behind this account.
    """
    row = await Person.select(*IDENTITY, Person.version).where(Person.id == actor.person).first()
    if actor.person is None or row is None:
        raise NotFound("no person behind this account")
    return OwnData(
        identity=msgspec.convert(row, Identity),
        version=row["version"],
        consents=await consents_of(actor.person),
        accesses=await who_saw(actor.person),
    )


async def own_identity(actor: Actor) -> Identity:
    """The actor's own name and addresses.

    Raises:
        NotFound: no person stands behind this account.
    """
    row = await Person.select(*IDENTITY).where(Person.id == actor.person).first()
    if actor.person is None or row is None:
        raise NotFound("no person behind this account")
    return msgspec.convert(row, Identity)


async def who_saw(person: UUID) -> list[Access]:
    """Every look at *person*, newest first: the role and the body, not the colleague's name."""
    rows = await AccessLog.raw(_WHO_SAW, person, MOST_ACCESSES)
    return msgspec.convert(rows, list[Access])


async def consents_of(person: UUID) -> list[OwnConsent]:
    """All that *person* agreed to, newest first, with what was taken back."""
    return msgspec.convert(await Consent.raw(_CONSENTS, person), list[OwnConsent])


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


_WHO_SAW = """
select l.at, l.role, m.name as municipality_name, l.purpose, l.need
from access_log l left join municipality m on m.code = l.municipality
where l.person = {} order by l.id desc limit {}
"""
_CONSENTS = """
select c.id, c.purpose, c.municipality, m.name as municipality_name, c.need, c.text_version,
       c.given_at, c.withdrawn_at
from consent c left join municipality m on m.code = c.municipality
where c.person = {} order by c.given_at desc, c.id
"""
