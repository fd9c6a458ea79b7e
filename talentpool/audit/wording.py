"""What an event says, in words; what nobody named stands as its code."""

from collections.abc import Mapping
from typing import Any

from talentpool.kit.labels import labels

# Which group of labels a fact of an event's detail is said with.
_GROUPS = {
    "answer": ("opening_answer",),
    "fields": ("audit_field",),
    "for_role": ("role",),
    "format": ("file_format",),
    "kind": ("file_kind",),
    "medium": ("memo_medium",),
    "on": ("audit_subject",),
    "outcome": ("interview_outcome",),
    "page": ("profile_page",),
    "purpose": ("consent_purpose", "reveal_purpose"),
    "step": ("need_step",),
    "tier": ("tier",),
    "to_role": ("role",),
}
# Which list of reasons an act chooses from; several lists know the same code.
_REASONS = {
    "candidate.decline": "screening_decline",
    "candidate.hold": "screening_hold",
    "candidate.pause": "candidate_pause",
    "candidate.return": "screening_hold",
    "interest.answer": "opening_not_now",
    "need.decline": "need_declined",
    "need.unfill": "unfilled",
    "proposal.approve": "approved",
    "proposal.decline": "declined",
    "proposal.hold": "held",
    "proposal.not_refer": "not_referred",
    "proposal.not_select": "not_selected",
}
_INTERNAL = frozenset({"search"})

ReasonNames = Mapping[tuple[str, str], str]


def in_words(event: Mapping[str, Any], reasons: ReasonNames) -> dict[str, Any]:
    """*event* with its states and details as people say them."""
    group = f"{event['subject']}_state"
    states = {side: _named((group,), event[side]) for side in ("before", "after") if event[side]}
    facts = [
        (_named(("audit_detail",), name), _value(event["action"], name, value, reasons))
        for name, value in (event["detail"] or {}).items()
    ]
    return {**event, **states, "facts": facts}


def _value(action: str, name: str, value: Any, reasons: ReasonNames) -> str:
    if name == "reason":
        found = reasons.get((_REASONS.get(action, ""), value))
        return found or next((text for (_, code), text in reasons.items() if code == value), value)
    if isinstance(value, bool):
        return _named(("audit_yes_no",), str(value).lower())
    values = value if isinstance(value, list) else [value]
    return "、".join(_named(_GROUPS.get(name, ()), one) for one in values if one not in _INTERNAL)


def _named(groups: tuple[str, ...], code: Any) -> str:
    found = (labels().find(f"{group}.{code}") for group in groups)
    return next((text for text in found if text), str(code))
