"""People (人材) as coordinators keep an eye on them: by pseudonym, with history and next step."""

import csv
import io
from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from talentpool.accounts import queries as accounts
from talentpool.actor import Actor
from talentpool.audit import queries as audit
from talentpool.candidates import (
    queries,
    queries_lists,
    queries_notices,
    service_membership,
    service_screening,
)
from talentpool.candidates.schemas_decisions import LookUpForm, NextStepForm, PauseForm, ResumeForm
from talentpool.candidates.states import CANDIDATE, CandidateState, Kind, Tier
from talentpool.identity import service as identity
from talentpool.kit import clock
from talentpool.kit.cells import guarded
from talentpool.kit.errors import FieldError, Invalid
from talentpool.kit.forms import Filled, blank, fill
from talentpool.kit.http import download, page, redirect
from talentpool.kit.labels import label
from talentpool.kit.paging import ListState, Page, list_state
from talentpool.kit.scope import reading
from talentpool.programmes import queries as programmes
from talentpool.taxonomy import queries as taxonomy

_FILTERS = ("q", "state", "tier", "kind", "category", "programme")
_SORTS = ("changed", "handle", "hours", "public", "confirmed")
_COLUMNS = (
    "handle", "state", "tier", "kind", "headline", "specialties", "skills", "hours_per_week",
    "from", "to", "remote", "programmes", "public_years", "confirmed_on", "next_step", "due_on",
)  # fmt: skip
_UTF8_WITH_BOM = "utf-8-sig"


@get("/candidates", name="candidates.index")
async def index(actor: NamedDependency[Actor], request: Request[Any, Any, Any]) -> Template:
    """Everybody who has sent a registration."""
    state = _state(request)
    async with reading(actor):
        rows, total = await queries_lists.search(state)
    return page("candidates/index.html", rows=Page(rows, total, state.page), **await _list(state))


@post("/candidates/export", name="candidates.export")
async def export(actor: NamedDependency[Actor], request: Request[Any, Any, Any]) -> Response[Any]:
    """The list of the address as a file, without names; that it was taken out is noted."""
    async with reading(actor):
        rows, _ = await queries_lists.search(_state(request), most=queries_lists.MOST_EXPORTED)
        words, today = await taxonomy.lexicon(), clock.today()
        lines = {line.key: line.name for line in await programmes.all_programmes()}
    await service_screening.note_export(actor, len(rows))
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([label(f"person_column.{name}") for name in _COLUMNS])
    for row in rows:
        categories = [words.name("category", code) for code in row["specialties"]]
        wanted = [lines.get(key, key) for key in row["programmes"]]
        writer.writerow([guarded(str(cell)) for cell in _cells(row, categories, wanted)])
    name = label("candidates.export_file_name", date=today.isoformat())
    return download(text.getvalue().encode(_UTF8_WITH_BOM), name, "text/csv; charset=utf-8")


@post("/candidates/look-up", name="candidates.look_up", status_code=200)
async def look_up(actor: NamedDependency[Actor], request: Request[Any, Any, Any]) -> Template:
    """Who is on the telephone: people whose name or reading was said, still by pseudonym."""
    form = await fill(LookUpForm, request)
    if form.errors:
        return page("candidates/look_up.html", 422, form=form, rows=None)
    found = await identity.look_up(actor, form.value.name)
    async with reading(actor):
        rows = await queries_lists.by_person(found)
    return page("candidates/look_up.html", form=form, rows=rows)


@get("/candidates/{candidate_id:uuid}", name="candidates.detail")
async def detail(actor: NamedDependency[Actor], candidate_id: FromPath[UUID]) -> Template:
    """One person by pseudonym: profile, history, what comes next."""
    async with reading(actor):
        return await _detail_page(actor, candidate_id)


@post("/candidates/{candidate_id:uuid}/next-step", name="candidates.set_next_step", status_code=200)
async def set_next_step(
    actor: NamedDependency[Actor], candidate_id: FromPath[UUID], request: Request[Any, Any, Any]
) -> Template | Redirect:
    """Say who does what next."""
    form = await fill(NextStepForm, request)
    try:
        said = form.value
        await service_screening.set_next_step(
            actor,
            candidate_id,
            next_step=said.next_step,
            due_on=said.next_step_due_on,
            assignee=_assignee(said.assignee),
            seen=said.seen,
        )
    except Invalid as problem:
        async with reading(actor):
            return await _detail_page(actor, candidate_id, "step", form.with_errors(problem))
    return redirect(f"/candidates/{candidate_id}", flash="flash.saved")


@post("/candidates/{candidate_id:uuid}/pause", name="candidates.pause_for", status_code=200)
async def pause_for(
    actor: NamedDependency[Actor], candidate_id: FromPath[UUID], request: Request[Any, Any, Any]
) -> Template | Redirect:
    """Pause somebody who has asked for it by telephone."""
    form = await fill(PauseForm, request)
    try:
        said = form.value
        await service_membership.pause(actor, candidate_id, said.reason, said.until, seen=said.seen)
    except Invalid as problem:
        async with reading(actor):
            return await _detail_page(actor, candidate_id, "pause", form.with_errors(problem))
    return redirect(f"/candidates/{candidate_id}", flash="candidates.flash_paused_for")


@post("/candidates/{candidate_id:uuid}/resume", name="candidates.resume_for")
async def resume_for(
    actor: NamedDependency[Actor], candidate_id: FromPath[UUID], request: Request[Any, Any, Any]
) -> Redirect:
    """Bring back somebody who has asked for it by telephone."""
    form = await fill(ResumeForm, request)
    await service_membership.resume(actor, candidate_id, seen=form.value.seen)
    return redirect(f"/candidates/{candidate_id}", flash="candidates.flash_resumed_for")


async def _detail_page(
    actor: Actor, candidate_id: UUID, name: str = "", refused: Filled[Any] | None = None
) -> Template:
    whole = await queries.whole(await queries.get(candidate_id))
    candidate = whole.candidate
    events = list(reversed(await audit.trail(candidate.id)))
    coordinators = await accounts.coordinators()
    context = {"form": refused} if refused else {}
    return page(
        "candidates/detail.html",
        422 if refused else 200,
        candidate=candidate,
        record=queries_notices.redacted_record(whole.record),
        claims=whole.claims,
        held=whole.qualifications,
        events=events,
        forms={
            "step": blank(NextStepForm, candidate.to_dict()),
            "pause": blank(PauseForm),
            **({name: refused} if refused else {}),
        },
        verbs=set(CANDIDATE.verbs(CandidateState(candidate.state), actor.role)),
        pause_reasons=await service_membership.pause_reasons(),
        coordinators=[(str(row["id"]), row["display_name"]) for row in coordinators],
        words=await taxonomy.lexicon(),
        programmes=(await programmes.catalogue()).programmes,
        today=clock.today(),
        **context,
    )


def _assignee(text: str) -> UUID | None:
    """The account that was chosen.

    Raises:
        Invalid: it is none.
    """
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Invalid({"assignee": [FieldError("bad_choice")]}) from None


def _state(request: Request[Any, Any, Any]) -> ListState:
    state = list_state(request, filters=_FILTERS, sorts=_SORTS, default_sort="-changed")
    # The file is asked for at an address of its own, with the filters of the list.
    return ListState("/candidates", state.page, state.sort, state.is_descending, state.filters)


async def _list(state: ListState) -> dict[str, Any]:
    offered = await programmes.offered()
    categories = await taxonomy.terms("category")
    return {
        "state": state,
        "states": [str(name) for name in CandidateState if name != CandidateState.DRAFT],
        "tiers": [str(tier) for tier in Tier],
        "kinds": [str(kind) for kind in Kind],
        "categories": [(term.code, term.name) for term in categories],
        "lines": [(line.key, line.name) for line in offered],
        "words": await taxonomy.lexicon(),
    }


def _cells(row: dict[str, Any], categories: list[str], wanted: list[str]) -> list[Any]:
    minutes = row["weekly_minutes"]
    return [
        label("candidate.pseudonym", handle=row["handle"]),
        label(f"candidate_state.{row['state']}"),
        label(f"tier.{row['tier']}"),
        label(f"candidate_kind.{row['kind']}"),
        queries_notices.redacted(row["headline"]),
        "、".join(categories),
        row["skills"],
        "" if minutes is None else round(minutes / 60, 2),
        _month(row["available_from"]),
        _month(row["available_to"]),
        label(f"candidate_remote.{row['remote']}") if row["remote"] else "",
        "、".join(wanted),
        row["public_years"],
        row["confirmed_at"].date().isoformat() if row["confirmed_at"] else "",
        row["next_step"] or label(f"candidate_next_step.{row['state']}"),
        row["next_step_due_on"] or "",
    ]


def _month(day: Any) -> str:
    return day.strftime("%Y-%m") if day else ""


router = Router(
    "/", route_handlers=[index, export, look_up, detail, set_next_step, pause_for, resume_for]
)
