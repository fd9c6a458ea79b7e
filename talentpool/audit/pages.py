"""操作の記録: who did what, for those who examine. People stand here under their ids."""

from typing import Any

from litestar import Request, Router, get
from litestar.di import NamedDependency
from litestar.response import Template

from talentpool.actor import Actor
from talentpool.audit import queries
from talentpool.audit.wording import in_words
from talentpool.kit.http import page
from talentpool.kit.paging import Page, list_state
from talentpool.kit.scope import reading

_FILTERS = ("subject", "about", "role")


@get("/", name="audit.trail")
async def trail(request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Template:
    state = list_state(request, filters=_FILTERS)
    async with reading(actor):
        events, total = await queries.search(
            subject=state.one("subject"),
            about=state.one("about"),
            role=state.one("role"),
            limit=state.size,
            offset=state.offset,
        )
        subjects = await queries.subjects()
        reasons = await queries.reason_names()
    rows = Page([in_words(event, reasons) for event in events], total, state.page, state.size)
    return page("audit/trail.html", rows=rows, state=state, subjects=subjects)


router = Router("/audit", route_handlers=[trail])
