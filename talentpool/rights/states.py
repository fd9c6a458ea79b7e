"""How a wish to be forgotten moves."""

from enum import StrEnum

from talentpool.actor import Role
from talentpool.kit.states import Machine, Move


class ErasureState(StrEnum):
    """Where a wish to be forgotten stands."""

    FILED = "filed"
    PROPOSED = "proposed"
    EXECUTED = "executed"
    REFUSED = "refused"
    CANCELLED = "cancelled"


class Cause(StrEnum):
    """Why somebody was forgotten."""

    ASKED = "asked"
    LIMIT = "limit"
    REPLAYED = "replayed"


_S = ErasureState
_STAFF = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR})
PENDING = frozenset({_S.FILED, _S.PROPOSED})

ERASURE = Machine(
    name="erasure",
    start=_S.FILED,
    moves={
        "propose": Move(frozenset({_S.FILED}), _S.PROPOSED, _STAFF),
        "confirm": Move(frozenset({_S.PROPOSED}), _S.EXECUTED, _STAFF),
        "refuse": Move(PENDING, _S.REFUSED, _STAFF),
        "cancel": Move(PENDING, _S.CANCELLED, frozenset({Role.CANDIDATE})),
        "replay": Move(PENDING, _S.EXECUTED, frozenset({Role.SYSTEM})),
    },
)
