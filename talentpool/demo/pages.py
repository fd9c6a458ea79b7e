"""Pages of the demonstration; mounted in the demonstration alone."""

from litestar import Router, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect, Template

from talentpool.accounts.sessions import no_session_cookie
from talentpool.actor import Actor
from talentpool.demo import service
from talentpool.demo.offer import Asked, offer
from talentpool.kit.http import fragment, page, redirect


@get("/demonstration", name="demo.index")
async def index(request: Asked, actor: NamedDependency[Actor]) -> Template:
    return page("demo/index.html", offer=await offer(request, actor))


@get("/demonstration/progress", name="demo.progress")
async def progress(request: Asked, actor: NamedDependency[Actor]) -> Template:
    return fragment("demo/_progress.html", offer=await offer(request, actor))


@get("/demonstration/reset", name="demo.reset_form")
async def reset_form() -> Template:
    return page("demo/reset.html")


@post("/demonstration/reset", name="demo.reset", status_code=200)
async def reset(request: Asked, actor: NamedDependency[Actor]) -> Redirect:
    settings = request.app.state.settings
    await service.reset(actor, settings)
    response = redirect("/", flash="demo.flash_reset")
    response.set_cookie(no_session_cookie(settings))
    return response


router = Router("/", route_handlers=[index, progress, reset_form, reset])
