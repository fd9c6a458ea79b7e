"""Hours and decisions: however many race, one wins or the week is filled exactly."""

import asyncio
from datetime import date
from uuid import uuid4

from talentpool import worker
from talentpool.actor import Role, system
from talentpool.hours import queries as hours_queries
from talentpool.hours import service as hours
from talentpool.hours.service import HoursShort
from talentpool.kit.errors import DomainError
from talentpool.kit.mail import open_post
from talentpool.kit.scope import scope
from talentpool.kit.servers import ServerUrls
from talentpool.matches import service as matches
from talentpool.placements import service as placements
from talentpool.reviews import service as reviews
from tests.makers.accounts import an_actor
from tests.makers.candidates import a_candidate
from tests.makers.chains import a_placement
from tests.makers.needs import a_need, sql
from tests.prove.figures import Figure, Plan
from tests.prove.place import pool
from tests.prove.walk import settings_of

WEEK = date(2027, 1, 4)
RACERS = 60
DECIDERS = 8
_CHOICES = """
select count(*) from audit_event
where subject_id = $1 and action in ('proposal.select', 'proposal.not_select')
"""


async def run(urls: ServerUrls, plan: Plan, whole: int = 100) -> Figure:
    """Rounds of racing bookings on one week, decisions on one suggestion and on one selection."""
    figure = Figure("races", "no week is over-booked, no decision is made twice", "racing acts")
    open_post(settings_of(urls))
    async with pool(urls):
        for _ in range(plan.count(whole)):
            await _race_for_hours(figure)
            await _race_to_decide(figure)
            await _race_to_select(figure)
    return figure


async def _race_for_hours(figure: Figure) -> None:
    candidate = await a_candidate(weekly_minutes=480)

    async def take() -> bool:
        try:
            await hours.take(
                system(), "booked", candidate=candidate.id, person=candidate.person,
                capacity=480, municipality="139017", subject=uuid4(), weeks=[WEEK], minutes=60,
            )  # fmt: skip
        except HoursShort:
            return False
        return True

    won = sum(await asyncio.gather(*(take() for _ in range(RACERS))))
    figure.tried += RACERS
    async with scope(system()):
        (week,) = await hours_queries.weeks(candidate.id, WEEK, WEEK)
    if (won, week["booked"]) != (8, 480):
        figure.bad.append(f"{won} won, {week['booked']} of 480 minutes booked")


async def _race_to_decide(figure: Figure) -> None:
    await a_candidate(
        programmes=["placement_fiscal"], remote="full",
        available_from=date(2026, 12, 1), available_to=date(2027, 3, 1),
    )  # fmt: skip
    need = await a_need()
    run_id = await matches.run_now(system(), need.id)
    candidate = await sql("select candidate from suggestion where run = $1 and rank = 1", run_id)
    deciders = [await an_actor(Role.COORDINATOR) for _ in range(DECIDERS)]

    async def approve(number: int) -> bool:
        try:
            await reviews.approve(
                deciders[number], need.id, candidate, "best_fit", comment="x",
                contact_in=None, seen=0,
            )  # fmt: skip
        except DomainError:
            return False
        return True

    won = sum(await asyncio.gather(*(approve(number) for number in range(DECIDERS))))
    made = await sql("select count(*) from decision where need = $1", need.id)
    figure.tried += DECIDERS
    if (won, made) != (1, 1):
        figure.bad.append(f"{won} coordinators won, {made} decisions stand")


async def _race_to_select(figure: Figure) -> None:
    """Half of the town's officers choose the person, half choose somebody else."""
    chain = await a_placement(worker.drain, "dated")
    officers = [await an_actor(Role.OFFICER) for _ in range(DECIDERS)]

    async def choose(number: int) -> bool:
        try:
            if number % 2:
                await placements.select(officers[number], chain.proposal)
            else:
                await placements.not_select(officers[number], chain.proposal, "budget")
        except DomainError:
            return False
        return True

    won = sum(await asyncio.gather(*(choose(number) for number in range(DECIDERS))))
    told = await sql(_CHOICES, str(chain.proposal))
    figure.tried += DECIDERS
    if (won, told) != (1, 1):
        figure.bad.append(f"{won} officers won, the trail tells of {told} choices")
