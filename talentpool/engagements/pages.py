"""Agreed work as the municipality and the coordinator see it, and what they may do with it."""

import csv
import io
from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from talentpool.actor import Actor
from talentpool.engagements import queries, service_extension, service_work
from talentpool.engagements.schemas import ChecklistForm, EndForm, ExtensionForm, ReportForm
from talentpool.engagements.states import ENGAGEMENT, PLEDGE, RECEPTION, EngagementState
from talentpool.hours import queries as hours
from talentpool.kit import clock
from talentpool.kit.cells import guarded
from talentpool.kit.error_pages import Problem
from talentpool.kit.errors import DomainError, IllegalMove, Invalid, NotFound, StaleRow
from talentpool.kit.forms import Filled, Form, blank, fill
from talentpool.kit.http import download, page, redirect
from talentpool.kit.labels import label
from talentpool.kit.paging import ListState, Page, list_state
from talentpool.kit.scope import reading
from talentpool.placements import queries as placements
from talentpool.taxonomy import queries as taxonomy

_COLUMNS = (
    "need_number",
    "municipality_name",
    "title",
    "handle",
    "state",
    "from_on",
    "to_on",
    "weekly_hours",
)
_UTF8_WITH_BOM = "utf-8-sig"


class Step(msgspec.Struct, frozen=True):
    """Something that may be done with an engagement: its form and its verb."""

    form: type[Form]
    act: Callable[[Actor, UUID, Any], Awaitable[None]]


async def _check_off(actor: Actor, engagement_id: UUID, said: ChecklistForm) -> None:
    await service_work.check_off(actor, engagement_id, said.done, seen=said.seen)


async def _begin(actor: Actor, engagement_id: UUID, said: Form) -> None:
    await service_work.begin(actor, engagement_id)


async def _report(actor: Actor, engagement_id: UUID, said: ReportForm) -> None:
    await service_work.report(actor, engagement_id, said.report)


async def _close(actor: Actor, engagement_id: UUID, said: Form) -> None:
    await service_work.close(actor, engagement_id)


async def _offer_extension(actor: Actor, engagement_id: UUID, said: ExtensionForm) -> None:
    await service_extension.offer(
        actor, engagement_id, said.to_on, said.weekly_minutes, seen=said.seen
    )


async def _end(actor: Actor, engagement_id: UUID, said: EndForm) -> None:
    await service_work.end_early(actor, engagement_id, said.reason)


_STEPS = {
    "checklist": Step(ChecklistForm, _check_off),
    "begin": Step(Form, _begin),
    "report": Step(ReportForm, _report),
    "close": Step(Form, _close),
    "extension": Step(ExtensionForm, _offer_extension),
    "end": Step(EndForm, _end),
}


@get("/engagements", name="engagements.index")
async def index(actor: NamedDependency[Actor], request: Request[Any, Any, Any]) -> Template:
    """All that the reader's side has agreed to; filters and order stand in the address."""
    state = _state(request)
    async with reading(actor):
        rows = await _rows(state)
        today = clock.today()
    shown = rows[state.offset : state.offset + state.size]
    return page(
        "engagements/index.html",
        rows=Page(
            [row | {"is_overdue": queries.is_overdue(row, today)} for row in shown],
            len(rows),
            state.page,
        ),
        state=state,
        states=[str(name) for name in EngagementState],
        bodies=await taxonomy.municipalities(),
        is_municipal=actor.municipality is not None,
    )


@get("/engagements.csv", name="engagements.file")
async def file(actor: NamedDependency[Actor], request: Request[Any, Any, Any]) -> Response[Any]:
    """The same list as a table for spreadsheets."""
    async with reading(actor):
        rows = await _rows(_state(request))
        today = clock.today()
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([label(f"engagement.{name}") for name in _COLUMNS])
    writer.writerows([_cells(row) for row in rows])
    name = label("engagement.file_name", date=today.isoformat())
    return download(text.getvalue().encode(_UTF8_WITH_BOM), name, "text/csv; charset=utf-8")


@get("/engagements/{engagement_id:uuid}", name="engagements.detail")
async def detail(actor: NamedDependency[Actor], engagement_id: FromPath[UUID]) -> Template:
    """Term, hours, reception, weeks, and what comes next."""
    return await _detail(actor, engagement_id)


@post(
    "/engagements/{engagement_id:uuid}/{step:str}",
    name="engagements.move",
    status_code=200,
)
async def move(
    actor: NamedDependency[Actor],
    engagement_id: FromPath[UUID],
    step: FromPath[str],
    request: Request[Any, Any, Any],
) -> Template | Redirect:
    """Take one step: reception, begin, report, close, offer to extend, end early."""
    if step not in _STEPS:
        raise NotFound(f"step {step}")
    form = await fill(_STEPS[step].form, request)
    try:
        await _STEPS[step].act(actor, engagement_id, form.value)
    except Invalid as problem:
        return await _detail(actor, engagement_id, {step: form.with_errors(problem)})
    except (IllegalMove, StaleRow) as problem:
        return await _detail(actor, engagement_id, {step: form}, problem)
    return redirect(f"/engagements/{engagement_id}", flash=f"flash.engagement_{step}")


async def _detail(
    actor: Actor,
    engagement_id: UUID,
    typed: Mapping[str, Filled[Any]] = MappingProxyType({}),
    problem: DomainError | None = None,
) -> Template:
    async with reading(actor):
        row = await queries.one(engagement_id)
        entries = await hours.entries(engagement_id)
        events, names = await placements.history(engagement_id)
        is_overdue = queries.is_overdue(row, clock.today())
        lacks_pledge = PLEDGE not in row["checklist"] and await service_work.needs_pledge(
            row["appointment_type"]
        )
    wrong = next((form for form in typed.values() if form.errors), None)
    checklist = blank(ChecklistForm, {"done": row["checklist"], "seen": row["version"]})
    forms: dict[str, Filled[Any]] = {name: blank(step.form) for name, step in _STEPS.items()}
    longer = {"weekly_minutes": row["weekly_minutes"], "seen": row["version"]}
    forms["extension"] = blank(ExtensionForm, longer)
    return page(
        "engagements/detail.html",
        problem.status if problem else 422 if wrong else 200,
        engagement=row,
        entries=entries,
        forms=forms | {"checklist": checklist} | dict(typed),
        reception=RECEPTION[row["flow"]],
        verbs=set(ENGAGEMENT.verbs(EngagementState(row["state"]), actor.role)),
        is_overdue=is_overdue,
        lacks_pledge=lacks_pledge,
        is_municipal=actor.municipality is not None,
        words=await taxonomy.lexicon(),
        problem=Problem(problem.status, problem.code, problem.facts) if problem else None,
        events=events,
        names=names,
        **({"form": wrong} if wrong else {}),
    )


async def _rows(state: ListState) -> list[queries.Row]:
    filters = {name: state.one(name) for name in queries.FILTERS if state.one(name)}
    return await queries.visible(filters, state.sort, is_descending=state.is_descending)


def _state(request: Request[Any, Any, Any]) -> ListState:
    return list_state(
        request, filters=queries.FILTERS, sorts=queries.SORTS, default_sort="-from_on"
    )


def _cells(row: queries.Row) -> list[Any]:
    said = {
        "state": label(f"engagement_state.{row['state']}"),
        "weekly_hours": row["weekly_minutes"] / 60,
    }
    return [guarded(said.get(name, row.get(name, ""))) for name in _COLUMNS]


router = Router("/", route_handlers=[index, file, detail, move])
