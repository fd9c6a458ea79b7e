"""How many people a need reaches: a fragment of the clinic's pages, and a page of its own."""

from typing import Any
from uuid import UUID

from litestar import Request, Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from talentpool.actor import Actor
from talentpool.kit.http import fragment, is_partial, page
from talentpool.matches import service_reach


@get("/needs/{need_id:uuid}/reach", name="matches.reach")
async def reach(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], need_id: FromPath[UUID]
) -> Template:
    found = await service_reach.reach(actor, need_id)
    if is_partial(request):
        return fragment("matches/_reach.html", reach=found)
    return page("matches/reach.html", reach=found, need_id=need_id)


router = Router("/", route_handlers=[reach])
