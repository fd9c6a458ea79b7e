"""Memos beside a need or a candidate: a page, and the same as a fragment."""

from uuid import UUID, uuid4

import pytest

from talentpool.actor import Role
from tests.makers import accounts as makers
from tests.makers.accounts import browse_as, post

pytestmark = pytest.mark.usefixtures("db")
NEED = UUID(int=7)
PATH = f"/memos/need/{NEED}"


async def test_a_memo_is_written_once_and_read_by_colleagues(client, other_client, settings):
    await browse_as(client, settings, await makers.an_account(Role.COORDINATOR))
    colleague = other_client()
    await browse_as(colleague, settings, await makers.an_account(Role.PLANNER))
    sent = {"medium": "phone", "line": "午後にかけ直す <b>", "_once": str(uuid4())}

    empty = await colleague.get(PATH)
    for _ in range(2):
        answer = await post(client, settings, PATH, **sent)
    page = await colleague.get(PATH)

    assert "連絡の記録はまだありません" in empty.text
    assert answer.status_code == 303
    assert page.text.count("午後にかけ直す &lt;b&gt;") == 1


async def test_htmx_gets_the_list_with_the_new_memo(client, settings):
    await browse_as(client, settings, await makers.an_account(Role.COORDINATOR))
    client.headers.update({"hx-request": "true", "hx-request-type": "partial"})

    part = await post(client, settings, PATH, medium="mail", line="返信あり")

    assert "返信あり" in part.text
    assert "<html" not in part.text


@pytest.mark.parametrize(
    ("line", "sentence"),
    [("", "入力してください"), ("長" * 201, "200字以内"), ("a\u202eb", "使えない文字")],
)
async def test_a_wrong_line_is_told_and_kept(client, settings, line: str, sentence: str):
    await browse_as(client, settings, await makers.an_account(Role.COORDINATOR))

    answer = await post(client, settings, PATH, medium="phone", line=line)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert await makers.rows("select 1 from memo") == []


async def test_memos_on_anything_else_are_not_there(client, settings):
    await browse_as(client, settings, await makers.an_account(Role.COORDINATOR))

    assert (await client.get(f"/memos/proposal/{NEED}")).status_code == 404


@pytest.mark.parametrize("role", [Role.CANDIDATE, Role.OFFICER, Role.AUDITOR])
async def test_others_are_refused(client, settings, role: Role):
    await browse_as(client, settings, await makers.an_account(role))

    assert (await client.get(PATH)).status_code == 403
