"""Against forged and foreign input: anti-forgery tokens, signed cookies, headers of every answer.

A token is bound to the session cookie or, before there is a session (sign-in, sign-up), to a
random anonymous one. It differs in every form, so that compressed pages do not give it away.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import msgspec
from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie, MutableScopeHeaders
from litestar.enums import RequestEncodingType, ScopeType
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from talentpool.kit.settings import Settings

CSRF_FIELD = "_csrf_token"
CSRF_HEADER = "x-csrf-token"
CSRF_CODE = "csrf_failed"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
API = "/api/"
FORM_TYPES = frozenset({RequestEncodingType.URL_ENCODED, RequestEncodingType.MULTI_PART})
NONCE_LENGTH = 16
ANONYMOUS_KEY = "anonymous_id"
# Where the form that was read for its token is found again by the page that must refuse it.
TYPED_KEY = "typed"

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
HSTS = "max-age=31536000; includeSubDomains"


def is_https(settings: Settings) -> bool:
    """Whether browsers reach the service by https, so that cookies may demand it."""
    return settings.public_url.startswith("https://")


def cookie_name(settings: Settings, name: str) -> str:
    """The full name of one of our cookies; by https no other host can plant a `__Host-` one."""
    return f"__Host-tp_{name}" if is_https(settings) else f"tp_{name}"


def make_cookie(settings: Settings, name: str, value: str, *, max_age: int | None = None) -> Cookie:
    """One of our cookies: not for scripts, not from other sites."""
    return Cookie(
        key=cookie_name(settings, name),
        value=value,
        max_age=max_age,
        path="/",
        httponly=True,
        secure=is_https(settings),
        samesite="lax",
    )


def sign(settings: Settings, purpose: str, payload: Any) -> str:
    """*payload* as text that only we can have written; *purpose* keeps uses apart."""
    body = base64.urlsafe_b64encode(msgspec.json.encode(payload)).decode().rstrip("=")
    return f"{body}.{_digest(settings, purpose, body)}"


def unsign(settings: Settings, purpose: str, text: str) -> Any:
    """What was signed for *purpose*, or None for anything that was not."""
    body, _, digest = text.partition(".")
    if not hmac.compare_digest(digest.encode(), _digest(settings, purpose, body).encode()):
        return None
    return msgspec.json.decode(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))


def csrf_token(settings: Settings, connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    """A fresh token for a form on the page that *connection* asks for.

    Without any cookie yet, an anonymous one is noted to be set with the answer.
    """
    nonce = secrets.token_hex(NONCE_LENGTH // 2)
    binding = _binding(settings, connection) or _new_anonymous_id(connection.scope)
    return csrf_token_for(settings, binding, nonce)


def csrf_token_for(settings: Settings, binding: str, nonce: str = "0" * NONCE_LENGTH) -> str:
    """The token that goes with the cookie value *binding*; tests make theirs with it."""
    return nonce + _digest(settings, "csrf", f"{nonce}.{binding}")


def is_own_origin(settings: Settings, headers: Mapping[str, str]) -> bool:
    """Whether the browser says that our own pages sent this, as far as it says anything."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = headers.get("origin")
    if origin is None:
        return True  # not a browser, or a very old one: the token decides
    return origin == _origin(settings.public_url) or urlsplit(origin).netloc == headers.get("host")


class CsrfMiddleware(ASGIMiddleware):
    """Refuses unsafe requests that our own pages did not send.

    Clients that carry an `Authorization` header are let through: no browser adds one by itself,
    and whoever reads it must not look at cookies. Machines have no other way to change anything.
    """

    scopes = (ScopeType.HTTP,)

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Pass on what is safe or proven.

        Raises:
            PermissionDeniedException: the request came from elsewhere or carries no valid token.
            NotAuthorizedException: a machine's request carries no credentials.
        """
        request: Request[Any, Any, Any] = Request(scope, receive)
        if request.method not in SAFE_METHODS:
            await self._verify(request)
        await next_app(scope, receive, send)

    async def _verify(self, request: Request[Any, Any, Any]) -> None:
        if "authorization" in request.headers:
            return
        if request.url.path.startswith(API):
            raise NotAuthorizedException
        if not is_own_origin(self.settings, request.headers):
            raise PermissionDeniedException(CSRF_CODE)
        binding = _binding(self.settings, request)
        token = request.headers.get(CSRF_HEADER) or await _token_of_form(request)
        expected = csrf_token_for(self.settings, binding or "", token[:NONCE_LENGTH])
        if not binding or not hmac.compare_digest(token.encode(), expected.encode()):
            raise PermissionDeniedException(CSRF_CODE)


def harden(settings: Settings, message: Message, scope: Scope) -> None:
    """Put the security headers on an answer, whatever made it: also on 404 and 405."""
    if message["type"] != "http.response.start":
        return
    headers = MutableScopeHeaders.from_message(message)
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    headers.setdefault("cache-control", "no-store")
    if is_https(settings):
        headers["strict-transport-security"] = HSTS
    if "text/html" in headers.get("content-type", ""):
        headers["vary"] = "Cookie, HX-Request, HX-Request-Type"
    if anonymous := scope.get("state", {}).get(ANONYMOUS_KEY):
        cookie = make_cookie(settings, "anonymous", anonymous)
        headers.add("set-cookie", cookie.to_header(header=""))


def _binding(settings: Settings, connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    cookies = connection.cookies
    names = (cookie_name(settings, name) for name in ("session", "anonymous"))
    return next((cookies[name] for name in names if cookies.get(name)), "")


def _new_anonymous_id(scope: Scope) -> str:
    state = scope.setdefault("state", {})
    value: str = state.setdefault(ANONYMOUS_KEY, secrets.token_urlsafe(24))
    return value


async def _token_of_form(request: Request[Any, Any, Any]) -> str:
    if request.content_type[0] not in FORM_TYPES:
        return ""
    sent = await request.form()
    request.scope.setdefault("state", {})[TYPED_KEY] = sent
    token = sent.get(CSRF_FIELD, "")
    return token if isinstance(token, str) else ""


def _digest(settings: Settings, purpose: str, text: str) -> str:
    key = f"{purpose}:{settings.secret_key}".encode()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
