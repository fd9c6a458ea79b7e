"""How a plan moves from the planner's desk to an agreement."""

from collections.abc import Mapping
from enum import StrEnum

from talentpool.actor import MUNICIPAL, Role
from talentpool.kit.states import Machine, Move
from talentpool.reviews.states import ProposalState


class PlanState(StrEnum):
    """Where a plan stands."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    RETURNED = "returned"
    CONFIRMED = "confirmed"


_S = PlanState
_PLANNERS = frozenset({Role.PLANNER, Role.COORDINATOR})

PLAN = Machine(
    name="plan",
    start=_S.DRAFT,
    moves={
        "propose": Move(frozenset({_S.DRAFT, _S.RETURNED}), _S.PROPOSED, _PLANNERS),
        "return": Move(frozenset({_S.PROPOSED}), _S.RETURNED, MUNICIPAL),
        "confirm": Move(frozenset({_S.PROPOSED}), _S.CONFIRMED, MUNICIPAL),
    },
)
EDITABLE = frozenset({_S.DRAFT, _S.RETURNED})

# Who is waited for, by the state of a member's proposal (reviews.states.DISPATCH).
TURNS: Mapping[ProposalState, str] = {
    ProposalState.HELD: "coordinator",
    ProposalState.APPROVED: "coordinator",
    ProposalState.ASKED: "person",
    ProposalState.ASSIGNED: "planner",
}
# What a member is told of the life of a proposal.
TOLD = frozenset({"ask", "accept_assignment", "decline", "confirm", "retract", "lapse"})
