"""Decide about suggested people. A score is shown here, and never decides.

An approval contacts the person only after a while, through the outbox, so that it can be undone.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from talentpool.actor import Actor
from talentpool.audit import service as audit
from talentpool.candidates.states import CandidateState
from talentpool.kit import clock, workdays
from talentpool.kit.errors import IllegalMove, Invalid, NotFound
from talentpool.kit.scope import current, verb
from talentpool.matches import queries as matches
from talentpool.needs import service as needs
from talentpool.needs.states import MATCHED
from talentpool.notifications import service as notifications
from talentpool.outbox import service as outbox
from talentpool.programmes import queries as programmes
from talentpool.reviews import queries, service_reasons
from talentpool.reviews.states import MACHINES, Band, ProposalState
from talentpool.reviews.tables import Decision, Proposal

REPLY_WITHIN_WORKDAYS = 7
_BANDS = ((75, Band.VERY_GOOD), (55, Band.GOOD), (0, Band.FAIR))
_CONTACT = "reviews.contact"


@verb
async def approve(
    actor: Actor,
    need_id: UUID,
    candidate_id: UUID,
    reason: str,
    *,
    comment: str = "",
    contact_in: timedelta | None,
    seen: int | None = None,
) -> UUID:
    """Approve a person for a need; they are asked after *contact_in* (None: not by us, not now).

    Raises:
        NotFound: the newest run does not suggest the person.
        IllegalMove: the person is not eligible, has left the pool, or has been asked already.
        StaleRow: somebody else decided first.
        Invalid: the reason is none, or a comment is owed, since somebody ranks higher or something
            is to be checked.
    """
    proposal, shown = await _take_up(actor, need_id, candidate_id, seen)
    if not shown["is_eligible"]:
        raise IllegalMove("the person does not meet the hard conditions", code="not_eligible")
    if shown["candidate_state"] != CandidateState.ACTIVE:
        raise IllegalMove("the person has left the pool", code="not_in_pool")
    await service_reasons.insist("approve", reason, comment, proposal.flow)
    service_reasons.insist_on_comment(shown, comment)
    due = None if contact_in is None else clock.now() + contact_in
    change = {
        "run": shown["run"],
        "band": str(band_of(shown["points"])),
        "why": _why(shown["parts"]),
        "contact_due_at": due,
    }
    await _decide(actor, proposal, "approve", reason, comment, shown, change)
    await needs.mark_proposing(actor, need_id)
    if contact_in is not None:
        await _put_contact(actor, proposal, contact_in)
    return proposal.id


@verb
async def hold(
    actor: Actor,
    need_id: UUID,
    candidate_id: UUID,
    reason: str,
    *,
    comment: str = "",
    seen: int | None = None,
) -> UUID:
    """Decide later, and say what it waits for.

    Raises:
        NotFound, IllegalMove, StaleRow
        Invalid: the reason is none, or needs a comment.
    """
    proposal, shown = await _take_up(actor, need_id, candidate_id, seen)
    await service_reasons.insist("hold", reason, comment, proposal.flow)
    await _decide(actor, proposal, "hold", reason, comment, shown, {"run": shown["run"]})
    return proposal.id


@verb
async def not_refer(
    actor: Actor,
    need_id: UUID,
    candidate_id: UUID,
    reason: str,
    *,
    comment: str = "",
    seen: int | None = None,
) -> UUID:
    """Pass the person over for this need (見送り); nobody is told.

    Raises:
        NotFound, IllegalMove, StaleRow
        Invalid: the reason is none, or needs a comment.
    """
    proposal, shown = await _take_up(actor, need_id, candidate_id, seen)
    await service_reasons.insist("not_refer", reason, comment, proposal.flow)
    await _decide(actor, proposal, "not_refer", reason, comment, shown, {"run": shown["run"]})
    return proposal.id


@verb
async def undo(actor: Actor, proposal_id: UUID, *, seen: int | None = None) -> None:
    """Take a decision back while nobody has been contacted.

    Raises:
        NotFound, StaleRow
        IllegalMove: it is too late, the person has been asked.
    """
    proposal = await queries.get(proposal_id)
    service_reasons.insist_on_seen(proposal, seen)
    if proposal.state == ProposalState.APPROVED and proposal.contact_due_at is not None:
        taken_back = await outbox.take_back(_contact_key(proposal))
        if not taken_back:
            raise IllegalMove("the person is being asked", code="already_contacted")
    await _decide(actor, proposal, "undo", None, "", {}, {"contact_due_at": None})


@verb
async def send_now(actor: Actor, proposal_id: UUID, *, seen: int | None = None) -> None:
    """Ask an approved person at once instead of later.

    Raises:
        NotFound, StaleRow
        IllegalMove: the proposal is not approved.
    """
    proposal = await queries.get(proposal_id)
    service_reasons.insist_on_seen(proposal, seen)
    if proposal.state != ProposalState.APPROVED:
        raise IllegalMove("only somebody approved can be asked", code="not_approved")
    if not await outbox.hurry(_contact_key(proposal)):
        await _put_contact(actor, proposal, timedelta(0))


@verb
async def contact(actor: Actor, proposal_id: UUID) -> None:
    """Ask the approved person: consent to be referred, or acceptance of an assignment.

    Raises:
        NotFound
        IllegalMove: the decision has been taken back meanwhile.
    """
    proposal = await queries.get(proposal_id)
    reply_by = workdays.add_working_days(clock.today(), REPLY_WITHIN_WORKDAYS)
    await audit.transition(
        actor,
        proposal,
        MACHINES[proposal.flow],
        "ask",
        change={
            "asked_at": clock.now(),
            "reply_by": reply_by,
            "contact_due_at": None,
            "changed_at": clock.now(),
        },
    )
    await notifications.notify(
        actor,
        f"proposal.{proposal.state}",
        person=proposal.person,
        subject="proposal",
        subject_id=proposal.id,
        path=f"/my/proposals/{proposal.id}",
        key=f"ask:{proposal.id}:{proposal.version}",
    )


@verb
async def retract(
    actor: Actor, proposal_id: UUID, comment: str, *, seen: int | None = None
) -> None:
    """Withdraw after the person was asked; they are told so.

    Raises:
        NotFound, IllegalMove
        StaleRow: it moved on since, perhaps by the person's own answer.
        Invalid: nothing says why.
    """
    if not comment:
        raise Invalid.one("comment", "required")
    proposal = await queries.get(proposal_id)
    service_reasons.insist_on_seen(proposal, seen)
    await _decide(actor, proposal, "retract", None, comment, {}, {})
    await notifications.notify(
        actor,
        "proposal.retracted",
        person=proposal.person,
        subject="proposal",
        subject_id=proposal.id,
        path=f"/my/proposals/{proposal.id}",
    )


@verb
async def move(
    actor: Actor, proposal: Proposal, verb_name: str, /, *, seen: int | None = None, **change: Any
) -> None:
    """Move a proposal on; for the slices of the two flows, which say what else follows.

    Raises:
        IllegalMove, Forbidden, StaleRow
    """
    reason = change.get("state_reason")
    change = {**change, "changed_at": clock.now()}
    machine = MACHINES[proposal.flow]
    await audit.transition(
        actor, proposal, machine, verb_name, seen=seen, change=change, reason=reason
    )


def band_of(points: int) -> Band:
    """What the other sides see instead of *points*."""
    return next(band for least, band in _BANDS if points >= least)


async def _take_up(
    actor: Actor, need_id: UUID, candidate_id: UUID, seen: int | None
) -> tuple[Proposal, dict[str, Any]]:
    """The proposal to decide about, made if this is the first decision, and what was shown."""
    need = await matches.need(need_id)
    if need["state"] not in MATCHED:
        raise IllegalMove(f"need {need_id} is {need['state']}", code="need_not_open")
    run = await matches.latest_run(need_id)
    if run is None:
        raise NotFound(f"need {need_id} has not been matched")
    shown = await matches.suggestion(run.id, candidate_id)
    programme = await programmes.get(need["programme"])
    made = await current().connection.fetchval(
        _MAKE, need_id, candidate_id, shown["person"], need["municipality"], programme.flow
    )
    proposal = await queries.find(need_id, candidate_id)
    assert proposal is not None, "it was just made, or was there"
    if not made:
        service_reasons.insist_on_seen(proposal, seen)
    return proposal, shown


async def _decide(
    actor: Actor,
    proposal: Proposal,
    verb_name: str,
    reason: str | None,
    comment: str,
    shown: dict[str, Any],
    change: dict[str, Any],
) -> None:
    await move(actor, proposal, verb_name, state_reason=reason, **change)
    names = ("run", "rank", "points", "low", "high", "checks")
    await Decision.insert(
        Decision(
            proposal=proposal.id,
            need=proposal.need,
            candidate=proposal.candidate,
            municipality=proposal.municipality,
            verb=verb_name,
            reason=reason,
            comment=comment,
            shown={name: shown[name] for name in names if name in shown},
            decided_by=actor.account,
            decided_at=clock.now(),
        )
    )


def _why(parts: dict[str, int]) -> list[str]:
    best = sorted(parts.items(), key=lambda part: -part[1])
    return [factor for factor, points in best if points > 0][:3]


async def _put_contact(actor: Actor, proposal: Proposal, due_in: timedelta) -> None:
    key = _contact_key(proposal)
    await outbox.put(actor, _CONTACT, due_in=due_in, key=key, proposal=proposal.id)


def _contact_key(proposal: Proposal) -> str:
    return f"contact:{proposal.id}:{proposal.version}"


_MAKE = """
insert into proposal (need, candidate, person, municipality, flow) values ($1, $2, $3, $4, $5)
on conflict on constraint proposal_once do nothing returning id
"""
