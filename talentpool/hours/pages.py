"""Hours as the person and the coordinator see them: twelve weeks, offered, held, booked."""

from typing import Any
from uuid import UUID

from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from talentpool.actor import Actor
from talentpool.candidates import queries as candidates
from talentpool.hours import queries, service
from talentpool.hours.schemas import OfferForm
from talentpool.kit import clock
from talentpool.kit.errors import Invalid
from talentpool.kit.forms import Filled, fill
from talentpool.kit.http import fragment, is_partial, page, redirect
from talentpool.kit.scope import reading


@get("/my/hours", name="hours.mine")
async def mine(actor: NamedDependency[Actor], request: Request[Any, Any, Any]) -> Template:
    """One's own calendar; `?week=` begins the form for one week."""
    week = request.query_params.get("week", "")
    return await _mine(actor, Filled(OfferForm, {"week": week} if week else {}))


@post("/my/hours", name="hours.offer", status_code=200)
async def offer(
    actor: NamedDependency[Actor], request: Request[Any, Any, Any]
) -> Template | Redirect:
    """Change one week."""
    form = await fill(OfferForm, request)
    try:
        await service.offer(actor, form.value.week, form.value.minutes)
    except Invalid as problem:
        return await _mine(actor, form.with_errors(problem), 422)
    return redirect("/my/hours", flash="flash.saved")


@get("/hours/{candidate_id:uuid}", name="hours.of")
async def of(
    actor: NamedDependency[Actor], request: Request[Any, Any, Any], candidate_id: FromPath[UUID]
) -> Template:
    """Somebody's calendar: a part of the pages about people, and a page of its own."""
    async with reading(actor):
        candidate = await candidates.get(candidate_id)
        weeks = await queries.calendar(candidate, clock.today())
    if is_partial(request):
        return fragment("hours/_calendar.html", candidate=candidate, weeks=weeks, is_own=False)
    return page("hours/of.html", candidate=candidate, weeks=weeks)


async def _mine(actor: Actor, form: Filled[OfferForm], status: int = 200) -> Template:
    async with reading(actor):
        candidate = await candidates.own(actor)
        weeks = await queries.calendar(candidate, clock.today())
    return page("hours/mine.html", status, candidate=candidate, weeks=weeks, form=form)


router = Router("/", route_handlers=[mine, offer, of])
