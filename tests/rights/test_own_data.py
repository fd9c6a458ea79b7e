"""What somebody reads of themselves: everything, and nothing of others."""

import json

import pytest

from talentpool.actor import Role, system
from talentpool.identity import service as identity
from talentpool.kit.scope import reading
from talentpool.rights import queries
from tests.makers.accounts import an_account, as_account, browse_as, rows
from tests.makers.candidates import a_candidate, a_person
from tests.makers.chains import NAME, a_dispatch, a_placement, browsing, text_of

pytestmark = pytest.mark.usefixtures("db")
MOST_STATEMENTS = 8


async def test_one_page_one_file_and_one_sheet_say_the_same(client, settings, drain):
    case = await a_placement(drain, "appointed")
    await browsing(client, settings, case.person)

    page = text_of(await client.get("/my/data"))
    paper = text_of(await client.get("/my/data/print"))
    file = await client.get("/my/data.json")

    for text in (page, paper):
        for words in (NAME, "広報サイトの運営", "青波市", "任用決定", "よく合う", "承認", "の週"):
            assert words in text
    held = json.loads(file.text)
    assert "attachment" in file.headers["content-disposition"]
    assert held["identity"]["name"] == NAME
    assert held["registration"]["record"]["skills"][0]["label"] == "CMS"
    assert held["proposals"][0]["decisions"][0]["reason"] == "best_fit"
    assert held["engagements"][0]["weekly_minutes"] == 240
    assert {row["kind"] for row in held["hours"]} == {"booked"}
    assert held["consents"][0]["purpose"] == "referral"
    assert held["notices"]


async def test_scores_are_bands_and_colleagues_are_roles(client, settings, drain):
    case = await a_placement(drain, "referred")
    (points,) = await rows(
        "select points, low, high from suggestion where candidate = $1", case.candidate.id
    )
    await browsing(client, settings, case.person)

    held = json.loads((await client.get("/my/data.json")).text)

    (proposal,) = held["proposals"]
    assert proposal["band"] in {"very_good", "good", "fair"}
    assert not {"points", "low", "high", "units", "rank", "run"} & _names(held)
    assert points["points"] not in proposal.values()
    assert str(case.coordinator.account) not in json.dumps(held)
    assert "経歴を確認しました。" not in json.dumps(held, ensure_ascii=False)


async def test_what_was_weighed_before_somebody_was_asked_stays_inside(drain):
    case = await a_placement(drain)
    await rows("update proposal set state = 'held', asked_at = null returning 1")

    async with reading(case.person):
        data = await queries.own(case.person)

    assert data.proposals == []


async def test_everybody_reads_their_own_alone(drain):
    case, other = await a_placement(drain, "appointed"), await a_dispatch(drain, "agreed")

    async with reading(other.person):
        data = await queries.own(other.person)

    assert [row.id for row in data.engagements] == [other.engagement]
    assert case.proposal not in {row.id for row in data.proposals}


async def test_the_page_asks_the_database_eight_times(client, settings, drain, statements):
    case = await a_placement(drain, "appointed")
    await browsing(client, settings, case.person)
    counts = {}

    for path in ("/my/data", "/my/data/print", "/my/data.json", "/my/data/erasure"):
        await client.get(path)
        statements.clear()
        assert (await client.get(path)).status_code == 200
        counts[path] = len(statements)

    assert max(counts.values()) <= MOST_STATEMENTS, counts


async def test_somebody_who_has_registered_nothing_sees_that(client, settings):
    person = await identity.register_person(system(), name=NAME)
    await browse_as(client, settings, await an_account(Role.CANDIDATE, person=person))

    page = text_of(await client.get("/my/data"))

    assert "打診や依頼は、まだありません" in page
    assert "電話番号 未入力" in page


async def test_a_wish_is_filed_by_candidates_alone(client, settings):
    person = await a_person()
    await a_candidate(person=person, kind="staff_expert")
    account = await an_account(Role.EXPERT, person=person)
    await browse_as(client, settings, account)

    page = await client.get("/my/data")

    assert "消去を申し出る" not in page.text
    assert (await client.get("/my/data/erasure")).status_code == 403
    assert as_account(account).person == person


def _names(value: object) -> set[str]:
    """All keys at any depth."""
    if isinstance(value, dict):
        return set(value) | {name for item in value.values() for name in _names(item)}
    if isinstance(value, list):
        return {name for item in value for name in _names(item)}
    return set()
