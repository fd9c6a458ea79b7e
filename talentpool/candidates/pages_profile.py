"""Registering: the task list, one theme a page, the answers to check, and off it goes."""

from collections.abc import Mapping
from typing import Any

import msgspec
from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from talentpool.actor import Actor
from talentpool.candidates import pages_steps, queries, queries_notices, service
from talentpool.candidates.pages_steps import CHECK, OwnStep, Step
from talentpool.candidates.queries import Whole
from talentpool.candidates.queries_suggestions import suggested_skills
from talentpool.candidates.schemas_forms import SubmitForm
from talentpool.candidates.states import CLOSED, UNSENT
from talentpool.candidates.tables import Candidate
from talentpool.identity import queries as identities
from talentpool.identity.schemas import Identity
from talentpool.kit import clock
from talentpool.kit.errors import Invalid
from talentpool.kit.forms import Filled, Form, blank, fill
from talentpool.kit.http import page, redirect
from talentpool.kit.scope import reading
from talentpool.programmes import queries as programmes
from talentpool.taxonomy import queries as taxonomy

AnyForm = Filled[Any]
TASKS = "/my/profile"


@get("/my/profile", name="candidates.tasks")
async def tasks(actor: NamedDependency[Actor]) -> Template:
    """How far the registration has come."""
    async with reading(actor):
        candidate = await queries.own(actor)
        drafts = await queries.drafts(candidate.id)
    asked = await questions(candidate)
    groups = {
        group: _task(group, pages, candidate, drafts)
        for group, pages in pages_steps.GROUPS.items()
        if asked or group != "questions"
    }
    return page(
        "candidates/tasks.html",
        candidate=candidate,
        sections={
            name: [groups[group] for group in members if group in groups]
            for name, members in pages_steps.SECTIONS.items()
        },
        done=sum(task["status"] == "done" for task in groups.values()),
        total=len(groups),
        missing=await service.missing_pages(candidate),
        is_sent=candidate.state not in UNSENT,
    )


@get("/my/profile/check", name="candidates.check")
async def check(actor: NamedDependency[Actor]) -> Template:
    """All answers before they are sent; afterwards, what is registered."""
    async with reading(actor):
        return await _check_page(actor, blank(SubmitForm))


@post("/my/profile/check", name="candidates.submit", status_code=200)
async def submit(
    actor: NamedDependency[Actor], request: Request[Any, Any, Any]
) -> Template | Redirect:
    """Agree to screening, and send."""
    form = await fill(SubmitForm, request)
    async with reading(actor):
        candidate = await queries.own(actor)
    try:
        await service.submit(actor, candidate.id, seen=form.value.seen)
    except Invalid as problem:
        async with reading(actor):
            return await _check_page(actor, form.with_errors(problem), 422)
    return redirect("/my", flash="candidates.flash_submitted")


@get("/my/profile/{step:str}", name="candidates.step")
async def step(actor: NamedDependency[Actor], step: FromPath[str]) -> Template:
    """One page with what is known, or with what was typed and not saved."""
    async with reading(actor):
        whole, own = await _known(actor, step)
        drafts = await queries.drafts(whole.candidate.id)
        form = await _stored_form(whole, own, step)
        if step in drafts:
            form = Filled(form.form, drafts[step])
        return await _step_page(whole, own, step, form, is_draft=step in drafts)


@post("/my/profile/{step:str}", name="candidates.save_step", status_code=200)
async def save_step(
    actor: NamedDependency[Actor], step: FromPath[str], request: Request[Any, Any, Any]
) -> Template | Redirect | Response[Any]:
    """Keep a page and go on; or leave it; or, typing having paused, keep what is there."""
    async with reading(actor):
        candidate = await queries.own(actor)
    is_auto, is_leaving = "autosave" in request.query_params, await wants_to_leave(request)
    asked = find(step)
    is_finished = not (is_auto or is_leaving)
    form: AnyForm = await fill(_form_of(asked, is_finished=is_finished), request)
    if is_auto and isinstance(asked, Step):
        await service.keep_draft(actor, candidate.id, step, typed_in(form))
        return Response(None, status_code=204)
    if form.is_editing_rows:
        return await _again(actor, step, form, 200)
    try:
        await _save(
            actor, candidate, step, form, is_finished=is_finished or isinstance(asked, Step)
        )
    except Invalid as problem:
        return await _refused(actor, candidate, step, form.with_errors(problem), is_leaving)
    if is_auto:
        return Response(None, status_code=204)
    if is_leaving:
        return redirect(TASKS, flash="flash.saved")
    return redirect(await _onward(actor, step))


def _form_of(asked: Step | OwnStep, *, is_finished: bool) -> type[Form]:
    return asked.unfinished if isinstance(asked, OwnStep) and not is_finished else asked.form


def find(name: str) -> Step | OwnStep:
    """A page by its name.

    Raises:
        NotFound: there is none.
    """
    pages_steps.group_of(name)
    return pages_steps.STEPS[name]


async def questions(candidate: Candidate) -> list[dict[str, Any]]:
    """What the target group asks people to say of themselves."""
    group = await service.target_group_of(candidate.tier, candidate.target_group)
    return list(group.facts.get("self_screening", [])) if group else []


async def wants_to_leave(request: Request[Any, Any, Any]) -> bool:
    """Whether 「保存して中断する」 was pressed."""
    return bool((await request.form()).get("leave"))


def typed_in(form: AnyForm) -> dict[str, Any]:
    """What was typed, without the buttons and tokens of the page."""
    return {
        name: value
        for name, value in form.typed.items()
        if not name.startswith("_") and name not in ("leave", "seen")
    }


async def _save(
    actor: Actor, candidate: Candidate, name: str, form: AnyForm, *, is_finished: bool
) -> None:
    asked, said = find(name), form.value
    done = name if is_finished else None
    if isinstance(asked, OwnStep):
        typed = {key: value or "" for key, value in msgspec.structs.asdict(said).items()}
        if "birth_on" in typed:
            typed["birth_on"] = said.birth_on
        await service.describe_person(actor, candidate.id, typed, page=done)
        return
    change = asked.change
    await service.revise(
        actor, candidate.id, lambda record: change(said, record), page=done, drafts=[name]
    )


async def _refused(
    actor: Actor, candidate: Candidate, name: str, form: AnyForm, is_leaving: bool
) -> Template | Redirect:
    """The page again with what was typed; whoever wants to leave finds it there later."""
    if isinstance(find(name), Step) and name not in ("career", "skills"):
        await service.keep_draft(actor, candidate.id, name, typed_in(form))
        if name == "questions":
            form.errors = pages_steps.by_question(form.errors, await questions(candidate))
        if is_leaving:
            return redirect(TASKS, flash="candidates.flash_draft_kept")
    return await _again(actor, name, form, 422)


async def _again(actor: Actor, name: str, form: AnyForm, status: int) -> Template:
    async with reading(actor):
        whole, own = await _known(actor, name)
        return await _step_page(whole, own, name, form, status=status)


async def _onward(actor: Actor, name: str) -> str:
    """The next page that is not done; when all are, the answers to check."""
    async with reading(actor):
        candidate = await queries.own(actor)
    pages = pages_steps.names(asks_questions=bool(await questions(candidate)))
    open_pages = [one for one in pages if one not in candidate.done_tasks]
    later = [one for one in pages[pages.index(name) + 1 :] if one in open_pages]
    if later:
        return f"{TASKS}/{later[0]}"
    return TASKS if await service.missing_pages(candidate) else f"{TASKS}/{CHECK}"


async def _known(actor: Actor, name: str) -> tuple[Whole, Identity]:
    """The registration and the person; a page that does not exist is not found."""
    find(name)
    candidate = await queries.own(actor)
    return await queries.whole(candidate), await identities.own_identity(actor)


async def _stored_form(whole: Whole, own: Identity, name: str) -> AnyForm:
    asked = find(name)
    if isinstance(asked, OwnStep):
        known = msgspec.structs.asdict(own)
        return blank(asked.form, {name: value or None for name, value in known.items()})
    shown = asked.shown(whole.record)
    if name == "questions":
        said = {row["code"]: row["answer"] for row in shown["answers"]}
        codes = [question["code"] for question in await questions(whole.candidate)]
        shown = {"answers": [{"code": code, "answer": said.get(code)} for code in codes]}
    return blank(asked.form, shown)


async def _step_page(
    whole: Whole,
    own: Identity,
    name: str,
    form: AnyForm,
    *,
    status: int = 200,
    is_draft: bool = False,
) -> Template:
    record = whole.record
    asked = await questions(whole.candidate)
    pages = pages_steps.names(asks_questions=bool(asked))
    pointed_out = await queries_notices.notices(record, clock.today(), (own.name, own.kana))
    return page(
        f"candidates/step_{name}.html",
        status,
        form=form,
        step=name,
        number=pages.index(name) + 1 if name in pages else len(pages),
        total=len(pages) + 1,
        candidate=whole.candidate,
        whole=whole,
        record=record,
        questions=asked,
        notices=pointed_out,
        is_draft=is_draft,
        suggestions=await suggested_skills(record) if name == "skills" else [],
        words=await taxonomy.lexicon(),
        programmes=[line for line in await programmes.offered() if line.key != "other"],
    )


async def _check_page(actor: Actor, form: Filled[SubmitForm], status: int = 200) -> Template:
    candidate = await queries.own(actor)
    whole, own = await queries.whole(candidate), await identities.own_identity(actor)
    record = whole.record
    return page(
        "candidates/check.html",
        status,
        form=form,
        candidate=candidate,
        record=record,
        identity=own,
        claims=whole.claims,
        questions=await questions(candidate),
        drafts=sorted(await queries.drafts(candidate.id)),
        notices=await queries_notices.notices(record, clock.today(), (own.name, own.kana)),
        missing=await service.missing_pages(candidate),
        is_sent=candidate.state not in UNSENT,
        is_closed=candidate.state in CLOSED,
        words=await taxonomy.lexicon(),
        programmes=(await programmes.catalogue()).programmes,
    )


def _task(
    group: str, pages: Any, candidate: Candidate, drafts: Mapping[str, Any]
) -> dict[str, Any]:
    """A line of the task list: where it leads and how far it is."""
    done = [name for name in pages if name in candidate.done_tasks]
    is_begun = any(draft.partition(".")[0] in pages for draft in drafts) or done
    status = "done" if len(done) == len(pages) else "current" if is_begun else "todo"
    first = next((name for name in pages if name not in done), pages[0])
    return {"group": group, "url": f"{TASKS}/{first}", "status": status}


router = Router("/", route_handlers=[tasks, check, submit, step, save_step])
