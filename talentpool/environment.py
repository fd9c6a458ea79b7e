"""What a command finds when it begins: settings, servers that answer, a database that is ready.

Bundled servers are started when they don't run and left as they were found; their database is
brought up to date on the way. A database given by URL is somebody's: `talentpool migrate` does
it, with the owner's role, when the operator wants it.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import msgspec

from talentpool.actor import system
from talentpool.kit.db import open_pool
from talentpool.kit.log import configure_logging
from talentpool.kit.migrate import migrate
from talentpool.kit.servers import Part, Servers, ServerUrls, using
from talentpool.kit.settings import Settings
from talentpool.programmes import service as programmes
from talentpool.taxonomy import service as taxonomy

EXIT_BY_SIGNAL = 128


@contextmanager
def environment() -> Iterator[Settings]:
    """Settings with every server's URL filled in, for the length of one command.

    Raises:
        SettingsError: the environment is wrong.
        ServersFailed: a bundled server does not start.
    """
    settings = Settings.from_environment(os.environ)
    configure_logging(settings)
    end_properly_on_signals()
    with bundled_servers(settings) as servers:
        yield settings if servers is None else with_urls(settings, servers.urls)


@contextmanager
def bundled_servers(settings: Settings) -> Iterator[Servers | None]:
    """The servers for which no URL was given, running, their database up to date."""
    parts = _bundled_parts(settings)
    if not parts:
        yield None
        return
    with using(settings.data_dir, durable=True, parts=parts) as servers:
        if "postgres" in parts:
            preparing = prepare_database(
                servers.urls.owner, with_invented=settings.is_demonstration
            )
            asyncio.run(preparing)
        yield servers


async def prepare_database(owner_url: str, *, with_invented: bool) -> list[str]:
    """Migrate, then load the reference data (again: loading is idempotent); the steps taken."""
    steps = await migrate(owner_url)
    async with open_pool(owner_url, name="talentpool-migrate"):
        await taxonomy.load(system(), with_invented=with_invented)
        await programmes.load(system())
    return steps


def with_urls(settings: Settings, urls: ServerUrls) -> Settings:
    """*settings* with the URLs of the bundled servers where none was given."""
    if settings.has_bundled_database:
        settings = msgspec.structs.replace(
            settings,
            database_url=urls.web,
            database_worker_url=urls.worker,
            database_owner_url=urls.owner,
            database_backup_url=urls.backup,
        )
    return msgspec.structs.replace(settings, redis_url=settings.redis_url or urls.redis)


def server_variables(settings: Settings) -> dict[str, str]:
    """The variables that tell a child process, or a factory, where the servers are."""
    fields = ("database_url", "database_worker_url", "redis_url")
    return {field.upper(): url for field in fields if (url := getattr(settings, field))}


def end_properly_on_signals() -> None:
    """Let SIGTERM and SIGHUP unwind the stack like Ctrl-C does: what was started is ended."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _unwind)


def _unwind(number: int, _: FrameType | None) -> None:
    sys.exit(EXIT_BY_SIGNAL + number)


def _bundled_parts(settings: Settings) -> frozenset[Part]:
    wanted: dict[Part, bool] = {
        "postgres": settings.has_bundled_database,
        "valkey": settings.redis_url is None,
    }
    return frozenset(part for part, is_wanted in wanted.items() if is_wanted)
