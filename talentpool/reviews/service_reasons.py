"""What a decision owes: the present row, a fitting reason, words where that says too little."""

from collections.abc import Mapping
from typing import Any

from talentpool.kit.errors import Invalid, StaleRow
from talentpool.reviews.tables import Proposal
from talentpool.taxonomy import queries as taxonomy
from talentpool.taxonomy.schemas import TermOut

# Under which group of reasons a verb is explained.
GROUPS = {"approve": "approved", "hold": "held", "not_refer": "not_referred"}
_NEEDS_MITIGATION = "undeclared_vendor"


async def reasons_of(verb: str, flow: str) -> Mapping[str, TermOut]:
    """The reasons that explain *verb* in a flow, by code."""
    return {term.attributes["code"]: term for term in await taxonomy.reasons(GROUPS[verb], flow)}


async def insist(verb: str, reason: str, comment: str, flow: str) -> None:
    """Accept a reason that explains *verb*, with a comment where it needs one.

    Raises:
        Invalid: it is none of them, or says nothing by itself.
    """
    term = (await reasons_of(verb, flow)).get(reason)
    if term is None:
        raise Invalid.one("reason", "required_choice")
    if term.attributes.get("needs_note") and not comment:
        raise Invalid.one("comment", "reason_needs_comment")


def insist_on_seen(proposal: Proposal, seen: int | None) -> None:
    """Nobody decides about what they have not seen; the verbs then write by this row's version.

    Raises:
        StaleRow: somebody else changed it since.
    """
    if seen is not None and proposal.version != seen:
        raise StaleRow("proposal", subject_id=str(proposal.id), version=proposal.version)


def insist_on_comment(shown: Mapping[str, Any], comment: str) -> None:
    """An approval says more where somebody ranks higher or something is still to be checked.

    Raises:
        Invalid: it does not.
    """
    if comment:
        return
    if any(check["code"] == _NEEDS_MITIGATION for check in shown["checks"]):
        raise Invalid.one("comment", "mitigation_missing")
    if shown["rank"] != 1 or shown["checks"]:
        raise Invalid.one("comment", "comment_owed")


def owes(shown: Mapping[str, Any]) -> str | None:
    """What an approval must say in words, as a code; None where a reason is enough."""
    try:
        insist_on_comment(shown, "")
    except Invalid as problem:
        return problem.fields["comment"][0].code
    return None
