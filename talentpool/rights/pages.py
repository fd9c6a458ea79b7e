"""私のデータ: all that is kept of oneself, to read, to take along, and to have forgotten."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from talentpool.actor import Actor
from talentpool.kit.errors import Invalid, NotFound
from talentpool.kit.forms import Filled, blank, fill
from talentpool.kit.http import download, page, redirect
from talentpool.kit.scope import reading
from talentpool.programmes import queries as programmes
from talentpool.reviews.service_reasons import GROUPS
from talentpool.rights import queries, service
from talentpool.rights.schemas import FileForm, MoveForm
from talentpool.rights.schemas_own import OwnData
from talentpool.taxonomy import queries as taxonomy


@get("/my/data", name="rights.own_data")
async def own_data(actor: NamedDependency[Actor]) -> Template:
    """Everything, on one page."""
    return page("rights/own_data.html", is_editable=True, **await _shown(actor))


@get("/my/data/print", name="rights.print")
async def print_data(actor: NamedDependency[Actor]) -> Template:
    """The same on paper."""
    return page("rights/print.html", is_editable=False, **await _shown(actor))


@get("/my/data.json", name="rights.export")
async def export(actor: NamedDependency[Actor]) -> Response[Any]:
    """The same for machines."""
    text = msgspec.json.format(msgspec.json.encode(await _own(actor)), indent=2)
    return download(text, "my-data.json", "application/json")


@get("/my/data/erasure", name="rights.erasure_form")
async def erasure_form(actor: NamedDependency[Actor]) -> Template:
    """What being forgotten means, and what has to end first."""
    return await _erasure_page(actor, blank(FileForm))


@post("/my/data/erasure", name="rights.file", status_code=200)
async def file(
    actor: NamedDependency[Actor], request: Request[Any, Any, Any]
) -> Template | Redirect:
    """Ask to be forgotten. The wish itself is there once, however often this is sent."""
    form = await fill(FileForm, request)
    try:
        assert form.value.is_sure, "the field insists"
    except Invalid as problem:
        return await _erasure_page(actor, form.with_errors(problem), 422)
    await service.file(actor)
    return redirect("/my/data", flash="rights.flash_filed")


@post("/my/data/erasure/{erasure_id:uuid}/cancel", name="rights.cancel", status_code=200)
async def cancel(
    actor: NamedDependency[Actor], erasure_id: FromPath[UUID], request: Request[Any, Any, Any]
) -> Redirect:
    """Take the wish back."""
    form = await fill(MoveForm, request)
    await service.cancel(actor, erasure_id, seen=form.value.seen)
    return redirect("/my/data", flash="rights.flash_cancelled")


async def _own(actor: Actor) -> OwnData:
    async with reading(actor):
        return await queries.own(actor)


async def _shown(actor: Actor) -> dict[str, Any]:
    data = await _own(actor)
    return {
        "data": data,
        "record": data.registration.record if data.registration else None,
        "questions": [],
        "words": await taxonomy.lexicon(),
        "programmes": (await programmes.catalogue()).programmes,
        "reason_groups": GROUPS,
    }


async def _erasure_page(actor: Actor, form: Filled[FileForm], status: int = 200) -> Template:
    if actor.person is None:
        raise NotFound("no person behind this account")
    async with reading(actor):
        context = {
            "waiting": await queries.pending_of(actor.person),
            "obstacles": await queries.obstacles(actor.person, told=True),
        }
    return page("rights/erasure_form.html", status, form=form, **context)


router = Router("/", route_handlers=[own_data, print_data, export, erasure_form, file, cancel])
