"""Where and when the past is played: a clock that is turned back, and the worker's turn in between.

Everything happens during office hours of a working day, whatever the hour of the real start.
"""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from talentpool.kit import clock
from talentpool.kit.db import using_pool
from talentpool.kit.workdays import is_working_day

OPENS_AT = time(9, 30)
BETWEEN_STEPS = timedelta(minutes=7)
_ONE_DAY = timedelta(days=1)


@dataclass
class Stage:
    """The first day, the worker's pool and what the worker does when it is its turn."""

    first_day: date
    worker_pool: Any
    drain: Callable[[], Awaitable[int]]
    _days: dict[date, int] = field(default_factory=dict)

    @contextmanager
    def at(self, days: int) -> Iterator[date]:
        """*days* from the first start, some minutes after what was played there before."""
        day = self.working_day(days)
        played = self._days[day] = self._days.get(day, -1) + 1
        instant = datetime.combine(day, OPENS_AT, clock.JST) + BETWEEN_STEPS * played
        with clock.shifted(instant - datetime.now(UTC)):
            yield day

    def day(self, days: int) -> date:
        """The day that lies *days* from the first start."""
        return self.first_day + timedelta(days=days)

    def working_day(self, days: int) -> date:
        """That day, or the working day nearest to it on the side of the first start's past."""
        day = self.day(days)
        while not is_working_day(day):
            day -= _ONE_DAY
        return day

    def due_day(self, days: int) -> date:
        """That day, or the next working day while it lies ahead."""
        day = self.day(days)
        while days > 0 and not is_working_day(day):
            day += _ONE_DAY
        return day if days > 0 else self.working_day(days)

    async def follow_up(self) -> None:
        """Let the worker do what is due by now, with the worker's rights."""
        with using_pool(self.worker_pool):
            await self.drain()
