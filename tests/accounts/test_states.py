"""Every verb of an account, from every state, by every role, against what is written here."""

from itertools import product

import pytest

from talentpool.accounts.states import ACCOUNT, AccountState
from talentpool.actor import Role
from talentpool.kit.errors import DomainError

MANAGERS = {Role.MUNICIPAL_MANAGER, Role.ADMINISTRATOR, Role.SYSTEM}
FORGETTING = {Role.CANDIDATE, Role.COORDINATOR, Role.ADMINISTRATOR, Role.SYSTEM}
WORKERS = {Role.OFFICER, Role.COORDINATOR, Role.EXPERT, Role.PLANNER}
EXPECTED = {
    "accept": ("invited", "active", {Role.ANONYMOUS, Role.SYSTEM}),
    "suspend": ("active", "suspended", MANAGERS),
    "resume": ("suspended", "active", MANAGERS),
    "reinvite": ("invited active suspended", "invited", MANAGERS),
    "hand_over": ("active suspended", "closed", MANAGERS | WORKERS),
    "close": ("invited active suspended", "closed", MANAGERS | {Role.CANDIDATE}),
    "forget": ("invited active suspended", "closed", FORGETTING),
}


def test_every_verb_is_written_here():
    assert set(ACCOUNT.moves) == set(EXPECTED)


@pytest.mark.parametrize(("verb", "state", "role"), list(product(EXPECTED, AccountState, Role)))
def test_a_verb_moves_an_account_only_as_written(verb: str, state: AccountState, role: Role):
    sources, target, roles = EXPECTED[verb]
    is_allowed = state in sources.split() and role in roles

    try:
        after = ACCOUNT.after(verb, state, role)
    except DomainError:
        after = None

    assert after == (AccountState(target) if is_allowed else None)
