"""Lines of service, and what holds for them on a day."""

from datetime import date

import pytest

from talentpool.actor import system
from talentpool.kit.errors import NotFound
from talentpool.programmes import queries, service
from talentpool.programmes.schemas import Flow

pytestmark = pytest.mark.usefixtures("db")


async def test_loading_again_changes_nothing(as_worker):
    before = await queries.catalogue()

    async with as_worker():
        await service.load(system())

    assert await queries.catalogue() == before


@pytest.mark.parametrize(
    ("key", "flow"),
    [
        ("consultation", Flow.DISPATCH),
        ("hands_on", Flow.DISPATCH),
        ("training", Flow.DISPATCH),
        ("placement_special", Flow.PLACEMENT),
        ("placement_fiscal", Flow.PLACEMENT),
        ("adviser_issue", Flow.OTHER),
    ],
)
async def test_the_flow_is_named_by_the_programme(key, flow):
    assert (await queries.get(key)).flow is flow


async def test_files_may_use_their_own_spelling():
    assert (await queries.named_in_file("outreach")).key == "consultation"
    assert (await queries.named_in_file("hands_on")).key == "hands_on"
    assert await queries.named_in_file("anything") is None


async def test_an_unknown_programme_is_not_found():
    with pytest.raises(NotFound):
        await queries.get("anything")


async def test_a_question_is_not_asked_for_its_hours():
    assert not (await queries.get("consultation")).asks_for_hours
    assert (await queries.get("hands_on")).asks_for_hours


async def test_a_rule_holds_in_its_period_only():
    before = await queries.rules("required_terms", date(2024, 3, 31), to="placement_fiscal")
    after = await queries.rules("required_terms", date(2024, 4, 1), to="placement_fiscal")

    assert before == ()
    assert "smoking_measures" in after[0].value["fields"]


async def test_a_rule_holds_for_what_it_names():
    on = date(2027, 1, 1)
    fiscal = await queries.rules("statutory_placement", on, to="fiscal_part_time")
    outsourcing = await queries.rules("statutory_placement", on, to="outsourcing")

    assert [rule.value["holds"] for rule in fiscal] == [True]
    assert [rule.value["holds"] for rule in outsourcing] == [False]


async def test_target_groups_say_for_which_tier_a_programme_is():
    tiers = await queries.programme_tiers()

    assert tiers["placement_special"] == {"special"}
    assert tiers["placement_fiscal"] == {"practical"}
    assert "training" not in tiers


async def test_the_lines_of_service_are_public(client):
    page = await client.get("/programmes")

    assert page.status_code == 200
    assert "伴走型サポート" in page.text
    assert "ほかの機関が行う事業" in page.text
