"""The municipality's binding acts: it appoints a person, or agrees to a plan."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from talentpool.accounts import queries as accounts
from talentpool.actor import Actor
from talentpool.dispatches import queries as plans
from talentpool.dispatches.states import PlanState
from talentpool.engagements import service
from talentpool.engagements.schemas import AppointForm, StartForm
from talentpool.hours.service import HoursShort
from talentpool.kit.error_pages import Problem
from talentpool.kit.errors import DomainError, IllegalMove, Invalid, StaleRow
from talentpool.kit.formats import format_date
from talentpool.kit.forms import Filled, blank, fill
from talentpool.kit.http import page, redirect
from talentpool.kit.scope import reading
from talentpool.needs import queries as needs
from talentpool.needs.queries_records import first_of
from talentpool.needs.tables import Need
from talentpool.placements import queries as placements
from talentpool.receipts import service as receipts
from talentpool.reviews.states import ProposalState
from talentpool.taxonomy import queries as taxonomy

_APPOINT = "/needs/{need_id:uuid}/people/{proposal_id:uuid}/appoint"
_CONFIRM = "/needs/{need_id:uuid}/plan/confirm"


@get(_APPOINT, name="engagements.appoint_form")
async def appoint_form(
    actor: NamedDependency[Actor], need_id: FromPath[UUID], proposal_id: FromPath[UUID]
) -> Template:
    """Day, term and hours of the appointment, begun with what the need asks for."""
    return await _appointment(actor, need_id, proposal_id)


@post(_APPOINT, name="engagements.appoint", status_code=200)
async def appoint(
    actor: NamedDependency[Actor],
    need_id: FromPath[UUID],
    proposal_id: FromPath[UUID],
    request: Request[Any, Any, Any],
) -> Template | Redirect:
    """Appoint. Without the hours nothing happens, and what was typed stays."""
    form = await fill(AppointForm, request)
    try:
        said = form.value
        made = await receipts.once(
            actor,
            form.once,
            lambda: service.appoint(
                actor,
                proposal_id,
                appointed_on=said.appointed_on,
                from_on=said.from_on,
                to_on=said.to_on,
                weekly_minutes=said.weekly_minutes,
            ),
        )
    except Invalid as problem:
        return await _appointment(actor, need_id, proposal_id, form.with_errors(problem))
    except (HoursShort, IllegalMove, StaleRow) as problem:
        return await _appointment(actor, need_id, proposal_id, form, problem)
    return redirect(f"/engagements/{made}", flash="flash.engagement_appointed")


@get(_CONFIRM, name="engagements.confirm_form")
async def confirm_form(actor: NamedDependency[Actor], need_id: FromPath[UUID]) -> Template:
    """What agreeing to the plan means, before it is agreed to."""
    return await _confirmation(actor, need_id)


@post(_CONFIRM, name="engagements.confirm", status_code=200)
async def confirm(
    actor: NamedDependency[Actor], need_id: FromPath[UUID], request: Request[Any, Any, Any]
) -> Template | Redirect:
    """Agree: the team is at work from now on."""
    form = await fill(StartForm, request)
    try:
        await service.start_plan(actor, need_id, seen=form.value.seen)
    except (HoursShort, IllegalMove, StaleRow) as problem:
        return await _confirmation(actor, need_id, problem)
    return redirect(f"/needs/{need_id}/plan", flash="flash.engagement_agreed")


async def _appointment(
    actor: Actor,
    need_id: UUID,
    proposal_id: UUID,
    form: Filled[AppointForm] | None = None,
    problem: DomainError | None = None,
) -> Template:
    async with reading(actor):
        need = await needs.get(need_id)
        person = await placements.person(need_id, proposal_id)
        events, names = await placements.history(proposal_id)
        stated = await placements.terms(need_id)
    wrong = form if form and form.errors else None
    shown = form or blank(AppointForm, _expected(need, stated))
    return page(
        "engagements/appoint.html",
        problem.status if problem else 422 if wrong else 200,
        need=need,
        person=person,
        appointment=shown,
        is_ready=person["state"] == ProposalState.ACCEPTED,
        is_past_fiscal_year=_is_past_fiscal_year(shown),
        words=await taxonomy.lexicon(),
        problem=_told(problem),
        events=events,
        names=names,
        **({"form": wrong} if wrong else {}),
    )


async def _confirmation(
    actor: Actor, need_id: UUID, problem: DomainError | None = None
) -> Template:
    async with reading(actor):
        shown = await plans.shown(need_id)
        names = await accounts.names([event["actor"] for event in shown.events if event["actor"]])
    return page(
        "engagements/confirm.html",
        problem.status if problem else 200,
        shown=shown,
        is_proposed=shown.plan is not None and shown.plan.state == PlanState.PROPOSED,
        words=await taxonomy.lexicon(),
        problem=_told(problem),
        events=shown.events,
        names=names,
    )


def _expected(need: Need, stated: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The term that was agreed to or, where none was stated, the period that the need asks for."""
    term: Mapping[str, Any] = stated[-1]["fields"].get("term") or {} if stated else {}
    begins = first_of(term.get("from")) or need.from_month
    ends = first_of(term.get("to")) or need.to_month
    return {
        "appointed_on": begins,
        "from_on": begins,
        "to_on": ends and ends.replace(day=monthrange(ends.year, ends.month)[1]),
        "weekly_minutes": need.weekly_minutes,
    }


def _is_past_fiscal_year(form: Filled[AppointForm]) -> bool:
    """Whether the term as it stands in the form goes on after 31 March."""
    try:
        first, last = (date.fromisoformat(form.text(name)) for name in ("from_on", "to_on"))
    except ValueError:
        return False
    return last > service.fiscal_year_end(first)


def _told(problem: DomainError | None) -> Problem | None:
    """The sentence beside the form; a week is named as people read it."""
    if problem is None:
        return None
    facts = dict(problem.facts)
    if "week" in facts:
        facts["week"] = format_date(date.fromisoformat(facts["week"]))
    return Problem(problem.status, problem.code, facts)


router = Router("/", route_handlers=[appoint_form, appoint, confirm_form, confirm])
