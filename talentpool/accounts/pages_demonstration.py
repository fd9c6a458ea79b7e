"""「この立場で見る」: one click, no password. Mounted in the demonstration alone."""

from typing import Any

from litestar import Request, Router, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from talentpool.accounts import service_demonstration
from talentpool.accounts.sessions import browser_of, session_cookie
from talentpool.actor import Actor
from talentpool.kit.http import local_path, redirect


@post("/demonstration/as/{login_name:str}", name="accounts.impersonate", status_code=200)
async def impersonate(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], login_name: FromPath[str]
) -> Redirect:
    begun = await service_demonstration.impersonate(actor, login_name, browser_of(request))
    response = redirect(local_path((await request.form()).get("next")))
    response.set_cookie(session_cookie(request.app.state.settings, begun))
    return response


router = Router("/", route_handlers=[impersonate])
