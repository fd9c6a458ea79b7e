"""What time it is. The database says so: one instant for a whole scope, the same for all machines.

Only the demonstration's history and the tests shift the clock, so that a past can be lived through
the service's own verbs.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

JST = ZoneInfo("Asia/Tokyo")

_now: ContextVar[datetime | None] = ContextVar("scope_time", default=None)
_offset: ContextVar[timedelta] = ContextVar("clock_offset", default=timedelta(0))


def now() -> datetime:
    """The transaction time of the current scope, in UTC.

    Raises:
        RuntimeError: no scope is open; durations outside one are measured with `time.monotonic`.
    """
    instant = _now.get()
    if instant is None:
        raise RuntimeError("the time is asked outside a scope")
    return instant


def today() -> date:
    """The current date in Japan."""
    return now().astimezone(JST).date()


def offset() -> timedelta:
    """By how much the clock is shifted; zero in service."""
    return _offset.get()


@contextmanager
def shifted(by: timedelta) -> Iterator[None]:
    """Let every scope opened inside see a clock that is off *by* so much."""
    token = _offset.set(_offset.get() + by)
    try:
        yield
    finally:
        _offset.reset(token)


@contextmanager
def frozen_at(instant: datetime) -> Iterator[None]:
    """For `talentpool.kit.scope` alone: the instant of the scope that is being opened."""
    token = _now.set(instant)
    try:
        yield
    finally:
        _now.reset(token)
