"""Registrations from files: nothing written is lost, the same key never makes two people."""

from typing import Any
from uuid import UUID

import msgspec
import pytest

from talentpool.actor import Actor, Role, system
from talentpool.candidates import queries, queries_records, service_import
from talentpool.candidates.schemas import CandidateRecord
from talentpool.candidates.service_import import Activation, Outcome, Taken
from talentpool.candidates.states import CandidateState, Tier
from talentpool.identity import service as identity
from talentpool.identity.states import RevealPurpose
from talentpool.kit.errors import Forbidden, Invalid
from talentpool.kit.scope import scope
from tests.makers.accounts import an_actor, rows
from tests.makers.candidates import a_candidate, a_record

pytestmark = pytest.mark.usefixtures("db")


async def take(*found: CandidateRecord, **options: Any) -> list[Taken]:
    return await service_import.import_records(system(), list(found), **options)


async def kept(candidate: UUID, actor: Actor | None = None) -> CandidateRecord:
    """What a file of this registration would say; with the name, if *actor* may see it."""
    async with scope(actor or system()):
        row = await queries.get(candidate)
        shown = None
        if actor is not None:
            shown = await identity.reveal_many(actor, [row.person], RevealPurpose.EXPORT)
        (record,) = await queries_records.of([candidate], shown)
    return record


async def test_a_record_comes_back_as_it_was_sent():
    sent = a_record()

    (taken,) = await take(sent)

    coordinator = await an_actor(Role.COORDINATOR)
    assert await kept(taken.candidate, coordinator) == sent


async def test_a_file_without_names_holds_none_for_those_who_may_not_see_them():
    (taken,) = await take(a_record())

    found = await kept(taken.candidate)

    assert (found.name, found.name_kana, found.birth_date, found.email, found.phone) == (None,) * 5
    assert found.headline == a_record().headline


async def test_new_people_go_to_screening_with_one_event_each():
    taken = await take(a_record("X-1"), a_record("X-2"))

    assert [one.state for one in taken] == [CandidateState.SUBMITTED] * 2
    events = await rows(
        "select subject_id, after from audit_event where action = 'candidate.import'"
    )
    assert {(event["subject_id"], event["after"]) for event in events} == {
        (str(one.candidate), "submitted") for one in taken
    }


async def test_the_same_key_brings_the_known_registration_in_line():
    (first,) = await take(a_record())
    changed = msgspec.structs.replace(a_record(), headline="別の見出し", name="神山 吉郎")

    (second,) = await take(changed)

    coordinator = await an_actor(Role.COORDINATOR)
    assert (second.candidate, second.outcome) == (first.candidate, Outcome.CHANGED)
    assert await kept(second.candidate, coordinator) == changed
    assert len(await rows("select id from candidate")) == 1


async def test_a_record_that_says_nothing_new_changes_nothing():
    (first,) = await take(a_record())

    (again,) = await take(a_record())

    (row,) = await rows("select version from candidate")
    assert (again.outcome, again.candidate, row["version"]) == (
        Outcome.UNCHANGED,
        first.candidate,
        1,
    )


async def test_a_changed_name_alone_is_a_change():
    await take(a_record())

    (again,) = await take(a_record(name="神山 花"))

    assert again.outcome is Outcome.CHANGED


async def test_a_registration_made_here_is_known_by_its_pseudonym():
    made = await a_candidate(headline="前の見出し")
    record = await kept(made.id)

    (taken,) = await take(msgspec.structs.replace(record, headline="新しい見出し"))

    assert (record.ref, taken.candidate) == (made.handle, made.id)


async def test_labels_nobody_knows_are_kept_and_the_others_resolved():
    (taken,) = await take(a_record())

    found = await rows(
        "select label, skill from claim where candidate = $1 order by position", taken.candidate
    )

    assert [row["label"] for row in found] == ["業務フローの整理", "ポルトガル語"]
    assert found[1]["skill"] is None


async def test_a_checked_claim_stays_checked_through_an_update():
    await take(a_record())
    async with scope(system()) as opened:
        await opened.connection.execute("update claim set verified_at = app_now() where level = 4")

    await take(a_record(headline="別の見出し"))

    found = await rows("select label from claim where verified_at is not null")
    assert [row["label"] for row in found] == ["業務フローの整理"]


async def test_complete_people_enter_the_pool_by_a_recorded_decision():
    coordinator = await an_actor(Role.COORDINATOR)
    activation = Activation(coordinator.account, "書面で確認済み")

    complete, lacking = await take(
        a_record("X-1"), a_record("X-2", email=None), activation=activation
    )

    assert complete.state is CandidateState.ACTIVE
    assert (lacking.state, lacking.missing) == (CandidateState.SUBMITTED, ("email",))
    decisions = await rows("select candidate, verb, note, decided_by from screening_decision")
    assert decisions == [
        {
            "candidate": complete.candidate,
            "verb": "accept",
            "note": "書面で確認済み",
            "decided_by": coordinator.account,
        }
    ]


async def test_leaders_enter_with_the_interview_that_their_sender_held():
    coordinator = await an_actor(Role.COORDINATOR)

    await take(a_record(tier=Tier.SPECIAL), activation=Activation(coordinator.account, "面談済み"))

    (interview,) = await rows("select conducted_by, outcome from interview")
    assert interview == {"conducted_by": "sender", "outcome": "recommended"}


async def test_a_later_activation_takes_those_who_wait_but_nobody_on_hold():
    coordinator = await an_actor(Role.COORDINATOR)
    await take(a_record("X-1"), a_record("X-2"))
    async with scope(system()) as opened:
        await opened.connection.execute("update candidate set state = 'on_hold' where ref = 'X-2'")

    waiting, held = await take(
        a_record("X-1"), a_record("X-2"), activation=Activation(coordinator.account)
    )

    assert (waiting.state, held.state) == (CandidateState.ACTIVE, CandidateState.ON_HOLD)


@pytest.mark.parametrize("role", [Role.EXPERT, Role.ADMINISTRATOR, Role.OFFICER])
async def test_others_than_coordinators_import_nobody(role):
    actor = await an_actor(role)

    with pytest.raises(Forbidden):
        await service_import.import_records(actor, [a_record()])


async def test_only_a_coordinators_word_activates():
    planner = await an_actor(Role.PLANNER)

    with pytest.raises(Forbidden):
        await take(a_record(), activation=Activation(planner.account))

    assert await rows("select id from candidate") == []


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("ref", None, "required"),
        ("specialties", ["astrology"], "unknown_code"),
        ("target_group", "nobody", "unknown_code"),
        ("appointment_types", ["emperor"], "unknown_code"),
    ],
)
async def test_what_no_list_knows_is_refused_by_line_and_field(field, value, code):
    wrong = msgspec.structs.replace(a_record("X-2"), **{field: value})

    with pytest.raises(Invalid) as refused:
        await take(a_record("X-1"), wrong)

    assert {name: errors[0].code for name, errors in refused.value.fields.items()} == {
        f"1.{field}": code
    }
    assert await rows("select id from candidate") == []


async def test_a_code_with_a_wrong_check_digit_is_refused_and_an_unknown_one_kept():
    wish = a_record().preferences
    unknown = msgspec.structs.replace(wish, area_codes=["014559"])
    wrong = msgspec.structs.replace(wish, area_codes=["131017"])

    (taken,) = await take(msgspec.structs.replace(a_record(), preferences=unknown))
    with pytest.raises(Invalid) as refused:
        await take(msgspec.structs.replace(a_record("X-2"), preferences=wrong))

    assert (await kept(taken.candidate)).preferences.area_codes == ["014559"]
    assert set(refused.value.fields) == {"0.preferences.area_codes"}


async def test_one_key_twice_in_a_file_is_refused():
    with pytest.raises(Invalid) as refused:
        await take(a_record("X-1"), a_record("X-1"))

    assert refused.value.fields["1.ref"][0].facts == {"first": 1}


async def test_who_has_left_does_not_come_back_by_a_file():
    await a_candidate(CandidateState.WITHDRAWN, ref="X-1")

    with pytest.raises(Invalid):
        await take(a_record("X-1"))
