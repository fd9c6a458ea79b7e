"""Contact memos: one line, by staff, for staff."""

from datetime import timedelta
from uuid import uuid4

import pytest

from talentpool.actor import Role
from talentpool.kit import clock
from talentpool.kit.errors import Forbidden
from talentpool.kit.scope import reading
from talentpool.memos import queries, service
from talentpool.memos.states import Medium, Subject
from tests.makers import accounts as makers

pytestmark = pytest.mark.usefixtures("db")


async def test_memos_come_newest_first_with_who_spoke_and_how():
    coordinator = await makers.an_actor(Role.COORDINATOR)
    need = uuid4()
    with clock.shifted(timedelta(days=-1)):
        await service.add(coordinator, Subject.NEED, need, Medium.PHONE, "昨日の電話")
    await service.add(coordinator, Subject.NEED, need, Medium.MAIL, "今日のメール")

    async with reading(coordinator):
        memos = await queries.of(need)

    assert [(memo.medium, memo.line) for memo in memos] == [
        (Medium.MAIL, "今日のメール"),
        (Medium.PHONE, "昨日の電話"),
    ]
    assert memos[0].by == coordinator.name


async def test_the_last_contact_is_told_for_many_at_once():
    planner = await makers.an_actor(Role.PLANNER)
    spoken, unspoken = uuid4(), uuid4()
    await service.add(planner, Subject.CANDIDATE, spoken, Medium.MEETING, "面会した")

    async with reading(planner):
        found = await queries.last_contact([spoken, unspoken])
        memos = await queries.of(spoken)

    assert found == {spoken: memos[0].at}


@pytest.mark.parametrize(
    "role", [Role.CANDIDATE, Role.OFFICER, Role.MUNICIPAL_MANAGER, Role.ADMINISTRATOR]
)
async def test_nobody_else_writes_or_reads_them(role: Role):
    coordinator = await makers.an_actor(Role.COORDINATOR)
    need = uuid4()
    await service.add(coordinator, Subject.NEED, need, Medium.PHONE, "内部の連絡")
    who = await makers.an_actor(role)

    with pytest.raises(Forbidden):
        await service.add(who, Subject.NEED, need, Medium.PHONE, "x")

    assert await makers.rows("select 1 from memo", who=who) == []
