"""When something goes wrong: a page for people, an alert for htmx, problem+json for machines.

RFC 9457 gives the shape of the last. Sentences are labels of the error's code.
"""

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode, urlsplit

import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.response import Redirect, Template

from talentpool.kit.errors import DomainError, FieldError, Invalid
from talentpool.kit.labels import DEFAULT_LANGUAGE, LANGUAGES, labels, language
from talentpool.kit.security import TYPED_KEY, cookie_name
from talentpool.kit.settings import Settings

SIGN_IN = "/login"
API = "/api/"
PROBLEM_JSON = "application/problem+json"
ALERTS = "#alerts"
PAGES = frozenset({403, 404, 405, 409, 413, 422, 429, 500, 503})
OF_STATUS = {
    400: "bad_input",
    401: "not_signed_in",
    403: "forbidden",
    404: "not_found",
    405: "not_allowed",
    409: "conflict",
    413: "too_large",
    415: "bad_input",
    422: "invalid",
    429: "too_many",
    503: "unavailable",
}

_IS_CODE = re.compile(r"[\w.:@/+-]{0,40}", re.ASCII)
# What Litestar says when a browser went away before its form had arrived.
_GONE = "client disconnected prematurely"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Problem:
    """An error as somebody outside may know it."""

    status: int
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    fields: Mapping[str, list[FieldError]] = field(default_factory=dict)
    reference: str = ""

    @property
    def title(self) -> str:
        """The sentence that says what happened; a code without one borrows its status's."""
        return labels().text(f"error.{self._known()}", **self.facts)

    @property
    def next_step(self) -> str:
        """The sentence that says what the reader can do."""
        return labels().text(f"error.{self._known('.next')}.next", **self.facts)

    def _known(self, ending: str = "") -> str:
        """The error's own code if there is a sentence for it, else the one of its status."""
        has_own = labels().find(f"error.{self.code}{ending}") is not None
        return self.code if has_own else OF_STATUS.get(self.status, "unexpected")


def exception_handlers() -> dict[type[Exception] | int, Callable[..., Response[Any]]]:
    """What the application does with each kind of error."""
    return {DomainError: _of_domain, HTTPException: _of_http, Exception: _of_accident}


def answer(request: Request[Any, Any, Any], problem: Problem) -> Response[Any]:
    """*problem* in the form that *request* can use."""
    language.set(wanted_language(request, request.app.state.settings))
    headers = _headers(problem)
    if _wants_json(request):
        body = _as_json(request, problem)
        return Response(body, media_type=PROBLEM_JSON, status_code=problem.status, headers=headers)
    if problem.status == HTTPStatus.UNAUTHORIZED:
        return _to_sign_in(request)
    if request.headers.get("hx-request") == "true":
        headers |= {"HX-Retarget": ALERTS, "HX-Reswap": "innerHTML"}
        return _template("errors/_inline.html", problem, headers)
    known = problem.status in PAGES
    name = f"errors/{problem.status if known else 422}.html"
    return _template(name, problem, headers, back=_back(request), typed=typed_words(request))


def wanted_language(request: Request[Any, Any, Any], settings: Settings) -> str:
    """The language asked for by `?lang=`, else the one chosen before, else Japanese.

    No middleware runs for an address that is not ours, so error pages ask for themselves.
    """
    asked = request.query_params.get("lang") or request.cookies.get(
        cookie_name(settings, "language")
    )
    return asked if asked in LANGUAGES else DEFAULT_LANGUAGE


def _of_domain(request: Request[Any, Any, Any], error: DomainError) -> Response[Any]:
    fields = error.fields if isinstance(error, Invalid) else {}
    log.info("refused", code=error.code, status=error.status, detail=str(error))
    return answer(request, Problem(error.status, error.code, error.facts, fields))


def _of_http(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    """Litestar's own errors; the detail counts where it is one of our codes."""
    if error.detail == _GONE:  # closed the window half-way: nobody's fault, and nobody reads on
        log.info("departed", path=request.url.path)
        return answer(request, Problem(400, "bad_input"))
    if error.status_code == HTTPStatus.INTERNAL_SERVER_ERROR or error.status_code not in OF_STATUS:
        return _of_accident(request, error)
    code = error.detail if labels().find(f"error.{error.detail}") else ""
    code = code or OF_STATUS.get(error.status_code, "bad_input")
    return answer(request, Problem(error.status_code, code))


def _of_accident(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Ours to mend: the reader gets a number to quote, the log the same number and the rest."""
    reference = secrets.token_hex(4).upper()
    log.error("accident", reference=reference, path=request.url.path, exc_info=error)
    problem = Problem(500, "unexpected", {"reference": reference}, reference=reference)
    return answer(request, problem)


def _wants_json(request: Request[Any, Any, Any]) -> bool:
    accept = request.headers.get("accept", "")
    return request.url.path.startswith(API) or ("json" in accept and "html" not in accept)


def _to_sign_in(request: Request[Any, Any, Any]) -> Response[Any]:
    """Sign in and come back: to the page asked for or, after a POST, to the one it came from."""
    is_htmx = request.headers.get("hx-request") == "true"
    source = request.headers.get("hx-current-url" if is_htmx else "referer", "")
    is_plain_get = request.method == "GET" and not is_htmx
    parts = urlsplit(str(request.url) if is_plain_get else source)
    here = f"{parts.path or '/'}?{parts.query}".rstrip("?")
    url = f"{SIGN_IN}?{urlencode({'next': here})}"
    if is_htmx:
        return Response(b"", status_code=200, headers={"HX-Redirect": url})
    return Redirect(url, status_code=303)


def typed_words(request: Request[Any, Any, Any]) -> list[str]:
    """What somebody had written in their own words when their form was refused.

    Codes, numbers and dates are chosen again in a moment; passwords are never shown.
    """
    sent = request.scope.get("state", {}).get(TYPED_KEY)
    pairs = sent.multi_items() if sent else ()
    return [
        text
        for name, text in pairs
        if isinstance(text, str) and not _IS_CODE.fullmatch(text)
        if not name.startswith("_") and "password" not in name
    ]


def _back(request: Request[Any, Any, Any]) -> str:
    """Where the present state of things can be seen: this page, or the one with the form."""
    if request.method == "GET":
        return ""
    source = urlsplit(request.headers.get("referer", ""))
    is_ours = source.netloc == request.url.netloc and source.path.startswith("/")
    return f"{source.path}?{source.query}".rstrip("?") if is_ours else "/"


def _template(name: str, problem: Problem, headers: dict[str, str], **context: Any) -> Template:
    return Template(
        name,
        context={"problem": problem, **context},
        status_code=problem.status,
        media_type="text/html",
        headers=headers,
    )


def _headers(problem: Problem) -> dict[str, str]:
    if problem.status == HTTPStatus.UNAUTHORIZED:
        return {"WWW-Authenticate": "Bearer"}
    wait = problem.facts.get("retry_after")
    return {} if wait is None else {"Retry-After": str(wait)}


def _as_json(request: Request[Any, Any, Any], problem: Problem) -> dict[str, Any]:
    body = {
        "type": f"urn:talentpool:error:{problem.code}",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.next_step,
        "instance": request.url.path,
        "code": problem.code,
    }
    if problem.fields:
        body["errors"] = [
            {"field": name, "code": error.code, "facts": dict(error.facts)}
            for name, errors in problem.fields.items()
            for error in errors
        ]
    if problem.reference:
        body["reference"] = problem.reference
    if (version := problem.facts.get("version")) is not None:
        body["version"] = version
    return body
