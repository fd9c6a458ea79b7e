"""Commit cuts: a form whose answer was lost is sent again, and has its effect once."""

import asyncio
import tempfile
from pathlib import Path
from uuid import UUID, uuid4

from talentpool.actor import Actor, Role
from talentpool.kit.db import open_pool
from talentpool.kit.errors import Unavailable
from talentpool.kit.servers import ServerUrls
from talentpool.memos import service as memos
from talentpool.memos.states import Medium, Subject
from talentpool.receipts import service as receipts
from tests.makers.accounts import an_actor
from tests.makers.needs import a_need, sql
from tests.prove.figures import Figure, Plan
from tests.prove.place import pool
from tests.prove.proxy import Mode, Proxy, socket_of, through

LANES = 4
MOST_TRIES = 30


async def run(urls: ServerUrls, plan: Plan, whole: int = 5_000) -> Figure:
    """Send forms until enough commits were cut; each is acknowledged, and stands once."""
    figure = Figure("cuts", "a lost answer neither loses nor doubles what was sent", "commits cut")
    wanted = plan.count(whole)
    chance = plan.chance("cuts")
    armed = [False]

    def choose() -> Mode:
        if not armed[0]:
            return Mode.PASS
        return chance.choice([Mode.PASS, Mode.CUT_BEFORE, Mode.CUT_AFTER])

    async with pool(urls):
        actor, need = await an_actor(Role.COORDINATOR), await a_need()
    acknowledged: list[UUID] = []
    with tempfile.TemporaryDirectory(prefix="cut-") as folder:
        async with (
            Proxy(socket_of(urls.web), Path(folder), choose) as proxy,
            open_pool(through(urls.web, Path(folder)), name="cuts", most=LANES) as lanes,
        ):
            armed[0] = True

            async def send() -> None:
                while proxy.cuts < wanted:
                    key = uuid4()
                    await _until_answered(actor, need.id, key)
                    acknowledged.append(key)

            await asyncio.gather(*(send() for _ in range(LANES)))
            armed[0] = False
            figure.tried = proxy.cuts
            lanes.terminate()  # some of its connections hang on a cut
    async with pool(urls):
        await _compare(figure, acknowledged)
    figure.note = f"{len(acknowledged):,} forms acknowledged"
    return figure


async def _until_answered(actor: Actor, need: UUID, key: UUID) -> None:
    """What a person does: the page fails, so the same form goes again."""
    for _ in range(MOST_TRIES):
        try:
            await receipts.once(
                actor, key, lambda: memos.add(actor, Subject.NEED, need, Medium.PHONE, str(key))
            )
        except Unavailable:
            continue
        return
    raise AssertionError("never answered")


async def _compare(figure: Figure, acknowledged: list[UUID]) -> None:
    lines = await sql("select coalesce(array_agg(line), '{}') from memo")
    for key in acknowledged:
        if (found := lines.count(str(key))) != 1:
            figure.bad.append(f"{key} stands {found} times")
    if len(set(lines)) != len(lines):
        figure.bad.append("a form without an answer stands twice")
