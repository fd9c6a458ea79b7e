"""From a trouble in plain words to a request that was handed in: the verbs of the municipality."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from talentpool.accounts import queries as accounts
from talentpool.actor import Actor
from talentpool.audit import service as audit
from talentpool.kit import clock
from talentpool.kit.errors import FieldError, Forbidden, IllegalMove, Invalid
from talentpool.kit.scope import verb
from talentpool.kit.workdays import add_working_days
from talentpool.needs import queries, service_telling, service_writing
from talentpool.needs.queries import Whole
from talentpool.needs.service_writing import Asked, Change
from talentpool.needs.states import CLOSED, WRITING, NeedState
from talentpool.needs.tables import Need, Question
from talentpool.programmes import queries as programmes
from talentpool.programmes.schemas import ProgrammeOut
from talentpool.taxonomy import queries as taxonomy

_NOT_COPIED = frozenset(
    {
        "id", "number", "ref", "state", "version", "revision", "done_steps", "converted_from",
        "state_reason", "state_note", "approval_since", "approval_expected_on", "officer",
        "assignee", "next_step", "next_step_due_on", "promised_reply_on", "submitted_at",
        "opened_at", "created_at", "changed_at", "copied_from", "section", "section_name",
        "from_month", "to_month", "legal_deadline", "require_all_skills",
    }
)  # fmt: skip


@verb
async def begin(actor: Actor, columns: Mapping[str, Any]) -> UUID:
    """Begin a draft of the actor's own section.

    Raises:
        Forbidden: the actor acts for no public body.
        Invalid: needs can't be made of the programme.
    """
    return (await _begin(actor, columns)).id


@verb
async def copy(actor: Actor, need_id: UUID) -> UUID:
    """Begin a draft from an earlier need; what depends on the year is left out.

    Raises:
        NotFound: there is none, or not for this actor.
        Forbidden, Invalid: see `begin`.
    """
    earlier = await queries.whole(need_id)
    columns = {
        name: value for name, value in earlier.need.to_dict().items() if name not in _NOT_COPIED
    }
    need = await _begin(actor, {**columns, "copied_from": need_id})
    change = Change(
        skills=tuple(Asked(s.kind, s.label, s.level) for s in earlier.skills),
        terms=earlier.stated_terms,
        public_title=earlier.opening.public_title if earlier.opening else None,
        public_text=earlier.opening.public_text if earlier.opening else None,
    )
    await service_writing.write(actor, need, change, action="need.copy")
    return need.id


@verb
async def save(
    actor: Actor, need_id: UUID, step: str, change: Change, *, seen: int | None = None
) -> None:
    """Keep what one step of the clinic says. A draft whose suggestions were seen is clarifying.

    Raises:
        NotFound: there is none, or not for this actor.
        Forbidden, IllegalMove, StaleRow: see `service_writing.write`.
        Invalid: needs can't be made of the programme.
    """
    need = await queries.get(need_id)
    if programme := change.columns.get("programme"):
        await _offered(programme)
        _refuse_conversion(need, programme)
    steps = [*need.done_steps, *([] if step in need.done_steps else [step])]
    columns = {**change.columns, "done_steps": steps}
    whole = Change(columns, change.skills, change.terms, change.public_title, change.public_text)
    await service_writing.write(actor, need, whole, action="need.save", seen=seen, step=step)
    if need.state == NeedState.DRAFT and step != "trouble":
        await service_writing.move(actor, need, "clarify")


@verb
async def submit(actor: Actor, need_id: UUID, *, seen: int | None = None) -> date:
    """Hand the need in; the day by which it is answered.

    Raises:
        NotFound: there is none, or not for this actor.
        Invalid: something that the programme cannot do without is missing.
        IllegalMove, Forbidden, StaleRow: the machine says no.
    """
    whole = await queries.whole(need_id)
    programme = await programmes.get(whole.need.programme)
    if problems := await missing(whole, programme):
        raise Invalid(problems)
    promised = add_working_days(clock.today(), programme.reply_days)
    change = {
        "promised_reply_on": promised,
        "next_step_due_on": promised,
        "submitted_at": clock.now(),
    }
    await service_writing.move(actor, whole.need, "submit", seen=seen, change=change)
    await service_telling.tell_coordinators(actor, whole.need, "need.submitted")
    return promised


@verb
async def answer(actor: Actor, need_id: UUID, question_id: UUID, text: str) -> None:
    """Answer a coordinator's question; the need itself is handed in again by `submit`.

    Raises:
        NotFound: there is no such question of this need, or not for this actor.
        IllegalMove: it has been answered.
    """
    need = await queries.get(need_id)
    questions = {question.id: question for question in await queries.questions_of(need_id)}
    question = questions.get(question_id)
    if question is None or question.answered_at is not None:
        raise IllegalMove("question", verb="answer", state="answered")
    written: Any = {
        Question.answer: text,
        Question.answered_by: actor.account,
        Question.answered_at: clock.now(),
    }
    await Question.update(written).where(Question.id == question_id)
    audit.record(actor, "need.answer", need)


@verb
async def await_approval(
    actor: Actor, need_id: UUID, since: date | None, expected_on: date | None
) -> None:
    """Note that the body's own approval (庁内決裁) is under way, or with None that it is over.

    Raises:
        NotFound: there is none, or not for this actor.
        IllegalMove: the need is closed.
    """
    need = await queries.get(need_id)
    if need.state in CLOSED:
        raise IllegalMove(f"need is {need.state}", verb="await_approval", state=need.state)
    action = "need.await_approval" if since else "need.end_approval"
    await audit.amend(
        actor, need, action, {"approval_since": since, "approval_expected_on": expected_on}
    )


async def missing(whole: Whole, programme: ProgrammeOut) -> dict[str, list[FieldError]]:
    """What has to be said before the need can be handed in, by the label code of the field.

    An opening without its working conditions is not accepted (職業安定法 5条の3, 5条の6).
    """
    wanted = ["title", "current_issue"]
    if programme.asks_for_hours:
        wanted += ["from_month", "to_month", "weekly_minutes"]
    if programme.is_placement:
        wanted += ["remote", "appointment_type"]
    empty = [f"need.{name}" for name in wanted if not getattr(whole.need, name)]
    if programme.is_placement:
        if not (whole.opening and whole.opening.public_text):
            empty.append("terms.public_text")
        lacking = await service_writing.missing_terms(whole.need, whole.stated_terms)
        empty += [f"terms.{name}" for name in lacking]
    return {name: [FieldError("required")] for name in empty}


async def _begin(actor: Actor, columns: Mapping[str, Any]) -> Need:
    if actor.municipality is None or actor.section is None:
        raise Forbidden("a need belongs to the section of a public body")
    await _offered(columns["programme"])
    body = await taxonomy.municipality(actor.municipality)
    names = await accounts.section_names([actor.section])
    own = {
        "municipality": actor.municipality,
        "section": actor.section,
        "section_name": names.get(actor.section, ""),
        "officer": actor.account,
    }
    defaults = {"network_model": body.network_model, "location_code": actor.municipality}
    return await service_writing.add(actor, Change({**defaults, **columns, **own}))


async def _offered(key: str) -> None:
    programme = await programmes.find(key)
    if programme is None or not programme.is_enabled:
        raise Invalid.one("programme", "bad_choice")


def _refuse_conversion(need: Need, programme: str) -> None:
    """Once handed in, only a coordinator makes another programme of it (`convert`)."""
    if programme != need.programme and need.state not in WRITING:
        raise IllegalMove("programme of a submitted need", verb="save", state=need.state)
