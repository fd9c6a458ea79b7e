"""Triage (受付): what coordinators do with a need that was handed in."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any
from uuid import UUID

from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from talentpool.accounts import queries as accounts
from talentpool.actor import Actor
from talentpool.kit import clock
from talentpool.kit.errors import IllegalMove, Invalid, StaleRow
from talentpool.kit.forms import Filled, blank, fill
from talentpool.kit.http import page, redirect
from talentpool.kit.paging import list_state
from talentpool.kit.scope import reading
from talentpool.needs import queries, queries_notices, schemas, service_triage, service_writing
from talentpool.needs.queries import Whole
from talentpool.needs.states import EDITABLE, NEED, NeedState
from talentpool.programmes import queries as programmes
from talentpool.programmes.schemas import ProgrammeOut
from talentpool.taxonomy import queries as taxonomy

Form = Filled[Any]
_FORMS: dict[str, type[schemas.Versioned]] = {
    "open": schemas.NoteForm,
    "return": schemas.QuestionForm,
    "decline": schemas.ReasonForm,
    "convert": schemas.ConvertForm,
    "unfill": schemas.ReasonForm,
    "next_step": schemas.NextStepForm,
}


@get("/triage", name="needs.triage")
async def triage(actor: NamedDependency[Actor], request: Request[Any, Any, Any]) -> Template:
    """What was received, what is due first on top."""
    state = list_state(request, filters=("state",))
    async with reading(actor):
        rows = await queries.awaiting_triage(state=state.one("state") or None)
        names = await accounts.names([row["assignee"] for row in rows if row["assignee"]])
    return page(
        "needs/triage.html",
        state=state,
        rows=rows,
        names=names,
        words=await taxonomy.lexicon(),
        programmes=(await programmes.catalogue()).programmes,
    )


@get("/triage/{need_id:uuid}", name="needs.triage_one")
async def triage_one(actor: NamedDependency[Actor], need_id: FromPath[UUID]) -> Template:
    """One need and what may be decided about it."""
    async with reading(actor):
        return await _one(actor, need_id)


@post("/triage/{need_id:uuid}/open", name="needs.open", status_code=200)
async def open_(
    actor: NamedDependency[Actor], need_id: FromPath[UUID], request: Request[Any, Any, Any]
) -> Template | Redirect:
    """Accept it: people are ranked at once."""

    async def act(said: Any) -> None:
        await service_triage.open_(actor, need_id, seen=said.seen)

    return await _decide(actor, need_id, request, "open", act)


@post("/triage/{need_id:uuid}/return", name="needs.return", status_code=200)
async def return_(
    actor: NamedDependency[Actor], need_id: FromPath[UUID], request: Request[Any, Any, Any]
) -> Template | Redirect:
    """Return it with a question."""

    async def act(said: Any) -> None:
        await service_triage.return_(actor, need_id, said.text, seen=said.seen)

    return await _decide(actor, need_id, request, "return", act)


@post("/triage/{need_id:uuid}/decline", name="needs.decline", status_code=200)
async def decline(
    actor: NamedDependency[Actor], need_id: FromPath[UUID], request: Request[Any, Any, Any]
) -> Template | Redirect:
    """Decline it with a reason."""

    async def act(said: Any) -> None:
        await service_triage.decline(actor, need_id, said.reason, said.note, seen=said.seen)

    return await _decide(actor, need_id, request, "decline", act)


@post("/triage/{need_id:uuid}/convert", name="needs.convert", status_code=200)
async def convert(
    actor: NamedDependency[Actor], need_id: FromPath[UUID], request: Request[Any, Any, Any]
) -> Template | Redirect:
    """Make a project or an opening of a consultation."""

    async def act(said: Any) -> None:
        await service_triage.convert(actor, need_id, said.programme, said.note, seen=said.seen)

    return await _decide(actor, need_id, request, "convert", act)


@post("/triage/{need_id:uuid}/unfill", name="needs.unfill", status_code=200)
async def unfill(
    actor: NamedDependency[Actor], need_id: FromPath[UUID], request: Request[Any, Any, Any]
) -> Template | Redirect:
    """End a need that nobody was found for."""

    async def act(said: Any) -> None:
        await service_triage.unfill(actor, need_id, said.reason, said.note, seen=said.seen)

    return await _decide(actor, need_id, request, "unfill", act)


@post("/triage/{need_id:uuid}/next", name="needs.set_next_step", status_code=200)
async def set_next_step(
    actor: NamedDependency[Actor], need_id: FromPath[UUID], request: Request[Any, Any, Any]
) -> Template | Redirect:
    """Say who does what next, by when."""

    async def act(said: Any) -> None:
        await service_triage.set_next_step(
            actor,
            need_id,
            next_step=said.next_step,
            due_on=said.next_step_due_on,
            assignee=said.assignee,
            seen=said.seen,
        )

    return await _decide(actor, need_id, request, "next_step", act)


@post("/triage/{need_id:uuid}/require-all", name="needs.require_all_skills")
async def require_all_skills(
    actor: NamedDependency[Actor], need_id: FromPath[UUID], request: Request[Any, Any, Any]
) -> Redirect:
    """Make required skills a hard condition, or soft again."""
    said = (await fill(schemas.RequireAllForm, request)).value
    await service_triage.require_all_skills(actor, need_id, said.is_required, seen=said.seen)
    return redirect(f"/triage/{need_id}", flash="flash.saved")


async def _decide(
    actor: Actor,
    need_id: UUID,
    request: Request[Any, Any, Any],
    name: str,
    act: Callable[[Any], Awaitable[None]],
) -> Template | Redirect:
    """Do one decision with its form.

    With wrong input, and when somebody else was first, the page comes back as it was typed.
    """
    form = await fill(_FORMS[name], request)
    try:
        await act(form.value)
    except Invalid as problem:
        async with reading(actor):
            return await _one(actor, need_id, name, form.with_errors(problem), status=422)
    except (IllegalMove, StaleRow):
        async with reading(actor):
            return await _one(actor, need_id, name, form, status=409)
    return redirect(f"/triage/{need_id}", flash=f"flash.need_{name}")


async def _one(
    actor: Actor, need_id: UUID, refused: str = "", form: Form | None = None, status: int = 200
) -> Template:
    """The page; *refused* names the form that was sent in vain."""
    whole = await queries.whole(need_id)
    need = whole.need
    programme = await programmes.get(need.programme)
    coordinators = await accounts.coordinators()
    forms: dict[str, Form] = {name: blank(kind) for name, kind in _FORMS.items()}
    forms["next_step"] = blank(schemas.NextStepForm, need.to_dict())
    context = {"form": form} if form and form.errors else {}
    return page(
        "needs/triage_one.html",
        status,
        overtaken_by=await accounts.last_act(need_id) if status == HTTPStatus.CONFLICT else None,
        need=need,
        whole=whole,
        programme=programme,
        questions=await queries.questions_of(need_id),
        forms={**forms, **({refused: form} if form else {})},
        verbs=set(NEED.verbs(NeedState(need.state), actor.role)),
        is_editable=need.state in EDITABLE,
        lacking=await service_writing.missing_terms(need, whole.stated_terms),
        programmes=(await programmes.catalogue()).programmes,
        coordinators=[(str(row["id"]), row["display_name"]) for row in coordinators],
        words=await taxonomy.lexicon(),
        notices=await queries_notices.notices(whole, programme, clock.today()),
        today=clock.today(),
        **await _choices(whole, programme),
        **context,
    )


async def _choices(whole: Whole, programme: ProgrammeOut) -> dict[str, Any]:
    """What can be chosen in the forms: reasons by flow, programmes to convert to."""
    return {
        "decline_reasons": [
            (reason.attributes["code"], reason.name)
            for reason in await taxonomy.reasons("need_declined", str(programme.flow))
        ],
        "unfill_reasons": [
            (reason.attributes["code"], reason.name)
            for reason in await taxonomy.reasons("unfilled")
        ],
        "other_programmes": [
            (other.key, other.name)
            for other in await programmes.offered()
            if other.key != whole.need.programme
        ],
    }


router = Router(
    path="/",
    route_handlers=[
        triage,
        triage_one,
        open_,
        return_,
        decline,
        convert,
        unfill,
        set_next_step,
        require_all_skills,
    ],
)
