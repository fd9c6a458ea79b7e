"""Nobody is ever booked for more than they offer, however many race for it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from talentpool.actor import system
from talentpool.candidates.tables import Candidate
from talentpool.hours import queries, service
from talentpool.hours.service import HoursShort
from talentpool.kit.errors import Invalid
from talentpool.kit.scope import scope
from talentpool.kit.servers import ServerUrls
from tests.makers.candidates import a_candidate, as_person

pytestmark = pytest.mark.usefixtures("db")

WEEKS = [date(2027, 1, 4), date(2027, 1, 11)]
RACERS = 60


async def _take(candidate: Candidate, minutes: int, **facts: Any) -> bool:
    try:
        await service.take(
            system(),
            "booked",
            candidate=candidate.id,
            person=candidate.person,
            capacity=480,
            municipality="131016",
            subject=facts.get("subject") or uuid4(),
            weeks=facts.get("weeks", WEEKS),
            minutes=minutes,
        )
    except HoursShort:
        return False
    return True


async def _weeks(candidate: Candidate) -> list[dict[str, Any]]:
    async with scope(system()):
        return await queries.weeks(candidate.id, WEEKS[0], WEEKS[-1])


async def _booked(candidate: Candidate) -> list[int]:
    return [week["booked"] for week in await _weeks(candidate)]


async def test_sixty_racing_bookings_fill_the_week_exactly():
    candidate = await a_candidate()

    won = await asyncio.gather(*(_take(candidate, 60) for _ in range(RACERS)))

    assert sum(won) == 8
    assert await _booked(candidate) == [480, 480]


async def test_without_the_guard_the_same_race_overbooks(urls):
    """The twin: the statement's condition and the table's check are taken away."""
    candidate = await a_candidate()
    async with _unguarded(urls):
        await asyncio.gather(*(_take(candidate, 60) for _ in range(RACERS)))
        booked = await _booked(candidate)

    assert booked == [3600, 3600]


@asynccontextmanager
async def _unguarded(urls: ServerUrls) -> AsyncIterator[None]:
    owner = await asyncpg.connect(urls.owner)
    guarded = service._TAKE["booked"]
    await owner.execute("alter table week_ledger drop constraint week_ledger_never_overbooked")
    service._TAKE["booked"] = guarded.replace(" and held + booked + $3 <= capacity", "")
    try:
        yield
    finally:
        service._TAKE["booked"] = guarded
        await owner.execute("truncate week_ledger cascade")
        await owner.execute(
            "alter table week_ledger add constraint week_ledger_never_overbooked"
            " check (held + booked <= capacity)"
        )
        await owner.close()


async def test_what_does_not_fit_in_one_week_is_taken_in_none():
    candidate = await a_candidate()
    await _take(candidate, 400, weeks=WEEKS[1:])

    assert not await _take(candidate, 100)
    assert await _booked(candidate) == [400]


async def test_released_hours_can_be_taken_again():
    candidate = await a_candidate()
    subject = uuid4()
    await _take(candidate, 480, subject=subject)

    await service.release(system(), subject)

    assert await _booked(candidate) == [0, 0]
    assert await _take(candidate, 480)


async def test_releasing_from_a_date_keeps_what_was_worked():
    candidate = await a_candidate()
    subject = uuid4()
    await _take(candidate, 300, subject=subject)

    await service.release(system(), subject, since=WEEKS[1])

    assert await _booked(candidate) == [300, 0]


async def test_a_week_is_never_cut_below_what_is_taken():
    candidate = await a_candidate()
    await _take(candidate, 300)

    with pytest.raises(Invalid):
        await service.offer(as_person(candidate), WEEKS[0], 120)

    assert [week["capacity"] for week in await _weeks(candidate)] == [480, 480]


async def test_a_week_spoken_of_by_itself_keeps_its_hours():
    candidate = await a_candidate()
    await service.offer(as_person(candidate), WEEKS[0], 120)

    assert not await _take(candidate, 240)
    assert await _take(candidate, 240, weeks=WEEKS[1:])


async def test_a_week_given_back_follows_the_registration_again():
    candidate = await a_candidate()
    await service.offer(as_person(candidate), WEEKS[0], 0)

    await service.offer(as_person(candidate), WEEKS[0], None)

    assert await _take(candidate, 480)


async def test_the_calendar_says_what_is_true_of_each_week():
    candidate = await a_candidate(available_to=WEEKS[0].replace(day=1))
    await _take(candidate, 300, weeks=WEEKS[:1])
    await service.offer(as_person(candidate), WEEKS[1], 60)

    async with scope(as_person(candidate)):
        weeks = await queries.calendar(candidate, WEEKS[0])

    assert [(week.offered, week.free) for week in weeks[:2]] == [(480, 180), (60, 60)]
    assert [week.offered for week in weeks[3:]] == [480] + [0] * 8


@pytest.mark.parametrize(
    ("first", "last", "weeks"),
    [
        (date(2027, 1, 4), date(2027, 1, 15), WEEKS),
        (date(2027, 1, 7), date(2027, 1, 15), WEEKS[1:]),
        (date(2027, 1, 4), date(2027, 1, 4), []),
    ],
)
def test_a_week_counts_from_three_working_days_on(first, last, weeks):
    assert list(service.weeks_between(first, last)) == weeks
