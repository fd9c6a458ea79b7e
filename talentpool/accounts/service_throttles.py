"""How often something may be tried. Counted before the try, in PostgreSQL: no answer, no try."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from talentpool.actor import Actor
from talentpool.kit import clock
from talentpool.kit.errors import TooMany
from talentpool.kit.scope import current, verb


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries within so long; then a pause, doubled each time until it is the longest."""

    name: str
    tries: int
    within: timedelta
    pause: timedelta
    longest: timedelta = timedelta(minutes=15)

    def of(self, *what: str) -> "Counted":
        """This limit, on one name or address."""
        return Counted(self, what)


@dataclass(frozen=True, slots=True)
class Counted:
    """One thing that is counted. Its key is a hash: names and addresses are not kept."""

    limit: Limit
    what: tuple[str, ...]

    @property
    def key(self) -> bytes:
        """Of the row that counts it."""
        return hashlib.sha256("\0".join((self.limit.name, *self.what)).encode()).digest()


_MINUTES = timedelta(minutes=1)
_MEMORY = timedelta(hours=1)  # for so long after a pause the next one is longer
# Somebody at one address trying one name. Another address stays open, so nobody is locked out.
PAIR = Limit("pair", 10, 5 * _MINUTES, timedelta(seconds=30))
# A whole city hall sits behind one address.
ADDRESS = Limit("address", 300, 5 * _MINUTES, _MINUTES)
# NIST SP 800-63B-4, section 3.2.2: at most a hundred failures in a row.
NAME = Limit("name", 100, timedelta(days=365), timedelta(days=1), timedelta(days=1))
FACTOR = Limit("factor", 5, 5 * _MINUTES, _MINUTES)
MAIL = Limit("mail", 3, timedelta(hours=1), timedelta(hours=1), timedelta(hours=1))
MAIL_ADDRESS = Limit("mail_address", 20, timedelta(hours=1), timedelta(hours=1), timedelta(hours=1))


async def take(actor: Actor, *counted: Counted) -> None:
    """Count one try of each; what is counted stays counted, whatever becomes of the try.

    Raises:
        TooMany: one of them has to pause.
        Unavailable: it cannot be counted, so it may not be tried.
    """
    waits = await _count(actor, counted)
    if longest := max(waits, default=0):
        raise TooMany("throttled", code="throttled", retry_after=longest)


@verb
async def forgive(actor: Actor, *counted: Counted) -> None:
    """Forget the tries: the last one was right."""
    await current().connection.execute(
        "delete from throttle where key = any ($1::bytea[])", [one.key for one in counted]
    )


@verb
async def _count(actor: Actor, counted: tuple[Counted, ...]) -> list[int]:
    """Seconds to wait for each; all keys in one order, so that two requests cannot deadlock."""
    return [await _count_one(one) for one in sorted(counted, key=lambda one: one.key)]


@verb
async def forget_old(actor: Actor) -> None:
    """Drop what was counted long ago and holds nobody up."""
    await current().connection.execute("delete from throttle where forget_at < app_now()")


async def _count_one(counted: Counted) -> int:
    """Lock the row, read it, write it. While it is blocked nothing is counted."""
    connection = current().connection
    row = await connection.fetchrow(_LOCK, counted.key)
    blocked_until: datetime | None = row["blocked_until"]
    now, limit = clock.now(), counted.limit
    if blocked_until is not None and blocked_until > now:
        return max(1, round((blocked_until - now).total_seconds()))
    is_over = row["since"] + limit.within <= now
    is_forgiven = blocked_until is not None and blocked_until + _MEMORY <= now
    tries = 1 if is_over else row["tries"] + 1
    blocks = 0 if is_forgiven else row["blocks"]
    since = now if is_over else row["since"]
    if tries >= limit.tries:  # this try is still let through, the next one waits
        blocked_until = now + min(limit.longest, limit.pause * 2**blocks)
        tries, blocks, since = 0, blocks + 1, blocked_until
    forget_at = max(since + limit.within, (blocked_until or now) + _MEMORY)
    await connection.execute(_WRITE, counted.key, tries, since, blocks, blocked_until, forget_at)
    return 0


_LOCK = """
insert into throttle (key, tries, since) values ($1, 0, app_now())
on conflict (key) do update set key = excluded.key
returning tries, since, blocks, blocked_until
"""
_WRITE = """
update throttle set
    tries = $2, since = $3, blocks = $4, blocked_until = $5, forget_at = $6
where key = $1
"""
