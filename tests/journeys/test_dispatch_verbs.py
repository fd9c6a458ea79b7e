"""A dispatch through its verbs: plan, acceptance, the municipality's agreement, work."""

from datetime import date, timedelta
from typing import Any

import pytest

from talentpool.actor import system
from talentpool.dispatches import queries as plans
from talentpool.dispatches import service as dispatches
from talentpool.engagements import service as engagements
from talentpool.hours.service import HoursShort
from talentpool.kit.errors import IllegalMove, Invalid
from talentpool.kit.scope import scope
from talentpool.matches import service as matches
from talentpool.reviews import service as reviews
from tests.makers.candidates import a_candidate, as_person
from tests.makers.needs import a_need, coordinator, officer, planner, sql, state_of

pytestmark = pytest.mark.usefixtures("db")

PLAN: dict[str, Any] = {
    "menus": ["tools_bpr"],
    "goals": "施設予約の流れを見直し、2館で試します。",
    "from_on": date(2027, 1, 4),
    "to_on": date(2027, 2, 28),
    "weekly_minutes": 240,
}


class Dispatch:
    """One need, one expert, the people who act."""

    async def prepare(self, drain: Any, weekly_minutes: int = 480) -> "Dispatch":
        self.expert = await a_candidate(
            kind="staff_expert",
            claims={"BPR": 4},
            remote="full",
            weekly_minutes=weekly_minutes,
            available_from=date(2026, 12, 1),
            available_to=date(2027, 3, 1),
        )
        self.need = await a_need(programme="hands_on", required=("BPR",))
        self.coordinator, self.planner = await coordinator(), await planner()
        self.officer = await officer()
        self.person = as_person(self.expert)
        await matches.run_now(system(), self.need.id)
        self.proposal = await reviews.approve(
            self.coordinator,
            self.need.id,
            self.expert.id,
            "best_fit",
            comment="経歴を確認しました。",
            contact_in=timedelta(0),
        )
        await drain()
        return self

    async def plan_and_accept(self) -> None:
        await dispatches.save_plan(self.planner, self.need.id, **PLAN)
        await dispatches.accept_assignment(self.person, self.proposal)
        await dispatches.propose_plan(self.planner, self.need.id)


async def test_a_dispatch_reaches_work_step_by_step(drain):
    case = await Dispatch().prepare(drain)
    await case.plan_and_accept()

    (engagement,) = await engagements.start_plan(case.officer, case.need.id)

    assert await state_of("proposal", case.proposal) == "confirmed"
    assert await state_of("need", case.need.id) == "in_progress"
    assert await state_of("engagement", engagement) == "preparing"
    assert await sql("select sum(booked) from week_ledger") == 240 * 8


async def test_a_plan_without_anybody_is_not_put_before_the_municipality(drain):
    case = await Dispatch().prepare(drain)
    await dispatches.save_plan(case.planner, case.need.id, **PLAN)

    with pytest.raises(Invalid):
        await dispatches.propose_plan(case.planner, case.need.id)


async def test_a_returned_plan_is_changed_and_proposed_again(drain):
    case = await Dispatch().prepare(drain)
    await case.plan_and_accept()

    await dispatches.return_plan(case.officer, case.need.id, "3月まで延ばしてください。")
    await dispatches.save_plan(case.planner, case.need.id, **{**PLAN, "goals": "3館で試します。"})
    await dispatches.propose_plan(case.planner, case.need.id)

    async with scope(case.officer):
        plan = await plans.get(case.need.id)
    assert (plan.state, plan.goals) == ("proposed", "3館で試します。")


async def test_a_plan_before_the_municipality_is_not_changed(drain):
    case = await Dispatch().prepare(drain)
    await case.plan_and_accept()

    with pytest.raises(IllegalMove):
        await dispatches.save_plan(case.planner, case.need.id, **PLAN)


async def test_a_member_without_the_hours_stops_the_whole_plan(drain):
    case = await Dispatch().prepare(drain, weekly_minutes=240)
    await case.plan_and_accept()
    await sql(
        "insert into week_ledger (candidate, person, week, capacity, booked)"
        " values ($1, $2, $3, 240, 60) returning booked",
        case.expert.id,
        case.expert.person,
        date(2027, 1, 18),
    )

    with pytest.raises(HoursShort):
        await engagements.start_plan(case.officer, case.need.id)

    assert await state_of("proposal", case.proposal) == "assigned"
    assert await state_of("need", case.need.id) == "selecting"
    assert await sql("select count(*) from engagement") == 0
    assert await sql("select sum(booked) from week_ledger") == 60
