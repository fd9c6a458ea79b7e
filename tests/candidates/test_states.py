"""Every verb, from every state, by every role: who may do what, said a second time by hand."""

import pytest

from talentpool.actor import PEOPLE, Role, system
from talentpool.candidates import service, service_membership, service_screening
from talentpool.candidates.states import CANDIDATE, CandidateState, Tier
from talentpool.kit.errors import Forbidden, IllegalMove, Invalid, StaleRow
from tests.makers.accounts import an_actor, rows
from tests.makers.candidates import a_candidate, as_person
from tests.makers.needs import state_of

S = CandidateState
PERSON = {Role.CANDIDATE, Role.EXPERT, Role.COORDINATOR, Role.SYSTEM}
COORDINATOR = {Role.COORDINATOR}
SYSTEM = {Role.SYSTEM}
WAITING = {S.SUBMITTED, S.SCREENING, S.ON_HOLD, S.INTERVIEW}

TABLE = {
    "submit": ({S.DRAFT, S.RETURNED}, S.SUBMITTED, PERSON),
    "start_screening": ({S.SUBMITTED, S.ON_HOLD}, S.SCREENING, COORDINATOR),
    "call_to_interview": ({S.SUBMITTED, S.SCREENING, S.ON_HOLD}, S.INTERVIEW, COORDINATOR),
    "accept": (WAITING, S.ACTIVE, COORDINATOR),
    "hold": ({S.SUBMITTED, S.SCREENING, S.INTERVIEW}, S.ON_HOLD, COORDINATOR),
    "return": (WAITING, S.RETURNED, COORDINATOR),
    "decline": (WAITING, S.DECLINED, COORDINATOR),
    "pause": ({S.ACTIVE}, S.PAUSED, PERSON),
    "sleep": ({S.ACTIVE}, S.PAUSED, SYSTEM),
    "resume": ({S.PAUSED, S.EXPIRED}, S.ACTIVE, PERSON),
    "expire": ({S.PAUSED}, S.EXPIRED, SYSTEM),
    "withdraw": (set(S) - {S.WITHDRAWN, S.DECLINED}, S.WITHDRAWN, PERSON),
    "erase": (set(S), S.WITHDRAWN, COORDINATOR | {Role.ADMINISTRATOR} | SYSTEM),
}


def outcome(verb: str, state: CandidateState, role: Role) -> object:
    try:
        return CANDIDATE.after(verb, state, role)
    except (Forbidden, IllegalMove) as refusal:
        return type(refusal)


@pytest.mark.parametrize("verb", TABLE)
def test_a_verb_starts_where_and_by_whom_the_table_says(verb):
    sources, target, roles = TABLE[verb]

    wrong = {
        (state, role): outcome(verb, state, role)
        for state in S
        for role in PEOPLE | {Role.SYSTEM, Role.ANONYMOUS}
        if outcome(verb, state, role)
        is not (IllegalMove if state not in sources else target if role in roles else Forbidden)
    }

    assert wrong == {}


def test_the_table_knows_every_verb():
    assert set(TABLE) == set(CANDIDATE.moves)


uses_db = pytest.mark.usefixtures("db")


@uses_db
@pytest.mark.parametrize("decision", ["hold", "decline"])
async def test_a_decision_against_somebody_needs_one_of_its_reasons(decision):
    candidate, coordinator = await a_candidate(S.SUBMITTED), await an_actor(Role.COORDINATOR)

    for reason in (None, "no_such_reason"):
        with pytest.raises(Invalid):
            await service_screening.screen(coordinator, candidate.id, decision, reason=reason)

    assert await state_of("candidate", candidate.id) == S.SUBMITTED


@uses_db
async def test_a_person_is_told_and_the_reason_kept():
    candidate, coordinator = await a_candidate(S.SUBMITTED), await an_actor(Role.COORDINATOR)

    await service_screening.screen(
        coordinator, candidate.id, "hold", reason="evidence_lacking", note="作品を見たい"
    )

    (decision,) = await rows("select verb, reason, note, decided_by from screening_decision")
    assert decision == {
        "verb": "hold",
        "reason": "evidence_lacking",
        "note": "作品を見たい",
        "decided_by": coordinator.account,
    }
    assert [row["kind"] for row in await rows("select kind from notice")] == ["candidate.hold"]


@uses_db
async def test_putting_somebody_under_screening_tells_nobody():
    candidate, coordinator = await a_candidate(S.SUBMITTED), await an_actor(Role.COORDINATOR)

    await service_screening.screen(coordinator, candidate.id, "start_screening")

    assert await rows("select kind from notice") == []


@uses_db
async def test_leaders_enter_the_pool_only_after_an_experts_interview():
    candidate = await a_candidate(S.INTERVIEW, tier=str(Tier.SPECIAL))
    coordinator, expert = await an_actor(Role.COORDINATOR), await an_actor(Role.EXPERT)

    with pytest.raises(Invalid) as refused:
        await service_screening.screen(coordinator, candidate.id, "accept")
    await service_screening.record_interview(
        expert, candidate.id, held_on=candidate.created_at.date(), outcome="recommended"
    )
    await service_screening.screen(coordinator, candidate.id, "accept")

    assert refused.value.fields["decision"][0].code == "interview_missing"
    assert await state_of("candidate", candidate.id) == S.ACTIVE


@uses_db
async def test_against_the_experts_word_a_coordinator_says_why():
    candidate = await a_candidate(S.INTERVIEW, tier=str(Tier.SPECIAL))
    coordinator, expert = await an_actor(Role.COORDINATOR), await an_actor(Role.EXPERT)
    day = candidate.created_at.date()
    await service_screening.record_interview(
        expert, candidate.id, held_on=day, outcome="not_recommended"
    )

    with pytest.raises(Invalid):
        await service_screening.screen(coordinator, candidate.id, "accept")
    await service_screening.screen(coordinator, candidate.id, "accept", note="別の分野で活躍")

    assert await state_of("candidate", candidate.id) == S.ACTIVE


@uses_db
@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.PLANNER])
async def test_only_experts_record_interviews(role):
    candidate, actor = await a_candidate(S.INTERVIEW), await an_actor(role)

    with pytest.raises(Forbidden):
        await service_screening.record_interview(
            actor, candidate.id, held_on=candidate.created_at.date(), outcome="recommended"
        )


@uses_db
async def test_a_failed_required_question_is_a_hold_that_a_note_can_override():
    candidate = await a_candidate(S.SUBMITTED, conditions_unmet=["office_tools"])
    coordinator = await an_actor(Role.COORDINATOR)

    with pytest.raises(Invalid) as silent:
        await service_screening.screen(coordinator, candidate.id, "accept")
    with pytest.raises(Invalid):
        await service_screening.screen(
            coordinator, candidate.id, "decline", reason="required_unmet"
        )
    await service_screening.screen(coordinator, candidate.id, "hold", reason="required_unmet")
    await service_screening.screen(coordinator, candidate.id, "accept", note="電話で確かめた")

    assert silent.value.fields["note"][0].code == "override_needs_note"
    assert await state_of("candidate", candidate.id) == S.ACTIVE


@uses_db
async def test_a_failed_preferred_question_is_no_obstacle():
    candidate = await a_candidate(S.SUBMITTED, conditions_unmet=["explain"])

    await service_screening.screen(await an_actor(Role.COORDINATOR), candidate.id, "accept")

    assert await state_of("candidate", candidate.id) == S.ACTIVE


@uses_db
async def test_of_two_coordinators_the_second_sees_that_it_was_decided():
    candidate = await a_candidate(S.SUBMITTED)
    first, second = await an_actor(Role.COORDINATOR), await an_actor(Role.COORDINATOR)
    seen = candidate.version

    await service_screening.screen(
        first, candidate.id, "return", note="住所はいりません", seen=seen
    )
    with pytest.raises((StaleRow, IllegalMove)):
        await service_screening.screen(second, candidate.id, "accept", seen=seen)

    assert await state_of("candidate", candidate.id) == S.RETURNED


@uses_db
async def test_entering_and_leaving_the_pool_is_seen_by_matching():
    candidate = await a_candidate(S.ACTIVE)
    person = as_person(candidate)
    generations = [await _generation()]

    await service_membership.pause(person, candidate.id, "busy")
    generations.append(await _generation())
    await service_membership.resume(person, candidate.id)
    generations.append(await _generation())
    await service_membership.withdraw(person, candidate.id)
    generations.append(await _generation())

    assert generations == sorted(set(generations))


@uses_db
async def test_who_has_left_changes_nothing_any_more():
    candidate = await a_candidate(S.WITHDRAWN)

    with pytest.raises(IllegalMove):
        await service.revise(as_person(candidate), candidate.id, lambda record: record)


async def _generation() -> int:
    (row,) = await rows("select generation from pool_generation", who=system())
    return row["generation"]
