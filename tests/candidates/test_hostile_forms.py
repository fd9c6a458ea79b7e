"""Whatever is sent to a page of the registration, it answers; nothing breaks and nothing is lost.

Forms are made at random from the fields of each page and from what no browser would send: rows
without a beginning, names that contradict each other, the same name many times. The seed is the
test's parameter, so that a failure can be had again.
"""

import random
from collections.abc import Iterator
from typing import Any

import pytest

from talentpool.candidates.pages_entries import ENTRIES
from talentpool.candidates.pages_steps import STEPS, OwnStep
from talentpool.kit.fields import fields_of
from tests.candidates.registering import CAREER, SKILL, Registrant

pytestmark = pytest.mark.usefixtures("db")

VALUES = (
    "", " ", "0", "1", "-1", "3", "5.5", "1e400", "99999999999999999999", "nan", "２０２７",
    "2027-04", "2027", "13", "4", "true", "false", "null", "new", "career", "project", "none",
    "yes", "full", "mon_am", "139017", "データ活用", "𠮷野家", "e\u0301", "👩\u200d👧", "\u202eabc",
    "a\x00b", "'", '"><b>', "{{ 7*7 }}", "%s%n", "a\r\nb", "あ" * 300, "長" * 20_000,
    "https://example.jp/", "[]", "{}",
)  # fmt: skip
ENDINGS = ("", "", "", ".year", ".month", ".day", ".era", ".0", ".0.0", ".7.label", ".x", ".", "..")
BUTTONS = (
    "add:qualifications",
    "remove:qualifications.0",
    "add:",
    "remove:a.b.c",
    ":",
    "add:labels",
)
ROUNDS = 3


def fields(form: type[Any], at: str = "") -> Iterator[str]:
    """The names of a form's fields as a browser sends them, rows with a few numbers."""
    for name, field in fields_of(form).items():
        inner = field.item if field.is_list else field
        if inner.is_group:
            for row in ("0", "1", "9", "99999", "-1", "a") if field.is_list else ("",):
                yield from fields(inner.base, ".".join(filter(None, (at + name, row))) + ".")
        yield at + name


def a_form(names: list[str], chance: random.Random) -> dict[str, list[str]]:
    """A few fields, each with one value or several, and now and then a button."""
    sent: dict[str, list[str]] = {}
    for _ in range(chance.randint(0, 12)):
        name = chance.choice(names) + chance.choice(ENDINGS)
        sent[name] = chance.choices(VALUES, k=chance.choice((1, 1, 1, 2, 120)))
    if chance.random() < 0.2:
        sent["_rows"] = [chance.choice(BUTTONS)]
    if chance.random() < 0.2:
        sent["leave"] = ["1"]
    if chance.random() < 0.2:
        sent["seen"] = [chance.choice(VALUES)]
    return sent


def _pages() -> dict[str, type[Any]]:
    steps = {f"/my/profile/{name}": step.form for name, step in STEPS.items()}
    drafts = {
        f"/my/profile/{name}?autosave=1": step.unfinished
        if isinstance(step, OwnStep)
        else step.form
        for name, step in STEPS.items()
    }
    entries = {
        f"/my/profile/{part}/{key}": entries.form
        for part, entries in ENTRIES.items()
        for key in ("new", "0", "0?autosave=1", "0/move", "7", "-1", "٣")
    }
    return steps | drafts | entries


@pytest.mark.parametrize("seed", range(2))
async def test_no_page_breaks_whatever_is_sent(client, settings, seed):
    who = await Registrant(client, settings).begin()
    await who.send("/my/profile/career/new", **CAREER)
    await who.send("/my/profile/skills/new", **SKILL)
    chance = random.Random(seed)

    broken = []
    for path, form in _pages().items():
        names = [*fields(form), "career", "0", "labels", "_once"]
        for _ in range(ROUNDS):
            sent = a_form(names, chance)
            answer = await who.send(path, **sent)
            shown = await client.get(path.partition("?")[0].removesuffix("/move"))
            if answer.status_code >= 500 or shown.status_code >= 500:
                broken.append((path, sent, answer.status_code, shown.status_code))

    assert broken == []
