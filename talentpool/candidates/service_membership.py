"""Being in the pool: pausing, coming back, leaving, and saying every six months that all holds."""

import calendar
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from talentpool.actor import Actor, Role
from talentpool.audit import service as audit
from talentpool.candidates import queries
from talentpool.candidates.service import pool_changed, tell
from talentpool.candidates.states import CANDIDATE, CandidateState
from talentpool.candidates.tables import Candidate
from talentpool.kit import clock
from talentpool.kit.errors import IllegalMove, Invalid
from talentpool.kit.scope import verb
from talentpool.programmes import queries as programmes
from talentpool.taxonomy import queries as taxonomy

REMIND_BEFORE = timedelta(days=14)
SLEPT = "unconfirmed"
_MOST_A_DAY = 500


@verb
async def pause(
    actor: Actor,
    candidate_id: UUID,
    reason: str,
    until: date | None = None,
    *,
    seen: int | None = None,
) -> None:
    """Take no further proposals for a while; who had it done by a coordinator is told.

    Raises:
        NotFound, IllegalMove, StaleRow
        Invalid: the reason is none of them, or the day of coming back has passed.
    """
    if reason not in dict(await pause_reasons()):
        raise Invalid.one("reason", "bad_choice")
    if until is not None and until <= clock.today():
        raise Invalid.one("until", "in_past", today=clock.today())
    change = {"paused_until": until}
    candidate = await _move(actor, candidate_id, "pause", reason=reason, change=change, seen=seen)
    if actor.role is Role.COORDINATOR:
        await tell(actor, candidate, "pause")


@verb
async def resume(actor: Actor, candidate_id: UUID, *, seen: int | None = None) -> None:
    """Come back into the pool; the profile counts as confirmed.

    Raises:
        NotFound, IllegalMove, StaleRow
    """
    change = {"paused_until": None, "confirmed_at": clock.now()}
    candidate = await _move(actor, candidate_id, "resume", change=change, seen=seen)
    if actor.role is Role.COORDINATOR:
        await tell(actor, candidate, "resume")


@verb
async def withdraw(
    actor: Actor, candidate_id: UUID, note: str = "", *, seen: int | None = None
) -> None:
    """Leave the service. What was decided stays on record under the pseudonym.

    Raises:
        NotFound, IllegalMove, StaleRow
    """
    await _move(actor, candidate_id, "withdraw", change={"state_note": note}, seen=seen)


@verb
async def confirm(actor: Actor, candidate_id: UUID) -> None:
    """Say that the profile still holds; asked every six months.

    Raises:
        NotFound
        IllegalMove: there is nothing to confirm.
    """
    candidate = await queries.get(candidate_id)
    if candidate.state != CandidateState.ACTIVE:
        raise IllegalMove("only members of the pool confirm")
    await audit.amend(actor, candidate, "candidate.confirm", {"confirmed_at": clock.now()})


@verb
async def let_sleep(actor: Actor) -> int:
    """Pause who has not confirmed for six months, expire who has not for twelve; how many."""
    months = await confirmation_months()
    tired = await _unconfirmed(CandidateState.ACTIVE, months_ago(months["confirm_months"]))
    for candidate in tired:
        change = {"state_reason": SLEPT}
        await audit.transition(actor, candidate, CANDIDATE, "sleep", change=change, reason=SLEPT)
        await tell(actor, candidate, "please_confirm")
    gone = await _unconfirmed(CandidateState.PAUSED, months_ago(months["expire_months"]))
    for candidate in gone:
        await audit.transition(actor, candidate, CANDIDATE, "expire", reason=SLEPT)
        await tell(actor, candidate, "expire")
    if tired:
        await pool_changed(actor)
    return len(tired) + len(gone)


@verb
async def remind(actor: Actor) -> int:
    """Ask those to confirm who would be paused within two weeks: once each; how many."""
    months = await confirmation_months()
    soon = await _unconfirmed(
        CandidateState.ACTIVE, months_ago(months["confirm_months"]) + REMIND_BEFORE
    )
    for candidate in soon:
        key = f"confirm:{candidate.id}:{candidate.confirmed_at.date().isoformat()}"
        await tell(actor, candidate, "confirm_soon", key=key)
    return len(soon)


@verb
async def wake(actor: Actor) -> int:
    """Bring those back whose pause is over; how many."""
    over = (
        await Candidate.objects()
        .where(
            Candidate.state == str(CandidateState.PAUSED),
            Candidate.paused_until <= clock.today(),
        )
        .limit(_MOST_A_DAY)
    )
    for candidate in over:
        change = {"paused_until": None, "state_reason": None}
        await audit.transition(actor, candidate, CANDIDATE, "resume", change=change)
    if over:
        await pool_changed(actor)
    return len(over)


async def pause_reasons() -> list[tuple[str, str]]:
    """Why somebody may pause, code and name; falling asleep is the service's own doing."""
    found = await taxonomy.reasons("candidate_pause")
    codes = [(term.attributes["code"], term.name) for term in found]
    return [(code, name) for code, name in codes if code != SLEPT]


async def confirmation_months() -> dict[str, int]:
    """After how many months a profile pauses and expires, as the dated rule says."""
    rules = await programmes.rules("profile_confirmation", clock.today())
    return dict(rules[0].value) if rules else {"confirm_months": 6, "expire_months": 12}


async def _unconfirmed(state: CandidateState, since: datetime) -> list[Candidate]:
    found: list[Candidate] = (
        await Candidate.objects()
        .where(Candidate.state == str(state), Candidate.confirmed_at < since)
        .order_by(Candidate.confirmed_at)
        .limit(_MOST_A_DAY)
    )
    return found


def months_ago(count: int) -> datetime:
    """The same hour some calendar months earlier."""
    now = clock.now()
    year, month = divmod(now.year * 12 + now.month - 1 - count, 12)
    day = min(now.day, calendar.monthrange(year, month + 1)[1])
    return now.replace(year=year, month=month + 1, day=day)


async def _move(
    actor: Actor,
    candidate_id: UUID,
    verb_name: str,
    *,
    reason: str | None = None,
    change: dict[str, Any] | None = None,
    seen: int | None = None,
) -> Candidate:
    candidate = await queries.get(candidate_id)
    was_active = candidate.state == CandidateState.ACTIVE
    await audit.transition(
        actor,
        candidate,
        CANDIDATE,
        verb_name,
        seen=seen,
        change={"state_reason": reason, **(change or {})},
        reason=reason,
    )
    if was_active or candidate.state == CandidateState.ACTIVE:
        await pool_changed(actor)
    return candidate
