"""The inbox and the mail settings, in the browser."""

import pytest

from talentpool.actor import Role, system
from talentpool.notifications import service
from tests.makers import accounts as makers
from tests.makers.accounts import browse_as, post

pytestmark = pytest.mark.usefixtures("db")


async def tell(account, path: str = "/account") -> None:
    await service.notify(
        system(), "handed_over", account=account.id, subject="need", subject_id="7", path=path
    )


@pytest.mark.parametrize("role", [Role.CANDIDATE, Role.OFFICER, Role.COORDINATOR])
async def test_an_empty_inbox_says_so(client, settings, role: Role):
    await browse_as(client, settings, await makers.an_account(role))

    assert "お知らせはありません" in (await client.get("/notices")).text


async def test_a_notice_is_counted_until_it_is_opened_and_leads_to_its_page(client, settings):
    account = await makers.an_account(Role.OFFICER)
    await browse_as(client, settings, account)
    await tell(account)
    (notice,) = await makers.rows("select id from notice")

    before = await client.get("/notices/count")
    page = await client.get("/notices")
    answer = await post(client, settings, f"/notices/{notice['id']}/open")
    after = await client.get("/notices/count")

    assert "未確認" in before.text
    assert "前任の方から" in page.text
    assert answer.headers["location"] == "/account"
    assert "未確認" not in after.text


async def test_reading_the_inbox_marks_nothing_and_one_button_marks_all(client, settings):
    account = await makers.an_account(Role.OFFICER)
    await browse_as(client, settings, account)
    for _ in range(2):
        await tell(account)

    await client.get("/notices")
    unread = await makers.rows("select 1 from notice where read_at is null")
    await post(client, settings, "/notices/read")

    assert len(unread) == 2
    assert await makers.rows("select 1 from notice where read_at is null") == []


async def test_somebody_elses_notice_is_not_there(client, settings):
    await tell(await makers.an_account(Role.OFFICER))
    (notice,) = await makers.rows("select id from notice")
    await browse_as(client, settings, await makers.an_account(Role.OFFICER))

    assert (await post(client, settings, f"/notices/{notice['id']}/open")).status_code == 404


async def test_what_comes_by_mail_is_chosen_and_kept(client, settings):
    await browse_as(client, settings, await makers.an_account(Role.CANDIDATE))

    before = (await client.get("/account/mail")).text.count(" checked")
    await post(client, settings, "/account/mail", wants_notices="true")
    after = (await client.get("/account/mail")).text.count(" checked")

    assert (before, after) == (2, 1)
