"""The chain of a placement through its verbs: every side has its turn, nothing is skipped."""

from datetime import date, timedelta
from typing import Any

import pytest

from talentpool.actor import Actor, system
from talentpool.engagements import service as engagements
from talentpool.hours import queries as hours
from talentpool.kit import clock
from talentpool.kit.errors import IllegalMove, Invalid, NotFound, StaleRow
from talentpool.kit.scope import scope
from talentpool.matches import service as matches
from talentpool.placements import service as placements
from talentpool.reviews import queries as proposals
from talentpool.reviews import service as reviews
from tests.makers.candidates import a_candidate, as_person
from tests.makers.needs import a_need, coordinator, officer, sql, state_of, state_terms

pytestmark = pytest.mark.usefixtures("db")

TERM = {
    "appointed_on": date(2027, 1, 4),
    "from_on": date(2027, 1, 4),
    "to_on": date(2027, 3, 31),
    "weekly_minutes": 240,
}


class Placement:
    """One need, one fitting person, the people who act."""

    async def prepare(self, **columns: Any) -> "Placement":
        self.candidate = await a_candidate(
            claims={"CMS": 3},
            career="CMSで市のホームページを更新した。",
            programmes=["placement_fiscal"],
            remote="full",
            **_available(),
        )
        self.need = await a_need(required=("CMS",), **columns)
        self.coordinator, self.officer = await coordinator(), await officer()
        self.person = as_person(self.candidate)
        await matches.run_now(system(), self.need.id)
        return self

    async def approve(self, **options: Any) -> Any:
        self.proposal = await reviews.approve(
            self.coordinator,
            self.need.id,
            self.candidate.id,
            "best_fit",
            comment="経歴を確認しました。",
            contact_in=options.pop("contact_in", timedelta(minutes=10)),
            **options,
        )
        return self.proposal

    async def ask(self, drain: Any) -> None:
        """Let the approved person be asked at once."""
        await reviews.send_now(self.coordinator, self.proposal)
        await drain()

    async def state(self) -> str:
        return await state_of("proposal", self.proposal)


def _available() -> dict[str, Any]:
    return {"available_from": date(2026, 12, 1), "available_to": date(2027, 3, 1)}


async def test_a_placement_reaches_the_appointment_step_by_step(drain):
    case = await Placement().prepare()
    await case.approve()
    with clock.shifted(timedelta(minutes=11)):
        await drain()
    assert await case.state() == "consent_requested"

    await placements.consent(case.person, case.proposal, terms_revision=1)
    await placements.refer(case.coordinator, case.proposal)
    await placements.set_selection(
        case.officer, case.proposal, kind="interview", held_on=date(2099, 1, 5)
    )
    await placements.select(case.officer, case.proposal)
    await placements.accept_terms(case.person, case.proposal, terms_revision=1)
    engagement = await engagements.appoint(case.officer, case.proposal, **TERM)

    assert await case.state() == "appointed"
    assert await state_of("need", case.need.id) == "arranged"
    async with scope(case.coordinator):
        entries = await hours.entries(engagement)
    assert {entry["minutes"] for entry in entries} == {240}
    assert len(entries) == 13


async def test_nobody_is_contacted_after_an_undo(drain):
    case = await Placement().prepare()
    await case.approve()

    await reviews.undo(case.coordinator, case.proposal)
    with clock.shifted(timedelta(minutes=11)):
        await drain()

    assert await case.state() == "suggested"
    assert await sql("select count(*) from notice where kind like 'proposal%'") == 0


async def test_sending_now_asks_at_once(drain):
    case = await Placement().prepare()
    await case.approve()

    await reviews.send_now(case.coordinator, case.proposal)
    await drain()

    assert await case.state() == "consent_requested"


async def test_it_is_too_late_for_an_undo_once_the_person_is_asked(drain):
    case = await Placement().prepare()
    await case.approve(contact_in=timedelta(0))
    await drain()

    with pytest.raises(IllegalMove):
        await reviews.undo(case.coordinator, case.proposal)


async def test_the_municipality_sees_nobody_before_the_referral_and_nobody_after_a_withdrawal(
    drain,
):
    case = await Placement().prepare()
    await case.approve(contact_in=timedelta(0))
    await drain()
    await placements.consent(case.person, case.proposal, terms_revision=1)
    before = await _visible_to(case.officer, case)

    await placements.refer(case.coordinator, case.proposal)
    referred = await _visible_to(case.officer, case)
    await placements.decline(case.person, case.proposal, "workload")

    assert (before, referred) == (False, True)
    assert not await _visible_to(case.officer, case)


async def test_another_municipality_never_sees_the_proposal(drain):
    case = await Placement().prepare()
    await case.approve(contact_in=timedelta(0))
    await drain()
    await placements.consent(case.person, case.proposal, terms_revision=1)
    await placements.refer(case.coordinator, case.proposal)

    assert not await _visible_to(await officer("139025"), case)


async def test_the_person_learns_nothing_before_being_asked():
    case = await Placement().prepare()
    await case.approve()

    assert not await _visible_to(case.person, case)


async def test_nobody_is_appointed_on_terms_they_have_not_seen(drain):
    case = await Placement().prepare()
    await case.approve(contact_in=timedelta(0))
    await drain()
    await placements.consent(case.person, case.proposal, terms_revision=1)
    await placements.refer(case.coordinator, case.proposal)
    await state_terms(case.need, 2, pay="時給1,400円")
    await placements.select(case.officer, case.proposal)

    with pytest.raises(StaleRow):
        await placements.accept_terms(case.person, case.proposal, terms_revision=1)
    await placements.accept_terms(case.person, case.proposal, terms_revision=2)

    await engagements.appoint(case.officer, case.proposal, **TERM)


async def test_an_approval_that_passes_over_a_better_place_owes_a_comment():
    case = await Placement().prepare()
    other = await a_candidate(programmes=["placement_fiscal"], remote="full", **_available())
    await matches.run_now(system(), case.need.id)

    with pytest.raises(Invalid):
        await reviews.approve(
            case.coordinator, case.need.id, other.id, "spread_chances", contact_in=None
        )


async def test_an_ineligible_person_is_never_approved():
    case = await Placement().prepare()
    busy = await a_candidate(weekly_minutes=60, programmes=["placement_fiscal"], **_available())
    await matches.run_now(system(), case.need.id)

    with pytest.raises(IllegalMove):
        await reviews.approve(
            case.coordinator,
            case.need.id,
            busy.id,
            "best_fit",
            comment="それでも。",
            contact_in=None,
        )


async def test_of_two_coordinators_the_second_is_told():
    case = await Placement().prepare()
    await case.approve(contact_in=None, seen=0)

    with pytest.raises(StaleRow):
        await reviews.hold(
            await coordinator(), case.need.id, case.candidate.id, "compare_more", seen=0
        )


async def _visible_to(actor: Actor, case: Placement) -> bool:
    async with scope(actor):
        try:
            await proposals.get(case.proposal)
        except NotFound:
            return False
        return True
