"""A small world in which every route has something to be asked about: two towns, one case each."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from talentpool.actor import Actor, Role, system
from talentpool.candidates.tables import Candidate
from talentpool.matches import service as matches
from talentpool.needs.tables import Need
from talentpool.placements import service as placements
from talentpool.reviews import service as reviews
from talentpool.rights import service as rights
from tests.makers.accounts import an_account, as_account
from tests.makers.candidates import a_candidate, a_person, as_person
from tests.makers.needs import a_need

TOWN, OTHER_TOWN = "139017", "139025"
SECRET = "秘匿符号ハクサイ"
_AVAILABLE = {"available_from": date(2026, 12, 1), "available_to": date(2027, 3, 1)}


@dataclass(slots=True)
class World:
    """Who is there, and the ids of what there is."""

    actors: dict[str, Any] = field(default_factory=dict)
    need: Need | None = None
    candidate: Candidate | None = None
    proposal: UUID = field(default_factory=uuid4)
    erasure: UUID = field(default_factory=uuid4)

    def parameters(self) -> dict[str, str]:
        """Values for the parameters of paths: things of the first town."""
        assert self.need is not None
        assert self.candidate is not None
        return {
            "need_id": str(self.need.id),
            "candidate_id": str(self.candidate.id),
            "proposal_id": str(self.proposal),
            "erasure_id": str(self.erasure),
            "person_id": str(self.candidate.person),
            "subject": "need",
            "subject_id": str(self.need.id),
            "kind": "needs",
            "form": "jsonl",
            "step": "basics",
            "part": "career",
            "key": "0",
            "act": "begin",
            "decision": "hold",
            "token": "not-a-token",
            "login_name": "nobody-here",
            "file_path": "css/app.css",
        }


async def build() -> World:
    """Two towns; in the first one a placement that was referred to it."""
    world = World(actors=await _people())
    world.candidate = await a_candidate(
        person=world.actors["candidate"].person,
        claims={"CMS": 3},
        programmes=["placement_fiscal"],
        remote="full",
        **_AVAILABLE,
    )
    world.need = await a_need(current_issue=SECRET, title=f"広報 {SECRET}", required=("CMS",))
    await a_need(municipality=OTHER_TOWN)
    coordinator = as_account(world.actors["coordinator"])
    officer = as_account(world.actors["officer"])
    await matches.run_now(system(), world.need.id)
    world.proposal = await reviews.approve(
        coordinator, world.need.id, world.candidate.id, "best_fit",
        comment="確認しました。", contact_in=timedelta(0),
    )  # fmt: skip
    await reviews.contact(system(), world.proposal)
    person: Actor = as_person(world.candidate)
    await placements.consent(person, world.proposal, terms_revision=1)
    await placements.refer(coordinator, world.proposal)
    world.erasure = await rights.file(as_account(world.actors["candidate elsewhere"]))
    assert officer.municipality == TOWN
    return world


async def _people() -> dict[str, Any]:
    """An account of each role; municipal ones of both towns."""
    people = {
        str(role): await an_account(role, person=await a_person())
        for role in (Role.CANDIDATE, Role.EXPERT)
    }
    people["candidate elsewhere"] = await an_account(Role.CANDIDATE, person=await a_person())
    for role in (Role.COORDINATOR, Role.PLANNER, Role.ADMINISTRATOR, Role.AUDITOR):
        people[str(role)] = await an_account(role)
    for role in (Role.OFFICER, Role.MUNICIPAL_MANAGER):
        people[str(role)] = await an_account(role, municipality=TOWN)
        people[f"{role} elsewhere"] = await an_account(role, municipality=OTHER_TOWN)
    return people
