"""What coordinators do with a need that was handed in."""

from datetime import date
from typing import Any
from uuid import UUID

from talentpool.actor import Actor
from talentpool.audit import service as audit
from talentpool.kit import clock
from talentpool.kit.errors import FieldError, Forbidden, IllegalMove, Invalid
from talentpool.kit.scope import verb
from talentpool.needs import queries, service_telling, service_writing
from talentpool.needs.service_writing import Change
from talentpool.needs.states import CLOSED
from talentpool.needs.tables import Need, Question
from talentpool.outbox import service as outbox
from talentpool.programmes import queries as programmes
from talentpool.taxonomy import queries as taxonomy


@verb
async def open_(actor: Actor, need_id: UUID, *, seen: int | None = None) -> None:
    """Accept a need: people are ranked for it, and registrants see a placement's opening.

    Raises:
        NotFound: there is none, or not for this actor.
        Invalid: a placement lacks working conditions that the law wants stated (職業安定法 5条の6).
        IllegalMove, Forbidden, StaleRow: the machine says no.
    """
    need = await queries.get(need_id)
    programme = await programmes.get(need.programme)
    if programme.is_placement:
        stated = await queries.stated_terms(need_id)
        if lacking := await service_writing.missing_terms(need, stated):
            raise Invalid({name: [FieldError("required")] for name in lacking}, "terms")
    await set_open(actor, need, seen=seen)
    await service_telling.tell_officer(actor, need, "need.opened")


async def set_open(actor: Actor, need: Need, *, seen: int | None = None) -> None:
    """The move itself; also for imports, whose terms may be stated later."""
    change = {"opened_at": clock.now(), "assignee": need.assignee or actor.account}
    await service_writing.move(actor, need, "open", seen=seen, change=change)
    await service_writing.ask_for_matching(actor, need)


@verb
async def return_(actor: Actor, need_id: UUID, text: str, *, seen: int | None = None) -> None:
    """Return a need to the municipality with a question.

    Raises:
        NotFound: there is none, or not for this actor.
        IllegalMove, Forbidden, StaleRow: the machine says no.
    """
    need = await queries.get(need_id)
    await service_writing.move(actor, need, "return", seen=seen)
    await Question.insert(
        Question(
            need=need.id,
            municipality=need.municipality,
            text=text,
            asked_by=actor.account,
            asked_at=clock.now(),
        )
    )
    await service_telling.tell_officer(actor, need, "need.returned")


@verb
async def decline(
    actor: Actor, need_id: UUID, reason: str, note: str = "", *, seen: int | None = None
) -> None:
    """Decline a need. A placement is declined for a statutory reason only (職業安定法 5条の6).

    Raises:
        NotFound: there is none, or not for this actor.
        Invalid: the reason is none that this programme allows, or wants a note.
        IllegalMove, Forbidden, StaleRow: the machine says no.
    """
    need = await queries.get(need_id)
    programme = await programmes.get(need.programme)
    await _check_reason("need_declined", reason, note, str(programme.flow))
    change = {"state_reason": reason, "state_note": note}
    await service_writing.move(actor, need, "decline", seen=seen, change=change, reason=reason)
    await service_telling.tell_officer(actor, need, "need.declined")


@verb
async def convert(
    actor: Actor, need_id: UUID, programme: str, note: str = "", *, seen: int | None = None
) -> None:
    """Turn a consultation into a project or an opening; its history stays with it.

    Raises:
        NotFound: there is none, or not for this actor.
        Invalid: needs can't be made of the programme, or it is the same.
        IllegalMove: it is no consultation, or the machine says no.
        Forbidden, StaleRow: the machine says no.
    """
    need = await queries.get(need_id)
    if not (await programmes.get(need.programme)).is_convertible:
        raise IllegalMove("not a consultation", verb="convert", state=need.state)
    wanted = await programmes.find(programme)
    if wanted is None or not wanted.is_enabled or programme == need.programme:
        raise Invalid.one("programme", "bad_choice")
    before = need.programme
    change = {
        "programme": programme,
        "converted_from": before,
        "state_note": note,
        "revision": need.revision + 1,
    }
    detail = {"from_programme": before, "to_programme": programme}
    await service_writing.move(actor, need, "convert", seen=seen, change=change, **detail)
    await service_telling.tell_officer(actor, need, "need.converted")


@verb
async def unfill(
    actor: Actor, need_id: UUID, reason: str, note: str = "", *, seen: int | None = None
) -> None:
    """End a need that nobody was found for; it stays as demand that was not met.

    Raises:
        NotFound: there is none, or not for this actor.
        Invalid: the reason is not among them, or wants a note.
        IllegalMove, Forbidden, StaleRow: the machine says no.
    """
    need = await queries.get(need_id)
    await _check_reason("unfilled", reason, note)
    change = {"state_reason": reason, "state_note": note}
    await service_writing.move(actor, need, "unfill", seen=seen, change=change, reason=reason)
    await service_telling.tell_officer(actor, need, "need.unfilled")
    await outbox.put(actor, "reviews.need_ended", need=need.id)


@verb
async def set_next_step(
    actor: Actor,
    need_id: UUID,
    *,
    next_step: str,
    due_on: date | None,
    assignee: UUID | None,
    seen: int | None = None,
) -> None:
    """Say who does what next, by when.

    Raises:
        NotFound: there is none, or not for this actor.
        IllegalMove: the need is closed.
        StaleRow: somebody else changed it first.
    """
    need = await queries.get(need_id)
    if need.state in CLOSED:
        raise IllegalMove(f"need is {need.state}", verb="set_next_step", state=need.state)
    if actor.role not in service_writing.WRITERS:
        raise Forbidden(f"next step set by {actor.role}")
    change: dict[Any, Any] = {
        "next_step": next_step,
        "next_step_due_on": due_on,
        "assignee": assignee,
    }
    await audit.amend(actor, need, "need.set_next_step", change, seen=seen)


@verb
async def require_all_skills(
    actor: Actor, need_id: UUID, is_required: bool, *, seen: int | None = None
) -> None:
    """Make the required skills a hard condition, or soft again; the need is matched anew.

    Raises:
        NotFound: there is none, or not for this actor.
        Forbidden, IllegalMove, StaleRow: see `service_writing.write`.
    """
    need = await queries.get(need_id)
    change = Change(columns={"require_all_skills": is_required})
    await service_writing.write(actor, need, change, action="need.require_all_skills", seen=seen)


async def _check_reason(group: str, reason: str, note: str, flow: str | None = None) -> None:
    allowed = {term.attributes["code"]: term for term in await taxonomy.reasons(group, flow)}
    if reason not in allowed:
        raise Invalid.one("reason", "bad_choice")
    if allowed[reason].attributes.get("needs_note") and not note:
        raise Invalid.one("note", "required")
