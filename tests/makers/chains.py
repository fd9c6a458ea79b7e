"""Needs on their way to work, brought to a step through the service's own verbs."""

import re
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx

from talentpool.actor import Actor, Role, system
from talentpool.candidates.tables import Candidate
from talentpool.dispatches import service as dispatches
from talentpool.engagements import service as engagements
from talentpool.kit import clock
from talentpool.kit.scope import scope
from talentpool.kit.settings import Settings
from talentpool.matches import service as matches
from talentpool.needs.tables import Need
from talentpool.placements import service as placements
from talentpool.reviews import service as reviews
from tests.makers import marks
from tests.makers.accounts import an_account, as_account, browse_as, stored_account
from tests.makers.candidates import a_candidate, a_person
from tests.makers.needs import a_need, coordinator, officer, planner, state_of

Drain = Callable[[], Awaitable[int]]
NAME = marks.NAME
AVAILABLE: dict[str, Any] = {
    "available_from": date(2026, 12, 1),
    "available_to": date(2027, 3, 1),
}
TERM: dict[str, Any] = {
    "appointed_on": date(2027, 1, 4),
    "from_on": date(2027, 1, 4),
    "to_on": date(2027, 3, 31),
    "weekly_minutes": 240,
}
PLAN: dict[str, Any] = {
    "menus": ["tools_bpr"],
    "goals": "施設予約の流れを見直し、2館で試します。",
    "from_on": date(2027, 1, 4),
    "to_on": date(2027, 2, 28),
    "weekly_minutes": 240,
}


class Chain:
    """One need, one fitting person with an account, and those who act."""

    need: Need
    candidate: Candidate
    proposal: UUID
    engagement: UUID
    person: Actor
    coordinator: Actor
    officer: Actor
    planner: Actor

    async def state(self) -> str:
        """Where the proposal stands."""
        return await state_of("proposal", self.proposal)

    async def ask(self, drain: Drain) -> None:
        """Match among others, approve, and let the question go out."""
        await a_candidate(kind=self.candidate.kind, remote="full", **AVAILABLE)
        await matches.run_now(system(), self.need.id)
        self.proposal = await reviews.approve(
            self.coordinator,
            self.need.id,
            self.candidate.id,
            "best_fit",
            comment="経歴を確認しました。",
            contact_in=timedelta(0),
        )
        await drain()


async def a_placement(drain: Drain, upto: str = "asked", **columns: Any) -> Chain:
    """A placement brought to: asked, consented, referred, dated, selected, accepted, appointed."""
    chain = Chain()
    chain.coordinator, chain.officer = await coordinator(), await officer()
    chain.candidate, chain.person = await _somebody(
        Role.CANDIDATE,
        programmes=["placement_fiscal", "placement_special"],
        claims={"CMS": 3},
        career="CMSで市のホームページを更新した。",
    )
    chain.need = await a_need(
        required=("CMS",),
        assignee=chain.coordinator.account,
        officer=chain.officer.account,
        **columns,
    )
    await chain.ask(drain)
    steps = {
        "consented": lambda: placements.consent(chain.person, chain.proposal, terms_revision=1),
        "referred": lambda: placements.refer(chain.coordinator, chain.proposal),
        "dated": lambda: set_date(chain),
        "selected": lambda: placements.select(chain.officer, chain.proposal),
        "accepted": lambda: placements.accept_terms(chain.person, chain.proposal, terms_revision=1),
        "appointed": lambda: appoint(chain),
    }
    for name, step in steps.items() if upto != "asked" else ():
        await step()
        if name == upto:
            break
    return chain


async def a_dispatch(drain: Drain, upto: str = "asked", **person: Any) -> Chain:
    """A dispatch brought to: asked, accepted, proposed, agreed."""
    chain = Chain()
    chain.coordinator, chain.officer = await coordinator(), await officer()
    chain.planner = await planner()
    chain.candidate, chain.person = await _somebody(
        person.pop("role", Role.EXPERT), kind="staff_expert", claims={"BPR": 4}, **person
    )
    chain.need = await a_need(
        programme="hands_on",
        required=("BPR",),
        title="施設予約の見直し",
        assignee=chain.coordinator.account,
        officer=chain.officer.account,
    )
    await chain.ask(drain)
    if upto == "asked":
        return chain
    await dispatches.accept_assignment(chain.person, chain.proposal)
    if upto in {"proposed", "agreed"}:
        await dispatches.save_plan(chain.planner, chain.need.id, **PLAN)
        await dispatches.propose_plan(chain.planner, chain.need.id)
    if upto == "agreed":
        (chain.engagement,) = await engagements.start_plan(chain.officer, chain.need.id)
    return chain


async def set_date(chain: Chain) -> None:
    """The municipality fixes an interview."""
    await placements.set_selection(
        chain.officer, chain.proposal, kind="interview", held_on=await tomorrow(), place="市役所"
    )


async def appoint(chain: Chain) -> None:
    """The municipality appoints."""
    chain.engagement = await engagements.appoint(chain.officer, chain.proposal, **TERM)


async def tomorrow() -> date:
    """The day after today."""
    async with scope(system()):
        return clock.today() + timedelta(days=1)


def text_of(answer: httpx.Response) -> str:
    """What stands on a page, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


async def _somebody(role: Role, **columns: Any) -> tuple[Candidate, Actor]:
    person = await a_person(NAME)
    candidate = await a_candidate(
        person=person,
        remote="full",
        **AVAILABLE,
        headline="広報サイトの運営・6年",
        **columns,
    )
    return candidate, as_account(await an_account(role, person=person))


async def browsing(client: httpx.AsyncClient, settings: Settings, actor: Actor) -> None:
    """Let *client* be signed in as *actor*."""
    assert actor.account is not None
    await browse_as(client, settings, await stored_account(actor.account))
