"""How a need moves from a trouble in plain words to work that is done."""

from collections.abc import Mapping
from enum import StrEnum

from talentpool.actor import MUNICIPAL, Role
from talentpool.kit.states import Machine, Move


class NeedState(StrEnum):
    """Where a need stands."""

    DRAFT = "draft"
    CLARIFYING = "clarifying"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    OPEN = "open"
    PROPOSING = "proposing"
    SELECTING = "selecting"
    ARRANGED = "arranged"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"
    UNFILLED = "unfilled"


_S = NeedState
_COORDINATOR = frozenset({Role.COORDINATOR})
_REQUESTER = MUNICIPAL | _COORDINATOR
_SENDER = _REQUESTER | {Role.SYSTEM}  # a file that came by command
# Moves that follow from what somebody did elsewhere: the verb there has decided who may.
_ANY_SIDE = MUNICIPAL | {
    Role.COORDINATOR,
    Role.PLANNER,
    Role.EXPERT,
    Role.CANDIDATE,
    Role.SYSTEM,
}


def _of(*states: NeedState) -> frozenset[StrEnum]:
    return frozenset(states)


WRITING = _of(_S.DRAFT, _S.CLARIFYING, _S.RETURNED)
MATCHED = _of(_S.OPEN, _S.PROPOSING, _S.SELECTING)
EDITABLE = WRITING | MATCHED | _of(_S.SUBMITTED)
LIVE = EDITABLE | _of(_S.ARRANGED, _S.IN_PROGRESS)
CLOSED = frozenset(_S) - LIVE

NEED = Machine(
    name="need",
    start=_S.DRAFT,
    moves={
        "clarify": Move(_of(_S.DRAFT), _S.CLARIFYING, _REQUESTER),
        "submit": Move(WRITING, _S.SUBMITTED, _SENDER),
        "open": Move(_of(_S.SUBMITTED), _S.OPEN, _COORDINATOR),
        "return": Move(_of(_S.SUBMITTED), _S.RETURNED, _COORDINATOR),
        "decline": Move(_of(_S.SUBMITTED), _S.DECLINED, _COORDINATOR),
        "convert": Move(
            _of(_S.SUBMITTED, _S.RETURNED, _S.OPEN, _S.PROPOSING), _S.SUBMITTED, _COORDINATOR
        ),
        "mark_proposing": Move(_of(_S.OPEN), _S.PROPOSING, _ANY_SIDE),
        "mark_selecting": Move(_of(_S.OPEN, _S.PROPOSING), _S.SELECTING, _ANY_SIDE),
        "mark_arranged": Move(MATCHED, _S.ARRANGED, _ANY_SIDE),
        "start": Move(_of(_S.ARRANGED), _S.IN_PROGRESS, _ANY_SIDE),
        "complete": Move(_of(_S.IN_PROGRESS), _S.COMPLETED, _ANY_SIDE),
        "reopen": Move(
            _of(_S.PROPOSING, _S.SELECTING, _S.ARRANGED, _S.UNFILLED), _S.OPEN, _ANY_SIDE
        ),
        "unfill": Move(MATCHED, _S.UNFILLED, _COORDINATOR),
        "cancel": Move(MATCHED | _of(_S.ARRANGED), _S.CANCELLED, _REQUESTER),
        "withdraw": Move(WRITING | _of(_S.SUBMITTED), _S.WITHDRAWN, _REQUESTER),
    },
)

# Working days until the next step of a state is due; a submitted need is due when it was promised.
DUE_WORKING_DAYS: Mapping[NeedState, int] = {
    _S.RETURNED: 10,
    _S.OPEN: 5,
    _S.PROPOSING: 10,
    _S.SELECTING: 20,
    _S.ARRANGED: 20,
}
