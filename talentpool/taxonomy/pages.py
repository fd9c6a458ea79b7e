"""Reference data to look through, and the search for a skill that forms offer."""

from collections.abc import Sequence
from typing import Any, TypeVar

from litestar import Request, Router, get
from litestar.params import FromPath
from litestar.response import Template

from talentpool.kit.errors import NotFound
from talentpool.kit.http import fragment, is_partial, page
from talentpool.kit.paging import ListState, Page, list_state
from talentpool.kit.text import tidy_line
from talentpool.taxonomy import queries, sources

_MOST_FOUND = 20
# What readers look through; the rest serves matching and says nothing by itself.
SHOWN = [kind for kind in sources.KINDS if kind not in {"ambiguous", "related", "title"}]

T = TypeVar("T")


@get("/reference", name="taxonomy.index")
async def index() -> Template:
    """Every kind of reference data, and how much there is of it."""
    known = await queries.lexicon()
    return page(
        "taxonomy/index.html",
        counts=[(kind, len(known.by_kind.get(kind, {}))) for kind in SHOWN],
        municipalities=len(known.municipalities),
    )


@get("/reference/municipalities", name="taxonomy.municipalities")
async def municipalities(request: Request[Any, Any, Any]) -> Template:
    """The public bodies; found by name, kana or code."""
    state = list_state(request, filters=("q",))
    found = await queries.search_municipalities(tidy_line(state.one("q")))
    return page("taxonomy/municipalities.html", rows=_page(found, state), state=state)


@get("/reference/{kind:str}", name="taxonomy.terms")
async def terms(kind: FromPath[str], request: Request[Any, Any, Any]) -> Template:
    """The terms of one kind; found by any name, kana, abbreviation or width."""
    if kind not in SHOWN:
        raise NotFound(f"kind {kind}")
    state = list_state(request, filters=("q",))
    found = await queries.search_terms(kind, tidy_line(state.one("q")))
    return page(
        "taxonomy/terms.html",
        kind=kind,
        rows=_page(found, state),
        state=state,
        words=await queries.lexicon(),
    )


@get("/skills/search", name="taxonomy.skills")
async def skills(request: Request[Any, Any, Any]) -> Template:
    """Skills that go by what was typed: a page, or for a form the list alone."""
    typed = tidy_line(request.query_params.get("q", ""))
    known = await queries.lexicon()
    found = await queries.search_terms("skill", typed) if typed else ()
    claimable = [term for term in found if term.parent is not None][:_MOST_FOUND]
    show = fragment if is_partial(request) else page
    template = "taxonomy/_skills.html" if is_partial(request) else "taxonomy/skills.html"
    return show(template, typed=typed, found=claimable, words=known)


def _page(found: Sequence[T], state: ListState) -> Page[T]:
    shown = found[state.offset : state.offset + state.size]
    return Page(shown, len(found), state.page)


router = Router(path="/", route_handlers=[index, municipalities, terms, skills])
