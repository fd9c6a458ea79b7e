"""What is asked of a route, and what became of the valid requests."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx

from tests.prove.deeds import Deed

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
END_SESSIONS = {"accounts.sign_out", "accounts.sign_out_everywhere"}
NOTHING = Deed("")
# Nobody's session can do these by a form alone, or they end the world.
WITHOUT = {
    "accounts.second_factor": "half a session, whose code is told to nobody but its owner",
    "accounts.reset_password": "a link from a mail",
    "accounts.accept_invitation": "a link from a mail",
    "accounts.renew_enrolment_codes": "half a session",
    "accounts.finish_enrolment": "half a session",
    "accounts.confirm_clock": "a code of the clock that was begun a form before",
    "accounts.impersonate": "accounts of the demonstration alone",
    "candidates.submit": "a registration with all its parts, which the journeys type in",
    "demo.reset": "data of the demonstration alone",
    "identity.join": "a link from a mail",
}


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
    told: dict[str, int] = field(default_factory=dict)

    def note(self, route: Route, who: str, answer: httpx.Response) -> None:
        """One of them was answered."""
        is_success = answer.status_code < 400 and not is_to_sign_in(answer)
        self.allowed += 1
        self.succeeded += is_success
        if who == route.deed.who:
            self.told[route.name] = answer.status_code
            if is_success:
                self.routes.add(route.name)

    def missed(self, routes: list[Route]) -> list[str]:
        """Routes on which nobody got through although somebody has to."""
        wanted = {route.name for route in routes if route.method in UNSAFE} - END_SESSIONS
        wrong = sorted(wanted - self.routes - WITHOUT.keys())
        return [f"{name}: nobody succeeds ({self.told.get(name, 'not sent')})" for name in wrong]

    def __str__(self) -> str:
        return (
            f"{len(self.routes)} forms succeed, {len(WITHOUT)} cannot; of all {self.allowed}"
            f" that the matrix admits, {self.succeeded} do: the others are about what is not theirs"
        )


def is_to_sign_in(answer: httpx.Response) -> bool:
    """Whether somebody is sent to the door."""
    return answer.status_code == 303 and urlsplit(answer.headers["location"]).path == "/login"
