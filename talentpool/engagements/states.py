"""How agreed work moves."""

from collections.abc import Mapping
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


class EndReason(StrEnum):
    """Why work stops before its term."""

    GOAL_REACHED = "goal_reached"
    PERSON = "person"
    MUNICIPALITY = "municipality"
    BUDGET = "budget"
    MISMATCH = "mismatch"
    OTHER = "other"


# What is to be prepared before somebody can begin; a pledge blocks the start of special posts.
PLEDGE = "pledge"
RECEPTION: Mapping[str, tuple[str, ...]] = {
    "placement": (PLEDGE, "terms_notice", "contact_person", "account", "workplace", "briefing"),
    "dispatch": ("contact_person", "first_meeting", "documents", "account", "briefing"),
}

_S = EngagementState
_SIDES = MUNICIPAL | {Role.COORDINATOR}
_PERSON = frozenset({Role.CANDIDATE, Role.EXPERT, Role.PLANNER})
_LIVE = frozenset({_S.PREPARING, _S.ACTIVE})

ENGAGEMENT = Machine(
    name="engagement",
    start=_S.PREPARING,
    moves={
        "begin": Move(frozenset({_S.PREPARING}), _S.ACTIVE, _SIDES),
        "report": Move(frozenset({_S.ACTIVE}), _S.REPORTING, _SIDES | _PERSON),
        "close": Move(frozenset({_S.REPORTING}), _S.CLOSED, _SIDES),
        "offer_extension": Move(frozenset({_S.ACTIVE}), _S.ACTIVE, MUNICIPAL),
        "decline_extension": Move(frozenset({_S.ACTIVE}), _S.ACTIVE, _PERSON),
        "extend": Move(frozenset({_S.ACTIVE}), _S.EXTENDED, _PERSON),
        "end_early": Move(_LIVE, _S.ENDED_EARLY, _SIDES),
    },
)
UNFINISHED = _LIVE | {_S.REPORTING}
