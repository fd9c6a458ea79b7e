"""「はじめに戻す」: the demonstration as it was loaded, kept beside the tables, put back at once.

Playing the past again would take the better part of a minute, during which the running worker would
do its share of it with today's clock. So the loaded rows are kept in a schema of their own, with a
function that puts them back in one transaction: nobody ever sees half of it. Schema and function
are the owner's, and are made by the load alone: a database without the demonstration has neither.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

import asyncpg

from talentpool.kit import catalogue
from talentpool.kit.errors import DomainError

SCHEMA = "demonstration"
# What the service loads of itself at every start: the demonstration leaves it alone.
REFERENCE = frozenset(
    {"migration", "municipality", "pool_generation", "programme", "rule", "target_group", "term"}
)


class ForeignData(Exception):
    """The database holds accounts of somebody's own: the demonstration would wipe them out."""


class NotLoaded(DomainError):
    """There is no beginning to go back to."""

    code = "demonstration_not_loaded"
    status = 409


async def is_taken(connection: asyncpg.Connection) -> bool:
    """Whether the demonstration was loaded, to its end."""
    found = await connection.fetchval(f"select to_regprocedure('{SCHEMA}.restore()') is not null")
    return bool(found)


async def clear(owner: asyncpg.Connection, own: Collection[str]) -> None:
    """Empty what an interrupted load has left; *own* are the sign-in names that it makes.

    Raises:
        ForeignData: somebody else's accounts are there too.
    """
    async with owner.transaction():
        await owner.execute("select set_config('app.role', 'system', true)")
        if await owner.fetchval(_FOREIGN, list(own)):
            raise ForeignData
        await owner.execute(f"truncate {', '.join(await _tables(owner))}")


async def take(owner: asyncpg.Connection) -> None:
    """Keep every row there is, and make the function that puts them back."""
    columns = await catalogue.columns(owner)
    order = await _tables(owner)
    forced = await _forced(owner)
    async with owner.transaction():
        await owner.execute(f"create schema {SCHEMA}")
        await owner.execute(_each("alter table {} no force row level security", forced))
        await owner.execute(_each(f"create table {SCHEMA}.{{0}} as table public.{{0}}", order))
        await owner.execute(_each("alter table {} force row level security", forced))
        await owner.execute(f"create table {SCHEMA}.taken as select now() as at")
        await owner.execute(_restore_function(order, columns, forced))
        await owner.execute(_GRANTS)


async def restore(connection: asyncpg.Connection) -> datetime:
    """Put everything back as it was loaded; when that was.

    Pages hold their locks for moments, the rows are many: so it waits longer than a page would.

    Raises:
        NotLoaded: it never was.
    """
    if not await is_taken(connection):
        raise NotLoaded
    await connection.execute(
        "select set_config('statement_timeout', '60s', true),"
        " set_config('lock_timeout', '10s', true)"
    )
    taken: datetime = await connection.fetchval(f"select {SCHEMA}.restore()", timeout=60)
    return taken


async def _tables(owner: asyncpg.Connection) -> list[str]:
    """All tables but the reference data, referenced ones before those that refer to them."""
    return [name for name in await catalogue.tables(owner) if name not in REFERENCE]


async def _forced(owner: asyncpg.Connection) -> list[str]:
    return [name for name in await catalogue.forced(owner) if name not in REFERENCE]


def _restore_function(
    order: Sequence[str], columns: Mapping[str, str], forced: Sequence[str]
) -> str:
    """The owner is bound by row-level security too; it sets that aside for the length of this."""
    lines = [
        _each("alter table public.{} no force row level security", forced),
        f"truncate {', '.join(f'public.{name}' for name in order)};",
        *(_PUT_BACK.format(name=name, columns=columns[name]) for name in order),
        _COUNT_ON,
        _each("alter table public.{} force row level security", forced),
        _WHEN,
    ]
    body = "\n".join(lines)
    return (
        f"create function {SCHEMA}.restore() returns timestamptz language plpgsql security definer"
        f" set search_path = pg_catalog, public as $restore$ begin\n{body}\nend $restore$"
    )


def _each(statement: str, names: Sequence[str]) -> str:
    """*statement* for each of *names*, which come from the catalogue and are plain."""
    return "\n".join(f"{statement.format(name)};" for name in names)


_PUT_BACK = """
insert into public.{name} ({columns}) overriding system value
select {columns} from demonstration.{name};
"""
# Counted on, never back: what the worker holds in memory of the pool is told apart by it.
_COUNT_ON = "update public.pool_generation set generation = generation + 1;"
_WHEN = "return (select at from demonstration.taken);"
_GRANTS = f"""
revoke all on function {SCHEMA}.restore() from public;
grant usage on schema {SCHEMA} to app_web, app_backup;
grant execute on function {SCHEMA}.restore() to app_web;
grant select on all tables in schema {SCHEMA} to app_backup;
"""
_FOREIGN = """
select exists (
    select from account
    where not is_demonstration and state <> 'invited' and login_name <> all ($1)
)
"""
