"""What tables there are, read from the database itself: for whatever handles all of them alike."""

from graphlib import TopologicalSorter

import asyncpg


async def tables(connection: asyncpg.Connection) -> list[str]:
    """All tables, referenced ones before those that refer to them."""
    rows = await connection.fetch("select tablename from pg_tables where schemaname = 'public'")
    graph: dict[str, set[str]] = {row["tablename"]: set() for row in rows}
    for link in await connection.fetch(_LINKS):
        graph[link["child"]].add(link["parent"])
    return list(TopologicalSorter({name: graph[name] for name in sorted(graph)}).static_order())


async def columns(connection: asyncpg.Connection) -> dict[str, str]:
    """The columns of each table that can be written, quoted and in their order."""
    return {row["name"]: row["columns"] for row in await connection.fetch(_COLUMNS)}


async def forced(connection: asyncpg.Connection) -> list[str]:
    """The tables whose row-level security binds their owner too."""
    return [row["name"] for row in await connection.fetch(_FORCED)]


async def policies(connection: asyncpg.Connection) -> list[str]:
    """All policies, as `table.policy`."""
    rows = await connection.fetch(
        "select tablename || '.' || policyname as name from pg_policies"
        " where schemaname = 'public' order by name"
    )
    return [row["name"] for row in rows]


async def sequences(connection: asyncpg.Connection) -> list[str]:
    """All sequences."""
    rows = await connection.fetch(
        "select sequencename as name from pg_sequences where schemaname = 'public' order by name"
    )
    return [row["name"] for row in rows]


_LINKS = """
select child.relname as child, parent.relname as parent
from pg_constraint link
join pg_class child on child.oid = link.conrelid
join pg_class parent on parent.oid = link.confrelid
where link.contype = 'f' and link.connamespace = 'public'::regnamespace and child.oid <> parent.oid
"""
_COLUMNS = """
select c.relname as name, string_agg(quote_ident(a.attname), ', ' order by a.attnum) as columns
from pg_class c join pg_attribute a on a.attrelid = c.oid
where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
  and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
group by c.relname
"""
_FORCED = """
select relname as name from pg_class
where relnamespace = 'public'::regnamespace and relkind = 'r' and relforcerowsecurity
order by relname
"""
