"""Who acts in the demonstration's past, and what the files' keys have become in the database."""

from dataclasses import dataclass, field
from uuid import UUID

from talentpool.accounts import queries as accounts
from talentpool.accounts import service_demonstration
from talentpool.actor import MUNICIPAL, Actor, Role, system
from talentpool.candidates.states import Kind
from talentpool.demo.content import AccountEntry
from talentpool.kit.scope import scope

# In what role the people of each kind act for themselves.
ROLES = {
    Kind.REGISTERED: Role.CANDIDATE,
    Kind.STAFF_EXPERT: Role.EXPERT,
    Kind.METROPOLITAN_STAFF: Role.PLANNER,
}


@dataclass(frozen=True)
class Member:
    """Somebody's registration and identity."""

    candidate: UUID
    person: UUID


@dataclass
class Cast:
    """The keys of accounts, people and needs, and whom or what they stand for by now."""

    actors: dict[str, Actor] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    needs: dict[str, UUID] = field(default_factory=dict)
    invitations: dict[str, UUID] = field(default_factory=dict)

    async def settle(self, entry: AccountEntry, person: UUID | None = None) -> None:
        """Give an account to *entry*, and to the person who acts with it."""
        is_person = entry.role is Role.CANDIDATE
        account = await service_demonstration.settle(
            system(),
            entry.role,
            entry.sign_in,
            display_name="" if is_person else entry.display_name,
            email=None if is_person else f"{entry.sign_in}@example.jp",
            municipality=entry.municipality_code,
            section_name=entry.section if entry.role in MUNICIPAL else None,
            person=person,
        )
        self.actors[entry.key] = await actor_of(account)
        if entry.candidate:
            self.actors[entry.candidate] = self.actors[entry.key]


async def actor_of(account_id: UUID) -> Actor:
    """The owner of an account, acting."""
    async with scope(system()):
        account = await accounts.get(account_id)
    return Actor(
        Role(account.role),
        account=account.id,
        municipality=account.municipality,
        section=account.section,
        person=account.person,
        name=account.display_name,
    )


def sign_in_of(ref: str) -> str:
    """How somebody signs in who is not on the first page."""
    return ref.lower()
