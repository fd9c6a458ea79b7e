"""How a registration moves from a draft into the pool, and out of it."""

from collections.abc import Mapping
from enum import StrEnum

from talentpool.actor import Role
from talentpool.kit.states import Machine, Move


class CandidateState(StrEnum):
    """Where a registration stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    SCREENING = "screening"
    INTERVIEW = "interview"
    ACTIVE = "active"
    PAUSED = "paused"
    ON_HOLD = "on_hold"
    RETURNED = "returned"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"


class Kind(StrEnum):
    """In what capacity somebody helps."""

    REGISTERED = "registered"
    STAFF_EXPERT = "staff_expert"
    METROPOLITAN_STAFF = "metropolitan_staff"


class Tier(StrEnum):
    """① leads and supports; ② does hands-on work."""

    SPECIAL = "special"
    PRACTICAL = "practical"


_S = CandidateState
_PERSON = frozenset({Role.CANDIDATE, Role.EXPERT, Role.SYSTEM})
_SCREENER = frozenset({Role.COORDINATOR})
_SYSTEM = frozenset({Role.SYSTEM})
# Which of them may, and when, is decided in the slice `rights`.
_FORGETTING = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR, Role.SYSTEM})


def _of(*states: CandidateState) -> frozenset[StrEnum]:
    return frozenset(states)


IN_SCREENING = _of(_S.SUBMITTED, _S.SCREENING, _S.ON_HOLD, _S.INTERVIEW)
UNSENT = _of(_S.DRAFT, _S.RETURNED)
CLOSED = _of(_S.WITHDRAWN, _S.DECLINED)

CANDIDATE = Machine(
    name="candidate",
    start=_S.DRAFT,
    moves={
        "submit": Move(_of(_S.DRAFT, _S.RETURNED), _S.SUBMITTED, _PERSON | _SCREENER),
        "start_screening": Move(_of(_S.SUBMITTED, _S.ON_HOLD), _S.SCREENING, _SCREENER),
        "call_to_interview": Move(
            _of(_S.SUBMITTED, _S.SCREENING, _S.ON_HOLD), _S.INTERVIEW, _SCREENER
        ),
        "accept": Move(IN_SCREENING, _S.ACTIVE, _SCREENER),
        "hold": Move(_of(_S.SUBMITTED, _S.SCREENING, _S.INTERVIEW), _S.ON_HOLD, _SCREENER),
        "return": Move(IN_SCREENING, _S.RETURNED, _SCREENER),
        "decline": Move(IN_SCREENING, _S.DECLINED, _SCREENER),
        "pause": Move(_of(_S.ACTIVE), _S.PAUSED, _PERSON | _SCREENER),
        "sleep": Move(_of(_S.ACTIVE), _S.PAUSED, _SYSTEM),
        "resume": Move(_of(_S.PAUSED, _S.EXPIRED), _S.ACTIVE, _PERSON | _SCREENER),
        "expire": Move(_of(_S.PAUSED), _S.EXPIRED, _SYSTEM),
        "withdraw": Move(frozenset(_S) - CLOSED, _S.WITHDRAWN, _PERSON | _SCREENER),
        "erase": Move(frozenset(_S), _S.WITHDRAWN, _FORGETTING),
    },
)

# Working days until a coordinator's next step on a registration in this state is due.
DUE_WORKING_DAYS: Mapping[CandidateState, int] = {
    _S.SUBMITTED: 5,
    _S.SCREENING: 5,
    _S.INTERVIEW: 10,
    _S.ON_HOLD: 10,
}
