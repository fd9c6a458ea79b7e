"""Who acts: the one word that all slices share."""

from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID, uuid4


class Role(StrEnum):
    """What somebody may be to the service."""

    ANONYMOUS = "anonymous"
    CANDIDATE = "candidate"
    OFFICER = "officer"
    MUNICIPAL_MANAGER = "municipal_manager"
    COORDINATOR = "coordinator"
    EXPERT = "expert"
    PLANNER = "planner"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    SYSTEM = "system"


MUNICIPAL = frozenset({Role.OFFICER, Role.MUNICIPAL_MANAGER})
STAFF = frozenset({Role.COORDINATOR, Role.EXPERT, Role.PLANNER, Role.ADMINISTRATOR, Role.AUDITOR})
PEOPLE = frozenset({Role.CANDIDATE}) | MUNICIPAL | STAFF


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody, in one role, during one request or job.

    `municipality` is the code of the public body that an officer works for; `person` the identity
    behind a candidate (or an expert who serves); `section` the section that owns an officer's
    needs; `session` what the anti-forgery token is bound to.
    """

    role: Role
    account: UUID | None = None
    municipality: str | None = None
    section: UUID | None = None
    person: UUID | None = None
    session: UUID | None = None
    name: str = ""
    request_id: str = ""

    def settings(self) -> dict[str, str]:
        """What row-level security reads."""
        return {
            "app.role": str(self.role),
            "app.actor": str(self.account or ""),
            "app.tenant": self.municipality or "",
            "app.section": str(self.section or ""),
            "app.person": str(self.person or ""),
            "app.purpose": "",
            "app.request_id": self.request_id,
        }

    def during(self, request_id: str) -> "Actor":
        """The same actor in another request."""
        return replace(self, request_id=request_id)


ANONYMOUS = Actor(Role.ANONYMOUS)


def system(request_id: str = "") -> Actor:
    """The service itself, in a job or a command."""
    return Actor(Role.SYSTEM, request_id=request_id or uuid4().hex)
