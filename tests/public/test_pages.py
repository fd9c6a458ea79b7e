"""The first page and the pages that explain, without and with the demonstration."""

from pathlib import Path

import httpx
import pytest
from litestar import Litestar

from talentpool import guards
from talentpool.actor import ANONYMOUS, PEOPLE, Role
from talentpool.candidates import service as candidates
from talentpool.dispatches import service as dispatches
from talentpool.kit.labels import label
from talentpool.kit.scope import reading
from talentpool.kit.settings import Settings, SettingsError
from talentpool.placements import service as placements
from tests.makers.accounts import an_account, browse_as

PAGES = ("/", "/help", "/contact", "/privacy", "/past-cases")


@pytest.mark.parametrize("path", PAGES)
async def test_everybody_may_read(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)

    assert answer.status_code == 200
    assert answer.text.count("<h1") == 1


async def test_the_first_page_leads_to_registration_and_sign_in(client: httpx.AsyncClient) -> None:
    text = (await client.get("/")).text

    assert 'href="/sign-up"' in text
    assert 'href="/login"' in text


async def test_without_the_demonstration_nothing_of_it_is_offered(
    client: httpx.AsyncClient, app: Litestar
) -> None:
    text = (await client.get("/")).text
    names = {name for name in guards.route_names(app) if name}

    assert "この立場で見る" not in text
    assert "架空データ" not in text
    assert {name for name in names if name.startswith("demo.")} == set()
    assert "accounts.impersonate" not in names
    assert (await client.get("/demonstration")).status_code == 404
    assert (await client.get("/demonstration/reset")).status_code == 404


def test_production_refuses_the_demonstration(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="TALENTPOOL_DEMONSTRATION"):
        Settings.from_environment(
            {
                "TALENTPOOL_MODE": "production",
                "TALENTPOOL_DEMONSTRATION": "1",
                "TALENTPOOL_DATA_DIR": str(tmp_path),
            }
        )


@pytest.mark.parametrize("role", sorted(PEOPLE))
async def test_whoever_is_signed_in_is_sent_home(
    client: httpx.AsyncClient, settings: Settings, role: Role
) -> None:
    await browse_as(client, settings, await an_account(role))

    first = await client.get("/")
    home = await client.get(first.headers["location"])

    assert first.status_code == 303
    assert first.headers["location"] != "/"
    assert home.status_code == 200


async def test_help_opens_at_ones_own_role(client: httpx.AsyncClient, settings: Settings) -> None:
    await browse_as(client, settings, await an_account(Role.PLANNER))

    text = (await client.get("/help")).text

    opened = text.split('<details class="help" open>')[1]
    assert opened.index(label("role.planner")) < opened.index("</summary>")
    assert text.count('<details class="help" open>') == 1


async def test_the_privacy_page_shows_the_wordings_that_are_agreed_to(
    client: httpx.AsyncClient,
) -> None:
    async with reading(ANONYMOUS):
        screening = await candidates.screening_text_version()

    text = (await client.get("/privacy")).text

    for version in (screening, placements.CONSENT_TEXT, dispatches.CONSENT_TEXT):
        assert f'id="{version}"' in text


async def test_past_cases_show_printed_and_recomputed_rates_with_their_source(
    client: httpx.AsyncClient,
) -> None:
    text = (await client.get("/past-cases")).text

    assert "あきる野市" in text
    assert "瑞穂町" in text
    assert "約64%" in text
    assert "64.3%" in text
    assert "CIOフォーラム" in text
