"""候補審査: the queue, and one need with its ranked people."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from talentpool.actor import Actor
from talentpool.kit.http import fragment, is_partial, page
from talentpool.kit.navigation import STATE_KEY, links
from talentpool.kit.paging import Page, list_state
from talentpool.kit.scope import reading
from talentpool.reviews import queries_screen
from talentpool.reviews.screen import Asked, Queue, queue, screen

FILTERS = ("c", "hide", "view", "q")


@get("/review", name="reviews.queue")
async def index(request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Template:
    """What waits for a decision, what is due first on top; slices above add parts in nav.toml."""
    state = list_state(request, filters=FILTERS)
    async with reading(actor):
        found = await queue(Asked.of(state), actor)
    _count(request, found)
    rows = Page(
        found.rows[state.offset : state.offset + state.size],
        len(found.rows),
        state.page,
        state.size,
    )
    parts_above = links(request, "coordinator_home")
    return page("reviews/queue.html", queue=found, rows=rows, state=state, parts_above=parts_above)


@get("/review/{need_id:uuid}", name="reviews.review")
async def review(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], need_id: FromPath[UUID]
) -> Template:
    """A need, the people ranked for it, one of them whole; for htmx that person alone."""
    asked = Asked.of(list_state(request, filters=FILTERS))
    async with reading(actor):
        shown = await screen(actor, need_id, asked)
        if is_partial(request):
            return fragment("reviews/_pane.html", **context(request, shown))
        found = await queue(asked, actor)
    _count(request, found)
    return page("reviews/review.html", queue=found, **context(request, shown))


@get("/review/{need_id:uuid}/progress", name="reviews.progress")
async def progress(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], need_id: FromPath[UUID]
) -> Template | Response[Any]:
    """Whether the people have been ranked; once they are, the page comes whole."""
    async with reading(actor):
        need = await queries_screen.need(need_id)
        run = await queries_screen.run(need_id)
    is_done = run is not None and run["need_revision"] == need["revision"]
    url = request.app.route_reverse("reviews.review", need_id=need_id)
    if is_done and is_partial(request):
        return Response(b"", headers={"HX-Redirect": url})
    if not is_partial(request):
        return page("reviews/progress.html", need=need, is_done=is_done)
    return fragment("reviews/_progress.html", need=need, is_done=is_done)


@get("/review/keys", name="reviews.keys")
async def keys() -> Template:
    """The keys of the review screen; the same list opens over it."""
    return page("reviews/keys.html")


def context(request: Request[Any, Any, Any], shown: Any) -> dict[str, Any]:
    """What every part of the review screen is laid out from."""
    settings = request.app.state.settings
    return {"s": shown, "delay_seconds": settings.contact_delay_seconds}


def _count(request: Request[Any, Any, Any], found: Queue) -> None:
    counts = request.scope.setdefault("state", {}).setdefault(STATE_KEY, {})
    counts["reviews.queue"] = found.counts["mine"] or found.counts["all"]


router = Router("/", route_handlers=[index, keys, review, progress])
