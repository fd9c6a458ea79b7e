"""No page of the two flows asks the database more than eight times, the session included."""

import pytest

from tests.makers.chains import a_dispatch, a_placement, browsing

pytestmark = pytest.mark.usefixtures("db")

MOST = 8


async def test_pages_take_at_most_eight_statements(client, settings, drain, statements):
    case = await a_placement(drain, "dated")
    team, at_work = await a_dispatch(drain, "proposed"), await a_dispatch(drain, "agreed")
    people = f"/needs/{case.need.id}/people"
    pages = [
        (case.person, "/my/proposals"),
        (case.person, f"/my/proposals/{case.proposal}"),
        (case.officer, people),
        (case.officer, f"{people}/{case.proposal}"),
        (case.officer, f"{people}/print"),
        (case.officer, f"{people}/{case.proposal}/appoint"),
        (case.coordinator, people),
        (team.person, f"/my/assignments/{team.proposal}"),
        (team.planner, "/plans"),
        (team.planner, f"/plans/{team.need.id}"),
        (team.officer, f"/needs/{team.need.id}/plan"),
        (team.officer, f"/needs/{team.need.id}/plan/confirm"),
        (at_work.officer, "/engagements"),
        (at_work.officer, f"/engagements/{at_work.engagement}"),
        (at_work.person, f"/my/engagements/{at_work.engagement}"),
        (at_work.person, "/my/hours"),
    ]

    counts = {}
    for actor, path in pages:
        await browsing(client, settings, actor)
        await client.get(path)  # whatever a process reads once, it has read now
        statements.clear()
        answer = await client.get(path)
        assert answer.status_code == 200, path
        counts[path] = list(statements)

    assert all(counts.values())
    assert {path: len(asked) for path, asked in counts.items() if len(asked) > MOST} == {}
