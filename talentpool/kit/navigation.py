"""Where each role can go from every page: read from `frontend/nav.toml`."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from litestar import Request
from litestar.exceptions import NoRouteMatchFoundException

NAVIGATION = Path(__file__).resolve().parents[2] / "frontend" / "nav.toml"
STATE_KEY = "navigation_counts"


@dataclass(frozen=True, slots=True)
class Destination:
    """One entry of the navigation: a route by name and the label code of its text."""

    route: str
    label: str


@dataclass(frozen=True, slots=True)
class Link:
    """A destination as the current page shows it."""

    url: str
    label: str
    is_current: bool
    count: int


@cache
def navigation() -> Mapping[str, Sequence[Destination]]:
    """All destinations by role, in the order of the file."""
    roles = tomllib.loads(NAVIGATION.read_text(encoding="utf-8"))
    return {role: tuple(Destination(**item) for item in items) for role, items in roles.items()}


def links(request: Request[Any, Any, Any], role: str) -> list[Link]:
    """What *role* sees in the header of the page that *request* asked for.

    Numbers beside the links come from `request.state.navigation_counts`, by route. The current
    link is the one with the longest path above the page's own.
    """
    counts: Mapping[str, int] = request.scope.get("state", {}).get(STATE_KEY, {})
    found = [
        (url, item)
        for item in navigation().get(role, ())
        if (url := _url(request, item.route)) is not None
    ]
    above = [url for url, _ in found if _is_above(url, request.url.path)]
    current = max(above, key=len, default=None)
    return [Link(url, item.label, url == current, counts.get(item.route, 0)) for url, item in found]


def _url(request: Request[Any, Any, Any], route: str) -> str | None:
    """None where a deployment leaves a slice out; a house test knows every route of ours."""
    try:
        return request.app.route_reverse(route)
    except NoRouteMatchFoundException:
        return None


def _is_above(url: str, path: str) -> bool:
    return path == url or path.startswith(url.rstrip("/") + "/")
