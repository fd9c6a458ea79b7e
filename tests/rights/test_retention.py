"""What time takes: nothing past its limit remains, nothing within is missing, a dry run is true."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from talentpool.actor import Role, system
from talentpool.candidates.states import CandidateState
from talentpool.kit.scope import reading
from talentpool.rights import queries_retention, service_retention
from talentpool.rights.schemas import retention
from tests.makers.accounts import an_account, as_account, browse_as, rows, rows_for
from tests.makers.candidates import a_candidate, a_person
from tests.makers.chains import a_placement, text_of
from tests.makers.identity import SEE_ALL

pytestmark = pytest.mark.usefixtures("db")
LIVES = 40


async def test_every_rule_is_known_and_explained_once():
    codes = [rule.code for rule in retention().rule]

    assert set(codes) == set(queries_retention.DUE)
    assert len(codes) == len(set(codes))
    assert all(bool(rule.months) != bool(rule.days) for rule in retention().rule)


async def preview() -> dict[str, int]:
    async with reading(system()):
        return {due.rule.code: due.row_count for due in await queries_retention.preview()}


async def ago(days: int) -> datetime:
    return datetime.now(UTC) - timedelta(days=days)


async def test_the_words_of_old_selections_go_and_the_results_stay(drain, as_worker):
    old, young = await a_placement(drain, "selected"), await a_placement(drain, "selected")
    for case, days in ((old, 800), (young, 700)):
        await rows(
            "update proposal set state = 'not_selected', changed_at = $2 where id = $1 returning 1",
            case.proposal, await ago(days),
        )  # fmt: skip

    async with as_worker():
        taken = await service_retention.run(system())

    kept = {row["proposal"]: row for row in await rows("select * from selection")}
    assert taken["placement_words"] == 1
    assert kept[old.proposal]["place"] == ""
    assert kept[old.proposal]["result"] == "selected"
    assert kept[young.proposal]["place"] == "市役所"


async def test_nobody_with_work_within_the_limit_is_forgotten(drain, as_worker):
    case = await a_placement(drain, "appointed")
    await rows(
        "update candidate set state = 'withdrawn', changed_at = $1 returning 1", await ago(900)
    )
    await rows("update engagement set state = 'closed', closed_at = $1 returning 1", await ago(700))

    async with as_worker():
        early = await service_retention.run(system())
        await rows("update engagement set closed_at = $1 returning 1", await ago(800))
        late = await service_retention.run(system())

    # The other person of the placement has left as well, and never worked.
    assert (early["ended_registrations"], late["ended_registrations"]) == (1, 1)
    assert await is_forgotten(case.candidate.person)


async def test_random_lives_lose_what_is_past_its_limit_and_nothing_else(as_worker):
    chance = random.Random(20261125)
    lives = [await a_life(chance) for _ in range(LIVES)]
    expected = await preview()

    async with as_worker():
        taken = await service_retention.run(system())

    assert taken == expected
    wrong = [life for life in lives if await is_forgotten(life[0]) != life[1]]
    assert wrong == []
    assert any(is_due for _, is_due in lives)
    assert not all(is_due for _, is_due in lives)
    assert set((await preview()).values()) == {0}
    drafts = await rows_for("retention", "select saved_at from candidate_draft")
    oldest = await ago(181)
    assert all(row["saved_at"] > oldest for row in drafts)


async def test_a_dry_run_changes_nothing(as_worker):
    chance = random.Random(7)
    for _ in range(10):
        await a_life(chance)
    before = await state_of_things()

    first, second = await preview(), await preview()

    assert first == second
    assert await state_of_things() == before


async def test_the_night_does_what_the_command_does(drain, as_worker):
    chance = random.Random(3)
    for _ in range(10):
        await a_life(chance)
    expected = await preview()
    await rows(
        "insert into outbox (job, key) values ('rights.retain', 'rights.retain@test') returning 1"
    )

    await drain()

    ran = await rows("select rule, row_count from retention_run")
    assert {row["rule"]: row["row_count"] for row in ran} == expected
    noted = await rows("select subject_id from audit_event where action = 'retention.apply'")
    assert {row["subject_id"] for row in noted} == {code for code, n in expected.items() if n}


async def test_the_page_shows_the_rules_the_last_run_and_the_next(client, settings, as_worker):
    chance = random.Random(5)
    for _ in range(10):
        await a_life(chance)
    due = await preview()
    await browse_as(client, settings, await an_account(Role.ADMINISTRATOR))

    before = text_of(await client.get("/retention"))
    async with as_worker():
        await service_retention.run(system())
    after = text_of(await client.get("/retention"))

    assert "まだ一度も消していません" in before
    assert "要確認" in before
    assert f"{due['ended_registrations']} " in before
    assert "に消しました" in after


async def a_life(chance: random.Random) -> tuple[object, bool]:
    """A registration in any state, changed at any time; whether it is past its limit."""
    state = chance.choice(list(CandidateState))
    days = chance.choice([10, 200, 360, 370, 725, 740, 2000])
    person = await a_person()
    at = await ago(days)
    candidate = await a_candidate(state, person=person, changed_at=at, created_at=at)
    is_kept_by_draft = False
    if state is CandidateState.DRAFT and chance.random() < 0.5:
        age = chance.choice([20, 170, 190])
        is_kept_by_draft = age < 180
        owner = as_account(await an_account(Role.CANDIDATE, person=person))
        await rows(
            "insert into candidate_draft (candidate, person, page, typed, saved_at)"
            " values ($1, $2, 'basics', '{}', $3) returning 1",
            candidate.id, person, await ago(age), who=owner,
        )  # fmt: skip
    limits = {"draft": 365, "withdrawn": 731, "declined": 731, "expired": 731}
    is_due = days > limits.get(str(state), 10**6) and not is_kept_by_draft
    return person, is_due


async def is_forgotten(person: object) -> bool:
    people = await rows_for("correct_person", SEE_ALL)
    return next(row["erased_at"] is not None for row in people if row["id"] == person)


async def state_of_things() -> list[object]:
    return [
        await rows("select * from candidate order by id"),
        await rows("select * from retention_run"),
        await rows("select count(*) as n from audit_event"),
        await rows_for("correct_person", f"{SEE_ALL} order by id"),
    ]
