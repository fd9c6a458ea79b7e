"""Whose turn it is in a placement: the machine itself is reviews.states.PLACEMENT."""

from collections.abc import Mapping
from enum import StrEnum

from talentpool.reviews.states import ProposalState


class Side(StrEnum):
    """Who is waited for."""

    PERSON = "person"
    COORDINATOR = "coordinator"
    MUNICIPALITY = "municipality"


_S = ProposalState

WAITS_FOR: Mapping[ProposalState, Side] = {
    _S.HELD: Side.COORDINATOR,
    _S.APPROVED: Side.COORDINATOR,
    _S.CONSENT_REQUESTED: Side.PERSON,
    _S.CONSENTED: Side.COORDINATOR,
    _S.REFERRED: Side.MUNICIPALITY,
    _S.SELECTION_SET: Side.MUNICIPALITY,
    _S.SELECTED: Side.PERSON,
    _S.ACCEPTED: Side.MUNICIPALITY,
}
# Whoever has agreed to terms and has not yet been appointed on them.
AGREED = (_S.CONSENTED, _S.REFERRED, _S.SELECTION_SET, _S.SELECTED, _S.ACCEPTED)
# What the person is told of the life of a proposal; what was weighed before stays inside.
TOLD = frozenset(
    {
        "ask",
        "consent",
        "decline",
        "refer",
        "set_selection",
        "select",
        "not_select",
        "accept_terms",
        "appoint",
        "retract",
        "lapse",
    }
)
