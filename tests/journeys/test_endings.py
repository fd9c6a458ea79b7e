"""When a need ends without being filled, nobody goes on waiting for it."""

import pytest

from talentpool.needs import service as needs
from talentpool.needs import service_triage as triage
from tests.journeys.test_placement_verbs import Placement
from tests.makers.accounts import rows

pytestmark = pytest.mark.usefixtures("db")


@pytest.mark.parametrize("ending", ["cancel", "unfill"])
async def test_what_waits_for_an_ended_need_lapses_and_the_person_is_told(drain, ending):
    case = await Placement().prepare()
    await case.approve()
    await case.ask(drain)

    if ending == "cancel":
        await needs.cancel(case.officer, case.need.id, "予算がつきませんでした。")
    else:
        await triage.unfill(case.coordinator, case.need.id, "no_longer_needed")
    await drain()

    assert await case.state() == "lapsed"
    assert await rows("select 1 as told from notice where kind = 'proposal.ended'") == [{"told": 1}]
