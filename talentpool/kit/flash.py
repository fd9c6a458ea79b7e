"""One message for the next page, carried by a short-lived signed cookie.

The cookie holds a label code and what its sentence needs: ids and numbers, no personal data.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from litestar import Request
from litestar.datastructures import Cookie, MutableScopeHeaders
from litestar.types import Message, Scope

from talentpool.kit.labels import labels
from talentpool.kit.security import cookie_name, make_cookie, sign, unsign
from talentpool.kit.settings import Settings

NAME = "flash"
LIFETIME = 60
SEEN = "flash_seen"


@dataclass(frozen=True, slots=True)
class Flash:
    """What the layout shows: a sentence, its kind (success, info, warn, error), a way back."""

    text: str
    kind: str
    undo: str | None


def flash_cookie(settings: Settings, code: str, facts: Mapping[str, Any]) -> Cookie:
    """The cookie that makes the next page say *code*.

    Two facts are for the layout itself: `undo`, a path that a button posts to, and `kind`.
    """
    payload = {"code": code, "facts": {name: str(fact) for name, fact in facts.items()}}
    return make_cookie(settings, NAME, sign(settings, NAME, payload), max_age=LIFETIME)


def read_flash(settings: Settings, request: Request[Any, Any, Any]) -> Flash | None:
    """The message for this page, if any; it is cleared with the answer."""
    text = request.cookies.get(cookie_name(settings, NAME))
    if not text:
        return None
    request.scope.setdefault("state", {})[SEEN] = True
    payload = unsign(settings, NAME, text)
    if payload is None:
        return None
    facts = payload["facts"]
    kind, undo = facts.pop("kind", "success"), facts.pop("undo", None)
    return Flash(labels().text(payload["code"], **facts), kind, undo)


def clear_flash(settings: Settings, message: Message, scope: Scope) -> None:
    """Take the cookie back once a page has shown it."""
    if message["type"] == "http.response.start" and scope.get("state", {}).get(SEEN):
        cookie = make_cookie(settings, NAME, "", max_age=0)
        MutableScopeHeaders.from_message(message).add("set-cookie", cookie.to_header(header=""))
