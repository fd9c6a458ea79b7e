"""No word of employment stands on a dispatch's pages; a placement's pages have them all."""

import re

import pytest

from tests.makers.chains import a_dispatch, a_placement, browsing

pytestmark = pytest.mark.usefixtures("db")

WORDS = ("任用", "労働条件", "選考")


async def test_no_page_of_a_dispatch_has_a_word_of_employment(client, settings, drain):
    case = await a_dispatch(drain, "proposed")
    at_work = await a_dispatch(drain, "agreed")
    need, engagement = case.need.id, at_work.engagement
    pages = {
        case.officer: [
            f"/needs/{need}/plan", f"/needs/{need}/plan/print", f"/needs/{need}/plan/confirm",
            f"/needs/{need}/people", f"/needs/{at_work.need.id}/plan", "/engagements",
            f"/engagements/{engagement}",
        ],
        case.planner: [
            "/plans", f"/plans/{need}", f"/plans/{at_work.need.id}", f"/engagements/{engagement}",
        ],
        case.person: [
            "/my/proposals", f"/my/proposals/{case.proposal}", "/my/engagements", "/my/hours",
        ],
        at_work.person: [
            f"/my/proposals/{at_work.proposal}", f"/my/engagements/{engagement}", "/my/engagements",
        ],
    }  # fmt: skip

    found = []
    for actor, paths in pages.items():
        await browsing(client, settings, actor)
        for path in paths:
            answer = await client.get(path, follow_redirects=True)
            assert answer.status_code == 200, path
            found += [(path, word) for word in WORDS if word in answer.text]

    assert found == []


async def test_the_pages_of_a_placement_have_every_word_of_it(client, settings, drain):
    case = await a_placement(drain, "dated")
    people = f"/needs/{case.need.id}/people"
    await browsing(client, settings, case.person)
    offer = (await client.get(f"/my/proposals/{case.proposal}")).text
    await browsing(client, settings, case.officer)
    listed, person = (
        (await client.get(people)).text,
        (await client.get(f"{people}/{case.proposal}")),
    )

    assert [word for word in WORDS if word not in offer] == []
    assert [word for word in WORDS if word not in listed + person.text] == []


async def test_no_template_of_a_dispatch_has_a_word_of_employment(root):
    folder = root / "frontend" / "templates" / "dispatches"
    texts = {path.name: path.read_text("utf-8") for path in folder.iterdir()}

    assert texts
    assert {name for name, text in texts.items() if re.search("|".join(WORDS), text)} == set()
