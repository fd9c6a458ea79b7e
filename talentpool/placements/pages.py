"""What a person sees of a placement: the question, the terms, the answer, and what comes of it."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any
from uuid import UUID

from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from talentpool.actor import Actor
from talentpool.audit import queries as audit
from talentpool.kit import clock
from talentpool.kit.error_pages import Problem
from talentpool.kit.errors import DomainError, IllegalMove, Invalid, StaleRow
from talentpool.kit.forms import Filled, blank, fill
from talentpool.kit.http import fragment, is_partial, page, redirect
from talentpool.kit.scope import reading
from talentpool.placements import queries, service
from talentpool.placements.schemas import AgreeForm, DeclineForm
from talentpool.placements.states import TOLD
from talentpool.reviews.states import PLACEMENT, ProposalState
from talentpool.taxonomy import queries as taxonomy

_PLACEMENT = "placement"


@get("/my/proposals", name="placements.mine")
async def mine(actor: NamedDependency[Actor], request: Request[Any, Any, Any]) -> Template:
    """Everything that one was asked for, in either flow; a part of one's home as well."""
    async with reading(actor):
        offers = await queries.offers(actor)
        today = clock.today()
    if is_partial(request):
        return fragment("placements/_offers.html", offers=offers, today=today)
    return page("placements/mine.html", offers=offers, today=today)


@get("/my/proposals/{proposal_id:uuid}", name="placements.offer")
async def offer(actor: NamedDependency[Actor], proposal_id: FromPath[UUID]) -> Template | Redirect:
    """One of them. A dispatch has a page of its own, in its own words."""
    async with reading(actor):
        row = await queries.offer(actor, proposal_id)
        if row["flow"] != _PLACEMENT:
            return redirect(f"/my/assignments/{proposal_id}")
        return await _offer(actor, row)


@post("/my/proposals/{proposal_id:uuid}/consent", name="placements.consent", status_code=200)
async def consent(
    actor: NamedDependency[Actor], proposal_id: FromPath[UUID], request: Request[Any, Any, Any]
) -> Template | Redirect:
    """Agree to the terms and to being referred."""
    form = await fill(AgreeForm, request)
    try:
        revision = form.value.terms_revision
        await service.consent(actor, proposal_id, terms_revision=revision)
    except (Invalid, StaleRow, IllegalMove) as problem:
        return await _refused(actor, proposal_id, "agree", form, problem)
    return redirect(f"/my/proposals/{proposal_id}", flash="flash.placement_consented")


@post("/my/proposals/{proposal_id:uuid}/decline", name="placements.decline", status_code=200)
async def decline(
    actor: NamedDependency[Actor], proposal_id: FromPath[UUID], request: Request[Any, Any, Any]
) -> Template | Redirect:
    """Say no."""
    form = await fill(DeclineForm, request)
    try:
        await service.decline(actor, proposal_id, form.value.reason)
    except (Invalid, StaleRow, IllegalMove) as problem:
        return await _refused(actor, proposal_id, "decline", form, problem)
    return redirect(f"/my/proposals/{proposal_id}", flash="flash.placement_declined")


@post("/my/proposals/{proposal_id:uuid}/accept", name="placements.accept_terms", status_code=200)
async def accept_terms(
    actor: NamedDependency[Actor], proposal_id: FromPath[UUID], request: Request[Any, Any, Any]
) -> Template | Redirect:
    """Agree to be appointed on the terms as they stand."""
    form = await fill(AgreeForm, request)
    try:
        revision = form.value.terms_revision
        await service.accept_terms(actor, proposal_id, terms_revision=revision)
    except (Invalid, StaleRow, IllegalMove) as problem:
        return await _refused(actor, proposal_id, "agree", form, problem)
    return redirect(f"/my/proposals/{proposal_id}", flash="flash.placement_accepted")


async def _refused(
    actor: Actor, proposal_id: UUID, name: str, form: Filled[Any], problem: DomainError
) -> Template:
    """The page with what was typed and is wrong, or with what has happened meanwhile."""
    typed = {name: form.with_errors(problem)} if isinstance(problem, Invalid) else {}
    shown = form.text("terms_revision") if name == "agree" else ""
    async with reading(actor):
        row = await queries.offer(actor, proposal_id)
        seen = row["terms_revision"] or (int(shown) if shown.isdecimal() else None)
        return await _offer(actor, row | {"terms_revision": seen}, typed, problem)


async def _offer(
    actor: Actor,
    row: queries.Row,
    typed: Mapping[str, Filled[Any]] = MappingProxyType({}),
    problem: DomainError | None = None,
) -> Template:
    stated = await queries.terms(row["need"])
    events = await audit.trail(row["id"])
    blanks: dict[str, Filled[Any]] = {"agree": blank(AgreeForm), "decline": blank(DeclineForm)}
    return page(
        "placements/offer.html",
        problem.status if problem else 200,
        offer=row,
        conditions=queries.conditions(stated, row["terms_revision"]),
        terms_revision=stated[-1]["revision"] if stated else 0,
        verbs=_verbs(actor, row, stated),
        forms=blanks | dict(typed),
        reasons=await _reasons(),
        events=[event for event in events if _verb(event) in TOLD],
        is_overdue=queries.is_overdue(row, clock.today()),
        words=await taxonomy.lexicon(),
        problem=Problem(problem.status, problem.code, problem.facts)
        if problem and not typed
        else None,
        **({"form": next(iter(typed.values()))} if typed else {}),
    )


def _verbs(actor: Actor, row: queries.Row, stated: Sequence[queries.Row]) -> set[str]:
    """What the person may do now; nobody is asked to accept who has, or has taken all back."""
    verbs = set(PLACEMENT.verbs(ProposalState(row["state"]), actor.role))
    is_agreed = row["state"] == ProposalState.ACCEPTED and (
        row["terms_revision"] == stated[-1]["revision"]
    )
    return verbs - {"accept_terms"} if is_agreed or row["is_withdrawn"] else verbs


async def _reasons() -> list[tuple[str, str]]:
    return [(term.attributes["code"], term.name) for term in await taxonomy.reasons("declined")]


def _verb(event: dict[str, Any]) -> str:
    return str(event["action"]).removeprefix("proposal.")


router = Router("/", route_handlers=[mine, offer, consent, decline, accept_terms])
