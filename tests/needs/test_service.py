"""The verbs that slices above call, and the fences between municipalities."""

import asyncpg
import pytest

from talentpool.actor import Role, system
from talentpool.kit.errors import Forbidden, IllegalMove, Invalid, NotFound
from talentpool.kit.scope import current, scope
from talentpool.needs import queries, service, service_clinic
from talentpool.needs.service_writing import Change
from talentpool.needs.states import NeedState
from talentpool.outbox import service as outbox
from tests.makers import accounts as makers
from tests.makers.needs import WAKABADAI, a_need, sql

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
async def officer():
    return await makers.an_actor(Role.OFFICER)


@pytest.fixture
async def stranger():
    return await makers.an_actor(Role.OFFICER, municipality=WAKABADAI)


@pytest.mark.parametrize(
    ("verb", "state", "then"),
    [
        (service.mark_proposing, NeedState.OPEN, NeedState.PROPOSING),
        (service.mark_selecting, NeedState.PROPOSING, NeedState.SELECTING),
        (service.mark_arranged, NeedState.SELECTING, NeedState.ARRANGED),
        (service.start, NeedState.ARRANGED, NeedState.IN_PROGRESS),
        (service.complete, NeedState.IN_PROGRESS, NeedState.COMPLETED),
        (service.reopen, NeedState.SELECTING, NeedState.OPEN),
    ],
)
async def test_a_need_goes_on_by_what_somebody_did_elsewhere(verb, state, then):
    need = await a_need(state)
    candidate = await makers.an_actor(Role.CANDIDATE)

    await verb(candidate, need.id)
    await verb(candidate, need.id)

    assert await sql("select state from need where id = $1", need.id) == then
    moves = await makers.rows(
        "select role, after from audit_event where subject_id = $1", str(need.id)
    )
    assert moves == [{"role": "candidate", "after": then}]


async def test_a_need_that_is_further_stays_where_it_is(officer):
    need = await a_need(NeedState.ARRANGED)

    await service.mark_proposing(officer, need.id)

    assert await sql("select state from need where id = $1", need.id) == NeedState.ARRANGED


async def test_nothing_goes_on_with_a_closed_need(officer):
    need = await a_need(NeedState.CANCELLED)

    with pytest.raises(IllegalMove):
        await service.mark_selecting(officer, need.id)


async def test_a_need_is_called_off_with_a_reason_only(officer):
    need = await a_need(NeedState.PROPOSING)

    with pytest.raises(Invalid):
        await service.cancel(officer, need.id, "")
    await service.cancel(officer, need.id, "予算がつかなかった")

    assert await sql("select state_note from need where id = $1", need.id) == "予算がつかなかった"


async def test_work_under_way_is_not_rewritten(officer):
    need = await a_need(NeedState.IN_PROGRESS)

    with pytest.raises(IllegalMove):
        await service_clinic.save(officer, need.id, "trouble", Change(columns={"title": "別"}))


async def test_another_municipality_reads_and_writes_nothing(stranger):
    need = await a_need(NeedState.SUBMITTED, required=("BPR",))

    async with scope(stranger):
        with pytest.raises(NotFound):
            await queries.get(need.id)
        assert await queries.of_municipality(stranger) == []
        for table in ("need", "need_skill", "terms", "opening", "question"):
            seen = await current().connection.fetchval(f"select count(*) from {table}")
            assert seen == 0, table
    with pytest.raises(NotFound):
        await service.withdraw(stranger, need.id)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with scope(stranger):
            await current().connection.execute(
                "insert into need_skill (need, municipality, position, kind, label)"
                " values ($1, '139017', 0, 'required', 'BPR')",
                need.id,
            )


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR, Role.CANDIDATE])
async def test_who_has_nothing_to_do_with_needs_sees_none(role):
    await a_need(NeedState.OPEN)
    actor = await makers.an_actor(role)

    async with scope(actor):
        assert await current().connection.fetchval("select count(*) from need") == 0


async def test_an_expert_knows_the_case_and_writes_nothing():
    need = await a_need(NeedState.OPEN)
    expert = await makers.an_actor(Role.EXPERT)

    async with scope(expert):
        found = await queries.get(need.id)
    with pytest.raises(Forbidden):
        await service_clinic.save(expert, need.id, "trouble", Change(columns={"title": "別"}))

    assert found.title == need.title


async def test_a_need_begins_only_for_a_public_body():
    coordinator = await makers.an_actor(Role.COORDINATOR)

    with pytest.raises(Forbidden):
        await service_clinic.begin(coordinator, {"programme": "hands_on"})


async def test_a_line_of_service_that_is_only_listed_cannot_be_asked_for(officer):
    with pytest.raises(Invalid):
        await service_clinic.begin(officer, {"programme": "adviser_issue"})


async def test_a_copy_begins_anew_without_what_depends_on_the_year(officer):
    earlier = await a_need(NeedState.COMPLETED, required=("BPR",), contact="内線1234")

    copied = await service_clinic.copy(officer, earlier.id)

    async with scope(officer):
        whole = await queries.whole(copied)
    assert whole.need.state == NeedState.DRAFT
    assert whole.need.number != earlier.number
    assert whole.need.copied_from == earlier.id
    assert (whole.need.title, whole.need.contact) == (earlier.title, "内線1234")
    assert whole.need.from_month is None
    assert whole.labels("required") == ["BPR"]
    assert whole.stated_terms.pay == "時給1,500円"


async def test_a_leaving_officers_needs_go_to_the_successor(officer, drain):
    successor = await makers.an_actor(Role.OFFICER)
    live = await a_need(NeedState.DRAFT, officer=officer.account)
    done = await a_need(NeedState.COMPLETED, officer=officer.account)
    assigned = await a_need(NeedState.OPEN, assignee=officer.account)
    async with scope(system()):
        await outbox.put(
            system(),
            "needs.hand_over",
            from_account=str(officer.account),
            to_account=str(successor.account),
        )

    await drain()

    async def holder(column: str, need) -> object:
        return await sql(f"select {column} from need where id = $1", need.id)

    assert await holder("officer", live) == successor.account
    assert await holder("officer", done) == officer.account
    assert await holder("assignee", assigned) == successor.account


async def test_an_approval_inside_the_body_is_noted_and_ends(officer):
    need = await a_need(NeedState.SELECTING)
    async with scope(officer):
        today = await current().connection.fetchval("select app_now()::date")

    await service_clinic.await_approval(officer, need.id, today, None)
    begun = await sql("select approval_since from need where id = $1", need.id)
    await service_clinic.await_approval(officer, need.id, None, None)

    assert begun == today
    assert await sql("select approval_since from need where id = $1", need.id) is None
