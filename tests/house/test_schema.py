"""The table classes mirror the schema, and every table with people or municipalities is guarded."""

from collections.abc import AsyncIterator

import asyncpg
import pytest
from piccolo.table import Table

from talentpool.kit.servers import ServerUrls
from talentpool.piccolo_app import APP_CONFIG

TABLES: list[type[Table]] = APP_CONFIG.table_classes
# Public facts, counters and plumbing: no row of theirs belongs to a person or a municipality.
OPEN_TABLES = {
    "migration",
    "municipality",
    "outbox",
    "pool_generation",
    "programme",
    "rule",
    "scorer_version",
    "target_group",
    "term",
    "throttle",
}
SERVICE_ROLES = ("app_web", "app_worker")


@pytest.fixture(scope="module")
async def owner(urls: ServerUrls) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(urls.owner)
    yield connection
    await connection.close()


async def _columns(owner: asyncpg.Connection, table: str) -> dict[str, tuple[str, bool]]:
    rows = await owner.fetch(
        "select column_name, data_type, is_nullable = 'YES' as is_null"
        " from information_schema.columns where table_schema = 'public' and table_name = $1",
        table,
    )
    return {row["column_name"]: (row["data_type"], row["is_null"]) for row in rows}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table._meta.tablename)
async def test_a_table_class_has_the_columns_of_its_table(owner, table: type[Table]):
    stored = await _columns(owner, table._meta.tablename)

    declared = {column._meta.name: column._meta.params["null"] for column in table._meta.columns}

    assert set(declared) == set(stored)
    assert {name for name, is_null in declared.items() if is_null} == {
        name for name, (_, is_null) in stored.items() if is_null
    }


async def test_every_table_has_a_class(owner):
    rows = await owner.fetch("select tablename from pg_tables where schemaname = 'public'")

    assert {row["tablename"] for row in rows} - {"migration"} == {
        table._meta.tablename for table in TABLES
    }


async def test_row_level_security_is_forced_where_rows_belong_to_somebody(owner):
    rows = await owner.fetch(
        "select c.relname, c.relrowsecurity and c.relforcerowsecurity as is_forced,"
        " exists (select from pg_policy where polrelid = c.oid) as has_policy"
        " from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " where n.nspname = 'public' and c.relkind = 'r'"
    )

    bare = {r["relname"] for r in rows if not (r["is_forced"] and r["has_policy"])}

    assert bare == OPEN_TABLES


async def test_the_service_runs_without_ownership_or_a_way_around_policies(owner):
    rows = await owner.fetch(
        "select rolname, rolsuper or rolbypassrls or rolcreaterole or rolcreatedb as is_strong,"
        " (select count(*) from pg_class where relowner = r.oid) as owned"
        " from pg_roles r where rolname = any($1)",
        list(SERVICE_ROLES),
    )

    assert {row["rolname"]: (row["is_strong"], row["owned"]) for row in rows} == dict.fromkeys(
        SERVICE_ROLES, (False, 0)
    )


@pytest.mark.parametrize("table", ["person", "decision"])
async def test_the_worker_reads_neither_names_nor_decisions(owner, table: str):
    may = await owner.fetchval(
        "select has_table_privilege('app_worker', $1, 'select, insert, update, delete')", table
    )

    assert may is False


@pytest.mark.parametrize("role", SERVICE_ROLES)
async def test_nobody_of_the_service_writes_the_trail(owner, role: str):
    may = await owner.fetchval(
        "select has_table_privilege($1, 'audit_event', 'insert, update, delete, truncate')", role
    )

    assert may is False
