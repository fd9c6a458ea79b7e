"""How a file moves from its preview to being taken."""

from enum import StrEnum

from talentpool.actor import MUNICIPAL, Role
from talentpool.kit.states import Machine, Move


class UploadState(StrEnum):
    """Where a file stands."""

    SHOWN = "shown"
    TAKEN = "taken"
    DISCARDED = "discarded"


_S = UploadState
_SENDERS = MUNICIPAL | {Role.COORDINATOR}

UPLOAD = Machine(
    name="upload",
    start=_S.SHOWN,
    moves={
        "take": Move(frozenset({_S.SHOWN}), _S.TAKEN, _SENDERS),
        "discard": Move(frozenset({_S.SHOWN}), _S.DISCARDED, _SENDERS | {Role.SYSTEM}),
    },
)
