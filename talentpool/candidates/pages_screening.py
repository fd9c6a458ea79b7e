"""Screening (登録審査): who waits, what they say, what is decided; interviews of experts."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from talentpool.accounts import queries as accounts
from talentpool.actor import Actor, Role
from talentpool.candidates import (
    queries,
    queries_lists,
    queries_notices,
    service,
    service_screening,
)
from talentpool.candidates.queries import Whole
from talentpool.candidates.schemas_decisions import InterviewForm, ScreenForm
from talentpool.candidates.states import CANDIDATE, IN_SCREENING, CandidateState
from talentpool.kit import clock
from talentpool.kit.errors import IllegalMove, Invalid, NotFound, StaleRow
from talentpool.kit.forms import Filled, blank, fill
from talentpool.kit.http import local_path, page, redirect
from talentpool.kit.paging import Page, list_state
from talentpool.kit.scope import reading
from talentpool.programmes import queries as programmes
from talentpool.receipts import service as receipts
from talentpool.taxonomy import queries as taxonomy

# What a coordinator may decide here, in the order of the page.
DECISIONS = ("accept", "call_to_interview", "start_screening", "hold", "return", "decline")


@get("/screening", name="candidates.screening")
async def screening(actor: NamedDependency[Actor], request: Request[Any, Any, Any]) -> Template:
    """Registrations that wait for a decision, what is due first on top."""
    state = list_state(request, filters=("state", "tier", "due", "q"))
    async with reading(actor):
        rows, total = await queries_lists.awaiting_screening(state)
        for row in rows:
            row["failed"] = await service_screening.failed_conditions(
                row["tier"], row["target_group"], row["conditions_unmet"]
            )
        counts = await queries_lists.counts_by_state()
    return page(
        "candidates/screening.html",
        rows=Page(rows, total, state.page),
        state=state,
        counts={name: counts.get(name, 0) for name in sorted(IN_SCREENING)},
    )


@get("/screening/{candidate_id:uuid}", name="candidates.screen_one")
async def screen_one(actor: NamedDependency[Actor], candidate_id: FromPath[UUID]) -> Template:
    """One registration by its pseudonym, and what may be decided."""
    async with reading(actor):
        return await _screen_page(actor, candidate_id)


@post("/screening/{candidate_id:uuid}/{decision:str}", name="candidates.screen", status_code=200)
async def screen(
    actor: NamedDependency[Actor],
    candidate_id: FromPath[UUID],
    decision: FromPath[str],
    request: Request[Any, Any, Any],
) -> Template | Redirect:
    """Decide."""
    if decision not in DECISIONS:
        raise NotFound(f"decision {decision}")
    form = await fill(ScreenForm, request)
    try:
        said = form.value
        await service_screening.screen(
            actor, candidate_id, decision, reason=said.reason, note=said.note, seen=said.seen
        )
    except Invalid as problem:
        async with reading(actor):
            return await _screen_page(actor, candidate_id, decision, form.with_errors(problem), 422)
    except (StaleRow, IllegalMove):
        async with reading(actor):
            return await _screen_page(actor, candidate_id, decision, form, HTTPStatus.CONFLICT)
    return redirect(f"/screening/{candidate_id}", flash=f"candidates.flash_{decision}")


@post(
    "/screening/{candidate_id:uuid}/claims/{claim_id:uuid}/verify", name="candidates.verify_claim"
)
async def verify_claim(
    actor: NamedDependency[Actor],
    candidate_id: FromPath[UUID],
    claim_id: FromPath[UUID],
    request: Request[Any, Any, Any],
) -> Redirect:
    """Say that the evidence for a skill was checked, and come back to the page it was read on."""
    await service_screening.verify_claim(actor, candidate_id, claim_id)
    back = local_path(request.query_params.get("next"), f"/screening/{candidate_id}")
    return redirect(f"{back}#claims", flash="candidates.flash_verified")


@get("/screening/unknown-labels", name="candidates.unknown_labels")
async def unknown_labels(actor: NamedDependency[Actor]) -> Template:
    """What people wrote that no list knows: kept, and to be looked through."""
    async with reading(actor):
        rows = await queries_lists.unknown_labels()
    return page("candidates/unknown_labels.html", rows=rows)


@get("/interviews", name="candidates.interviews")
async def interviews(actor: NamedDependency[Actor], request: Request[Any, Any, Any]) -> Template:
    """Whom an expert is to interview."""
    state = list_state(request)
    async with reading(actor):
        rows, total = await queries_lists.awaiting_interview(state)
    return page("candidates/interviews.html", rows=Page(rows, total, state.page), state=state)


@get("/interviews/{candidate_id:uuid}", name="candidates.interview")
async def interview(actor: NamedDependency[Actor], candidate_id: FromPath[UUID]) -> Template:
    """One registration before the interview, and the form for what was found."""
    async with reading(actor):
        return await _interview_page(actor, candidate_id, blank(InterviewForm))


@post("/interviews/{candidate_id:uuid}", name="candidates.record_interview", status_code=200)
async def record_interview(
    actor: NamedDependency[Actor], candidate_id: FromPath[UUID], request: Request[Any, Any, Any]
) -> Template | Redirect:
    """Keep what was found."""
    form = await fill(InterviewForm, request)
    try:
        said = form.value
        await receipts.once(
            actor,
            form.once,
            lambda: service_screening.record_interview(
                actor, candidate_id, held_on=said.held_on, outcome=said.outcome, note=said.note
            ),
        )
    except Invalid as problem:
        async with reading(actor):
            return await _interview_page(actor, candidate_id, form.with_errors(problem), 422)
    return redirect("/interviews", flash="candidates.flash_interviewed")


async def _screen_page(
    actor: Actor,
    candidate_id: UUID,
    refused: str = "",
    form: Filled[ScreenForm] | None = None,
    status: int = 200,
) -> Template:
    whole = await queries.whole(await queries.get(candidate_id))
    candidate, held = whole.candidate, await queries.interviews(candidate_id)
    decided = await queries.decisions(candidate_id)
    involved = [row["decided_by"] for row in decided] + [row["interviewer"] for row in held]
    forms = {decision: blank(ScreenForm) for decision in DECISIONS}
    failed = await service_screening.failed_conditions(
        candidate.tier, candidate.target_group, candidate.conditions_unmet
    )
    if failed:
        forms["hold"] = blank(ScreenForm, {"reason": "required_unmet", "note": "、".join(failed)})
    context = {"form": form} if form else {}
    is_late = status == HTTPStatus.CONFLICT
    return page(
        "candidates/screen_one.html",
        status,
        overtaken_by=await accounts.last_act(candidate_id) if is_late else None,
        forms={**forms, **({refused: form} if form else {})},
        verbs={*CANDIDATE.verbs(CandidateState(candidate.state), Role.COORDINATOR)} & {*DECISIONS},
        decisions=decided,
        interviews=held,
        names=await accounts.names([one for one in involved if one]),
        failed=failed,
        reasons={
            decision: [
                (term.attributes["code"], term.name) for term in await taxonomy.reasons(group)
            ]
            for decision, group in service_screening.REASONS.items()
        },
        **await _profile(whole),
        **context,
    )


async def _interview_page(
    actor: Actor, candidate_id: UUID, form: Filled[InterviewForm], status: int = 200
) -> Template:
    candidate = await queries.get(candidate_id)
    if candidate.person == actor.person:
        raise NotFound("nobody interviews themselves")
    whole = await queries.whole(candidate)
    return page(
        "candidates/interview.html",
        status,
        form=form,
        interviews=await queries.interviews(candidate_id),
        **await _profile(whole),
    )


async def _profile(whole: Whole) -> dict[str, Any]:
    """A registration as staff read it before they know who it is."""
    candidate, record = whole.candidate, whole.record
    group = await service.target_group_of(candidate.tier, candidate.target_group)
    return {
        "candidate": candidate,
        "record": queries_notices.redacted_record(record),
        "claims": whole.claims,
        "held": whole.qualifications,
        "questions": group.facts.get("self_screening", []) if group else [],
        "notices": await queries_notices.notices(record, clock.today()),
        "words": await taxonomy.lexicon(),
        "programmes": (await programmes.catalogue()).programmes,
        "today": clock.today(),
    }


router = Router(
    "/",
    route_handlers=[
        screening,
        screen_one,
        screen,
        verify_claim,
        unknown_labels,
        interviews,
        interview,
        record_interview,
    ],
)
