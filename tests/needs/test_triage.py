"""What coordinators do with needs, as verbs."""

from datetime import date

import pytest

from talentpool.actor import Role
from talentpool.kit.errors import Forbidden, IllegalMove, Invalid, NotFound, StaleRow
from talentpool.kit.scope import scope
from talentpool.needs import queries, service, service_clinic, service_triage
from talentpool.needs.schemas_interchange import Period, TermsRecord
from talentpool.needs.service_writing import Asked, Change
from talentpool.needs.states import NeedState
from tests.makers import accounts as makers

pytestmark = pytest.mark.usefixtures("db")

TERMS = TermsRecord(
    **{name: "あり" for name in TermsRecord.__struct_fields__ if name != "term"},
    term=Period(from_="2027-01", to="2027-03"),
)


@pytest.fixture
async def officer():
    return await makers.an_actor(Role.OFFICER)


@pytest.fixture
async def coordinator():
    return await makers.an_actor(Role.COORDINATOR)


async def submitted(officer, programme: str = "hands_on", *, terms: TermsRecord | None = None):
    """A need that was handed in, with its period, hours and, for a placement, its terms."""
    columns = {
        "programme": programme,
        "title": "窓口の待ち時間",
        "current_issue": "窓口が混み、待ち時間が長い。",
    }
    need_id = await service_clinic.begin(officer, columns)
    conditions = {
        "from_month": date(2027, 1, 1),
        "to_month": date(2027, 3, 1),
        "weekly_minutes": 465,
        "remote": "hybrid",
    }
    change = Change(columns=conditions)
    if programme.startswith("placement"):
        change = Change(
            columns={**conditions, "appointment_type": "fiscal_part_time"},
            terms=terms or TERMS,
            public_text="窓口の改善をお願いします。",
        )
    await service_clinic.save(officer, need_id, "conditions", change)
    await service_clinic.submit(officer, need_id)
    return need_id


async def need_of(actor, need_id):
    async with scope(actor):
        return await queries.get(need_id)


async def tasks(job: str) -> list[dict]:
    return await makers.rows("select args, key from outbox where job = $1 order by id", job)


async def actions(need_id) -> list[str]:
    found = await makers.rows(
        "select action from audit_event where subject_id = $1 order by seq", str(need_id)
    )
    return [row["action"] for row in found]


async def test_a_need_has_its_number_and_its_promised_day_at_once(officer, coordinator):
    need_id = await submitted(officer)

    need = await need_of(officer, need_id)
    assert need.number.startswith("R-")
    assert need.promised_reply_on == need.next_step_due_on
    assert need.promised_reply_on.weekday() < 5
    told = await makers.rows("select account from notice where kind = 'need.submitted'")
    assert [row["account"] for row in told] == [coordinator.account]


async def test_an_opened_need_asks_for_matching_once_a_revision(officer, coordinator):
    need_id = await submitted(officer)

    await service_triage.open_(coordinator, need_id)

    need = await need_of(officer, need_id)
    assert need.state == NeedState.OPEN
    assert need.assignee == coordinator.account
    assert await tasks("matches.propose") == [
        {"args": {"need": str(need_id)}, "key": f"propose:{need_id}:{need.revision}"}
    ]


async def test_a_change_that_matching_reads_asks_for_it_again_and_another_does_not(
    officer, coordinator
):
    need_id = await submitted(officer)
    await service_triage.open_(coordinator, need_id)
    before = (await need_of(officer, need_id)).revision

    await service_clinic.save(
        officer, need_id, "questions", Change(columns={"contact": "内線1234"})
    )
    await service_clinic.save(
        officer, need_id, "suggestions", Change(skills=(Asked("required", "BPR"),))
    )

    assert (await need_of(officer, need_id)).revision == before + 1
    assert len(await tasks("matches.propose")) == 2


async def test_a_placement_opens_with_its_face_and_closes_with_it(officer, coordinator):
    need_id = await submitted(officer, "placement_fiscal")
    candidate = await makers.an_actor(Role.CANDIDATE)
    async with scope(candidate):
        hidden = await queries.find_opening(need_id)

    await service_triage.open_(coordinator, need_id)
    async with scope(candidate):
        shown = await queries.find_opening(need_id)
        terms = await queries.terms_in_force(need_id)
        with pytest.raises(NotFound):
            await queries.get(need_id)
    await service.cancel(officer, need_id, "予算がつかなかった")

    async with scope(candidate):
        closed = await queries.find_opening(need_id)
    assert hidden is None
    assert shown.is_open
    assert shown.public_text == "窓口の改善をお願いします。"
    assert terms.fields["duties"] == "あり"
    assert not closed.is_open
    assert closed.closed_at is not None


async def test_a_placement_without_its_terms_is_not_accepted(officer, coordinator):
    need_id = await submitted(officer, "placement_fiscal")
    bare = TermsRecord(duties="更新")
    await service_clinic.save(officer, need_id, "placement", Change(terms=bare))

    with pytest.raises(Invalid) as refused:
        await service_triage.open_(coordinator, need_id)

    assert "pay_ordinance" in refused.value.fields
    assert (await need_of(officer, need_id)).state == NeedState.SUBMITTED
    assert await tasks("matches.propose") == []


async def test_every_statement_of_terms_stays(officer):
    need_id = await submitted(officer, "placement_fiscal")

    await service_clinic.save(
        officer, need_id, "placement", Change(terms=TermsRecord(duties="別の仕事"))
    )

    async with scope(officer):
        first = await queries.terms_of_revision(need_id, 1)
        newest = await queries.terms_in_force(need_id)
    assert (first.revision, first.fields["duties"]) == (1, "あり")
    assert (newest.revision, newest.fields["duties"]) == (2, "別の仕事")


async def test_a_returned_need_is_answered_and_handed_in_again(officer, coordinator):
    need_id = await submitted(officer)

    await service_triage.return_(coordinator, need_id, "予算はありますか。")
    async with scope(officer):
        (question,) = await queries.questions_of(need_id)
    await service_clinic.answer(officer, need_id, question.id, "あります。")
    await service_clinic.submit(officer, need_id)

    assert (await need_of(officer, need_id)).state == NeedState.SUBMITTED
    assert (await actions(need_id))[-3:] == ["need.return", "need.answer", "need.submit"]
    with pytest.raises(IllegalMove):
        await service_clinic.answer(officer, need_id, question.id, "もう一度")


@pytest.mark.parametrize(
    ("programme", "reason", "is_allowed"),
    [
        ("placement_fiscal", "illegal", True),
        ("placement_fiscal", "no_capacity", False),
        ("hands_on", "no_capacity", True),
        ("hands_on", "illegal", False),
        ("hands_on", "anything", False),
    ],
)
async def test_a_placement_is_declined_for_statutory_reasons_only(
    officer, coordinator, programme, reason, is_allowed
):
    need_id = await submitted(officer, programme)

    if is_allowed:
        await service_triage.decline(coordinator, need_id, reason, "説明")
    else:
        with pytest.raises(Invalid):
            await service_triage.decline(coordinator, need_id, reason, "説明")

    state = (await need_of(officer, need_id)).state
    assert state == (NeedState.DECLINED if is_allowed else NeedState.SUBMITTED)


async def test_a_consultation_becomes_a_project_and_keeps_its_history(officer, coordinator):
    need_id = await submitted(officer, "consultation")
    await service_triage.open_(coordinator, need_id)

    await service_triage.convert(coordinator, need_id, "hands_on", "支援が要る")

    need = await need_of(officer, need_id)
    assert (need.programme, need.converted_from) == ("hands_on", "consultation")
    assert need.state == NeedState.SUBMITTED
    assert (await actions(need_id))[-2:] == ["need.open", "need.convert"]


async def test_only_a_consultation_is_made_into_something_else(officer, coordinator):
    need_id = await submitted(officer, "hands_on")

    with pytest.raises(IllegalMove):
        await service_triage.convert(coordinator, need_id, "training")


async def test_of_two_coordinators_one_gets_through(officer, coordinator):
    need_id = await submitted(officer)
    version = (await need_of(coordinator, need_id)).version
    await service_triage.set_next_step(
        coordinator, need_id, next_step="電話する", due_on=date(2027, 1, 8), assignee=None
    )

    with pytest.raises(StaleRow):
        await service_triage.open_(coordinator, need_id, seen=version)


async def test_the_next_step_is_dated_and_makes_way_for_the_next_state(officer, coordinator):
    need_id = await submitted(officer)

    await service_triage.set_next_step(
        coordinator,
        need_id,
        next_step="原課に電話する",
        due_on=date(2027, 1, 8),
        assignee=coordinator.account,
    )
    typed = await need_of(coordinator, need_id)
    await service_triage.open_(coordinator, need_id)

    moved = await need_of(coordinator, need_id)
    assert (typed.next_step, typed.next_step_due_on) == ("原課に電話する", date(2027, 1, 8))
    assert moved.next_step == ""
    assert moved.next_step_due_on != date(2027, 1, 8)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.PLANNER, Role.EXPERT])
async def test_nobody_else_triages(officer, role):
    need_id = await submitted(officer, "consultation")
    other = officer if role is Role.OFFICER else await makers.an_actor(role)

    for act in (
        service_triage.open_(other, need_id),
        service_triage.return_(other, need_id, "？"),
        service_triage.convert(other, need_id, "training"),
    ):
        with pytest.raises(Forbidden):
            await act

    assert (await need_of(officer, need_id)).state == NeedState.SUBMITTED


async def test_required_skills_become_a_hard_condition_by_a_coordinator(officer, coordinator):
    need_id = await submitted(officer)
    await service_triage.open_(coordinator, need_id)
    before = (await need_of(officer, need_id)).revision

    await service_triage.require_all_skills(coordinator, need_id, True)

    need = await need_of(officer, need_id)
    assert need.require_all_skills
    assert need.revision == before + 1
