"""Sessions begin, go up a stage with a new token, and end."""

import secrets
from datetime import timedelta
from uuid import UUID

from piccolo.columns.combination import And, Where

from talentpool.accounts.queries import token_hash
from talentpool.accounts.schemas import Begun
from talentpool.accounts.states import SessionStage
from talentpool.accounts.tables import Session
from talentpool.actor import Actor, Role
from talentpool.kit import clock
from talentpool.kit.scope import elevated, verb

# NIST SP 800-63B-4, section 2.2.3, allows 24 hours and one hour of idleness.
LONGEST = timedelta(hours=12)
KEPT = timedelta(days=30)
LONGEST_UNPROVEN = timedelta(minutes=15)
IDLE_MINUTES = {Role.CANDIDATE: 60}
IDLE_MINUTES_OF_STAFF = 30
_LONGEST_BROWSER = 120


@verb
async def begin(
    actor: Actor, account: UUID, role: Role, stage: SessionStage, browser: str = ""
) -> Begun:
    """Let a browser in, as far as *stage*; the session it had before ends."""
    if actor.session is not None:
        await end(actor, actor.session)
    return await _insert(account, IDLE_MINUTES.get(role, IDLE_MINUTES_OF_STAFF), stage, browser)


@verb
async def complete(actor: Actor, session: UUID) -> Begun:
    """All is proven: the half session ends, a full one with another token begins."""
    async with elevated("complete_session"):
        half = await Session.objects().get(Session.id == session)
        assert half is not None, "its token was found in this request"
        await _end(Session.id == session)
    return await _insert(half.account, half.idle_minutes, SessionStage.FULL, half.browser)


@verb
async def end(actor: Actor, session: UUID) -> None:
    """Sign out one browser of the actor's own."""
    await _end((Session.id == session) & (Session.account == actor.account))


@verb
async def end_all(actor: Actor, account: UUID, *, but: UUID | None = None) -> None:
    """Sign out every browser of *account*, except one. The verb that calls it has asked who may."""
    which = Session.account == account
    async with elevated("end_sessions"):
        await _end(which if but is None else which & (Session.id != but))


@verb
async def forget_old(actor: Actor) -> None:
    """Drop sessions that ended by themselves a month ago; the trail keeps who signed in when."""
    await Session.delete().where(Session.expires_at < clock.now() - KEPT)


async def _end(which: Where | And) -> None:
    await Session.update({Session.ended_at: clock.now()}).where(which, Session.ended_at.is_null())


async def _insert(account: UUID, idle_minutes: int, stage: SessionStage, browser: str) -> Begun:
    token = secrets.token_urlsafe(32)
    longest = LONGEST if stage is SessionStage.FULL else LONGEST_UNPROVEN
    session = Session(
        account=account,
        token_hash=token_hash(token),
        stage=str(stage),
        idle_minutes=idle_minutes,
        created_at=clock.now(),
        last_seen_at=clock.now(),
        expires_at=clock.now() + longest,
        browser=browser[:_LONGEST_BROWSER],
    )
    async with elevated("begin_session"):
        await Session.insert(session)
    return Begun(account, token, stage)
