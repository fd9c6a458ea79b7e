"""In English no Japanese sentence stands on the pages that a visitor and a new registrant meet."""

import re

import pytest

from tests.candidates.registering import Registrant

pytestmark = pytest.mark.usefixtures("db")

SENTENCE = re.compile("[ぁ-ん]")
VISITOR = ("/", "/login", "/password-reset", "/sign-up", "/contact", "/privacy", "/help")
REGISTRANT = (
    "/my", "/my/profile", "/my/profile/basics", "/my/profile/contact", "/my/profile/career",
    "/my/profile/career/new", "/my/profile/skills", "/my/profile/skills/new", "/my/profile/time",
    "/my/pause", "/my/withdraw", "/my/view", "/my/proposals", "/my/openings", "/my/engagements",
)  # fmt: skip


def japanese(page) -> list[str]:
    """Sentences in Japanese on a page, its language link left out."""
    text = re.sub(
        r"<(script|style).*?</\1>|<a [^>]*lang=.ja.*?</a>|<[^>]+>", "\n", page.text, flags=re.S
    )
    return [line.strip() for line in text.splitlines() if SENTENCE.search(line)]


async def test_visitors_read_english(client):
    await client.get("/?lang=en")

    pages = {path: await client.get(path) for path in VISITOR}

    assert {path: japanese(page) for path, page in pages.items() if japanese(page)} == {}
    assert all('<html lang="en">' in page.text for page in pages.values())


async def test_whoever_registers_reads_english(client, settings):
    await Registrant(client, settings).begin()
    await client.get("/my?lang=en")

    pages = {path: await client.get(path) for path in REGISTRANT}

    assert {path: page.status_code for path, page in pages.items() if page.status_code != 200} == {}
    assert {path: japanese(page) for path, page in pages.items() if japanese(page)} == {}
