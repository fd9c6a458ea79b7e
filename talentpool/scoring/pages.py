"""点数のしくみ: what the score reads and what it never reads. Numbers for those who examine it."""

from litestar import Router, get
from litestar.di import NamedDependency
from litestar.response import Template

from talentpool.actor import Actor, Role
from talentpool.kit.http import page
from talentpool.kit.scope import reading
from talentpool.scoring import queries, service

# Twelve exact scores give a linear model away, so numbers are for those who need them.
SEES_NUMBERS = frozenset({Role.COORDINATOR, Role.AUDITOR, Role.PLANNER, Role.ADMINISTRATOR})


@get("/scorer", name="scoring.card")
async def card(actor: NamedDependency[Actor]) -> Template:
    """The scorer in force, in words; its versions."""
    has_numbers = actor.role in SEES_NUMBERS
    history = []
    if has_numbers:
        async with reading(actor):
            history = await queries.history()
    return page("scoring/card.html", card=service.card(), has_numbers=has_numbers, history=history)


router = Router("/", route_handlers=[card])
