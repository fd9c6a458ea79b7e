"""The people of a need: who waits for whom (coordinator), and whom to choose (municipality)."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any
from uuid import UUID

from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from talentpool.actor import Actor, Role
from talentpool.candidates import queries as candidates
from talentpool.candidates.queries import Parts
from talentpool.identity import service as identity
from talentpool.identity.schemas import Identity, RevealForm
from talentpool.identity.states import RevealPurpose
from talentpool.kit import clock
from talentpool.kit.error_pages import Problem
from talentpool.kit.errors import DomainError, IllegalMove, Invalid, NotFound, StaleRow
from talentpool.kit.forms import Filled, blank, fill
from talentpool.kit.http import fragment, is_partial, page, redirect
from talentpool.kit.labels import label
from talentpool.kit.scope import reading
from talentpool.needs import queries as needs
from talentpool.placements import queries
from talentpool.placements.pages_steps import BRINGING, CHOOSING, FORMS, Step
from talentpool.programmes import queries as programmes
from talentpool.reviews.states import PLACEMENT, ProposalState
from talentpool.taxonomy import queries as taxonomy

_STAFF_PURPOSES = (RevealPurpose.CONTACT, RevealPurpose.REFERRAL, RevealPurpose.CORRECTION)
_MUNICIPAL_PURPOSES = (RevealPurpose.SELECTION, RevealPurpose.APPOINTMENT, RevealPurpose.CONTACT)


_MOST_COMPARED = 4


@get("/needs/{need_id:uuid}/people", name="placements.people")
async def people(
    actor: NamedDependency[Actor], need_id: FromPath[UUID], request: Request[Any, Any, Any]
) -> Template | Redirect:
    """All people of a need. A dispatch has its team on the plan instead."""
    async with reading(actor):
        need = await needs.get(need_id)
        programme = await programmes.get(need.programme)
        if not programme.is_placement:
            return redirect(_plan(actor, need_id))
        rows = await queries.people(need_id)
        context: dict[str, Any] = {"need": need, "people": rows, "today": clock.today()}
        if actor.role is not Role.COORDINATOR:
            chosen = _compared(rows, request.query_params.getall("with", []))
            context |= {"compared": chosen, "parts": await _parts(chosen)}
            return page("placements/people.html", words=await taxonomy.lexicon(), **context)
    if is_partial(request):
        return fragment("placements/_proposals.html", **context)
    return page("placements/proposals.html", **context)


@get("/needs/{need_id:uuid}/people/print", name="placements.sheet")
async def sheet(actor: NamedDependency[Actor], need_id: FromPath[UUID]) -> Template:
    """The proposed people on A4 for the body's own approval, without names."""
    return await _sheet(actor, need_id, {})


@post("/needs/{need_id:uuid}/people/print", name="placements.named_sheet", status_code=200)
async def named_sheet(
    actor: NamedDependency[Actor], need_id: FromPath[UUID], request: Request[Any, Any, Any]
) -> Template | Redirect:
    """The same with names: one line in the access log for each."""
    form = await fill(RevealForm, request)
    async with reading(actor):
        rows = await queries.people(need_id)
    ids = [row["person"] for row in rows]
    shown = await identity.reveal_many(actor, ids, form.value.purpose, need=need_id)
    return await _sheet(actor, need_id, shown)


@get("/needs/{need_id:uuid}/people/{proposal_id:uuid}", name="placements.person")
async def person(
    actor: NamedDependency[Actor], need_id: FromPath[UUID], proposal_id: FromPath[UUID]
) -> Template:
    """One person with evidence, and what may be done now."""
    async with reading(actor):
        return await _person(actor, need_id, proposal_id)


@post(
    "/needs/{need_id:uuid}/people/{proposal_id:uuid}/reveal",
    name="placements.reveal",
    status_code=200,
)
async def reveal(
    actor: NamedDependency[Actor],
    need_id: FromPath[UUID],
    proposal_id: FromPath[UUID],
    request: Request[Any, Any, Any],
) -> Template:
    """The same page with the name, this once; the look is written down."""
    form = await fill(RevealForm, request)
    async with reading(actor):
        row = await queries.person(need_id, proposal_id)
        if form.errors:
            return await _person(actor, need_id, proposal_id, {"reveal": form})
    shown = await identity.reveal(actor, row["person"], form.value.purpose, need=need_id)
    async with reading(actor):
        return await _person(actor, need_id, proposal_id, shown=shown)


@post(
    "/needs/{need_id:uuid}/people/{proposal_id:uuid}/choose/{step:str}",
    name="placements.choose",
    status_code=200,
)
async def choose(
    actor: NamedDependency[Actor],
    need_id: FromPath[UUID],
    proposal_id: FromPath[UUID],
    step: FromPath[str],
    request: Request[Any, Any, Any],
) -> Template | Redirect:
    """The municipality's own steps: date, chosen, not chosen."""
    return await _decide(actor, need_id, proposal_id, _step(CHOOSING, step), request)


@post(
    "/needs/{need_id:uuid}/people/{proposal_id:uuid}/bring/{step:str}",
    name="placements.bring",
    status_code=200,
)
async def bring(
    actor: NamedDependency[Actor],
    need_id: FromPath[UUID],
    proposal_id: FromPath[UUID],
    step: FromPath[str],
    request: Request[Any, Any, Any],
) -> Template | Redirect:
    """The coordinator's steps: refer, retract, close."""
    return await _decide(actor, need_id, proposal_id, _step(BRINGING, step), request)


async def _decide(
    actor: Actor, need_id: UUID, proposal_id: UUID, step: Step, request: Request[Any, Any, Any]
) -> Template | Redirect:
    """Take one step with its form; refused, the page says what is wrong or what has happened."""
    form = await fill(step.form, request)
    try:
        await step.act(actor, proposal_id, form.value)
    except Invalid as problem:
        typed = {step.name: form.with_errors(problem)}
        async with reading(actor):
            return await _person(actor, need_id, proposal_id, typed)
    except (IllegalMove, StaleRow) as problem:
        async with reading(actor):
            return await _person(actor, need_id, proposal_id, {step.name: form}, problem)
    return redirect(f"/needs/{need_id}/people", f"flash.placement_{step.name}")


def _step(steps: Mapping[str, Step], name: str) -> Step:
    if name not in steps:
        raise NotFound(f"step {name}")
    return steps[name]


async def _person(
    actor: Actor,
    need_id: UUID,
    proposal_id: UUID,
    typed: Mapping[str, Filled[Any]] = MappingProxyType({}),
    problem: DomainError | None = None,
    shown: Identity | None = None,
) -> Template:
    need = await needs.get(need_id)
    row = await queries.person(need_id, proposal_id)
    events, names = await queries.history(proposal_id)
    wrong = next((form for form in typed.values() if form.errors), None)
    return page(
        "placements/person.html",
        problem.status if problem else 422 if wrong else 200,
        need=need,
        person=row,
        parts=await _parts([row]),
        verbs=set(PLACEMENT.verbs(ProposalState(row["state"]), actor.role)),
        forms={name: blank(kind) for name, kind in FORMS.items()} | dict(typed),
        reasons=await _reasons(),
        purposes=_purposes(actor),
        identity=shown,
        events=events,
        names=names,
        is_coordinator=actor.role is Role.COORDINATOR,
        words=await taxonomy.lexicon(),
        today=clock.today(),
        problem=Problem(problem.status, problem.code, problem.facts) if problem else None,
        **({"form": wrong} if wrong else {}),
    )


async def _sheet(actor: Actor, need_id: UUID, shown: Mapping[UUID, Identity]) -> Template:
    async with reading(actor):
        need = await needs.get(need_id)
        rows = await queries.people(need_id)
        return page(
            "placements/sheet.html",
            need=need,
            people=rows,
            parts=await _parts(rows),
            names=shown,
            words=await taxonomy.lexicon(),
            today=clock.today(),
            form=blank(RevealForm),
            purposes=_purposes(actor),
        )


def _compared(rows: Sequence[queries.Row], wanted: Sequence[str]) -> list[queries.Row]:
    """Who is set side by side: those who were ticked, else the first."""
    ticked = [row for row in rows if str(row["id"]) in wanted]
    return list(ticked or rows)[:_MOST_COMPARED]


async def _parts(rows: Sequence[queries.Row]) -> Parts:
    return await candidates.parts_of([row["candidate"] for row in rows])


async def _reasons() -> list[tuple[str, str]]:
    found = await taxonomy.reasons("not_selected", "placement")
    return [(term.attributes["code"], term.name) for term in found]


def _purposes(actor: Actor) -> list[tuple[str, str]]:
    purposes = _STAFF_PURPOSES if actor.role is Role.COORDINATOR else _MUNICIPAL_PURPOSES
    return [(str(purpose), label(f"reveal_purpose.{purpose}")) for purpose in purposes]


def _plan(actor: Actor, need_id: UUID) -> str:
    return f"/plans/{need_id}" if actor.role is Role.COORDINATOR else f"/needs/{need_id}/plan"


router = Router(
    "/",
    route_handlers=[
        people,
        sheet,
        named_sheet,
        person,
        reveal,
        choose,
        bring,
    ],
)
