"""What was typed and not saved is kept for whoever typed it, and for nobody else."""

import pytest

from talentpool.actor import Role
from tests.candidates.registering import TIME, Registrant
from tests.makers.accounts import an_account, rows

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
async def registrant(client, settings) -> Registrant:
    return await Registrant(client, settings).begin()


async def test_autosave_keeps_what_is_half_typed_and_shows_it_again(registrant):
    kept = await registrant.send("/my/profile/time?autosave=1", weekly_minutes="週に二")

    again = await registrant.client.get("/my/profile/time")

    assert (kept.status_code, kept.content) == (204, b"")
    assert 'value="週に二"' in again.text
    assert "前回の続きです" in again.text
    assert (await registrant.row())["weekly_minutes"] is None


async def test_a_draft_is_read_by_nobody_else(registrant):
    await registrant.send("/my/profile/time?autosave=1", weekly_minutes="秘密")

    for role in (Role.COORDINATOR, Role.EXPERT, Role.ADMINISTRATOR):
        reader = await an_account(role)
        who = type(registrant.actor)(role, account=reader.id)
        assert await rows("select id from candidate_draft", who=who) == []
    assert await rows("select id from candidate_draft") == []
    assert len(await rows("select id from candidate_draft", who=registrant.actor)) == 1


async def test_half_a_name_is_kept_with_the_identity_and_not_as_a_draft(registrant):
    await registrant.send("/my/profile/basics?autosave=1", name="神山 花子")

    again = await registrant.client.get("/my/profile/basics")

    assert 'value="神山 花子"' in again.text
    assert await rows("select page from candidate_draft", who=registrant.actor) == []
    assert "basics" not in (await registrant.row())["done_tasks"]


async def test_leaving_with_something_wrong_loses_nothing(registrant):
    left = await registrant.step("time", {"weekly_minutes": "たくさん"}, leave="1")

    tasks = await registrant.client.get("/my/profile")
    again = await registrant.client.get("/my/profile/time")
    assert left.headers["location"] == "/my/profile"
    assert "入力中" in tasks.text
    assert "たくさん" in again.text


async def test_saving_a_page_ends_its_draft(registrant):
    await registrant.send("/my/profile/time?autosave=1", weekly_minutes="9")

    await registrant.step("time", TIME)

    assert await rows("select id from candidate_draft", who=registrant.actor) == []


async def test_what_a_database_cannot_keep_is_left_out_and_not_a_fault(registrant):
    answer = await registrant.send("/my/profile/fields?autosave=1", headline="a\0b")

    again = await registrant.client.get("/my/profile/fields")
    assert answer.status_code == 204
    assert 'value="ab"' in again.text
