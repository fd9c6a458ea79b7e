"""What a municipality sees of its needs, and what it may do with them."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from talentpool.accounts import queries as accounts
from talentpool.actor import MUNICIPAL, Actor, Role
from talentpool.audit import queries as audit
from talentpool.kit import clock
from talentpool.kit.errors import Invalid
from talentpool.kit.forms import Filled, blank, fill
from talentpool.kit.http import page, redirect
from talentpool.kit.paging import list_state
from talentpool.kit.scope import elevated, reading
from talentpool.needs import queries, queries_notices, schemas, service, service_clinic
from talentpool.needs.service_writing import WRITERS
from talentpool.needs.states import CLOSED, EDITABLE, NEED, NeedState
from talentpool.needs.tables import Need, Question
from talentpool.programmes import queries as programmes
from talentpool.receipts import service as receipts
from talentpool.taxonomy import queries as taxonomy

Form = Filled[Any]
Row = Mapping[str, Any]
_REASON_GROUPS = {NeedState.DECLINED: "need_declined", NeedState.UNFILLED: "unfilled"}
_WAY = (
    NeedState.SUBMITTED,
    NeedState.OPEN,
    NeedState.PROPOSING,
    NeedState.SELECTING,
    NeedState.ARRANGED,
    NeedState.IN_PROGRESS,
    NeedState.COMPLETED,
)


@get("/needs/all", name="needs.mine")
async def mine(actor: NamedDependency[Actor], request: Request[Any, Any, Any]) -> Template:
    """Every need of the body, to look through and to copy from."""
    state = list_state(request, filters=("state", "section"), sorts=("number", "changed"))
    async with reading(actor):
        rows = await queries.of_municipality(actor)
    wanted, section = state.one("state"), state.one("section")
    return page(
        "needs/mine.html",
        state=state,
        rows=[
            row
            for row in rows
            if wanted in ("", row["state"]) and section in ("", row["section_name"])
        ],
        sections=sorted({row["section_name"] for row in rows}),
        states=[str(name) for name in NeedState],
        programmes=(await programmes.catalogue()).programmes,
    )


@get("/needs/{need_id:uuid}", name="needs.detail")
async def detail(actor: NamedDependency[Actor], need_id: FromPath[UUID]) -> Template:
    """A need with its way so far, its questions, and what may be done with it."""
    async with reading(actor):
        return await _detail(actor, need_id)


@get("/needs/{need_id:uuid}/print", name="needs.sheet")
async def sheet(actor: NamedDependency[Actor], need_id: FromPath[UUID]) -> Template:
    """The need on A4 for the body's own approval (庁内決裁)."""
    async with reading(actor):
        whole = await queries.whole(need_id)
        programme = await programmes.get(whole.need.programme)
        return page(
            "needs/sheet.html",
            need=whole.need,
            whole=whole,
            programme=programme,
            words=await taxonomy.lexicon(),
            notices=await queries_notices.notices(whole, programme, clock.today()),
            today=clock.today(),
        )


@post("/needs/{need_id:uuid}/copy", name="needs.copy")
async def copy(
    actor: NamedDependency[Actor], need_id: FromPath[UUID], request: Request[Any, Any, Any]
) -> Redirect:
    """Begin anew from an earlier need."""
    form = await fill(schemas.NoteForm, request)
    copied = await receipts.once(actor, form.once, lambda: service_clinic.copy(actor, need_id))
    return redirect(f"/needs/{copied}/edit/trouble", flash="flash.need_copied")


@post("/needs/{need_id:uuid}/withdraw", name="needs.withdraw", status_code=200)
async def withdraw(
    actor: NamedDependency[Actor], need_id: FromPath[UUID], request: Request[Any, Any, Any]
) -> Template | Redirect:
    """Take a need back before it is opened."""
    form = await fill(schemas.NoteForm, request)
    try:
        await service.withdraw(actor, need_id, form.value.note, seen=form.value.seen)
    except Invalid as problem:
        async with reading(actor):
            return await _detail(actor, need_id, "withdraw", form.with_errors(problem))
    return redirect("/needs", flash="flash.need_withdrawn")


@post("/needs/{need_id:uuid}/cancel", name="needs.cancel", status_code=200)
async def cancel(
    actor: NamedDependency[Actor], need_id: FromPath[UUID], request: Request[Any, Any, Any]
) -> Template | Redirect:
    """Call an open need off, and say why."""
    form = await fill(schemas.NoteForm, request)
    try:
        await service.cancel(actor, need_id, form.value.note, seen=form.value.seen)
    except Invalid as problem:
        async with reading(actor):
            return await _detail(actor, need_id, "cancel", form.with_errors(problem))
    return redirect(f"/needs/{need_id}", flash="flash.need_cancelled")


@post("/needs/{need_id:uuid}/approval", name="needs.await_approval", status_code=200)
async def await_approval(
    actor: NamedDependency[Actor], need_id: FromPath[UUID], request: Request[Any, Any, Any]
) -> Template | Redirect:
    """Say since when the body's own approval is under way, or that it is over."""
    if (await request.form()).get("is_over"):
        await service_clinic.await_approval(actor, need_id, None, None)
        return redirect(f"/needs/{need_id}", flash="flash.saved")
    form = await fill(schemas.ApprovalForm, request)
    try:
        dates = form.value
        await service_clinic.await_approval(
            actor, need_id, dates.approval_since, dates.approval_expected_on
        )
    except Invalid as problem:
        async with reading(actor):
            return await _detail(actor, need_id, "approval", form.with_errors(problem))
    return redirect(f"/needs/{need_id}", flash="flash.saved")


@post("/needs/{need_id:uuid}/questions/{question_id:uuid}", name="needs.answer", status_code=200)
async def answer(
    actor: NamedDependency[Actor],
    need_id: FromPath[UUID],
    question_id: FromPath[UUID],
    request: Request[Any, Any, Any],
) -> Template | Redirect:
    """Answer what a coordinator asked."""
    form = await fill(schemas.AnswerForm, request)
    try:
        await service_clinic.answer(actor, need_id, question_id, form.value.answer)
    except Invalid as problem:
        async with reading(actor):
            return await _detail(actor, need_id, "answer", form.with_errors(problem))
    return redirect(f"/needs/{need_id}", flash="flash.need_answered")


async def _detail(
    actor: Actor, need_id: UUID, refused: str = "", form: Form | None = None
) -> Template:
    """The page; *refused* names the form whose input is wrong."""
    whole = await queries.whole(need_id)
    need = whole.need
    questions = await queries.questions_of(need_id)
    events = await audit.trail(need_id)
    programme = await programmes.get(need.programme)
    async with elevated("names_of_those_in_charge"):  # a body's officers see no staff accounts
        names = await accounts.names(_people(need, events, questions))
    forms = {
        "withdraw": blank(schemas.NoteForm),
        "cancel": blank(schemas.NoteForm),
        "approval": blank(schemas.ApprovalForm),
        "answer": blank(schemas.AnswerForm),
    }
    context = {"form": form} if form else {}
    may_write = actor.role in WRITERS
    return page(
        "needs/detail.html",
        422 if form else 200,
        need=need,
        whole=whole,
        programme=programme,
        questions=questions,
        events=told(events, names),
        names=names,
        forms={**forms, **({refused: form} if form else {})},
        verbs=set(NEED.verbs(NeedState(need.state), actor.role)),
        stages=_stages(need),
        reason=await _reason(need, str(programme.flow)),
        is_editable=may_write and need.state in EDITABLE,
        may_write=may_write and need.state not in CLOSED,
        is_own=actor.role in MUNICIPAL,
        is_triaged_by_reader=actor.role is Role.COORDINATOR,
        words=await taxonomy.lexicon(),
        notices=await queries_notices.notices(whole, programme, clock.today()),
        today=clock.today(),
        **context,
    )


def told(events: Sequence[Row], names: Mapping[UUID, str]) -> list[dict[str, Any]]:
    """The trail as a reader wants it, newest first: several savings in a row are one."""
    lines: list[dict[str, Any]] = []
    for event in events:
        action = event["action"]
        if action == "need.save" and lines and lines[-1]["action"] == action:
            lines.pop()
        by = names.get(event["actor"], "")
        lines.append({"at": event["at"], "action": action, "by": by, "role": event["role"]})
    return lines[::-1]


def _stages(need: Need) -> list[dict[str, str]]:
    """The way of a need, as far as it has come; nothing where it left the way."""
    if need.state not in _WAY:
        return []
    here = _WAY.index(NeedState(need.state))
    return [
        {"state": state, "status": "done" if n < here else "current" if n == here else "todo"}
        for n, state in enumerate(_WAY)
    ]


async def _reason(need: Need, flow: str) -> str:
    group = _REASON_GROUPS.get(NeedState(need.state))
    if group is None or not need.state_reason:
        return ""
    reasons = await taxonomy.reasons(group, flow)
    return next((r.name for r in reasons if r.attributes["code"] == need.state_reason), "")


def _people(need: Need, events: Sequence[Row], questions: Sequence[Question]) -> list[UUID]:
    held = [need.officer, need.assignee, *(event["actor"] for event in events)]
    held += [account for q in questions for account in (q.asked_by, q.answered_by)]
    return [account for account in held if account]


router = Router(
    path="/",
    route_handlers=[mine, detail, sheet, copy, withdraw, cancel, await_approval, answer],
)
