"""Wishes to be forgotten as staff decide about them, and what time takes by itself."""

from typing import Any
from uuid import UUID

from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from talentpool.accounts import queries as accounts
from talentpool.actor import Actor
from talentpool.audit import queries as audit
from talentpool.kit.errors import Invalid
from talentpool.kit.forms import Filled, blank, fill
from talentpool.kit.http import page, redirect
from talentpool.kit.scope import reading
from talentpool.rights import queries, queries_retention, service
from talentpool.rights.schemas import MoveForm, RefuseForm, retention
from talentpool.rights.states import ERASURE, ErasureState


@get("/erasures", name="rights.wishes")
async def wishes(actor: NamedDependency[Actor]) -> Template:
    """Who wants to be forgotten, by pseudonym."""
    async with reading(actor):
        rows = await queries.wishes()
    return page("rights/wishes.html", rows=rows)


@get("/erasures/{erasure_id:uuid}", name="rights.wish")
async def wish(actor: NamedDependency[Actor], erasure_id: FromPath[UUID]) -> Template:
    """One of them, what stands in the way, and what was done so far."""
    return await _wish_page(actor, erasure_id, blank(RefuseForm))


@post("/erasures/{erasure_id:uuid}/propose", name="rights.propose", status_code=200)
async def propose(
    actor: NamedDependency[Actor], erasure_id: FromPath[UUID], request: Request[Any, Any, Any]
) -> Redirect:
    """Hand it to a second person."""
    form = await fill(MoveForm, request)
    await service.propose(actor, erasure_id, seen=form.value.seen)
    return redirect(f"/erasures/{erasure_id}", flash="rights.flash_proposed")


@post("/erasures/{erasure_id:uuid}/confirm", name="rights.confirm", status_code=200)
async def confirm(
    actor: NamedDependency[Actor], erasure_id: FromPath[UUID], request: Request[Any, Any, Any]
) -> Redirect:
    """Forget the person."""
    form = await fill(MoveForm, request)
    await service.confirm(actor, erasure_id, seen=form.value.seen)
    return redirect(f"/erasures/{erasure_id}", flash="rights.flash_executed")


@post("/erasures/{erasure_id:uuid}/refuse", name="rights.refuse", status_code=200)
async def refuse(
    actor: NamedDependency[Actor], erasure_id: FromPath[UUID], request: Request[Any, Any, Any]
) -> Template | Redirect:
    """Say why not, or not yet."""
    form = await fill(RefuseForm, request)
    try:
        said = form.value
    except Invalid as problem:
        return await _wish_page(actor, erasure_id, form.with_errors(problem), 422)
    await service.refuse(actor, erasure_id, said.answer, seen=said.seen)
    return redirect(f"/erasures/{erasure_id}", flash="rights.flash_refused")


@get("/retention", name="rights.retention")
async def show_retention(actor: NamedDependency[Actor]) -> Template:
    """The rules, what the last run took, and what the next one would take."""
    async with reading(actor):
        last = await queries_retention.last_run()
        due = await queries_retention.preview()
    return page(
        "rights/retention.html",
        due=due,
        kept=retention().kept,
        last={row["rule"]: row["row_count"] for row in last},
        last_at=max((row["at"] for row in last), default=None),
    )


async def _wish_page(
    actor: Actor, erasure_id: UUID, form: Filled[RefuseForm], status: int = 200
) -> Template:
    async with reading(actor):
        row = await queries.wish(erasure_id)
        blocked = await queries.obstacles(row["person"], told=False)
        events = await audit.trail(erasure_id)
        names = await accounts.names(
            [one for one in (row["proposed_by"], row["decided_by"]) if one]
        )
    return page(
        "rights/wish.html",
        status,
        wish=row,
        obstacles=blocked,
        events=events,
        names=names,
        is_proposer=row["proposed_by"] == actor.account,
        verbs=set(ERASURE.verbs(ErasureState(row["state"]), actor.role)),
        refuse_form=form,
        **({"form": form} if form.errors else {}),
    )


router = Router("/", route_handlers=[wishes, wish, propose, confirm, refuse, show_retention])
