"""The first page and the pages that explain: for visitors, and for whoever wonders."""

from litestar import Router, get
from litestar.di import NamedDependency
from litestar.response import Redirect, Template

from talentpool.actor import PEOPLE, Actor
from talentpool.candidates import service as candidates
from talentpool.demo import content
from talentpool.demo.offer import Asked, offer
from talentpool.dispatches import service as dispatches
from talentpool.kit import navigation
from talentpool.kit.http import page, redirect
from talentpool.kit.scope import reading
from talentpool.placements import service as placements

NOWHERE_ELSE = "/account"


@get("/", name="public.home")
async def home(request: Asked, actor: NamedDependency[Actor]) -> Template | Redirect:
    if actor.role in PEOPLE:
        return redirect(_home_of(request, actor))
    is_demonstration = request.app.state.settings.is_demonstration
    return page("public/home.html", offer=await offer(request, actor) if is_demonstration else None)


@get("/help", name="public.help_")
async def help_(actor: NamedDependency[Actor]) -> Template:
    return page("public/help.html", role=str(actor.role))


@get("/contact", name="public.contact")
async def contact() -> Template:
    return page("public/contact.html")


@get("/privacy", name="public.privacy")
async def privacy(actor: NamedDependency[Actor]) -> Template:
    async with reading(actor):
        screening = await candidates.screening_text_version()
    versions = {
        "screening": screening,
        "referral": placements.CONSENT_TEXT,
        "assignment": dispatches.CONSENT_TEXT,
    }
    return page("public/privacy.html", versions=versions)


@get("/past-cases", name="public.past_cases")
async def past_cases() -> Template:
    return page("public/past_cases.html", **content.past_cases())


def _home_of(request: Asked, actor: Actor) -> str:
    """Where a role begins: the first link of its navigation."""
    links = navigation.links(request, actor.role)
    return links[0].url if links else NOWHERE_ELSE


router = Router("/", route_handlers=[home, help_, contact, privacy, past_cases])
