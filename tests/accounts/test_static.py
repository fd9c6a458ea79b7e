"""Style sheets are there for everybody, also when the database is not."""

import pytest

from talentpool.actor import Role
from talentpool.kit.static import static_path
from tests.makers.accounts import an_account, browse_as

pytestmark = pytest.mark.usefixtures("db")


async def test_a_style_sheet_asks_the_database_nothing(client, settings, statements):
    await browse_as(client, settings, await an_account(Role.OFFICER))
    sheet = static_path("css/app.css")
    statements.clear()

    answers = [await client.get(sheet), await client.get(f"{sheet}.gone")]

    assert [answer.status_code for answer in answers] == [200, 404]
    assert list(statements) == []
