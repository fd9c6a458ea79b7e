"""How an account comes to life and ends, and what may be done to it."""

from enum import StrEnum

from talentpool.actor import Role
from talentpool.kit.states import Machine, Move


class AccountState(StrEnum):
    """Whether somebody can sign in."""

    INVITED = "invited"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class SessionStage(StrEnum):
    """How much has been proven in a session; only a full one acts for anybody."""

    ENROLMENT = "enrolment"
    SECOND_FACTOR = "second_factor"
    FULL = "full"


class InvitationKind(StrEnum):
    """What a mailed link is for."""

    SIGN_UP = "sign_up"
    CANDIDATE = "candidate"
    MEMBER = "member"
    RESET = "reset"


_S = AccountState
_INVITED_PERSON = frozenset({Role.ANONYMOUS, Role.SYSTEM})
_MANAGERS = frozenset({Role.MUNICIPAL_MANAGER, Role.ADMINISTRATOR, Role.SYSTEM})
# Whether they may is decided by who may erase the person (identity).
_FORGETTING = frozenset({Role.CANDIDATE, Role.COORDINATOR, Role.ADMINISTRATOR, Role.SYSTEM})
_ALIVE = frozenset({_S.INVITED, _S.ACTIVE, _S.SUSPENDED})

ACCOUNT = Machine(
    name="account",
    start=_S.INVITED,
    moves={
        "accept": Move(frozenset({_S.INVITED}), _S.ACTIVE, _INVITED_PERSON),
        "suspend": Move(frozenset({_S.ACTIVE}), _S.SUSPENDED, _MANAGERS),
        "resume": Move(frozenset({_S.SUSPENDED}), _S.ACTIVE, _MANAGERS),
        "reinvite": Move(_ALIVE, _S.INVITED, _MANAGERS),
        "hand_over": Move(
            frozenset({_S.ACTIVE, _S.SUSPENDED}),
            _S.CLOSED,
            _MANAGERS | {Role.OFFICER, Role.COORDINATOR, Role.EXPERT, Role.PLANNER},
        ),
        "close": Move(_ALIVE, _S.CLOSED, _MANAGERS | {Role.CANDIDATE}),
        "forget": Move(_ALIVE, _S.CLOSED, _FORGETTING),
    },
)
