"""A person's own work: when, how much, what was asked for at its end."""

from typing import Any
from uuid import UUID

from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from talentpool.actor import Actor
from talentpool.engagements import queries, service_consents, service_extension, service_work
from talentpool.engagements.schemas import ExtensionAnswerForm, ReportForm
from talentpool.engagements.states import ENGAGEMENT, EngagementState
from talentpool.hours import queries as hours
from talentpool.hours.service import HoursShort
from talentpool.kit import clock
from talentpool.kit.error_pages import Problem
from talentpool.kit.errors import DomainError, IllegalMove, Invalid, NotFound, StaleRow
from talentpool.kit.forms import Filled, blank, fill
from talentpool.kit.http import fragment, is_partial, page, redirect
from talentpool.kit.scope import reading

_ANSWERS = {"accept": service_extension.accept, "decline": service_extension.decline}


@get("/my/engagements", name="engagements.mine")
async def mine(actor: NamedDependency[Actor], request: Request[Any, Any, Any]) -> Template:
    """All of it; a part of one's home as well."""
    async with reading(actor):
        rows = await queries.of_person(actor.person)
        today = clock.today()
    if is_partial(request):
        return fragment("engagements/_mine.html", rows=rows, today=today)
    return page("engagements/mine.html", rows=rows, today=today)


@get("/my/engagements/{engagement_id:uuid}", name="engagements.own")
async def own(actor: NamedDependency[Actor], engagement_id: FromPath[UUID]) -> Template:
    """One of them, with its weeks."""
    return await _own(actor, engagement_id)


@post("/my/engagements/{engagement_id:uuid}/report", name="engagements.report", status_code=200)
async def report(
    actor: NamedDependency[Actor], engagement_id: FromPath[UUID], request: Request[Any, Any, Any]
) -> Template | Redirect:
    """Report on one's own work."""
    form = await fill(ReportForm, request)
    try:
        await service_work.report(actor, engagement_id, form.value.report)
    except Invalid as problem:
        return await _own(actor, engagement_id, form.with_errors(problem))
    except (IllegalMove, StaleRow) as problem:
        return await _own(actor, engagement_id, form, problem)
    return redirect(f"/my/engagements/{engagement_id}", flash="flash.engagement_report")


@post(
    "/my/engagements/{engagement_id:uuid}/extension/{answer:str}",
    name="engagements.answer_extension",
    status_code=200,
)
async def answer_extension(
    actor: NamedDependency[Actor],
    engagement_id: FromPath[UUID],
    answer: FromPath[str],
    request: Request[Any, Any, Any],
) -> Template | Redirect:
    """Agree to go on as offered, or don't."""
    if answer not in _ANSWERS:
        raise NotFound(f"answer {answer}")
    form = await fill(ExtensionAnswerForm, request)
    try:
        await _ANSWERS[answer](actor, engagement_id, seen=form.value.seen)
    except (HoursShort, IllegalMove, StaleRow) as problem:
        return await _own(actor, engagement_id, problem=problem)
    return redirect("/my/engagements", flash=f"flash.extension_{answer}")


@post("/my/consents/{consent_id:uuid}/withdraw", name="engagements.withdraw_consent")
async def withdraw_consent(actor: NamedDependency[Actor], consent_id: FromPath[UUID]) -> Redirect:
    """Take a consent back; all whom it concerns are told."""
    await service_consents.withdraw(actor, consent_id)
    return redirect("/my/data", flash="identity.flash_withdrawn")


async def _own(
    actor: Actor,
    engagement_id: UUID,
    form: Filled[ReportForm] | None = None,
    problem: DomainError | None = None,
) -> Template:
    async with reading(actor):
        found = await queries.of_person(actor.person, engagement_id)
        if not found:
            raise NotFound(f"engagement {engagement_id} of one's own")
        entries = await hours.entries(engagement_id)
    row = found[0]
    wrong = form if form and form.errors else None
    return page(
        "engagements/own.html",
        problem.status if problem else 422 if wrong else 200,
        engagement=row,
        entries=entries,
        report_form=form or blank(ReportForm),
        verbs=set(ENGAGEMENT.verbs(EngagementState(row["state"]), actor.role)),
        problem=Problem(problem.status, problem.code, problem.facts) if problem else None,
        events=[],
        names={},
        **({"form": wrong} if wrong else {}),
    )


router = Router("/", route_handlers=[mine, own, report, answer_extension, withdraw_consent])
