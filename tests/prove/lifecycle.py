"""Life cycles: anybody does anything at any time; a rule says no, or everything stays true."""

import random
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from talentpool.actor import Actor, Role, system
from talentpool.candidates import service_membership as membership
from talentpool.dispatches import service as dispatches
from talentpool.engagements import service as engagements
from talentpool.engagements import service_work as work
from talentpool.kit.errors import DomainError
from talentpool.kit.servers import ServerUrls
from talentpool.matches import service as matches
from talentpool.needs import service as needs
from talentpool.placements import service as placements
from talentpool.reviews import service as reviews
from tests.makers.accounts import an_actor
from tests.makers.candidates import a_candidate, as_person
from tests.makers.needs import a_need, sql, state_terms
from tests.prove.figures import Figure, Plan
from tests.prove.invariants import broken, witness
from tests.prove.place import empty, pool

STEPS_A_LIFE = 250
PEOPLE = 5
_AVAILABLE = {"available_from": date(2026, 12, 1), "available_to": date(2027, 3, 1)}
_TERM = (date(2027, 1, 4), date(2027, 3, 31))
Step = Callable[[], Awaitable[Any]]


async def run(urls: ServerUrls, plan: Plan, whole: int = 100_000) -> Figure:
    """Random steps in worlds of their own; the invariants are asked after each."""
    figure = Figure("lifecycle", "no order of steps leads where none may", "steps")
    chance = plan.chance("lifecycle")
    eye = await witness(urls.web)
    async with pool(urls):
        refused = 0
        while figure.tried < plan.count(whole) and not figure.bad:
            await empty(urls)
            life = await Life(chance).begin()
            for _ in range(min(STEPS_A_LIFE, plan.count(whole) - figure.tried)):
                name, step = life.choose()
                try:
                    await step()
                except DomainError:
                    refused += 1
                figure.tried += 1
                if wrong := await broken(eye):
                    figure.bad += [f"after {name}: {one}" for one in wrong]
                    break
    await eye.close()
    figure.note = f"{refused / max(figure.tried, 1):.0%} refused by a rule"
    return figure


class Life:
    """Two needs, one of each flow, some people, and everybody who may act."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    async def begin(self) -> "Life":
        self.coordinator = await an_actor(Role.COORDINATOR)
        self.planner = await an_actor(Role.PLANNER)
        self.officer = await an_actor(Role.OFFICER)
        self.people = [
            await a_candidate(weekly_minutes=480, remote="full", **_AVAILABLE)
            for _ in range(PEOPLE)
        ]
        self.needs = [
            await a_need(headcount=2),
            await a_need(programme="hands_on"),
        ]
        for need in self.needs:
            await matches.run_now(system(), need.id)
        self.revision = 1
        return self

    def choose(self) -> tuple[str, Step]:
        """Somebody's next step, sensible or not."""
        names = [name for name in dir(self) if name.startswith("step_")]
        name = self.chance.choice(names)
        return name.removeprefix("step_"), getattr(self, name)

    def need(self) -> UUID:
        found: UUID = self.chance.choice(self.needs).id
        return found

    async def proposal(self) -> tuple[UUID, Actor]:
        """Any proposal there is, and its person."""
        ids = await sql("select coalesce(array_agg(id order by id), '{}') from proposal")
        chosen = self.chance.choice(ids or [self.need()])
        candidate = await sql("select candidate from proposal where id = $1", chosen)
        person = next((p for p in self.people if p.id == candidate), self.people[0])
        return chosen, as_person(person)

    async def engagement(self) -> UUID:
        ids = await sql("select coalesce(array_agg(id order by id), '{}') from engagement")
        found: UUID = self.chance.choice(ids or [self.need()])
        return found

    async def step_approve(self) -> None:
        person = self.chance.choice(self.people)
        await reviews.approve(
            self.coordinator, self.need(), person.id, "best_fit", comment="確認しました。",
            contact_in=self.chance.choice([None, timedelta(minutes=10)]),
        )  # fmt: skip

    async def step_hold(self) -> None:
        person = self.chance.choice(self.people)
        await reviews.hold(self.coordinator, self.need(), person.id, "compare_more")

    async def step_not_refer(self) -> None:
        person = self.chance.choice(self.people)
        await reviews.not_refer(self.coordinator, self.need(), person.id, "better_elsewhere")

    async def step_undo(self) -> None:
        await reviews.undo(self.coordinator, (await self.proposal())[0])

    async def step_contact(self) -> None:
        await reviews.contact(system(), (await self.proposal())[0])

    async def step_retract(self) -> None:
        await reviews.retract(self.coordinator, (await self.proposal())[0], "都合が変わりました。")

    async def step_consent(self) -> None:
        proposal, person = await self.proposal()
        await placements.consent(person, proposal, terms_revision=self.revision)

    async def step_decline(self) -> None:
        proposal, person = await self.proposal()
        await placements.decline(person, proposal, "workload")

    async def step_refer(self) -> None:
        await placements.refer(self.coordinator, (await self.proposal())[0])

    async def step_set_selection(self) -> None:
        proposal, _ = await self.proposal()
        await placements.set_selection(
            self.officer, proposal, kind="interview", held_on=date(2099, 1, 5)
        )

    async def step_select(self) -> None:
        await placements.select(self.officer, (await self.proposal())[0])

    async def step_not_select(self) -> None:
        await placements.not_select(self.officer, (await self.proposal())[0], "budget")

    async def step_change_terms(self) -> None:
        if self.chance.random() < 0.2:
            self.revision += 1
            await state_terms(self.needs[0], self.revision, pay=f"時給{self.revision}円")

    async def step_accept_terms(self) -> None:
        proposal, person = await self.proposal()
        await placements.accept_terms(person, proposal, terms_revision=self.revision)

    async def step_appoint(self) -> None:
        proposal, _ = await self.proposal()
        await engagements.appoint(
            self.officer, proposal, appointed_on=_TERM[0], from_on=_TERM[0], to_on=_TERM[1],
            weekly_minutes=self.chance.choice([120, 300, 480]),
        )  # fmt: skip

    async def step_save_plan(self) -> None:
        await dispatches.save_plan(
            self.planner, self.need(), menus=["tools_bpr"], goals="予約を見直します。",
            from_on=_TERM[0], to_on=_TERM[1], weekly_minutes=self.chance.choice([120, 300]),
        )  # fmt: skip

    async def step_accept_assignment(self) -> None:
        proposal, person = await self.proposal()
        await dispatches.accept_assignment(person, proposal)

    async def step_decline_assignment(self) -> None:
        proposal, person = await self.proposal()
        await dispatches.decline_assignment(person, proposal, "workload")

    async def step_propose_plan(self) -> None:
        await dispatches.propose_plan(self.planner, self.need())

    async def step_return_plan(self) -> None:
        await dispatches.return_plan(self.officer, self.need(), "期間を延ばしてください。")

    async def step_start_plan(self) -> None:
        await engagements.start_plan(self.officer, self.need())

    async def step_begin(self) -> None:
        await work.begin(self.officer, await self.engagement())

    async def step_end_early(self) -> None:
        if self.chance.random() < 0.3:
            await work.end_early(self.officer, await self.engagement(), "other")

    async def step_cancel_need(self) -> None:
        if self.chance.random() < 0.05:
            await needs.cancel(self.officer, self.need(), "予算がつきませんでした。")

    async def step_pause(self) -> None:
        if self.chance.random() < 0.1:
            person = self.chance.choice(self.people)
            await membership.pause(as_person(person), person.id, "busy")
