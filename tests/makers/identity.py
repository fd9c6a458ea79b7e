"""Persons for the tests of this slice."""

from uuid import UUID, uuid4

from talentpool.actor import Actor, Role, system
from talentpool.identity import service
from talentpool.identity.states import ConsentPurpose
from tests.makers import accounts as makers
from tests.makers import marks
from tests.makers.accounts import MUNICIPALITY

NAME = "神髙 葛󠄀子"  # U+FA19, 髙, and 葛 with a variation selector
SEE_ALL = "select * from person"


async def a_person(name: str = NAME, email: str = marks.EMAIL) -> UUID:
    """Somebody with a hard name."""
    return await service.register_person(
        system(), name=name, kana=marks.KANA, birth_on=marks.BORN_ON, email=email, phone=marks.PHONE
    )


async def a_consent(person: UUID, municipality: str = MUNICIPALITY) -> tuple[UUID, UUID]:
    """The person's consent to be named to a body, and the need it is for."""
    need = uuid4()
    given = await service.give_consent(
        system(),
        person,
        ConsentPurpose.REFERRAL,
        municipality=municipality,
        need=need,
        text_version="2026-11",
    )
    return given, need


async def logged() -> list[dict[str, object]]:
    """The access log, as the auditor reads it."""
    return await makers.rows("select * from access_log", who=await makers.an_actor(Role.AUDITOR))


def as_person(person: UUID) -> Actor:
    """The person, signed in."""
    return Actor(Role.CANDIDATE, person=person)
