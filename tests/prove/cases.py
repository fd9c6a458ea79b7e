"""Cases at every step, of one person of each kind, so that each form has something to act on."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from talentpool.accounts import passwords, service_credentials
from talentpool.accounts.tables import Account
from talentpool.actor import Actor, Role, system
from talentpool.candidates.states import CandidateState
from talentpool.candidates.tables import Candidate
from talentpool.dispatches import service as dispatches
from talentpool.engagements import service as engagements
from talentpool.engagements import service_extension as extension
from talentpool.files import service_upload
from talentpool.files.schemas import Kind
from talentpool.kit.scope import scope
from talentpool.matches import service as matches
from talentpool.needs import service_triage as triage
from talentpool.needs.states import NeedState
from talentpool.needs.tables import Need
from talentpool.openings import service as openings
from talentpool.placements import service as placements
from talentpool.reviews import service as reviews
from talentpool.rights import service as rights
from tests.makers.accounts import PASSWORD, an_account, as_account
from tests.makers.candidates import a_candidate, a_person, as_person
from tests.makers.chains import PLAN, TERM, tomorrow
from tests.makers.needs import a_need, sql
from tests.prove.world import TOWN, World

LITTLE = 30  # minutes a week: one person takes part in many cases
FILE = (
    b'{"ref": "X-1", "title": "x", "program": "outreach", "current_issue": "x",'
    b' "municipality_code": "139017", "period": {"from": "2027-01", "to": "2027-03"}}\n'
)
_AVAILABLE = {"available_from": date(2026, 12, 1), "available_to": date(2027, 3, 1)}
_TERM = {**TERM, "weekly_minutes": LITTLE}
_PLAN = {**PLAN, "weekly_minutes": LITTLE}


@dataclass(slots=True)
class Cases:
    """Ids by what they are, and whose tokens open the API."""

    ids: dict[str, UUID] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)


async def furnish(world: World) -> Cases:
    """Bring cases of *world* to every step."""
    return await _Furnisher(world).furnish()


class _Furnisher:
    """Brings one case after the other."""

    def __init__(self, world: World) -> None:
        assert world.candidate is not None
        assert world.need is not None
        self.world = world
        self.cases = Cases()
        self.candidate: Candidate = world.candidate
        self.need: Need = world.need
        self.coordinator = as_account(world.actors["coordinator"])
        self.officer = as_account(world.actors["officer"])
        self.planner = as_account(world.actors["planner"])
        self.person = as_person(self.candidate)

    async def furnish(self) -> Cases:
        await self._accounts()
        await self._needs()
        await self._registrations()
        await self._placements()
        await self._dispatches()
        await self._rest()
        return self.cases

    async def _accounts(self) -> None:
        """Everybody has a password; whoever may, a token."""
        stored = await passwords.make_hash(PASSWORD)
        for who, account in self.world.actors.items():
            async with scope(system()):
                await service_credentials.store_password(account.id, stored)
            if not who.startswith(Role.CANDIDATE):
                token = await service_credentials.create_api_token(as_account(account), "prove", 30)
                self.cases.tokens[who] = token
        await service_credentials.create_api_token(self.coordinator, "revoke", 30)
        self.cases.ids["token"] = await sql(
            "select id from api_token where account = $1 and name = 'revoke'",
            self.coordinator.account,
        )
        colleague = await an_account(Role.OFFICER, municipality=TOWN)
        self.cases.ids["colleague"] = colleague.id
        successor = await an_account(Role.OFFICER, municipality=TOWN)
        self.cases.texts |= {
            "colleague_version": str(colleague.version),
            "successor": str(successor.id),
        }

    async def _needs(self) -> None:
        keep = self.cases.ids
        for name, state, programme in (
            ("writing", NeedState.CLARIFYING, "consultation"),
            ("submitted", NeedState.SUBMITTED, "hands_on"),
            ("questioned", NeedState.SUBMITTED, "hands_on"),
            ("consultation", NeedState.SUBMITTED, "consultation"),
            ("handed in opening", NeedState.SUBMITTED, "placement_fiscal"),
        ):
            keep[name] = (await a_need(state, programme=programme, required=("BPR",))).id
        self.cases.texts["writing_number"] = await sql(
            "select number from need where id = $1", keep["writing"]
        )
        await triage.return_(self.coordinator, keep["questioned"], "何名で使いますか。")
        keep["question"] = await sql("select id from question where need = $1", keep["questioned"])

    async def _registrations(self) -> None:
        """Somebody whose registration is being looked at, and somebody who makes a pause."""
        awaited = await a_candidate(CandidateState.SCREENING, claims={"CMS": 3})
        self.cases.ids["screened"] = awaited.id
        self.cases.ids["claim"] = await sql("select id from claim where candidate = $1", awaited.id)
        interviewed = await a_candidate(CandidateState.INTERVIEW)
        self.cases.ids["interviewed"] = interviewed.id
        paused = await a_candidate(CandidateState.PAUSED)
        self.cases.ids["paused"] = paused.id
        await self._erasures()
        for name, state in (("writer", CandidateState.DRAFT), ("resting", CandidateState.PAUSED)):
            person = await a_person()
            await a_candidate(state, person=person, career="x")
            self.world.actors[f"candidate {name}"] = await an_account(Role.CANDIDATE, person=person)

    async def _erasures(self) -> None:
        """Somebody's wish that is half way."""
        leaving = await an_account(Role.CANDIDATE, person=await a_person())
        wish = await rights.file(as_account(leaving))
        await rights.propose(self.coordinator, wish, seen=1)
        self.cases.ids["proposed erasure"] = wish

    async def _placements(self) -> None:
        ids = self.cases.ids
        for name, steps in (
            ("suggested", 0), ("approved", 1), ("asked", 2), ("consented", 3), ("referred", 4),
            ("dated", 5), ("selected", 6), ("accepted", 7), ("appointed", 8),
        ):  # fmt: skip
            need = await self._a_need("placement_fiscal", ("CMS",))
            ids[f"{name} need"] = need.id
            await matches.run_now(system(), need.id)
            if steps:
                ids[name] = await self._placed(need, steps)
        await openings.show(system(), ids["suggested need"], {self.candidate.id: ["x"]})
        ids["engagement"] = await sql(
            "select id from engagement where proposal = $1", ids["appointed"]
        )

    async def _placed(self, need: Need, steps: int) -> UUID:
        """A proposal that has come so many steps far."""
        delay = timedelta(minutes=10) if steps == 1 else timedelta(0)
        proposal = await self._approve(need, self.candidate, delay)
        revision = {"terms_revision": 1}
        date_ = {"kind": "interview", "held_on": await tomorrow(), "place": "市役所"}
        moves = (
            lambda: reviews.contact(system(), proposal),
            lambda: placements.consent(self.person, proposal, **revision),
            lambda: placements.refer(self.coordinator, proposal),
            lambda: placements.set_selection(self.officer, proposal, **date_),
            lambda: placements.select(self.officer, proposal),
            lambda: placements.accept_terms(self.person, proposal, **revision),
            lambda: engagements.appoint(self.officer, proposal, **_TERM),
        )
        for move in moves[: steps - 1]:
            await move()
        return proposal

    async def _dispatches(self) -> None:
        expert: Account = self.world.actors["expert"]
        assert expert.person is not None
        person = await a_candidate(
            person=expert.person, kind="staff_expert", claims={"BPR": 4}, remote="full",
            **_AVAILABLE,
        )  # fmt: skip
        for name, steps in (("d asked", 1), ("d joined", 2), ("d proposed", 4), ("d agreed", 5)):
            need = await self._a_need("hands_on", ("BPR",))
            self.cases.ids[f"{name} need"] = need.id
            await matches.run_now(system(), need.id)
            self.cases.ids[name] = await self._dispatched(need, person, as_account(expert), steps)
        await self._work()

    async def _dispatched(self, need: Need, person: Candidate, expert: Actor, steps: int) -> UUID:
        proposal = await self._approve(need, person, timedelta(0))
        await reviews.contact(system(), proposal)
        moves = (
            lambda: dispatches.accept_assignment(expert, proposal),
            lambda: dispatches.save_plan(self.planner, need.id, **_PLAN),
            lambda: dispatches.propose_plan(self.planner, need.id),
            lambda: engagements.start_plan(self.officer, need.id),
        )
        for move in moves[: steps - 1]:
            await move()
        return proposal

    async def _work(self) -> None:
        """The expert is at work, and is asked to stay longer."""
        ids = self.cases.ids
        ids["d engagement"] = await sql(
            "update engagement set state = 'active' where proposal = $1 returning id",
            ids["d agreed"],
        )
        longer = {"to_on": _PLAN["to_on"] + timedelta(days=14), "weekly_minutes": LITTLE}
        seen = await self._version("engagement", ids["d engagement"])
        await extension.offer(self.officer, ids["d engagement"], **longer, seen=seen)
        self.cases.texts |= {
            "extension_seen": str(await self._version("engagement", ids["d engagement"])),
            "plan_seen": str(
                await sql("select version from plan where need = $1", ids["d proposed need"])
            ),
            "need_version": str(await self._version("need", self.need.id)),
        }

    async def _version(self, table: str, row: UUID) -> int:
        found: int = await sql(f"select version from {table} where id = $1", row)
        return found

    async def _rest(self) -> None:
        ids = self.cases.ids
        upload = await service_upload.show(self.coordinator, Kind.NEEDS, "x.jsonl", FILE)
        ids["upload"] = upload
        ids["notice"] = await sql(
            "select id from notice where account = $1 limit 1", self.officer.account
        )
        ids["consent"] = await sql(
            "select id from consent where person = $1 and need = $2",
            self.candidate.person, ids["consented need"],
        )  # fmt: skip

    async def _a_need(self, programme: str, required: tuple[str, ...]) -> Need:
        return await a_need(
            programme=programme, required=required, weekly_minutes=LITTLE,
            assignee=self.coordinator.account, officer=self.officer.account,
        )  # fmt: skip

    async def _approve(self, need: Need, person: Candidate, delay: timedelta) -> UUID:
        return await reviews.approve(
            self.coordinator, need.id, person.id, "best_fit", comment="確認しました。",
            contact_in=delay,
        )  # fmt: skip
