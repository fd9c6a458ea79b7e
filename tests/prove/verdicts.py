"""What is asked of a route, and what became of the valid requests."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx

from tests.prove.deeds import Deed

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
END_SESSIONS = {"accounts.sign_out", "accounts.sign_out_everywhere"}
NOTHING = Deed("")


@dataclass(frozen=True, slots=True)
class Route:
    """One handler and method."""

    name: str
    method: str
    path: str
    is_about_town: bool  # leads to something of the first town's
    deed: Deed = NOTHING


@dataclass(slots=True)
class Done:
    """What became of the valid requests of those who may send them."""

    succeeded: int = 0
    allowed: int = 0
    routes: set[str] = field(default_factory=set)
    opened: set[str] = field(default_factory=set)
    told: dict[str, int] = field(default_factory=dict)

    def note(self, route: Route, who: str, answer: httpx.Response) -> None:
        """One of them was answered."""
        is_success = answer.status_code < 400 and not is_to_sign_in(answer)
        if route.method not in UNSAFE:
            self.opened |= {route.name} if is_success else set()
            return
        self.allowed += 1
        self.succeeded += is_success
        if who == route.deed.who:
            self.told[route.name] = answer.status_code
            if is_success:
                self.routes.add(route.name)

    def missed(self, routes: list[Route]) -> list[str]:
        """Routes on which nobody got through although somebody has to."""
        wanted = {route.name for route in routes if route.method in UNSAFE} - END_SESSIONS
        wrong = sorted(wanted - self.routes)
        unseen = sorted({route.name for route in routes} - wanted - END_SESSIONS - self.opened)
        return [
            *(f"{name}: nobody succeeds ({self.told.get(name, 'not sent')})" for name in wrong),
            *(f"{name}: nobody sees it" for name in unseen),
        ]

    def __str__(self) -> str:
        return (
            f"{len(self.routes)} forms succeed; of all {self.allowed} that the matrix admits,"
            f" {self.succeeded} do: the others are about what is not theirs"
        )


def is_to_sign_in(answer: httpx.Response) -> bool:
    """Whether somebody is sent to the door, to come back afterwards."""
    where = urlsplit(answer.headers.get("location", ""))
    return answer.status_code == 303 and where.path == "/login" and "next=" in where.query
