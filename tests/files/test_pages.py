"""Sending a file by page: shown first, taken whole, nobody else's."""

import pytest

from talentpool.actor import Role
from tests.makers.accounts import an_account, browse_as, post, rows

GOOD = (
    '{"ref":"N-1","title":"予約の見直し","program":"hands_on","current_issue":"窓口が混みます。",'
    '"municipality_code":"139017"}\n'
)
BAD = '{"ref":"N-1","title":"予約","program":"dance","current_issue":"x","hours_per_week":"two"}\n'


@pytest.fixture
async def coordinator(client, settings):
    return await browse_as(client, settings, await an_account(Role.COORDINATOR))


async def _send(client, settings, content: str, kind: str = "needs", name: str = "要請.jsonl"):
    page = await client.get("/files/")
    token = page.text.split('name="_csrf_token" value="')[1].split('"')[0]
    return await client.post(
        "/files/",
        data={"_csrf_token": token, "kind": kind},
        files={"file": (name, content.encode(), "application/octet-stream")},
    )


async def test_a_sound_file_is_shown_and_then_taken(client, settings, coordinator):
    sent = await _send(client, settings, GOOD)
    shown = await client.get(sent.headers["location"])
    before = await rows("select count(*) from need")

    taken = await post(client, settings, f"{sent.headers['location']}/take")

    assert "直すところはありません。" in shown.text
    assert before == [{"count": 0}]
    assert taken.status_code == 303
    assert await rows("select count(*) from need where ref = 'N-1'") == [{"count": 1}]
    assert await rows("select content from upload") == [{"content": None}]


async def test_every_problem_is_shown_by_line_and_nothing_is_taken(client, settings, coordinator):
    sent = await _send(client, settings, BAD)

    shown = await client.get(sent.headers["location"])
    refused = await post(client, settings, f"{sent.headers['location']}/take")

    assert "hours_per_week" in shown.text
    assert refused.status_code == 422
    assert await rows("select count(*) from need") == [{"count": 0}]


async def test_a_column_that_is_missing_is_one_problem_of_many_lines(client, settings, coordinator):
    lines = "".join(f"件名{n},hands_on,混みます。,139017\n" for n in range(30))
    content = f"title,program,current_issue,municipality_code\n{lines}"

    sent = await _send(client, settings, content, name="要請.csv")

    shown = await client.get(sent.headers["location"])
    assert "直すところが30件あります。" in shown.text
    assert shown.text.count("refを入力してください。") == 1
    assert "2、3、4、5、6<small>ほか25行</small>" in shown.text


async def test_taking_twice_has_one_effect(client, settings, coordinator):
    sent = await _send(client, settings, GOOD)
    path = f"{sent.headers['location']}/take"
    await post(client, settings, path)

    again = await post(client, settings, path)

    assert again.status_code == 409
    assert await rows("select count(*) from need") == [{"count": 1}]


async def test_going_straight_on_needs_a_word_why(client, settings, coordinator):
    sent = await _send(client, settings, GOOD)
    path = f"{sent.headers['location']}/take"

    refused = await post(client, settings, path, is_straight_on="true")
    taken = await post(client, settings, path, is_straight_on="true", note="移行のため")

    assert (refused.status_code, taken.status_code) == (422, 303)


async def test_a_file_of_somebody_else_is_not_there(client, settings, coordinator, other_client):
    sent = await _send(client, settings, GOOD)
    stranger = other_client()
    await browse_as(stranger, settings, await an_account(Role.COORDINATOR))

    answer = await stranger.get(sent.headers["location"])

    assert answer.status_code == 404


async def test_an_officer_may_not_import_people(client, settings):
    await browse_as(client, settings, await an_account(Role.OFFICER))

    answer = await _send(client, settings, '{"ref":"a"}\n', kind="candidates")

    assert answer.status_code == 403


async def test_a_discarded_file_leaves_no_content(client, settings, coordinator):
    sent = await _send(client, settings, GOOD)

    await post(client, settings, f"{sent.headers['location']}/discard")

    assert await rows("select state, content from upload") == [
        {"state": "discarded", "content": None}
    ]


async def test_without_a_file_the_form_says_so(client, settings, coordinator):
    page = await client.get("/files/")
    token = page.text.split('name="_csrf_token" value="')[1].split('"')[0]

    answer = await client.post("/files/", data={"_csrf_token": token, "kind": "needs"})

    assert answer.status_code == 422
    assert "ファイルを選択してください。" in answer.text


@pytest.mark.parametrize("form", ["jsonl", "csv", "cp932", "xlsx"])
async def test_needs_are_given_back_in_every_format(client, settings, coordinator, form):
    answer = await client.get(f"/files/export/needs/{form}")

    assert answer.status_code == 200
    assert "attachment" in answer.headers["content-disposition"]


async def test_the_template_is_a_workbook(client, settings, coordinator):
    answer = await client.get("/files/template/candidates")

    assert answer.content.startswith(b"PK\x03\x04")
