"""Loading the demonstration, once a database: accounts first, then the past, step by step."""

from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
from msgspec.structs import replace

from talentpool.actor import system
from talentpool.demo import content, play_chain, play_needs, play_people, snapshot
from talentpool.demo.cast import Cast, sign_in_of
from talentpool.demo.play import Verbs, play
from talentpool.demo.stage import Stage
from talentpool.kit import clock
from talentpool.kit.db import open_pool
from talentpool.kit.mail import open_post
from talentpool.kit.scope import scope
from talentpool.kit.settings import Settings

VERBS: Verbs = {**play_people.VERBS, **play_needs.VERBS, **play_chain.VERBS}
BEFORE_EVERYTHING = -200
# A load that is cut short is begun anew, so nothing has to be on the disk before it is complete.
_HASTY = "synchronous_commit=off"
Drain = Callable[[], Awaitable[int]]


async def load(settings: Settings, drain: Drain) -> bool:
    """Load it unless it is there; *drain* does what the worker has to do in between.

    Gives whether anything was done.

    Raises:
        ForeignData: the database is in use for something else.
        Refused: a verb said no to what the history tells.
    """
    owner = await asyncpg.connect(settings.url("database_owner_url"))
    try:
        if await snapshot.is_taken(owner):
            return False
        await snapshot.clear(owner, own=[sign_in_of(ref) for ref in content.refs()])
        await _live(settings, drain)
        await snapshot.take(owner)
    finally:
        await owner.close()
    return True


async def live(worker_pool: Any, drain: Drain) -> None:
    """Live through the past, with the web's pool open.

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


async def _live(settings: Settings, drain: Drain) -> None:
    open_post(replace(settings, smtp_url=None))  # mails of the past are shown, never sent
    worker_url, web_url = settings.url("database_worker_url"), settings.url("database_url")
    async with (
        open_pool(_hasty(worker_url), name="talentpool-demo-worker") as worker_pool,
        open_pool(_hasty(web_url), name="talentpool-demo"),
    ):
        await live(worker_pool, drain)


def _hasty(url: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}{_HASTY}"
