"""From the question to the person until both sides have agreed; each step has its own actor."""

from datetime import date, time
from typing import Any
from uuid import UUID

from talentpool.actor import Actor
from talentpool.identity import queries as consents
from talentpool.identity import service as identity
from talentpool.identity.states import ConsentPurpose
from talentpool.kit import clock
from talentpool.kit.errors import IllegalMove, Invalid, StaleRow
from talentpool.kit.formats import format_date
from talentpool.kit.scope import elevated, verb
from talentpool.needs import queries as need_queries
from talentpool.needs import service as needs
from talentpool.notifications import service as notifications
from talentpool.placements import queries
from talentpool.placements.tables import Selection
from talentpool.reviews import queries as proposals
from talentpool.reviews import service as reviews
from talentpool.reviews.tables import Proposal
from talentpool.taxonomy import queries as taxonomy

CONSENT_TEXT = "referral-2026-11"
# What a municipality is told of a person that it may look at.
_ABOUT_PERSON = ("proposal.referred", "proposal.accepted")


@verb
async def consent(actor: Actor, proposal_id: UUID, *, terms_revision: int) -> None:
    """Agree to the terms shown and to being referred to this municipality, for this need alone.

    Raises:
        NotFound, IllegalMove
        StaleRow: the terms have changed since they were shown.
    """
    proposal = await proposals.get(proposal_id)
    await _insist_on_present_terms(proposal, terms_revision)
    await identity.give_consent(
        actor,
        proposal.person,
        ConsentPurpose.REFERRAL,
        municipality=proposal.municipality,
        need=proposal.need,
        text_version=CONSENT_TEXT,
    )
    await reviews.move(
        actor, proposal, "consent", terms_revision=terms_revision, answered_at=clock.now()
    )
    await _tell_coordinator(actor, proposal, "proposal.consented")


@verb
async def decline(actor: Actor, proposal_id: UUID, reason: str) -> None:
    """Say no, at any step before the appointment. It says nothing against the fit.

    Raises:
        NotFound, IllegalMove
        Invalid: the reason is none of them.
    """
    await taxonomy.insist_on_reason("declined", reason)
    proposal = await proposals.get(proposal_id)
    await reviews.move(actor, proposal, "decline", state_reason=reason, answered_at=clock.now())
    for consent_id in await proposals.live_consents(proposal.person, proposal.need):
        await identity.withdraw_consent(actor, consent_id)
    await _tell_coordinator(actor, proposal, "proposal.declined")
    if proposal.is_referred:
        await _tell_municipality(actor, proposal, "proposal.declined")


@verb
async def refer(actor: Actor, proposal_id: UUID, *, seen: int | None = None) -> None:
    """Show the person to the municipality, which from now on may see the name.

    Raises:
        NotFound, StaleRow
        IllegalMove: also when the person has taken the consent back meanwhile.
    """
    proposal = await proposals.get(proposal_id)
    await _insist_on_consent(proposal)
    await reviews.move(actor, proposal, "refer", seen=seen, is_referred=True)
    await needs.mark_selecting(actor, proposal.need)
    await _tell_municipality(actor, proposal, "proposal.referred")
    await _tell_person(actor, proposal, "proposal.referred")


@verb
async def set_selection(
    actor: Actor,
    proposal_id: UUID,
    *,
    kind: str,
    held_on: date,
    starts_at: time | None = None,
    place: str = "",
    seen: int | None = None,
) -> None:
    """Fix the date of the municipality's own selection; a new date takes the old one's place.

    Raises:
        NotFound, IllegalMove, StaleRow
        Invalid: the date has passed.
    """
    if held_on < clock.today():
        raise Invalid.one("held_on", "in_past", today=format_date(clock.today()))
    proposal = await proposals.get(proposal_id)
    await reviews.move(actor, proposal, "set_selection", seen=seen)
    await Selection.update({Selection.superseded_at: clock.now()}).where(
        Selection.proposal == proposal.id, Selection.superseded_at.is_null()
    )
    await Selection.insert(
        Selection(
            proposal=proposal.id,
            need=proposal.need,
            person=proposal.person,
            municipality=proposal.municipality,
            kind=kind,
            held_on=held_on,
            starts_at=starts_at,
            place=place,
            set_by=actor.account,
            set_at=clock.now(),
        )
    )
    await _tell_person(actor, proposal, "proposal.selection_set")
    await _tell_coordinator(actor, proposal, "proposal.selection_set")


@verb
async def follow_withdrawal(actor: Actor, proposal: Proposal) -> None:
    """Stop what would still go out about somebody who has taken the consent back; tell both sides.

    Nothing is decided by it: the coordinator speaks with the person and ends the proposal.
    """
    for kind in _ABOUT_PERSON:
        await notifications.cancel(actor, _municipal_key(kind, proposal))
    kind = "proposal.consent_withdrawn"
    await _tell_coordinator(actor, proposal, kind, key=f"{kind}:{proposal.id}:{proposal.version}")
    if proposal.is_referred:
        await _tell_municipality(actor, proposal, "proposal.consent_lost")


@verb
async def close_withdrawn(actor: Actor, proposal_id: UUID) -> None:
    """End what goes nowhere any more because the person has taken the consent back.

    Raises:
        NotFound
        IllegalMove: the consent stands.
    """
    proposal = await proposals.get(proposal_id)
    if await consents.live_consent(proposal.person, proposal.municipality, proposal.need):
        raise IllegalMove("the consent stands", code="consent_stands")
    await reviews.move(actor, proposal, "lapse", state_reason="consent_withdrawn")


@verb
async def select(
    actor: Actor, proposal_id: UUID, *, position: int | None = None, seen: int | None = None
) -> None:
    """Choose the person; *position* is the order among several, if the municipality has one.

    Raises:
        NotFound, IllegalMove, StaleRow
    """
    proposal = await proposals.get(proposal_id)
    await reviews.move(actor, proposal, "select", seen=seen)
    await _note_result(proposal, {Selection.result: "selected", Selection.position: position})
    await _tell_person(actor, proposal, "proposal.selected")
    await _tell_coordinator(actor, proposal, "proposal.selected")


@verb
async def not_select(
    actor: Actor, proposal_id: UUID, reason: str, note: str = "", *, seen: int | None = None
) -> None:
    """Choose somebody else, or nobody, or an applicant from elsewhere; with the reason.

    Raises:
        NotFound, IllegalMove, StaleRow
        Invalid: the reason is none of them, or wants a note.
    """
    await taxonomy.insist_on_reason("not_selected", reason, note, "placement")
    proposal = await proposals.get(proposal_id)
    await reviews.move(actor, proposal, "not_select", seen=seen, state_reason=reason)
    result = {Selection.result: "not_selected", Selection.reason: reason, Selection.note: note}
    await _note_result(proposal, result)
    await _tell_person(actor, proposal, "proposal.not_selected")
    await _tell_coordinator(actor, proposal, "proposal.not_selected")


@verb
async def accept_terms(actor: Actor, proposal_id: UUID, *, terms_revision: int) -> None:
    """Agree to be appointed on the terms as they now stand; the page has shown what changed.

    Raises:
        NotFound
        IllegalMove: also when the person has taken the consent back meanwhile.
        StaleRow: the terms have changed once more.
    """
    proposal = await proposals.get(proposal_id)
    await _insist_on_present_terms(proposal, terms_revision)
    await _insist_on_consent(proposal)
    await reviews.move(actor, proposal, "accept_terms", terms_revision=terms_revision)
    await _tell_municipality(actor, proposal, "proposal.accepted")
    await _tell_coordinator(actor, proposal, "proposal.accepted")


async def insist_on_agreed_terms(proposal: Proposal) -> None:
    """Nobody is appointed on terms that they have not seen.

    Raises:
        IllegalMove: the terms were changed after the person agreed.
    """
    present = await queries.terms_in_force(proposal.need)
    if present["revision"] != proposal.terms_revision:
        raise IllegalMove("the terms changed after the person agreed", code="terms_not_agreed")


async def _insist_on_consent(proposal: Proposal) -> None:
    if not await consents.live_consent(proposal.person, proposal.municipality, proposal.need):
        raise IllegalMove("the consent was withdrawn", code="consent_withdrawn")


async def _insist_on_present_terms(proposal: Proposal, shown: int) -> None:
    present = await queries.terms_in_force(proposal.need)
    if present["revision"] != shown:
        raise StaleRow(f"terms of {proposal.need}", code="terms_changed")


async def _note_result(proposal: Proposal, result: dict[Any, Any]) -> None:
    await Selection.update(result).where(
        Selection.proposal == proposal.id, Selection.superseded_at.is_null()
    )


async def _tell_person(actor: Actor, proposal: Proposal, kind: str) -> None:
    await notifications.notify(
        actor,
        kind,
        person=proposal.person,
        subject="proposal",
        subject_id=proposal.id,
        path=f"/my/proposals/{proposal.id}",
    )


async def _tell_municipality(actor: Actor, proposal: Proposal, kind: str) -> None:
    async with elevated("find_officer"):
        officer = (await need_queries.get(proposal.need)).officer
    if officer is not None:
        await notifications.notify(
            actor,
            kind,
            account=officer,
            subject="need",
            subject_id=proposal.need,
            path=f"/needs/{proposal.need}/people",
            key=_municipal_key(kind, proposal),
        )


async def _tell_coordinator(
    actor: Actor, proposal: Proposal, kind: str, *, key: str | None = None
) -> None:
    async with elevated("find_coordinator"):
        assignee = (await need_queries.get(proposal.need)).assignee
    if assignee is not None:
        await notifications.notify(
            actor,
            kind,
            account=assignee,
            subject="need",
            subject_id=proposal.need,
            path=f"/needs/{proposal.need}/people",
            key=key,
        )


def _municipal_key(kind: str, proposal: Proposal) -> str:
    """By this a notice to a municipality can be taken back; changed terms are accepted anew."""
    return f"municipal:{kind}:{proposal.id}:{proposal.terms_revision}"
