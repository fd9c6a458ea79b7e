"""How agreed work moves."""

from enum import StrEnum

from talentpool.actor import MUNICIPAL, Role
from talentpool.kit.states import Machine, Move


class EngagementState(StrEnum):
    """Where an engagement stands."""

    PREPARING = "preparing"
    ACTIVE = "active"
    REPORTING = "reporting"
    CLOSED = "closed"
    EXTENDED = "extended"
    ENDED_EARLY = "ended_early"


_S = EngagementState
_SIDES = MUNICIPAL | {Role.COORDINATOR}
_LIVE = frozenset({_S.PREPARING, _S.ACTIVE})

ENGAGEMENT = Machine(
    name="engagement",
    start=_S.PREPARING,
    moves={
        "begin": Move(frozenset({_S.PREPARING}), _S.ACTIVE, _SIDES),
        "report": Move(frozenset({_S.ACTIVE}), _S.REPORTING, _SIDES),
        "close": Move(frozenset({_S.REPORTING}), _S.CLOSED, _SIDES),
        "end_early": Move(_LIVE, _S.ENDED_EARLY, _SIDES),
    },
)
