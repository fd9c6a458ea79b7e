"""What a person can do with their own registration, and what the clock does to it."""

import secrets
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from talentpool.actor import Actor
from talentpool.audit import service as audit
from talentpool.candidates import queries, records
from talentpool.candidates.records import PartRows
from talentpool.candidates.schemas import CandidateRecord
from talentpool.candidates.states import CANDIDATE, CandidateState, Tier
from talentpool.candidates.tables import Candidate, Career, Claim, HeldQualification
from talentpool.kit import clock
from talentpool.kit.errors import Invalid
from talentpool.kit.scope import current, verb
from talentpool.notifications import service as notifications
from talentpool.outbox import service as outbox
from talentpool.taxonomy import queries as taxonomy

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_POOL_PAUSE = timedelta(minutes=1)
_CONFIRM_AFTER = timedelta(days=183)
_EXPIRE_AFTER = timedelta(days=365)


@verb
async def start(actor: Actor, person_id: UUID, tier: Tier = Tier.PRACTICAL) -> UUID:
    """Begin a registration, or come back to the one that was begun."""
    begun = await queries.of_person(person_id)
    if begun is not None:
        found: UUID = begun.id
        return found
    (made,) = await Candidate.insert(
        Candidate(person=person_id, handle=new_handle(), tier=str(tier), state=str(CANDIDATE.start))
    )
    candidate = await queries.get(made["id"])
    audit.record(actor, "candidate.start", candidate)
    return candidate.id


@verb
async def save(
    actor: Actor,
    candidate_id: UUID,
    record: CandidateRecord,
    *,
    done_task: str | None = None,
    seen: int | None = None,
) -> None:
    """Keep a registration as it now stands; identity is kept elsewhere.

    Raises:
        NotFound, StaleRow
    """
    candidate = await queries.get(candidate_id)
    resolver = (await taxonomy.lexicon()).resolver
    rows = records.parts(
        record,
        lambda label: resolver.skill(label).code,
        lambda label: resolver.qualification(label).code,
    )
    done = sorted({*candidate.done_tasks, done_task} - {None})
    change: dict[Any, Any] = {
        **records.columns(record),
        "done_tasks": done,
        "revision": candidate.revision + 1,
        "changed_at": clock.now(),
    }
    await audit.amend(actor, candidate, "candidate.save", change, seen=seen, task=done_task)
    await _replace_parts(candidate, rows)
    if candidate.state == CandidateState.ACTIVE:
        await pool_changed(actor)


@verb
async def submit(actor: Actor, candidate_id: UUID, *, seen: int | None = None) -> None:
    """Send a registration to screening.

    Raises:
        NotFound, IllegalMove, StaleRow
        Invalid: a task is not done yet; the field names it.
    """
    candidate = await queries.get(candidate_id)
    missing = [task for task in REQUIRED_TASKS if task not in candidate.done_tasks]
    if missing:
        raise Invalid.one(missing[0], "task_missing")
    now = clock.now()
    await audit.transition(
        actor,
        candidate,
        CANDIDATE,
        "submit",
        seen=seen,
        change={
            Candidate.submitted_at: now,
            Candidate.confirmed_at: now,
            Candidate.next_step: "screen",
            Candidate.next_step_due_on: clock.today() + timedelta(days=7),
        },
    )


@verb
async def pause(actor: Actor, candidate_id: UUID, reason: str, until: date | None = None) -> None:
    """Take no further proposals for a while.

    Raises:
        NotFound, IllegalMove
    """
    await _move(actor, candidate_id, "pause", reason=reason, change={"paused_until": until})


@verb
async def resume(actor: Actor, candidate_id: UUID) -> None:
    """Come back into the pool; the profile counts as confirmed.

    Raises:
        NotFound, IllegalMove
    """
    change = {"paused_until": None, "confirmed_at": clock.now()}
    await _move(actor, candidate_id, "resume", change=change)


@verb
async def withdraw(actor: Actor, candidate_id: UUID, reason: str = "") -> None:
    """Leave the service. What was decided stays on record under the pseudonym.

    Raises:
        NotFound, IllegalMove
    """
    await _move(actor, candidate_id, "withdraw", reason=reason)


@verb
async def confirm(actor: Actor, candidate_id: UUID) -> None:
    """Say that the profile still holds; asked every six months.

    Raises:
        NotFound
    """
    candidate = await queries.get(candidate_id)
    await audit.amend(actor, candidate, "candidate.confirm", {"confirmed_at": clock.now()})


@verb
async def let_sleep(actor: Actor) -> int:
    """Pause who has not confirmed for six months, expire who has not for twelve; how many."""
    now = clock.now()
    tired = await Candidate.objects().where(
        Candidate.state == CandidateState.ACTIVE, Candidate.confirmed_at < now - _CONFIRM_AFTER
    )
    for candidate in tired:
        await audit.transition(actor, candidate, CANDIDATE, "sleep", reason="unconfirmed")
        await _tell(actor, candidate, "please_confirm")
    gone = await Candidate.objects().where(
        Candidate.state == CandidateState.PAUSED, Candidate.confirmed_at < now - _EXPIRE_AFTER
    )
    for candidate in gone:
        await audit.transition(actor, candidate, CANDIDATE, "expire", reason="unconfirmed")
    if tired:
        await pool_changed(actor)
    return len(tired) + len(gone)


async def pool_changed(actor: Actor) -> None:
    """Note that matching would now see another pool; rings at most once a minute."""
    await current().connection.execute("update pool_generation set generation = generation + 1")
    minute = int(clock.now().timestamp() // _POOL_PAUSE.total_seconds())
    await outbox.put(actor, "matches.pool_changed", key=f"pool:{minute}", due_in=_POOL_PAUSE)


def new_handle(length: int = 4) -> str:
    """What coordinators call a person whose name they are not shown."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


REQUIRED_TASKS = ("basics", "contact", "skills", "preferences")


async def _move(
    actor: Actor,
    candidate_id: UUID,
    verb_name: str,
    *,
    reason: str | None = None,
    change: dict[Any, Any] | None = None,
) -> None:
    candidate = await queries.get(candidate_id)
    was_active = candidate.state == CandidateState.ACTIVE
    await audit.transition(
        actor,
        candidate,
        CANDIDATE,
        verb_name,
        change={"state_reason": reason, **(change or {})},
        reason=reason,
    )
    if was_active or candidate.state == CandidateState.ACTIVE:
        await pool_changed(actor)


async def _tell(actor: Actor, candidate: Candidate, kind: str) -> None:
    await notifications.notify(
        actor,
        f"candidate.{kind}",
        person=candidate.person,
        subject="candidate",
        subject_id=candidate.id,
        path="/my/profile",
    )


async def _replace_parts(candidate: Candidate, rows: PartRows) -> None:
    """Lay the parts anew. Verified claims stay verified while their label and level stay."""
    owner: dict[str, Any] = {"candidate": candidate.id, "person": candidate.person}
    verified = {
        (claim["label"], claim["level"]): claim
        for claim in await Claim.select().where(
            Claim.candidate == candidate.id, Claim.verified_at.is_not_null()
        )
    }
    await Claim.delete().where(Claim.candidate == candidate.id)
    await HeldQualification.delete().where(HeldQualification.candidate == candidate.id)
    await Career.delete().where(Career.candidate == candidate.id)
    if rows.careers:
        await Career.insert(*[Career(**owner, **row) for row in rows.careers])
    if rows.claims:
        kept = [_still_verified(row, verified) for row in rows.claims]
        await Claim.insert(*[Claim(**owner, **row) for row in kept])
    if rows.qualifications:
        held = [HeldQualification(**owner, **row) for row in rows.qualifications]
        await HeldQualification.insert(*held)


def _still_verified(row: dict[str, Any], verified: dict[Any, Any]) -> dict[str, Any]:
    before = verified.get((row["label"], row["level"]))
    if before is None:
        return row
    return {**row, "verified_by": before["verified_by"], "verified_at": before["verified_at"]}
