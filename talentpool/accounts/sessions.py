"""From a cookie or a bearer token to somebody who acts: the middleware, and its cookie."""

from typing import Any
from uuid import UUID, uuid4

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from talentpool.accounts import queries
from talentpool.accounts.schemas import Begun, FoundSession
from talentpool.actor import ANONYMOUS, Actor
from talentpool.kit.errors import NotFound
from talentpool.kit.security import cookie_name, make_cookie, unsign
from talentpool.kit.settings import Settings
from talentpool.kit.static import SESSIONLESS

COOKIE = "session"
API = "/api/"
_BEARER = "bearer "
_HALF = "half_session"


class SessionMiddleware(ASGIMiddleware):
    """Finds out who acts, once a request, and gives the request its number.

    Whoever shows a token is known by it alone, under /api/ only, and never by a cookie: requests
    with an `Authorization` header are not checked for forgery. Style sheets are anybody's: the
    page that says that the database is away needs them.
    """

    scopes = (ScopeType.HTTP,)
    exclude_opt_key = SESSIONLESS

    def __init__(self, settings: Settings) -> None:
        self.cookie = cookie_name(settings, COOKIE)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Put the actor where guards and templates look."""
        state = scope.setdefault("state", {})
        request_id = uuid4().hex
        actor = await self._actor(Request(scope), state)
        state["request_id"] = request_id
        state["actor"] = scope["user"] = actor.during(request_id)
        with bound_contextvars(request_id=request_id, role=str(actor.role)):
            await next_app(scope, receive, send)

    async def _actor(self, request: Request[Any, Any, Any], state: dict[str, Any]) -> Actor:
        header = request.headers.get("authorization")
        if header is not None:
            return await _machine(request.url.path, header) or ANONYMOUS
        token = request.cookies.get(self.cookie)
        found = await queries.session_of(token) if token else None
        state[_HALF] = found
        return (found.actor() if found else None) or ANONYMOUS


async def _machine(path: str, header: str) -> Actor | None:
    is_bearer = header.lower().startswith(_BEARER)
    if not is_bearer or not path.startswith(API):
        return None
    return await queries.actor_for_api_token(header[len(_BEARER) :].strip())


def half_session(connection: ASGIConnection[Any, Any, Any, Any]) -> FoundSession:
    """The session of somebody who has proven something, but not yet all.

    Raises:
        NotFound: there is none, or it is whole.
    """
    found: FoundSession | None = connection.scope["state"].get(_HALF)
    if found is None or found.actor() is not None:
        raise NotFound("no half session", code="sign_in_again")
    return found


def session_cookie(settings: Settings, begun: Begun) -> Cookie:
    """The cookie of a session that has begun; it ends with the browser, or earlier."""
    return make_cookie(settings, COOKIE, begun.token)


def no_session_cookie(settings: Settings) -> Cookie:
    """The cookie that takes it back."""
    return make_cookie(settings, COOKIE, "", max_age=0)


def linked_invitation(request: Request[Any, Any, Any], token: str) -> UUID:
    """The invitation whose mailed link was followed.

    Raises:
        NotFound: we have not signed it.
    """
    signed = unsign(request.app.state.settings, "invitation", token)
    if not isinstance(signed, str):
        raise NotFound("not our link", code="link_expired")
    return UUID(signed)


def address_of(request: Request[Any, Any, Any]) -> str:
    """Where a request came from, as the server in front has told; only throttles look at it."""
    return request.client.host if request.client else ""


def browser_of(request: Request[Any, Any, Any]) -> str:
    """A browser and a system, for the list of sessions: `Edge / Windows`."""
    agent = request.headers.get("user-agent", "")
    named = [
        next((name for mark, name in marks if mark in agent), "") for marks in (_BROWSERS, _SYSTEMS)
    ]
    return " / ".join(name for name in named if name)


# Each claims to be the ones below it, so the first that fits is the one.
_BROWSERS = (
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)
