"""Forged and foreign input is refused; every answer carries the headers."""

from collections.abc import AsyncIterator

import httpx
import pytest

from talentpool.kit.security import cookie_name, csrf_token_for
from talentpool.kit.settings import Settings
from tests.kit.webapp import HOST, make, settings_for, token_from


@pytest.fixture
def settings(tmp_path) -> Settings:
    return settings_for(tmp_path)


@pytest.fixture
async def client(settings) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(make(settings), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=HOST) as client:
        yield client


async def test_a_form_of_ours_is_taken_and_its_token_serves_again(client):
    token = await token_from(client)

    answers = [
        await client.post("/done", data={"_csrf_token": token, "code": "flash.saved"})
        for _ in range(2)
    ]

    assert [a.status_code for a in answers] == [303, 303]
    assert await token_from(client) != token


@pytest.mark.parametrize("token", ["", "x", "0" * 80, "é"])
async def test_without_a_valid_token_nothing_is_done(client, token):
    await token_from(client)

    answer = await client.post("/done", data={"_csrf_token": token, "code": "flash.saved"})

    assert answer.status_code == 403
    assert "受け付けませんでした" in answer.text


async def test_a_token_of_another_browser_is_refused(client, settings):
    await token_from(client)
    foreign = csrf_token_for(settings, "another browser's cookie")

    answer = await client.post("/done", data={"_csrf_token": foreign, "code": "flash.saved"})

    assert answer.status_code == 403


async def test_a_token_is_bound_to_the_session_once_there_is_one(client, settings):
    before = await token_from(client)
    client.cookies.set(cookie_name(settings, "session"), "s3ss10n")
    bound = csrf_token_for(settings, "s3ss10n")

    old = await client.post("/done", data={"_csrf_token": before, "code": "flash.saved"})
    new = await client.post("/done", data={"_csrf_token": bound, "code": "flash.saved"})

    assert [old.status_code, new.status_code] == [403, 303]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_another_site_is_refused_even_with_a_token(client, headers):
    data = {"_csrf_token": await token_from(client), "code": "flash.saved"}

    assert (await client.post("/done", data=data, headers=headers)).status_code == 403
    assert (await client.post("/done", data=data, headers={"Origin": HOST})).status_code == 303


async def test_a_machine_with_its_own_key_needs_no_token(client):
    answer = await client.post("/api/echo", headers={"Authorization": "Bearer x"})

    assert answer.json() == {"ok": "yes"}
    assert (await client.post("/api/echo")).status_code == 401


@pytest.mark.parametrize("path", ["/styleguide", "/nothing", "/fail/stale", "/done", "/fail/x"])
async def test_every_answer_has_the_security_headers(client, path):
    headers = (await client.get(path)).headers

    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert "HX-Request-Type" in headers["vary"]
    assert "strict-transport-security" not in headers


async def test_https_is_demanded_where_it_is_spoken(tmp_path):
    settings = settings_for(tmp_path, "https://pool.example.jp")
    transport = httpx.ASGITransport(make(settings))

    async with httpx.AsyncClient(transport=transport, base_url="https://pool.example.jp") as client:
        answer = await client.get("/styleguide")

    assert "max-age=31536000" in answer.headers["strict-transport-security"]
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-tp_anonymous=")
    assert all(part in cookie for part in ("Secure", "HttpOnly", "SameSite=lax", "Path=/"))
