"""What handlers answer with, and what people, htmx and machines get when something goes wrong."""

from collections.abc import AsyncIterator

import httpx
import pytest

from talentpool.kit.http import download, local_path
from talentpool.kit.security import cookie_name, sign, unsign
from talentpool.kit.settings import Settings
from talentpool.kit.static import static_path
from tests.kit.webapp import HOST, make, settings_for, token_from


@pytest.fixture
def settings(tmp_path) -> Settings:
    return settings_for(tmp_path)


@pytest.fixture
async def client(settings) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(make(settings), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=HOST) as client:
        yield client


async def test_the_next_page_says_what_was_done_once_with_a_way_back(client):
    data = {"_csrf_token": await token_from(client), "code": "flash.saved"}
    await client.post("/done", data=data)

    first, second = [(await client.get("/styleguide/public")).text for _ in range(2)]

    assert "<p>保存しました。</p>" in first
    assert 'action="/styleguide/undo"' in first
    assert "<p>保存しました。</p>" not in second


async def test_a_message_that_we_did_not_sign_is_not_shown(client, settings):
    forged = sign(settings, "other purpose", {"code": "flash.saved", "facts": {}})
    client.cookies.set(cookie_name(settings, "flash"), forged)

    answer = await client.get("/styleguide/public")

    assert answer.status_code == 200
    assert "<p>保存しました。</p>" not in answer.text
    assert unsign(settings, "other purpose", forged) == {"code": "flash.saved", "facts": {}}


async def test_static_files_are_found_under_the_path_of_their_content(client):
    answer = await client.get(static_path("css/app.css"))

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/css")
    with pytest.raises(FileNotFoundError):
        static_path("css/nothing.css")
    assert (await client.get(static_path("css/app.css") + "/../../../nav.toml")).status_code == 404


@pytest.mark.parametrize(
    ("kind", "status", "sentence"),
    [
        ("stale", 409, "ほかの人が、内容を変えました"),
        ("many", 429, "あと約2分で"),
        ("invalid", 422, "年と月を入力してください"),
        ("other", 500, "システムで問題が起きました"),
    ],
)
async def test_people_read_what_happened_and_what_to_do(client, kind, status, sentence):
    answer = await client.get(f"/fail/{kind}")

    assert answer.status_code == status
    assert sentence in answer.text
    assert "<h1>" in answer.text
    assert "secret detail" not in answer.text


async def test_an_accident_has_a_number_to_quote(client):
    page = await client.get("/fail/other")
    machine = await client.get("/fail/other", headers={"Accept": "application/json"})

    assert "番号" in page.text
    assert len(machine.json()["reference"]) == 8


async def test_a_browser_that_leaves_half_way_is_no_accident(settings, caplog):
    answers = []

    async def leave():
        return {"type": "http.disconnect"}

    async def keep(message):
        answers.append(message)

    scope = {
        "type": "http", "method": "POST", "path": "/done", "raw_path": b"/done", "root_path": "",
        "query_string": b"", "scheme": "http", "http_version": "1.1", "server": ("localhost", 8000),
        "headers": [(b"content-type", b"application/x-www-form-urlencoded")], "state": {},
    }  # fmt: skip
    await make(settings)(scope, leave, keep)

    assert answers[0]["status"] == 400
    said = caplog.text
    assert "departed" in said
    assert "accident" not in said


async def test_htmx_gets_an_alert_that_leaves_its_target_alone(client):
    answer = await client.get("/fail/stale", headers={"HX-Request": "true"})

    assert answer.status_code == 409
    assert answer.headers["hx-retarget"] == "#alerts"
    assert "<html" not in answer.text


async def test_machines_get_problem_json(client):
    answer = await client.get("/fail/invalid", headers={"Accept": "application/json"})
    lost = await client.get("/api/nothing")

    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"] == [{"field": "start", "code": "bad_month", "facts": {}}]
    assert (lost.status_code, lost.json()["code"]) == (404, "not_found")
    assert (await client.get("/fail/many", headers={"Accept": "application/json"})).headers[
        "retry-after"
    ] == "90"


async def test_whoever_is_not_signed_in_is_sent_to_sign_in_and_back(client):
    page = await client.get("/fail/locked?a=1")
    part = await client.get(
        "/fail/locked", headers={"HX-Request": "true", "HX-Current-URL": f"{HOST}/needs?q=1"}
    )
    machine = await client.get("/fail/locked", headers={"Accept": "application/json"})

    assert (page.status_code, page.headers["location"]) == (
        303,
        "/login?next=%2Ffail%2Flocked%3Fa%3D1",
    )
    assert (part.status_code, part.headers["hx-redirect"]) == (200, "/login?next=%2Fneeds%3Fq%3D1")
    assert machine.status_code == 401


async def test_a_wrong_form_comes_back_with_every_error_and_all_that_was_typed(client):
    data = {"_csrf_token": await token_from(client), "hours": "<b>90", "free_text": "残す"}

    answer = await client.post("/styleguide", data=data)

    assert answer.status_code == 422
    assert "<title>エラー：" in answer.text
    assert 'value="&lt;b&gt;90"' in answer.text
    assert ">残す</textarea>" in answer.text
    assert answer.text.count('<a href="#family_name">') == 1


async def test_the_chosen_language_stays_chosen(client):
    chosen = await client.get("/styleguide/public?lang=en")
    later = await client.get("/styleguide/public")

    assert '<html lang="en">' in chosen.text
    assert "Digital Talent Sharing" in later.text
    assert '<html lang="ja">' in (await client.get("/styleguide/public?lang=ja")).text
    assert '<html lang="ja">' in (await client.get("/styleguide/public?lang=xx")).text


async def test_an_address_that_is_not_ours_is_refused_in_the_chosen_language(client):
    await client.get("/styleguide/public?lang=en")

    unknown = await client.get("/nowhere/at/all")

    assert unknown.status_code == 404
    assert '<html lang="en">' in unknown.text
    assert "There is no such page." in unknown.text


def test_a_file_keeps_its_japanese_name_and_no_header_can_be_smuggled_in():
    answer = download(b"x", '候補者"一覧\r\n.csv', "text/csv")

    disposition = answer.headers["content-disposition"]
    assert (
        "filename*=UTF-8''%E5%80%99%E8%A3%9C%E8%80%85%22%E4%B8%80%E8%A6%A7%0D%0A.csv" in disposition
    )
    assert "\n" not in disposition
    assert "\r" not in disposition


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("/needs?q=1", "/needs?q=1"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example", "/"),
        ("/a\nb", "/"),
        ("", "/"),
        (None, "/"),
    ],
)
def test_the_way_back_stays_on_this_site(url, safe):
    assert local_path(url) == safe
