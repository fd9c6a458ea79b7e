"""案件一覧 and 状況: what would otherwise be kept in a spreadsheet."""

import csv
import io
from dataclasses import replace
from http import HTTPStatus
from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from talentpool.accounts import queries as accounts
from talentpool.actor import Actor, Role
from talentpool.kit import clock
from talentpool.kit.cells import guarded
from talentpool.kit.errors import StaleRow
from talentpool.kit.forms import Filled, blank, fill
from talentpool.kit.http import download, page, redirect
from talentpool.kit.labels import label
from talentpool.kit.paging import ListState, Page, list_state
from talentpool.kit.scope import reading
from talentpool.needs import service_triage as triage
from talentpool.programmes import queries as programmes
from talentpool.reports import queries
from talentpool.reports.schemas import Case, NextStepForm

_COLUMNS = (
    "number",
    "municipality_name",
    "title",
    "programme",
    "state",
    "assignee_name",
    "next_step",
    "due_on",
    "last_contact_at",
    "asked",
    "declined",
    "referred",
)
_UTF8_WITH_BOM = "utf-8-sig"


@get("/", name="reports.cases")
async def cases(request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Template:
    return await _list(request, actor)


@get("/cases.csv", name="reports.cases_file")
async def cases_file(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor]
) -> Response[Any]:
    async with reading(actor):
        found = await _cases(_state(request))
        names = {line.key: line.name for line in await programmes.all_programmes()}
        today = clock.today()
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([label(f"case.{name}") for name in _COLUMNS])
    writer.writerows([_cells(case, names) for case in found])
    name = label("reports.cases_file_name", date=today.isoformat())
    return download(text.getvalue().encode(_UTF8_WITH_BOM), name, "text/csv; charset=utf-8")


@post("/{need_id:uuid}/next-step", name="reports.set_next_step", status_code=200)
async def set_next_step(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], need_id: FromPath[UUID]
) -> Template | Redirect:
    form = await fill(NextStepForm, request)
    if form.errors:
        return await _list(request, actor, need_id, form, 422)
    said = form.value
    try:
        await triage.set_next_step(
            actor,
            need_id,
            next_step=said.next_step,
            due_on=said.due_on,
            assignee=said.assignee,
            seen=said.version,
        )
    except StaleRow:
        return await _list(request, actor, need_id, form, HTTPStatus.CONFLICT)
    state = _state(request)
    return redirect(state.url(page=state.page), flash="flash.saved")


@get("/status", name="reports.status")
async def status(actor: NamedDependency[Actor]) -> Template:
    async with reading(actor):
        numbers = await queries.numbers()
        today = clock.today()
    return page("reports/status.html", numbers=numbers, today=today, promised=queries.PROMISED_DAYS)


async def _list(
    request: Request[Any, Any, Any],
    actor: Actor,
    editing: UUID | None = None,
    form: Filled[NextStepForm] | None = None,
    status: int = 200,
) -> Template:
    """The list, with the form for the case that is being edited."""
    state = _state(request)
    async with reading(actor):
        found = await _cases(state)
        owners = [(str(row["id"]), row["display_name"]) for row in await accounts.coordinators()]
        lines = {line.key: line.name for line in await programmes.offered()}
        today = clock.today()
        is_late = status == HTTPStatus.CONFLICT
        first = await accounts.last_act(editing) if editing and is_late else None
    number = request.query_params.get("edit")
    edited = next((case for case in found if case.id == editing or case.number == number), None)
    return page(
        "reports/cases.html",
        status,
        rows=Page(found[state.offset : state.offset + state.size], len(found), state.page),
        state=state,
        overdue=sum(case.is_overdue for case in found),
        today=today,
        owners=owners,
        programmes=lines,
        stages=_stages(),
        texts={**lines, **_stages(), **dict(owners), **_due_texts()},
        may_edit=actor.role is Role.COORDINATOR,
        edited=edited,
        overtaken_by=first,
        **({"form": form or blank(NextStepForm, _stored(edited))} if edited else {}),
    )


def _stored(case: Case) -> dict[str, Any]:
    return {"next_step": case.next_step, "due_on": case.due_on, "assignee": case.assignee}


def _stages() -> dict[str, str]:
    return {state: label(f"need_state.{state}") for state in queries.STAGES}


def _due_texts() -> dict[str, str]:
    return {value: label(f"due_filter.{value}") for value in ("overdue", "week")}


async def _cases(state: ListState) -> list[Case]:
    filters = {name: state.one(name) for name in queries.FILTERS if state.one(name)}
    return await queries.cases(filters, state.sort, is_descending=state.is_descending)


def _state(request: Request[Any, Any, Any]) -> ListState:
    """What the list shows; a refused form shows it too, under its own address."""
    state = list_state(request, filters=queries.FILTERS, sorts=queries.SORTS, default_sort="due")
    return replace(state, path="/cases")


def _cells(case: Case, programme_names: dict[str, str]) -> list[Any]:
    said = {
        "programme": programme_names.get(case.programme, case.programme),
        "state": label(f"need_state.{case.state}"),
        "next_step": case.next_step or label(f"case_next_step.{case.state}"),
        "last_contact_at": (
            case.last_contact_at.astimezone(clock.JST).date() if case.last_contact_at else ""
        ),
    }
    return [guarded(said.get(name, getattr(case, name))) for name in _COLUMNS]


router = Router("/cases", route_handlers=[cases, cases_file, set_next_step, status])
