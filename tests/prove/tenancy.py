"""Tenancy: whatever is read or written, in scopes that end well or badly, stays at home."""

import asyncio
import random

import asyncpg

from talentpool.actor import Actor, Role
from talentpool.kit.errors import Forbidden
from talentpool.kit.scope import current, scope
from talentpool.kit.servers import ServerUrls
from tests.makers.accounts import an_actor
from tests.makers.needs import a_need, sql
from tests.prove.figures import Figure, Plan
from tests.prove.place import pool

TOWNS = ("139017", "139025", "139033", "139041")
NEEDS_EACH = 5
LANES = 6
# Tables with a municipality's rows; the question is put without any WHERE of our own.
TABLES = ("need", "need_skill", "terms", "question", "section", "plan", "engagement", "proposal",
          "selection", "hours_entry", "notice", "account")  # fmt: skip
_READS = {
    name: f"select distinct municipality from {name} where municipality is not null"
    for name in TABLES
    if name != "notice"
}
_WRITE = "update need set title = title where municipality = $1 returning id"
_QUESTIONS = (
    "insert into question (need, municipality, text)"
    " select id, municipality, 'x' from need returning 1"
)
_ADD = (
    "insert into question (need, municipality, text)"
    " select id, municipality, 'x' from need where municipality = $1"
)

_BARE = """
select c.relname from pg_class c
where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
  and exists (
      select from pg_attribute a where a.attrelid = c.oid and not a.attisdropped
        and a.attname in ('municipality', 'person', 'candidate', 'account', 'need'))
  and not (
      c.relrowsecurity and c.relforcerowsecurity
      and exists (select from pg_policy where polrelid = c.oid))
order by 1
"""


async def run(urls: ServerUrls, plan: Plan, whole: int = 200_000) -> Figure:
    """Random scopes of random towns; a fifth are thrown away half-way."""
    figure = Figure("tenancy", "no municipality's row is seen by another", "transactions")
    chance = plan.chance("tenancy")
    async with pool(urls, most=LANES):
        officers = await _settle()
        shares = [plan.count(whole) // LANES + 1] * LANES
        seeds = [random.Random(chance.random()) for _ in shares]
        async with asyncio.TaskGroup() as group:
            for share, lane in zip(shares, seeds, strict=True):
                group.create_task(_walk(figure, lane, officers, share))
        figure.note = "a fifth aborted"
    owner = await asyncpg.connect(urls.owner)
    figure.bad += await bare_tables(owner)
    await owner.close()
    return figure


async def bare_tables(owner: asyncpg.Connection) -> list[str]:
    """Tables with rows of somebody that no policy guards, or that their owner may pass by."""
    return [f"{row['relname']} is not guarded" for row in await owner.fetch(_BARE)]


async def _settle() -> dict[str, Actor]:
    for town in TOWNS:
        for _ in range(NEEDS_EACH):
            await a_need(municipality=town)
    await sql(_QUESTIONS)
    return {town: await an_actor(Role.OFFICER, municipality=town) for town in TOWNS}


async def _walk(
    figure: Figure, chance: random.Random, officers: dict[str, Actor], share: int
) -> None:
    for _ in range(share):
        town = chance.choice(TOWNS)
        try:
            async with scope(officers[town]):
                await _step(figure, chance, town)
                if chance.random() < 0.2:
                    raise Forbidden("thrown away")
        except (Forbidden, asyncpg.InsufficientPrivilegeError):
            pass
        figure.tried += 1


async def _step(figure: Figure, chance: random.Random, town: str) -> None:
    connection = current().connection
    other = chance.choice([one for one in TOWNS if one != town])
    table = chance.choice(list(_READS))
    seen = {row["municipality"] for row in await connection.fetch(_READS[table])}
    if seen - {town}:
        figure.bad.append(f"{town} reads {table} of {sorted(seen - {town})}")
    if chance.random() < 0.3 and await connection.fetch(_WRITE, other):
        figure.bad.append(f"{town} changes a need of {other}")
    if chance.random() < 0.1 and await connection.execute(_ADD, other) != "INSERT 0 0":
        figure.bad.append(f"{town} adds a question to {other}")
