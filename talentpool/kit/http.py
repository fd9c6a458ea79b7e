"""What handlers answer with: pages, fragments, redirects, downloads.

`Web` wires the whole page side into an application: templates, static files, languages, tokens,
headers and error pages.
"""

import string
from collections.abc import AsyncIterator, Iterable
from typing import Any
from urllib.parse import quote

from litestar import Request, Response
from litestar.config.app import AppConfig
from litestar.config.compression import CompressionConfig
from litestar.datastructures import Cookie, MutableScopeHeaders
from litestar.enums import MediaType
from litestar.middleware import ASGIMiddleware
from litestar.plugins import InitPlugin
from litestar.response import Redirect, Stream, Template
from litestar.response.base import ASGIResponse
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from talentpool.kit.error_pages import exception_handlers, wanted_language
from talentpool.kit.flash import clear_flash, flash_cookie
from talentpool.kit.labels import LANGUAGES, labels, language
from talentpool.kit.security import CsrfMiddleware, harden, make_cookie
from talentpool.kit.settings import Settings
from talentpool.kit.static import ONE_YEAR, static_router
from talentpool.kit.templates import Globals, template_config

CHOSEN_LANGUAGE = "chosen_language"
PLAIN_IN_NAMES = frozenset(string.ascii_letters + string.digits + " .,_-()")


def page(template: str, /, status: int = 200, **context: Any) -> Template:
    """A whole page; *template* extends a layout."""
    return Template(template, context=context, status_code=status, media_type=MediaType.HTML)


def fragment(template: str, /, status: int = 200, **context: Any) -> Template:
    """A part of a page for htmx; the file's name starts with an underscore.

    Raises:
        ValueError: it does not.
    """
    if not template.rpartition("/")[2].startswith("_"):
        raise ValueError(f"{template} is a page, not a fragment")
    return page(template, status, **context)


def is_partial(request: Request[Any, Any, Any]) -> bool:
    """Whether htmx asks for a part of the page only."""
    return request.headers.get("hx-request-type") == "partial"


class FlashRedirect(Redirect):
    """A redirect whose target shows a message."""

    def __init__(self, path: str, code: str, facts: dict[str, Any]) -> None:
        super().__init__(path, status_code=303)
        self.code = code
        self.facts = facts

    def to_asgi_response(
        self, app: Any, request: Request[Any, Any, Any], **options: Any
    ) -> ASGIResponse:
        """Sign the message with the application's key, which only the request knows."""
        cookie = flash_cookie(request.app.state.settings, self.code, self.facts)
        cookies: Iterable[Cookie] = [*(options.pop("cookies", None) or ()), cookie]
        return super().to_asgi_response(app, request, cookies=cookies, **options)


def redirect(url: str, flash: str | None = None, **facts: Any) -> Redirect:
    """Go on to *url* after a POST; the page there says the label *flash*.

    `undo=path` puts a button beside the message that posts to that path.
    """
    return FlashRedirect(url, flash, facts) if flash else Redirect(url, status_code=303)


def local_path(url: str | None, default: str = "/") -> str:
    """*url* if it stays on this site, else *default*: for `next` and other ways back."""
    is_local = url is not None and url.startswith("/") and not url.startswith(("//", "/\\"))
    return url if url and is_local and url.isprintable() else default


def download(
    content: bytes | AsyncIterator[bytes], filename: str, media_type: str
) -> Response[Any]:
    """A file to keep, under its Japanese name (RFC 6266, with an ASCII name for old clients)."""
    plain = "".join(c if c in PLAIN_IN_NAMES else "_" for c in filename)
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"
    headers = {"content-disposition": disposition}
    if isinstance(content, bytes):
        return Response(content, media_type=media_type, headers=headers)
    return Stream(content, media_type=media_type, headers=headers)


class LanguageMiddleware(ASGIMiddleware):
    """The language of one request: asked for by `?lang=`, else chosen before, else Japanese."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Set the language for everything that happens inside."""
        request: Request[Any, Any, Any] = Request(scope)
        asked = request.query_params.get("lang")
        if asked in LANGUAGES:
            scope.setdefault("state", {})[CHOSEN_LANGUAGE] = asked
        token = language.set(wanted_language(request, self.settings))
        try:
            await next_app(scope, receive, send)
        finally:
            language.reset(token)


class Web(InitPlugin):
    """The page side of an application."""

    def __init__(self, settings: Settings, more_globals: Globals | None = None) -> None:
        self.settings = settings
        self.more_globals = more_globals

    def on_app_init(self, app_config: AppConfig) -> AppConfig:
        """Add it all; middleware of the application itself runs inside of ours."""
        settings = self.settings
        labels().is_strict = not settings.is_production
        app_config.state.settings = settings
        app_config.template_config = template_config(settings, self.more_globals)
        app_config.compression_config = CompressionConfig(backend="gzip")
        app_config.route_handlers.append(static_router(is_lasting=settings.is_production))
        app_config.middleware[:0] = [LanguageMiddleware(settings), CsrfMiddleware(settings)]
        app_config.exception_handlers = {**exception_handlers(), **app_config.exception_handlers}
        app_config.before_send.append(self._finish)
        return app_config

    async def _finish(self, message: Message, scope: Scope) -> None:
        harden(self.settings, message, scope)
        clear_flash(self.settings, message, scope)
        self._keep_language(message, scope)

    def _keep_language(self, message: Message, scope: Scope) -> None:
        chosen = scope.get("state", {}).get(CHOSEN_LANGUAGE)
        if chosen and message["type"] == "http.response.start":
            cookie = make_cookie(self.settings, "language", chosen, max_age=ONE_YEAR)
            MutableScopeHeaders.from_message(message).add("set-cookie", cookie.to_header(header=""))
