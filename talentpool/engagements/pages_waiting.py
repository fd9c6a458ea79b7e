"""What waits for whoever asks: a municipality's home, and the list that staff begin with."""

from collections.abc import Mapping, Sequence
from typing import Any

from litestar import Request, Router, get
from litestar.di import NamedDependency
from litestar.response import Template

from talentpool.actor import Actor
from talentpool.engagements import queries_waiting
from talentpool.engagements.queries_waiting import Waiting
from talentpool.kit import clock
from talentpool.kit.http import fragment, is_partial, page
from talentpool.kit.scope import reading
from talentpool.needs import queries as needs
from talentpool.needs.states import CLOSED, NeedState
from talentpool.programmes import queries as programmes
from talentpool.taxonomy import queries as taxonomy

Row = Mapping[str, Any]
_AT_HOME = 5
_MOST_OF_OTHERS = 5
# What waits for the municipality as the next step of the need itself.
_OWN_STEPS = frozenset({"submit", "answer", "confirm_plan"})


@get("/needs", name="engagements.home")
async def home(actor: NamedDependency[Actor]) -> Template:
    """A municipality's home: what is to be done, what is under way, what is due."""
    async with reading(actor):
        rows = await needs.of_municipality(actor)
        waiting = await queries_waiting.waiting(actor)
        today = clock.today()
    own = [row for row in rows if row["section"] == actor.section]
    live = [row for row in own if row["state"] not in CLOSED]
    return page(
        "engagements/home.html",
        waiting=waiting,
        total=len(waiting),
        lanes=_lanes(live),
        steps_of_others=_steps_of_others(live, waiting),
        has_needs=bool(own or waiting),
        today=today,
        words=await taxonomy.lexicon(),
        programmes=(await programmes.catalogue()).programmes,
    )


@get("/to-do", name="engagements.to_do")
async def to_do(actor: NamedDependency[Actor], request: Request[Any, Any, Any]) -> Template:
    """Everything that waits for the reader; as a part of another page, what is most urgent."""
    async with reading(actor):
        waiting = await queries_waiting.waiting(actor)
    total = len(waiting)
    if is_partial(request):
        return fragment("engagements/_waiting.html", waiting=waiting[:_AT_HOME], total=total)
    return page("engagements/to_do.html", waiting=waiting, total=total)


def _lanes(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Needs by state, in the order of their life."""
    return [
        {"title": str(state), "items": found}
        for state in NeedState
        if (found := [row for row in rows if row["state"] == state])
    ]


def _steps_of_others(rows: Sequence[Row], waiting: Sequence[Waiting]) -> list[Row]:
    """Needs whose next step is not the municipality's own, what comes first on top."""
    own = {item.need for item in waiting if item.kind in _OWN_STEPS}
    dated = [row for row in rows if row["next_step_due_on"] and row["id"] not in own]
    return sorted(dated, key=lambda row: row["next_step_due_on"])[:_MOST_OF_OTHERS]


router = Router("/", route_handlers=[home, to_do])
