"""What somebody who is asked to take part sees, and their answer."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from talentpool.actor import STAFF, Actor
from talentpool.audit import queries as audit
from talentpool.dispatches import queries, service
from talentpool.dispatches.schemas import AcceptForm, RefuseForm
from talentpool.dispatches.states import TOLD
from talentpool.kit import clock
from talentpool.kit.error_pages import Problem
from talentpool.kit.errors import DomainError, IllegalMove, Invalid, StaleRow
from talentpool.kit.forms import Filled, blank, fill
from talentpool.kit.http import page, redirect
from talentpool.kit.scope import reading
from talentpool.reviews.states import DISPATCH, ProposalState
from talentpool.taxonomy import queries as taxonomy


@get("/my/assignments/{proposal_id:uuid}", name="dispatches.assignment")
async def assignment(actor: NamedDependency[Actor], proposal_id: FromPath[UUID]) -> Template:
    """What is asked: where, for what, when, how much."""
    return await _assignment(actor, proposal_id)


@post("/my/assignments/{proposal_id:uuid}/accept", name="dispatches.accept", status_code=200)
async def accept(
    actor: NamedDependency[Actor], proposal_id: FromPath[UUID], request: Request[Any, Any, Any]
) -> Template | Redirect:
    """Take part."""
    form = await fill(AcceptForm, request)
    if form.errors:
        return await _assignment(actor, proposal_id, {"accept": form})
    try:
        await service.accept_assignment(actor, proposal_id)
    except (IllegalMove, StaleRow) as problem:
        return await _assignment(actor, proposal_id, problem=problem)
    return redirect(f"/my/assignments/{proposal_id}", flash="flash.assignment_accepted")


@post("/my/assignments/{proposal_id:uuid}/decline", name="dispatches.decline", status_code=200)
async def decline(
    actor: NamedDependency[Actor], proposal_id: FromPath[UUID], request: Request[Any, Any, Any]
) -> Template | Redirect:
    """Don't take part."""
    form = await fill(RefuseForm, request)
    try:
        await service.decline_assignment(actor, proposal_id, form.value.reason)
    except Invalid as problem:
        return await _assignment(actor, proposal_id, {"decline": form.with_errors(problem)})
    except (IllegalMove, StaleRow) as problem:
        return await _assignment(actor, proposal_id, problem=problem)
    return redirect(f"/my/assignments/{proposal_id}", flash="flash.assignment_declined")


async def _assignment(
    actor: Actor,
    proposal_id: UUID,
    typed: Mapping[str, Filled[Any]] = MappingProxyType({}),
    problem: DomainError | None = None,
) -> Template:
    async with reading(actor):
        row = await queries.assignment(actor, proposal_id)
        events = await audit.trail(proposal_id)
        is_overdue = queries.is_overdue(row, clock.today())
    blanks: dict[str, Filled[Any]] = {"accept": blank(AcceptForm), "decline": blank(RefuseForm)}
    reasons = await taxonomy.reasons("declined")
    return page(
        "dispatches/assignment.html",
        problem.status if problem else 422 if typed else 200,
        assignment=row,
        verbs=set(DISPATCH.verbs(ProposalState(row["state"]), actor.role)),
        forms=blanks | dict(typed),
        reasons=[(term.attributes["code"], term.name) for term in reasons],
        events=[event for event in events if _verb(event) in TOLD],
        is_overdue=is_overdue,
        may_see_need=actor.role in STAFF,
        words=await taxonomy.lexicon(),
        problem=Problem(problem.status, problem.code, problem.facts) if problem else None,
        **({"form": next(iter(typed.values()))} if typed else {}),
    )


def _verb(event: queries.Row) -> str:
    return str(event["action"]).removeprefix("proposal.")


router = Router("/", route_handlers=[assignment, accept, decline])
