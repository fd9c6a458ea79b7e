"""What is pointed out about a need, and that it never stands in the way."""

from datetime import date

import pytest

from talentpool.actor import Role, system
from talentpool.kit.scope import scope
from talentpool.needs import queries, queries_notices
from talentpool.needs.states import NeedState
from talentpool.programmes import queries as programmes
from tests.makers import accounts as makers
from tests.makers.needs import a_need, state_terms

pytestmark = pytest.mark.usefixtures("db")

TODAY = date(2026, 11, 24)


async def noticed(need) -> dict[str, str]:
    """Codes of the notices, each with the words it is about."""
    async with scope(system()):
        whole = await queries.whole(need.id)
        programme = await programmes.get(need.programme)
        found = await queries_notices.notices(whole, programme, TODAY)
    return {notice.code: notice.facts.get("words", "") for notice in found}


async def test_a_wish_past_the_end_of_the_fiscal_year_is_pointed_out():
    past = await a_need(to_month=date(2027, 4, 1), appointment_type="fiscal_part_time")
    within = await a_need(to_month=date(2027, 3, 1), appointment_type="fiscal_part_time")

    assert "past_fiscal_year" in await noticed(past)
    assert "past_fiscal_year" not in await noticed(within)


async def test_a_year_that_begins_in_april_ends_the_next_march():
    need = await a_need(
        from_month=date(2027, 4, 1),
        to_month=date(2028, 3, 1),
        appointment_type="fiscal_part_time",
    )

    assert "past_fiscal_year" not in await noticed(need)


async def test_hands_on_duties_of_a_special_post_are_pointed_out():
    need = await a_need(programme="placement_special", appointment_type="special_part_time")
    await state_terms(need, revision=2, duties="システムの構築と運用の助言")

    found = await noticed(need)

    assert found["duties_words"] == "構築、運用"
    assert "ask_personnel" in found


async def test_hours_of_a_full_time_post_are_pointed_out():
    need = await a_need(weekly_minutes=2325, appointment_type="fiscal_part_time")

    assert "hours_of_full_time" in await noticed(need)


async def test_what_may_not_be_asked_is_found_in_labels_and_terms_too():
    need = await a_need(required=("労働組合の経験",))
    await state_terms(need, revision=2, duties="家族構成の聞き取り")

    assert (await noticed(need))["never_asked"] == "労働組合、家族構成"


async def test_a_dispatch_has_no_notices_of_appointment():
    need = await a_need(
        programme="hands_on", to_month=date(2028, 6, 1), weekly_minutes=2400, title="運用の構築"
    )

    assert await noticed(need) == {}


async def test_a_notice_stops_nobody(client, settings):
    officer = await makers.an_account(Role.OFFICER)
    await makers.browse_as(client, settings, officer)
    need = await a_need(
        NeedState.DRAFT, programme="hands_on", current_issue="本籍を確認する窓口が混む"
    )

    sent = await makers.post(client, settings, f"/needs/{need.id}/submit")

    assert sent.status_code == 303


async def test_a_period_that_is_over_is_pointed_out_while_the_need_can_be_changed():
    over = await a_need(from_month=date(2025, 4, 1), to_month=date(2025, 9, 1))
    this_month = await a_need(from_month=date(2025, 4, 1), to_month=TODAY.replace(day=1))

    assert "period_over" in await noticed(over)
    assert "period_over" not in await noticed(this_month)
