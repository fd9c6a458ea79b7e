"""The scorer's card: words for everybody, numbers for those who examine it."""

import pytest

from matching.results import FACTORS
from talentpool.actor import Role
from talentpool.scoring import service
from tests.makers import accounts

pytestmark = pytest.mark.usefixtures("db")


async def test_everybody_may_read_what_is_read_and_what_is_not(client):
    page = (await client.get("/scorer")).text

    assert "必須スキル" in page
    assert "氏名、年齢、性別、住所、学校名、写真は読みません。" in page
    assert "最大の点数" not in page


@pytest.mark.parametrize("role", [Role.OFFICER, Role.CANDIDATE])
async def test_the_sides_see_no_weights(client, settings, role):
    await accounts.browse_as(client, settings, await accounts.an_account(role))

    page = (await client.get("/scorer")).text

    assert "最大の点数" not in page
    assert service.card().digest not in page


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.AUDITOR])
async def test_those_who_examine_see_weights_and_versions(client, settings, role):
    actor = await accounts.browse_as(client, settings, await accounts.an_account(role))
    await service.load(actor)

    page = (await client.get("/scorer")).text

    assert "最大の点数" in page
    assert "手作りの配点" in page
    assert service.card().digest in page


async def test_the_card_has_every_factor_and_its_points_fill_the_scale():
    card = service.card()

    assert tuple(item.factor for item in card.factors) == FACTORS
    assert sum(item.most for item in card.factors) == pytest.approx(100, abs=1)


async def test_another_hand_made_scorer_takes_the_place_of_the_one_before(as_worker):
    async with as_worker():
        first = await service.load(accounts.system())
        again = await service.load(accounts.system())

    assert first.version.id == again.version.id
