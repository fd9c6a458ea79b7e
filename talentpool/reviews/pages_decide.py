"""Deciding about one person, taking it back, asking at once, withdrawing."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from talentpool.actor import Actor
from talentpool.kit import clock
from talentpool.kit.errors import IllegalMove, Invalid, NotFound, StaleRow
from talentpool.kit.forms import Filled, fill
from talentpool.kit.http import fragment, is_partial, page, redirect
from talentpool.kit.labels import label
from talentpool.kit.paging import list_state
from talentpool.kit.scope import reading
from talentpool.receipts import service as receipts
from talentpool.reviews import queries, service
from talentpool.reviews.schemas import Contact, DecisionForm, RetractForm, SeenForm, Verdict
from talentpool.reviews.screen import Asked, queue, screen
from talentpool.reviews.tables import Proposal

FILTERS = ("hide", "view", "q")
_UNDOABLE = frozenset(f"reviews.{verdict}" for verdict in Verdict)
_PERSON = "/review/{need_id:uuid}/{candidate_id:uuid}"


@post(f"{_PERSON}/decision", name="reviews.decide", status_code=200)
async def decide(
    request: Request[Any, Any, Any],
    actor: NamedDependency[Actor],
    need_id: FromPath[UUID],
    candidate_id: FromPath[UUID],
) -> Template | Redirect:
    """Approve, hold or pass over."""
    form = await fill(DecisionForm, request)
    delay = timedelta(seconds=request.app.state.settings.contact_delay_seconds)

    async def act() -> UUID:
        return await _decide(actor, need_id, candidate_id, form.value, delay)

    try:
        await receipts.once(actor, form.once, act)
    except Invalid as problem:
        form = form.with_errors(problem)
        return await _show(request, actor, need_id, candidate_id, 422, form=form)
    except (StaleRow, IllegalMove) as problem:
        conflict = label(f"error.{problem.code}")
        return await _show(request, actor, need_id, candidate_id, 409, form=form, conflict=conflict)
    return await _done(request, actor, need_id, candidate_id, f"reviews.{form.value.decision}")


@post(f"{_PERSON}/undo", name="reviews.undo", status_code=200)
async def undo(
    request: Request[Any, Any, Any],
    actor: NamedDependency[Actor],
    need_id: FromPath[UUID],
    candidate_id: FromPath[UUID],
) -> Template | Redirect:
    """Take a decision back before anybody is told."""

    pressed = await fill(SeenForm, request)

    async def act(proposal: Proposal) -> None:
        await service.undo(actor, proposal.id, seen=pressed.value.seen)

    return await _act(request, actor, need_id, candidate_id, act, "reviews.undone")


@post(f"{_PERSON}/send", name="reviews.send_now", status_code=200)
async def send_now(
    request: Request[Any, Any, Any],
    actor: NamedDependency[Actor],
    need_id: FromPath[UUID],
    candidate_id: FromPath[UUID],
) -> Template | Redirect:
    """Ask the person at once."""

    pressed = await fill(SeenForm, request)

    async def act(proposal: Proposal) -> None:
        await service.send_now(actor, proposal.id, seen=pressed.value.seen)

    return await _act(request, actor, need_id, candidate_id, act, "reviews.sending")


@post(f"{_PERSON}/retract", name="reviews.retract", status_code=200)
async def retract(
    request: Request[Any, Any, Any],
    actor: NamedDependency[Actor],
    need_id: FromPath[UUID],
    candidate_id: FromPath[UUID],
) -> Template | Redirect:
    """Tell somebody who was asked that it is over."""
    form = await fill(RetractForm, request)
    if form.errors:
        return await _show(request, actor, need_id, candidate_id, 422, form=form)

    async def act(proposal: Proposal) -> None:
        await service.retract(actor, proposal.id, form.value.comment, seen=form.value.seen)

    return await _act(request, actor, need_id, candidate_id, act, "reviews.retracted")


@get(f"{_PERSON}/sending", name="reviews.sending")
async def sending(
    request: Request[Any, Any, Any],
    actor: NamedDependency[Actor],
    need_id: FromPath[UUID],
    candidate_id: FromPath[UUID],
) -> Template | Redirect:
    """How long until the person is asked: asks again by itself, and ends with the pane anew."""
    async with reading(actor):
        proposal = await _proposal(need_id, candidate_id)
        now = clock.now()
    if not is_partial(request):
        return redirect(_url(request, need_id, candidate_id))
    if proposal.contact_due_at is None:
        anew = await _show(request, actor, need_id, candidate_id, 200)
        anew.headers |= {"HX-Retarget": "#detail", "HX-Reswap": "innerHTML"}
        return anew
    left = max(0, round((proposal.contact_due_at - now).total_seconds()))
    return fragment("reviews/_sending.html", proposal=proposal, left=left, need_id=need_id)


async def _decide(
    actor: Actor, need_id: UUID, candidate_id: UUID, said: DecisionForm, delay: timedelta
) -> UUID:
    about: dict[str, Any] = {"comment": said.comment, "seen": said.seen}
    if said.decision is Verdict.APPROVE:
        wait = {Contact.LATER: delay, Contact.NOW: timedelta(0), Contact.NEVER: None}[said.contact]
        return await service.approve(
            actor, need_id, candidate_id, said.reason_code, contact_in=wait, **about
        )
    decide = service.hold if said.decision is Verdict.HOLD else service.not_refer
    return await decide(actor, need_id, candidate_id, said.reason_code, **about)


async def _act(
    request: Request[Any, Any, Any],
    actor: Actor,
    need_id: UUID,
    candidate_id: UUID,
    act: Callable[[Proposal], Awaitable[None]],
    flash: str,
) -> Template | Redirect:
    """Do something with the proposal of a person, and show them again."""
    async with reading(actor):
        proposal = await _proposal(need_id, candidate_id)
    try:
        await act(proposal)
    except (StaleRow, IllegalMove) as problem:
        conflict = label(f"error.{problem.code}")
        return await _show(request, actor, need_id, candidate_id, 409, conflict=conflict)
    return await _done(request, actor, need_id, candidate_id, flash)


async def _done(
    request: Request[Any, Any, Any], actor: Actor, need_id: UUID, candidate_id: UUID, flash: str
) -> Template | Redirect:
    """Stay on the person: undo is here."""
    if is_partial(request):
        return await _show(request, actor, need_id, candidate_id, 200, flash=flash)
    url = _url(request, need_id, candidate_id)
    if not flash:
        return redirect(url)
    way_back = {"need_id": need_id, "candidate_id": candidate_id}
    undo = request.app.route_reverse("reviews.undo", **way_back)
    facts = {"undo": undo} if flash in _UNDOABLE else {}
    return redirect(url, flash=f"{flash}.flash", **facts)


async def _show(
    request: Request[Any, Any, Any],
    actor: Actor,
    need_id: UUID,
    candidate_id: UUID,
    status: int,
    form: Filled[Any] | None = None,
    conflict: str = "",
    flash: str = "",
) -> Template:
    """The person as they stand now, with what was typed, what went wrong, what was done."""
    asked = Asked.of(list_state(request, filters=FILTERS), candidate_id)
    delay = request.app.state.settings.contact_delay_seconds
    told: dict[str, Any] = {
        "conflict": conflict,
        "done": flash,
        "is_undoable": flash in _UNDOABLE,
        "delay_seconds": delay,
    }
    if form is not None:
        told["form"] = form
    async with reading(actor):
        told["s"] = await screen(actor, need_id, asked)
        if is_partial(request):
            return fragment("reviews/_changed.html", status, **told)
        found = await queue(asked, actor)
    return page("reviews/review.html", status, queue=found, **told)


async def _proposal(need_id: UUID, candidate_id: UUID) -> Proposal:
    proposal = await queries.find(need_id, candidate_id)
    if proposal is None:
        raise NotFound(f"nothing was decided about {candidate_id} for need {need_id}")
    return proposal


def _url(request: Request[Any, Any, Any], need_id: UUID, candidate_id: UUID) -> str:
    asked = Asked.of(list_state(request, filters=FILTERS), candidate_id)
    path = request.app.route_reverse("reviews.review", need_id=need_id)
    query = "&".join(f"{name}={value}" for name, value in asked.query().items() if name != "q")
    return f"{path}?{query}"


router = Router("/", route_handlers=[decide, undo, send_now, retract, sending])
