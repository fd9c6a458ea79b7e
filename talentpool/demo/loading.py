"""Loading the demonstration into an empty database: accounts first, then the past, step by step."""

from collections.abc import Awaitable, Callable
from typing import Any

from talentpool.demo import content, play_chain, play_needs, play_people
from talentpool.demo.cast import Cast
from talentpool.demo.play import Verbs, play
from talentpool.demo.stage import Stage
from talentpool.kit import clock
from talentpool.kit.scope import scope
from talentpool.actor import system

VERBS: Verbs = {**play_people.VERBS, **play_needs.VERBS, **play_chain.VERBS}
BEFORE_EVERYTHING = -200


async def load(worker_pool: Any, drain: Callable[[], Awaitable[int]]) -> Cast:
    """Live through the past; *drain* does what the worker has to do in between.

    Raises:
        Refused: a verb said no.
    """
    async with scope(system()):
        today = clock.today()
    past, cast = content.past(today), Cast()
    stage = Stage(today, worker_pool, drain)
    with stage.at(BEFORE_EVERYTHING):
        for entry in past.accounts:
            if entry.candidate is None:
                await cast.settle(entry)
    await play(VERBS, past, cast, stage)
    await stage.follow_up()
    return cast
