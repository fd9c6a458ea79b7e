"""Looking through the reference data."""

import re

import pytest

from talentpool.actor import Role
from talentpool.taxonomy.pages import SHOWN
from tests.makers import accounts as makers


@pytest.fixture
async def reader(client, settings):
    await makers.browse_as(client, settings, await makers.an_account(Role.ADMINISTRATOR))
    return client


@pytest.mark.parametrize("kind", SHOWN)
async def test_every_kind_has_its_list(reader, kind):
    page = await reader.get(f"/reference/{kind}")

    assert page.status_code == 200
    assert "件／全" in page.text


async def test_the_index_counts_every_kind(reader):
    page = await reader.get("/reference")

    assert page.status_code == 200
    assert "困りごと" in page.text


async def test_a_kind_that_is_none_is_not_found(reader):
    assert (await reader.get("/reference/ambiguous")).status_code == 404


@pytest.mark.parametrize("typed", ["あおなみ", "139017"])
async def test_a_body_is_searched_for(reader, typed):
    page = await reader.get(f"/reference/municipalities?q={typed}")

    assert "青波市" in page.text
    assert "千代田区" not in page.text


async def test_nothing_found_offers_a_way_back(reader):
    page = await reader.get("/reference/municipalities?q=zzz")

    assert "見つかりません。" in page.text


async def test_a_skill_is_found_by_kana_as_a_page_and_as_a_part(reader):
    page = await reader.get("/skills/search?q=きんとーん")
    part = await reader.get("/skills/search?q=きんとーん", headers={"HX-Request-Type": "partial"})

    assert "<html" in page.text
    assert "kintone" in page.text
    assert "<html" not in part.text
    assert "kintone" in part.text


async def test_headings_of_the_tree_are_not_offered_as_skills(reader):
    part = await reader.get("/skills/search?q=企画", headers={"HX-Request-Type": "partial"})

    assert "DXの企画・推進" not in re.sub("<small>.*?</small>", "", part.text)
    assert "政策企画" in part.text
