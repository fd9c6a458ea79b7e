"""Openings as a registrant sees them: the public text and the terms, never the trouble behind."""

from typing import Any
from uuid import UUID

from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from talentpool.actor import Actor
from talentpool.kit.errors import Invalid
from talentpool.kit.forms import Filled, blank, fill
from talentpool.kit.http import fragment, is_partial, page, redirect
from talentpool.kit.scope import reading
from talentpool.needs import queries as needs
from talentpool.openings import queries, service
from talentpool.openings.schemas import AnswerForm
from talentpool.programmes import queries as programmes
from talentpool.taxonomy import queries as taxonomy

_AT_HOME = 3


@get("/my/openings", name="openings.mine")
async def mine(actor: NamedDependency[Actor], request: Request[Any, Any, Any]) -> Template:
    """Openings that fit, with one line why; at home the newest few."""
    async with reading(actor):
        rows = await queries.shown_to(actor)
    if is_partial(request):
        unanswered = [row for row in rows if row["is_open"] and row["answer"] is None]
        return fragment("openings/_newest.html", rows=unanswered[:_AT_HOME], total=len(rows))
    return page("openings/mine.html", rows=rows)


@get("/my/openings/{need_id:uuid}", name="openings.detail")
async def detail(actor: NamedDependency[Actor], need_id: FromPath[UUID]) -> Template:
    """One opening and its working conditions."""
    async with reading(actor):
        return await _detail_page(actor, need_id, blank(AnswerForm))


@post("/my/openings/{need_id:uuid}", name="openings.answer", status_code=200)
async def answer(
    actor: NamedDependency[Actor], need_id: FromPath[UUID], request: Request[Any, Any, Any]
) -> Template | Redirect:
    """Say something to it; what was said before gives way."""
    form = await fill(AnswerForm, request)
    try:
        said = form.value
        await service.answer(actor, need_id, said.answer, reason=said.reason)
    except Invalid as problem:
        async with reading(actor):
            return await _detail_page(actor, need_id, form.with_errors(problem), 422)
    return redirect(f"/my/openings/{need_id}", flash=f"openings.flash_{said.answer}")


@post("/my/openings/{need_id:uuid}/withdraw", name="openings.withdraw")
async def withdraw(actor: NamedDependency[Actor], need_id: FromPath[UUID]) -> Redirect:
    """Take back what was said."""
    await service.withdraw(actor, need_id)
    return redirect(f"/my/openings/{need_id}", flash="openings.flash_withdrawn")


async def _detail_page(
    actor: Actor, need_id: UUID, form: Filled[AnswerForm], status: int = 200
) -> Template:
    return page(
        "openings/detail.html",
        status,
        opening=await queries.shown_one(actor, need_id),
        terms=await needs.terms_in_force(need_id),
        form=form,
        reasons=[
            (term.attributes["code"], term.name)
            for term in await taxonomy.reasons("opening_not_now")
        ],
        words=await taxonomy.lexicon(),
        programmes=(await programmes.catalogue()).programmes,
    )


router = Router("/", route_handlers=[mine, detail, answer, withdraw])
