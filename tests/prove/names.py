"""Names: each one that is told has its line in the log, and without a live consent none is told.

People give and take back consents while others ask for their names, in transactions of which some
are thrown away. The person reads afterwards exactly the lines of those that were not.
"""

import random
from dataclasses import dataclass, field
from uuid import UUID

from talentpool.actor import MUNICIPAL, Actor, Role
from talentpool.identity import service as identity
from talentpool.identity.states import ConsentPurpose, RevealPurpose
from talentpool.kit.errors import DomainError
from talentpool.kit.scope import current, scope
from talentpool.kit.servers import ServerUrls
from tests.makers.accounts import an_account, an_actor, as_account
from tests.makers.candidates import a_person
from tests.makers.needs import a_need
from tests.prove.figures import Figure, Plan
from tests.prove.place import pool

TOWNS = ("139017", "139025")
PEOPLE = 6
_ASKERS = (
    (Role.COORDINATOR, ""),
    (Role.EXPERT, ""),
    (Role.PLANNER, ""),
    (Role.ADMINISTRATOR, ""),
    (Role.AUDITOR, ""),
    *((role, town) for role in (Role.OFFICER, Role.MUNICIPAL_MANAGER) for town in TOWNS),
)
_SEES_ALL = {Role.COORDINATOR, Role.EXPERT}
Consent = tuple[UUID, str, UUID]


class _ThrownAway(DomainError):
    """The transaction ends badly."""


async def run(urls: ServerUrls, plan: Plan, whole: int = 20_000) -> Figure:
    """Names asked for and consents changed by chance, held against an oracle of its own."""
    figure = Figure("names", "no name without a line in the log and a live consent", "steps")
    async with pool(urls):
        people = await _settle(plan.chance("names"))
        for _ in range(plan.count(whole)):
            figure.bad += await people.step()
            figure.tried += 1
        figure.bad += [
            wrong for person, lines in people.lines.items() for wrong in await _read(person, lines)
        ]
    figure.note = f"{sum(people.lines.values()):,} names told"
    return figure


@dataclass(slots=True)
class People:
    """Who there is, what they have agreed to, and how often each was looked at."""

    chance: random.Random
    askers: list[Actor]
    needs: dict[str, UUID]
    lines: dict[UUID, int]
    live: dict[Consent, UUID] = field(default_factory=dict)

    async def step(self) -> list[str]:
        """One of the two, thrown away one time in five."""
        person = self.chance.choice(list(self.lines))
        town = self.chance.choice(TOWNS)
        is_kept = self.chance.random() > 0.2
        if self.chance.random() < 0.3:
            await self._change_mind((person, town, self.needs[town]), is_kept)
            return []
        return await self._ask(self.chance.choice(self.askers), person, town, is_kept)

    async def _change_mind(self, about: Consent, is_kept: bool) -> None:
        person, town, need = about
        who = Actor(Role.CANDIDATE, person=person)
        given = self.live.get(about)
        try:
            async with scope(who):
                if given is None:
                    given = await identity.give_consent(
                        who, person, ConsentPurpose.REFERRAL, municipality=town, need=need,
                        text_version="2026-11",
                    )  # fmt: skip
                else:
                    await identity.withdraw_consent(who, given)
                _insist(is_kept)
        except _ThrownAway:
            return
        if self.live.pop(about, None) is None:
            self.live[about] = given

    async def _ask(self, who: Actor, person: UUID, town: str, is_kept: bool) -> list[str]:
        need = self.needs[town]
        may = who.role in _SEES_ALL or (
            who.role in MUNICIPAL and (person, who.municipality, need) in self.live
        )
        name = ""
        try:
            async with scope(who):
                name = (await identity.reveal(who, person, RevealPurpose.CONTACT, need=need)).name
                _insist(is_kept)
            self.lines[person] += 1
        except DomainError:
            pass
        told = f"{who.role} of {who.municipality or 'nowhere'}"
        return [] if bool(name) is may else [f"{told}: {'a name' if name else 'no name'}"]


def _insist(is_kept: bool) -> None:
    if not is_kept:
        raise _ThrownAway("thrown away")


async def _settle(chance: random.Random) -> People:
    askers = []
    for role, town in _ASKERS:
        if town:
            askers.append(await an_actor(role, municipality=town))
        else:
            askers.append(as_account(await an_account(role)))
    needs = {town: (await a_need(municipality=town)).id for town in TOWNS}
    people = [await a_person(f"架空 {number}子") for number in range(PEOPLE)]
    return People(chance, askers, needs, dict.fromkeys(people, 0))


async def _read(person: UUID, lines: int) -> list[str]:
    """What the person finds in the log about themselves."""
    async with scope(Actor(Role.CANDIDATE, person=person), readonly=True):
        found = await current().connection.fetchval("select count(*) from access_log")
    return [] if found == lines else [f"looked at {lines} times, reads of {found}"]
