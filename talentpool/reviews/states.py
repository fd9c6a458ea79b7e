"""How a proposal moves: two machines, one a flow, with a common beginning."""

from enum import StrEnum

from talentpool.actor import MUNICIPAL, Role
from talentpool.kit.states import Machine, Move


class ProposalState(StrEnum):
    """Where one person stands for one need."""

    SUGGESTED = "suggested"
    HELD = "held"
    APPROVED = "approved"
    NOT_REFERRED = "not_referred"
    DECLINED = "declined"
    LAPSED = "lapsed"
    CONSENT_REQUESTED = "consent_requested"
    CONSENTED = "consented"
    REFERRED = "referred"
    SELECTION_SET = "selection_set"
    SELECTED = "selected"
    NOT_SELECTED = "not_selected"
    ACCEPTED = "accepted"
    APPOINTED = "appointed"
    ASKED = "asked"
    ASSIGNED = "assigned"
    CONFIRMED = "confirmed"


class Band(StrEnum):
    """What a municipality and the person see instead of a score."""

    VERY_GOOD = "very_good"
    GOOD = "good"
    FAIR = "fair"


_S = ProposalState
_COORDINATOR = frozenset({Role.COORDINATOR})
_CONTACT = _COORDINATOR | {Role.SYSTEM}
_PERSON = frozenset({Role.CANDIDATE, Role.EXPERT, Role.PLANNER})
# What follows from a move elsewhere; the verb that causes it has decided who may.
_ANY_SIDE = MUNICIPAL | _PERSON | _CONTACT


def _of(*states: ProposalState) -> frozenset[StrEnum]:
    return frozenset(states)


_UNDECIDED = _of(_S.SUGGESTED, _S.HELD, _S.NOT_REFERRED)
_ASKED = _of(
    _S.CONSENT_REQUESTED, _S.CONSENTED, _S.REFERRED, _S.SELECTION_SET, _S.SELECTED, _S.ACCEPTED
)
_IN_SELECTION = _of(_S.REFERRED, _S.SELECTION_SET)
_REVIEW = {
    "approve": Move(_UNDECIDED, _S.APPROVED, _COORDINATOR),
    "hold": Move(_UNDECIDED, _S.HELD, _COORDINATOR),
    "not_refer": Move(_UNDECIDED, _S.NOT_REFERRED, _COORDINATOR),
    "undo": Move(_of(_S.APPROVED, _S.HELD, _S.NOT_REFERRED), _S.SUGGESTED, _COORDINATOR),
}

PLACEMENT = Machine(
    name="proposal",
    start=_S.SUGGESTED,
    moves={
        **_REVIEW,
        "ask": Move(_of(_S.APPROVED), _S.CONSENT_REQUESTED, _CONTACT),
        "consent": Move(_of(_S.CONSENT_REQUESTED), _S.CONSENTED, _PERSON),
        "decline": Move(_ASKED, _S.DECLINED, _PERSON),
        "refer": Move(_of(_S.CONSENTED), _S.REFERRED, _COORDINATOR),
        "set_selection": Move(_IN_SELECTION, _S.SELECTION_SET, MUNICIPAL),
        "select": Move(_IN_SELECTION, _S.SELECTED, MUNICIPAL),
        "not_select": Move(_IN_SELECTION, _S.NOT_SELECTED, MUNICIPAL),
        "accept_terms": Move(_of(_S.SELECTED, _S.ACCEPTED), _S.ACCEPTED, _PERSON),
        "appoint": Move(_of(_S.ACCEPTED), _S.APPOINTED, MUNICIPAL),
        "retract": Move(_of(_S.CONSENT_REQUESTED, _S.CONSENTED), _S.LAPSED, _COORDINATOR),
        "lapse": Move(_ASKED | _UNDECIDED | _of(_S.APPROVED), _S.LAPSED, _ANY_SIDE),
    },
)

DISPATCH = Machine(
    name="proposal",
    start=_S.SUGGESTED,
    moves={
        **_REVIEW,
        "ask": Move(_of(_S.APPROVED), _S.ASKED, _CONTACT),
        "accept_assignment": Move(_of(_S.ASKED), _S.ASSIGNED, _PERSON),
        "decline": Move(_of(_S.ASKED, _S.ASSIGNED), _S.DECLINED, _PERSON),
        "confirm": Move(_of(_S.ASSIGNED), _S.CONFIRMED, MUNICIPAL),
        "retract": Move(_of(_S.ASKED, _S.ASSIGNED), _S.LAPSED, _COORDINATOR),
        "lapse": Move(_UNDECIDED | _of(_S.APPROVED, _S.ASKED, _S.ASSIGNED), _S.LAPSED, _ANY_SIDE),
    },
)

MACHINES = {"placement": PLACEMENT, "dispatch": DISPATCH}
CONTACTED = frozenset(_S) - _UNDECIDED - {_S.APPROVED}
FINISHED = _of(_S.NOT_REFERRED, _S.DECLINED, _S.LAPSED, _S.NOT_SELECTED, _S.APPOINTED, _S.CONFIRMED)
