"""What nobody should have to remember is said once; nothing is decided by it."""

from datetime import timedelta

import pytest

from talentpool.actor import system
from talentpool.identity import service as identity
from talentpool.kit import clock
from talentpool.kit.scope import scope
from talentpool.matches import service as matches
from talentpool.placements import service_reminders
from talentpool.reviews import queries as proposals
from talentpool.reviews import service as reviews
from tests.makers.accounts import rows
from tests.makers.candidates import a_candidate
from tests.makers.chains import a_dispatch, a_placement
from tests.makers.needs import a_need, coordinator, state_terms

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def remind(as_worker):
    """Look after everything, with the worker's role, some days from now; twice, as clocks do."""

    async def run(days: int = 0) -> list[tuple[object, object]]:
        with clock.shifted(timedelta(days=days)):
            for _ in range(2):
                async with as_worker():
                    await service_reminders.remind(system())
        found = await rows(
            "select kind, path from notice where kind in ('proposal.reply_overdue',"
            " 'proposal.hold_overdue', 'proposal.consent_withdrawn', 'proposal.terms_changed')"
        )
        return [(row["kind"], row["path"]) for row in found]

    return run


async def test_a_late_answer_is_told_to_the_coordinator_and_stays_open(drain, remind):
    case = await a_placement(drain)

    in_time, late = await remind(days=5), await remind(days=30)

    assert in_time == []
    assert late == [("proposal.reply_overdue", f"/needs/{case.need.id}/people")]
    assert await case.state() == "consent_requested"


async def test_a_late_member_is_looked_for_on_the_plan(drain, remind):
    case = await a_dispatch(drain)

    assert await remind(days=30) == [("proposal.reply_overdue", f"/plans/{case.need.id}")]


async def test_a_forgotten_hold_is_told(remind):
    person = await a_candidate(claims={"CMS": 3}, programmes=["placement_fiscal"], remote="full")
    decider = await coordinator()
    need = await a_need(required=("CMS",), assignee=decider.account)
    await matches.run_now(system(), need.id)
    await reviews.hold(decider, need.id, person.id, "compare_more")

    early, late = await remind(days=7), await remind(days=30)

    assert early == []
    assert late == [("proposal.hold_overdue", f"/needs/{need.id}/people")]


async def test_changed_terms_are_told_to_whoever_had_agreed(drain, remind):
    case = await a_placement(drain, "consented")
    await state_terms(case.need, 2, pay="時給1,400円")

    assert await remind() == [("proposal.terms_changed", f"/my/proposals/{case.proposal}")]


async def test_a_withdrawn_consent_is_told_to_the_coordinator(drain, remind):
    case = await a_placement(drain, "referred")
    async with scope(case.person):
        (consent,) = await proposals.live_consents(case.candidate.person, case.need.id)
    await identity.withdraw_consent(case.person, consent)

    assert await remind() == [("proposal.consent_withdrawn", f"/needs/{case.need.id}/people")]
    assert await case.state() == "referred"
