"""The plan of a dispatch: written by the planner, read and returned by the municipality."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from talentpool.accounts import queries as accounts
from talentpool.actor import Actor, Role
from talentpool.dispatches import queries, service
from talentpool.dispatches.queries import Shown
from talentpool.dispatches.schemas import PlanForm, RetractForm, ReturnForm, TeamForm
from talentpool.dispatches.states import EDITABLE, PlanState
from talentpool.identity import service as identity
from talentpool.identity.schemas import Identity
from talentpool.identity.states import RevealPurpose
from talentpool.kit.error_pages import Problem
from talentpool.kit.errors import DomainError, IllegalMove, Invalid, StaleRow
from talentpool.kit.forms import Filled, blank, fill
from talentpool.kit.http import fragment, is_partial, page, redirect
from talentpool.kit.paging import list_state
from talentpool.kit.scope import reading
from talentpool.programmes import queries as programmes
from talentpool.programmes.schemas import Flow
from talentpool.reviews import service as reviews
from talentpool.taxonomy import queries as taxonomy


@get("/plans", name="dispatches.index")
async def index(actor: NamedDependency[Actor], request: Request[Any, Any, Any]) -> Template:
    """Needs that wait for a plan, or for the municipality's word on it."""
    state = list_state(request, filters=("view",))
    lines = {line.key: line for line in await programmes.offered() if line.flow is Flow.DISPATCH}
    async with reading(actor):
        rows = await queries.awaited(list(lines), state.one("view"))
    return page("dispatches/index.html", rows=rows, state=state, lines=lines, views=queries.VIEWS)


@get("/plans/{need_id:uuid}", name="dispatches.edit")
async def edit(
    actor: NamedDependency[Actor], need_id: FromPath[UUID], request: Request[Any, Any, Any]
) -> Template | Redirect:
    """The plan's desk; `?retract=` begins the form that withdraws a question to somebody."""
    async with reading(actor):
        shown = await queries.shown(need_id)
        if is_partial(request):
            return fragment("dispatches/_team.html", shown=shown, is_coordinator=_brings(actor))
        retracted = request.query_params.get("retract", "")
        return await _desk(actor, shown, retracted=retracted)


@post("/plans/{need_id:uuid}", name="dispatches.save", status_code=200)
async def save(
    actor: NamedDependency[Actor], need_id: FromPath[UUID], request: Request[Any, Any, Any]
) -> Template | Redirect:
    """Save the plan; with `then=propose`, put it before the municipality as well."""
    form = await fill(PlanForm, request)
    is_proposed = (await request.form()).get("then") == "propose"
    write = service.write_and_propose if is_proposed else service.save_plan
    try:
        await write(actor, need_id, **msgspec.structs.asdict(form.value))
    except Invalid as problem:
        async with reading(actor):
            return await _desk(actor, await queries.shown(need_id), form.with_errors(problem))
    except (IllegalMove, StaleRow) as problem:
        async with reading(actor):
            return await _desk(actor, await queries.shown(need_id), form, problem)
    said = "flash.plan_proposed" if is_proposed else "flash.saved"
    return redirect(f"/plans/{need_id}", flash=said)


@post(
    "/plans/{need_id:uuid}/team/{proposal_id:uuid}/retract",
    name="dispatches.retract",
    status_code=200,
)
async def retract(
    actor: NamedDependency[Actor],
    need_id: FromPath[UUID],
    proposal_id: FromPath[UUID],
    request: Request[Any, Any, Any],
) -> Template | Redirect:
    """Withdraw a question to somebody, or an assignment before it is agreed."""
    form = await fill(RetractForm, request)
    try:
        await reviews.retract(actor, proposal_id, form.value.comment)
    except Invalid as problem:
        async with reading(actor):
            shown = await queries.shown(need_id)
            return await _desk(
                actor, shown, retracted=str(proposal_id), retraction=form.with_errors(problem)
            )
    except (IllegalMove, StaleRow) as problem:
        async with reading(actor):
            return await _desk(actor, await queries.shown(need_id), problem=problem)
    return redirect(f"/plans/{need_id}", flash="flash.assignment_retracted")


@get("/needs/{need_id:uuid}/plan", name="dispatches.plan")
async def plan(actor: NamedDependency[Actor], need_id: FromPath[UUID]) -> Template:
    """The plan as the municipality reads it, with what it may answer."""
    async with reading(actor):
        return await _plan(await queries.shown(need_id))


@post("/needs/{need_id:uuid}/plan/return", name="dispatches.return_plan", status_code=200)
async def return_plan(
    actor: NamedDependency[Actor], need_id: FromPath[UUID], request: Request[Any, Any, Any]
) -> Template | Redirect:
    """Ask for changes."""
    form = await fill(ReturnForm, request)
    try:
        await service.return_plan(actor, need_id, form.value.comment, seen=form.value.seen)
    except Invalid as problem:
        async with reading(actor):
            return await _plan(await queries.shown(need_id), form.with_errors(problem))
    except (IllegalMove, StaleRow) as problem:
        async with reading(actor):
            return await _plan(await queries.shown(need_id), form, problem)
    return redirect(f"/needs/{need_id}/plan", flash="flash.plan_returned")


@post("/needs/{need_id:uuid}/plan/team", name="dispatches.reveal_team", status_code=200)
async def reveal_team(
    actor: NamedDependency[Actor], need_id: FromPath[UUID], request: Request[Any, Any, Any]
) -> Template:
    """The plan with the names of its team, this once; each look is written down."""
    form = await fill(TeamForm, request)
    async with reading(actor):
        shown = await queries.shown(need_id)
        if form.errors:
            return await _plan(shown, team_form=form)
    purpose = RevealPurpose(form.value.purpose)
    ids = [row["person"] for row in shown.people]
    names = await identity.reveal_many(actor, ids, purpose, need=need_id)
    async with reading(actor):
        return await _plan(shown, identities=names)


@get("/needs/{need_id:uuid}/plan/print", name="dispatches.sheet")
async def sheet(actor: NamedDependency[Actor], need_id: FromPath[UUID]) -> Template:
    """The plan on A4 for the municipality's own approval."""
    async with reading(actor):
        shown = await queries.shown(need_id)
    return page("dispatches/sheet.html", shown=shown, words=await taxonomy.lexicon())


async def _desk(
    actor: Actor,
    shown: Shown,
    form: Filled[PlanForm] | None = None,
    problem: DomainError | None = None,
    *,
    retracted: str = "",
    retraction: Filled[RetractForm] | None = None,
) -> Template:
    wrong = next((filled for filled in (form, retraction) if filled and filled.errors), None)
    menus = await taxonomy.terms("menu")
    return page(
        "dispatches/edit.html",
        problem.status if problem else 422 if wrong else 200,
        shown=shown,
        plan_form=form or blank(PlanForm, _begun(shown)),
        retracted=next((row for row in shown.team if str(row["id"]) == retracted), None),
        retraction=retraction or blank(RetractForm),
        menus=[(menu.code, menu.name) for menu in menus],
        is_editable=shown.plan is None or shown.plan.state in EDITABLE,
        is_coordinator=_brings(actor),
        names=await _names(shown),
        words=await taxonomy.lexicon(),
        **_said(shown, wrong, problem),
    )


async def _plan(
    shown: Shown,
    form: Filled[ReturnForm] | None = None,
    problem: DomainError | None = None,
    *,
    team_form: Filled[TeamForm] | None = None,
    identities: Mapping[UUID, Identity] | None = None,
) -> Template:
    wrong = next((filled for filled in (form, team_form) if filled and filled.errors), None)
    return page(
        "dispatches/plan.html",
        problem.status if problem else 422 if wrong else 200,
        shown=shown,
        return_form=form or blank(ReturnForm),
        team_form=team_form or blank(TeamForm),
        identities=identities or {},
        names=await _names(shown),
        words=await taxonomy.lexicon(),
        is_proposed=shown.plan is not None and shown.plan.state == PlanState.PROPOSED,
        **_said(shown, wrong, problem),
    )


def _begun(shown: Shown) -> dict[str, Any]:
    """What the desk begins with: the plan, else what the need says."""
    if shown.plan is not None:
        return {**shown.plan.to_dict(), "seen": shown.plan.version}
    need = shown.need
    return {"menus": need.menus, "weekly_minutes": need.weekly_minutes, "from_on": need.from_month}


def _said(shown: Shown, wrong: Any, problem: DomainError | None) -> dict[str, Any]:
    told = Problem(problem.status, problem.code, problem.facts) if problem else None
    return {"problem": told, "events": shown.events, **({"form": wrong} if wrong else {})}


async def _names(shown: Shown) -> dict[UUID, str]:
    return await accounts.names([event["actor"] for event in shown.events if event["actor"]])


def _brings(actor: Actor) -> bool:
    return actor.role is Role.COORDINATOR


router = Router(
    "/",
    route_handlers=[index, edit, save, retract, plan, return_plan, reveal_team, sheet],
)
