"""Brings the schema up to date. Piccolo knows the steps and keeps their history; we run them.

Its own runner commits a step and its entry in the history one after the other: killed in between,
the next start would run the step again and fail for ever. Here they are one transaction.
"""

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, redirect_stdout
from functools import cache

import asyncpg
from piccolo.apps.migrations.commands.base import BaseMigrationManager
from piccolo.apps.migrations.tables import Migration
from piccolo.conf.apps import MigrationModule

from talentpool.kit.db import ENGINE

APP = "talentpool"
_LOCK = "select pg_advisory_lock(hashtext('talentpool-migrate'))"


async def migrate(owner_dsn: str, *, upto: str | None = None) -> list[str]:
    """Run the steps that this database has not seen, as its owner; their ids.

    Two that migrate at once do so one after the other. *upto* is the last step, for a restore that
    loads what an earlier release has backed up.
    """
    async with _alone(owner_dsn), _as_owner(owner_dsn):
        steps = _steps()
        due = [one for one in sorted(set(steps) - set(await _history())) if not upto or one <= upto]
        for step_id in due:
            await _run(step_id, steps[step_id])
    return due


def is_known(step_id: str) -> bool:
    """Whether this release has the step."""
    return step_id in _steps()


async def pending(connection: asyncpg.Connection) -> list[str]:
    """The steps that the database of *connection* lacks; any role may ask."""
    try:
        rows = await connection.fetch("select name from migration where app_name = $1", APP)
    except asyncpg.UndefinedTableError:
        return sorted(_steps())
    return sorted(set(_steps()) - {row["name"] for row in rows})


@asynccontextmanager
async def _alone(dsn: str) -> AsyncIterator[None]:
    """On a connection of its own: the lock ends with it, whatever becomes of the steps."""
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(_LOCK)
        yield
    finally:
        await connection.close()


@asynccontextmanager
async def _as_owner(dsn: str) -> AsyncIterator[None]:
    """Connections of the owner's own: a pool that is open belongs to another role."""
    config, pool = ENGINE.config, ENGINE.pool
    ENGINE.config, ENGINE.pool = {"dsn": dsn}, None
    ENGINE.allows_unscoped = True
    try:
        yield
    finally:
        ENGINE.config, ENGINE.pool = config, pool
        ENGINE.allows_unscoped = False


@cache
def _steps() -> dict[str, MigrationModule]:
    manager = BaseMigrationManager()
    folder = manager.get_app_config(APP).resolved_migrations_folder_path
    return manager.get_migration_modules(folder)


async def _history() -> list[str]:
    await BaseMigrationManager().create_migration_table()
    await ENGINE.run_ddl("grant select on migration to app_web, app_worker")
    return await Migration.get_migrations_which_ran(app_name=APP)


async def _run(step_id: str, step: MigrationModule) -> None:
    async with ENGINE.transaction():
        manager = await step.forwards()
        with redirect_stdout(io.StringIO()):  # it prints each step
            await manager.run()
        await Migration.insert(Migration(name=step_id, app_name=APP))
