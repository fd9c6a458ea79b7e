"""What the database itself lets through, whatever the code above asks for."""

import pytest

from talentpool.actor import Actor, Role
from talentpool.candidates.states import CandidateState as S
from tests.makers.accounts import an_actor, rows
from tests.makers.candidates import a_candidate, as_person

pytestmark = pytest.mark.usefixtures("db")

TABLES = ("candidate", "career", "claim", "held_qualification")


async def visible(table: str, who: Actor) -> int:
    return len(await rows(f"select id from {table}", who=who))


async def test_people_see_their_own_rows_and_nobody_elses():
    mine = await a_candidate(claims={"CMS": 3}, career="窓口")
    await a_candidate(claims={"RPA": 2}, career="運用")

    seen = {table: await visible(table, as_person(mine)) for table in TABLES}

    assert seen == {"candidate": 1, "career": 1, "claim": 1, "held_qualification": 0}


@pytest.mark.parametrize(
    "role", [Role.OFFICER, Role.MUNICIPAL_MANAGER, Role.ADMINISTRATOR, Role.AUDITOR]
)
async def test_who_has_no_business_with_profiles_sees_none(role):
    await a_candidate(claims={"CMS": 3}, career="窓口")
    actor = await an_actor(role)

    assert [await visible(table, actor) for table in TABLES] == [0, 0, 0, 0]


async def test_a_municipality_reads_a_profile_only_while_there_is_consent(as_worker):
    candidate = await a_candidate(claims={"CMS": 3})
    officer = await an_actor(Role.OFFICER)
    before = await visible("claim", officer)
    await rows(
        "insert into consent (person, purpose, municipality, need, text_version)"
        " values ($1, 'referral', $2, gen_random_uuid(), 'v1') returning id",
        candidate.person,
        officer.municipality,
    )

    after = await visible("claim", officer)
    await rows("update consent set withdrawn_at = app_now() returning id")

    assert (before, after, await visible("claim", officer)) == (0, 1, 0)


@pytest.mark.parametrize("role", [Role.EXPERT, Role.PLANNER])
async def test_those_who_only_read_change_nothing(role):
    await a_candidate(S.SUBMITTED)
    actor = await an_actor(role)

    changed = await rows("update candidate set state = 'active' returning id", who=actor)

    assert await visible("candidate", actor) == 1
    assert changed == []


async def test_what_was_noted_while_screening_is_not_the_persons_to_read():
    candidate = await a_candidate(S.SUBMITTED)
    await rows(
        "insert into screening_decision (candidate, person, verb, note)"
        " values ($1, $2, 'hold', '要確認') returning id",
        candidate.id,
        candidate.person,
    )

    assert await visible("screening_decision", as_person(candidate)) == 0
    assert await visible("screening_decision", await an_actor(Role.COORDINATOR)) == 1


async def test_the_worker_decides_nothing_about_people(as_worker):
    candidate = await a_candidate(S.SUBMITTED)

    async with as_worker():
        for table in ("screening_decision", "interview", "person"):
            with pytest.raises(Exception, match="permission denied"):
                await rows(f"insert into {table} (id) values ($1) returning id", candidate.id)
