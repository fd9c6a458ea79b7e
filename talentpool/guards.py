"""Who may call which route: a table of data, read at start. A route without a row stops the start.

`talentpool/authz/<slice>.toml` has one row a route name:

    ["needs.detail"]
    roles = ["officer", "coordinator"]   # or "anyone", or "signed_in"
    relation = "own_municipality"        # which rows: see `Relation`; the queries enforce it

The role is checked here, the relation by scoped queries and row-level security below.
"""

import tomllib
from collections.abc import Iterable
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec
from litestar import Litestar, Request
from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.handlers import BaseRouteHandler
from litestar.routes import HTTPRoute

from talentpool.actor import ANONYMOUS, PEOPLE, Actor, Role


class Relation(StrEnum):
    """Which rows of the kind the actor may reach."""

    NONE = "none"
    OWN = "own"
    OWN_MUNICIPALITY = "own_municipality"
    ASSIGNED = "assigned"
    CONSENTED = "consented"
    ALL = "all"


class Permission(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """One row of the matrix."""

    roles: list[str] | str
    relation: Relation = Relation.NONE

    def admits(self, role: Role) -> bool:
        """Whether *role* may call the route at all."""
        if self.roles == "anyone":
            return True
        if self.roles == "signed_in":
            return role in PEOPLE
        return str(role) in self.roles


@cache
def matrix() -> dict[str, Permission]:
    """All rows, by route name."""
    rows: dict[str, Permission] = {}
    for file in sorted(files("talentpool.authz").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml"):
            text = tomllib.loads(file.read_text("utf-8"))
            rows.update(msgspec.convert(text, dict[str, Permission]))
    return rows


def admit(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Litestar's guard for the whole application.

    Raises:
        NotAuthorizedException: nobody is signed in and the route asks for somebody.
        PermissionDeniedException: the actor's role may not.
    """
    actor = actor_of(connection)
    row = matrix().get(handler.name or "")
    if row is None or not row.admits(actor.role):
        if actor.role is Role.ANONYMOUS:
            raise NotAuthorizedException()
        raise PermissionDeniedException()


def refuse_unmapped(names: Iterable[str | None]) -> None:
    """Refuse to start with a route that has no row in the matrix.

    Raises:
        RuntimeError: names them.
    """
    missing = sorted({name or "(unnamed)" for name in names} - set(matrix()))
    if missing:
        raise RuntimeError(f"routes without a row in talentpool/authz: {', '.join(missing)}")


def actor_of(connection: ASGIConnection[Any, Any, Any, Any]) -> Actor:
    """Who is acting, as the session middleware found out."""
    actor: Actor | None = connection.scope.get("user")
    return actor or ANONYMOUS


async def provide_actor(request: Request[Any, Any, Any]) -> Actor:
    """Litestar dependency `actor`."""
    return actor_of(request)


def route_names(app: Litestar) -> list[str | None]:
    """The names of all handlers of *app*, static files and the automatic OPTIONS left out."""
    handlers = (
        handler
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
    )
    return [handler.name for handler in handlers if "OPTIONS" not in handler.http_methods]
