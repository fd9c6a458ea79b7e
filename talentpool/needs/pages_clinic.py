"""The clinic (要件整理): from a trouble in plain words, step by step, to a request."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from talentpool.actor import Actor
from talentpool.kit import clock
from talentpool.kit.errors import IllegalMove, Invalid
from talentpool.kit.formats import format_date
from talentpool.kit.forms import Filled, blank, fill
from talentpool.kit.http import page, redirect
from talentpool.kit.scope import reading
from talentpool.needs import pages_steps, queries, queries_notices, service_clinic
from talentpool.needs.queries import Whole
from talentpool.needs.schemas import NoteForm, TroubleForm
from talentpool.needs.states import WRITING, NeedState
from talentpool.programmes import queries as programmes
from talentpool.programmes.schemas import ProgrammeOut
from talentpool.receipts import service as receipts
from talentpool.taxonomy import queries as taxonomy

Form = Filled[Any]
_SAVED = {"placement": "flash.need_terms_saved"}
_FIRST = "trouble"


@get("/needs/new", name="needs.new")
async def new(request: Request[Any, Any, Any]) -> Template:
    """The first step, before there is a draft."""
    stored = {"programme": request.query_params.get("programme", "")}
    return await _new(blank(TroubleForm, stored))


@post("/needs/new", name="needs.begin", status_code=200)
async def begin(
    actor: NamedDependency[Actor], request: Request[Any, Any, Any]
) -> Template | Redirect:
    """Keep the first words as a draft."""
    form = await fill(TroubleForm, request)
    try:
        columns = {**pages_steps.trouble_columns(form.value), "done_steps": [_FIRST]}
        need_id = await receipts.once(
            actor, form.once, lambda: service_clinic.begin(actor, columns)
        )
    except Invalid as problem:
        return await _new(form.with_errors(problem), status=422)
    if await _is_leaving(request):
        return redirect("/needs", flash="flash.saved")
    return redirect(f"/needs/{need_id}/edit/suggestions")


@get("/needs/{need_id:uuid}/edit/{step:str}", name="needs.step")
async def step(
    actor: NamedDependency[Actor],
    need_id: FromPath[UUID],
    step: FromPath[str],
    request: Request[Any, Any, Any],
) -> Template:
    """One step of the clinic with what is known."""
    async with reading(actor):
        whole = await queries.whole(need_id)
        programme = await programmes.get(whole.need.programme)
        asked = pages_steps.get(programme, step)
        form = blank(asked.form, await asked.shown(whole))
        is_free = "other_flows" in request.query_params
        return await _step(whole, programme, step, form, is_free=is_free)


@post("/needs/{need_id:uuid}/edit/{step:str}", name="needs.save_step", status_code=200)
async def save_step(
    actor: NamedDependency[Actor],
    need_id: FromPath[UUID],
    step: FromPath[str],
    request: Request[Any, Any, Any],
) -> Template | Redirect | Response[Any]:
    """Keep one step and go on; or, typing having paused, keep it and stay."""
    async with reading(actor):
        whole = await queries.whole(need_id)
        programme = await programmes.get(whole.need.programme)
        asked = pages_steps.get(programme, step)
    form = await fill(asked.form, request)
    try:
        if not form.is_editing_rows:
            change = await asked.change(form.value, whole)
            seen = None if whole.need.state in WRITING else form.value.seen
            await service_clinic.save(actor, need_id, step, change, seen=seen)
    except Invalid as problem:
        async with reading(actor):
            return await _step(whole, programme, step, form.with_errors(problem), status=422)
    if form.is_editing_rows:
        async with reading(actor):
            return await _step(whole, programme, step, form)
    if "autosave" in request.query_params:
        return Response(b"", status_code=204)
    if await _is_leaving(request):
        return redirect("/needs", flash="flash.saved")
    if whole.need.state not in WRITING:
        return redirect(f"/needs/{need_id}", flash=_SAVED.get(step, "flash.saved"))
    programme = await programmes.get(change.columns.get("programme", whole.need.programme))
    following = pages_steps.after(programme, step, whole.need.done_steps)
    return redirect(_address(need_id, following))


@get("/needs/{need_id:uuid}/check", name="needs.check")
async def check(actor: NamedDependency[Actor], need_id: FromPath[UUID]) -> Template | Redirect:
    """All answers before they are handed in; afterwards there is nothing to hand in."""
    async with reading(actor):
        whole = await queries.whole(need_id)
        if whole.need.state not in WRITING:
            return redirect(f"/needs/{need_id}")
        return await _check(whole)


@post("/needs/{need_id:uuid}/submit", name="needs.submit", status_code=200)
async def submit(
    actor: NamedDependency[Actor], need_id: FromPath[UUID], request: Request[Any, Any, Any]
) -> Template | Redirect:
    """Hand the need in; its number and day are said at once, and again to a second sending.

    Raises:
        IllegalMove: it was not waiting to be handed in, nor has it just been.
    """
    try:
        seen = (await fill(NoteForm, request)).value.seen
        await service_clinic.submit(actor, need_id, seen=seen)
    except Invalid as problem:
        async with reading(actor):
            return await _check(await queries.whole(need_id), problem)
    except IllegalMove:
        async with reading(actor):
            if (await queries.get(need_id)).state != NeedState.SUBMITTED:
                raise
    async with reading(actor):
        need = await queries.get(need_id)
    return redirect(
        f"/needs/{need_id}",
        flash="flash.need_submitted",
        number=need.number,
        promised=format_date(need.promised_reply_on),
    )


async def _new(form: Form, status: int = 200) -> Template:
    return page(
        "needs/step_trouble.html",
        status,
        form=form,
        need=None,
        programmes=await programmes.offered(),
        steps=[],
        current=_FIRST,
        address="/needs/new",
    )


async def _step(
    whole: Whole,
    programme: ProgrammeOut,
    name: str,
    form: Form,
    *,
    status: int = 200,
    is_free: bool = False,
) -> Template:
    """The page of a step; programmes of the other flow are offered when they are asked for."""
    need = whole.need
    offered = await programmes.offered()
    return page(
        f"needs/step_{name}.html",
        status,
        form=form,
        need=need,
        programme=programme,
        programmes=[p for p in offered if is_free or p.flow is programme.flow],
        steps=list(pages_steps.names(programme)),
        current=name,
        address=_address(need.id, name),
        suggested=await pages_steps.suggestions(whole) if name == "suggestions" else (),
        words=await taxonomy.lexicon(),
        notices=await queries_notices.notices(whole, programme, clock.today()),
    )


async def _check(whole: Whole, problem: Invalid | None = None) -> Template:
    programme = await programmes.get(whole.need.programme)
    lacking = await service_clinic.missing(whole, programme)
    return page(
        "needs/check.html",
        422 if problem else 200,
        need=whole.need,
        whole=whole,
        programme=programme,
        lacking={name: _step_of(name) for name in lacking},
        is_refused=problem is not None,
        steps=list(pages_steps.names(programme)),
        words=await taxonomy.lexicon(),
        notices=await queries_notices.notices(whole, programme, clock.today()),
    )


def _step_of(field: str) -> str:
    """The step on which a field is asked; fields go by their label codes."""
    group, _, name = field.partition(".")
    if group == "terms":
        return "placement"
    steps = pages_steps.STEPS.items()
    return next(step for step, asked in steps if name in asked.form.__struct_fields__)


def _address(need_id: UUID, name: str) -> str:
    if name == pages_steps.CHECK:
        return f"/needs/{need_id}/check"
    return f"/needs/{need_id}/edit/{name}"


async def _is_leaving(request: Request[Any, Any, Any]) -> bool:
    return (await request.form()).get("go") == "leave"


router = Router(path="/", route_handlers=[new, begin, step, save_step, check, submit])
