"""Where everything is measured: real servers, a real worker, a made pool taken in from files."""

import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx

from talentpool.accounts.tables import Account
from talentpool.actor import Actor, Role, system
from talentpool.app import make_app
from talentpool.candidates import service_import as candidates
from talentpool.candidates.schemas import CandidateRecord
from talentpool.demo import pool as made
from talentpool.files import service as files
from talentpool.files.schemas import Kind
from talentpool.kit import queue
from talentpool.kit.db import open_pool
from talentpool.kit.scope import reading
from talentpool.kit.servers import ServerUrls
from talentpool.kit.settings import Settings
from talentpool.needs import service_import as needs
from talentpool.needs.schemas_interchange import NeedRecord
from tests.makers.accounts import an_account, as_account, browse_as
from tests.makers.candidates import a_record
from tests.run.service import Program, environment

SEED = 20261124
NEEDS = 8
# Placements open only once their working conditions are stated, which files don't do.
_DISPATCHES = {"hands_on", "outreach"}
_WORKER = [sys.executable, "-m", "talentpool.cli", "worker"]


@dataclass(slots=True)
class Stage:
    """The service with its pool, and whoever is to look at it."""

    urls: ServerUrls
    settings: Settings
    app: Any
    bare: asyncpg.Pool
    coordinator: Account
    records: list[CandidateRecord]
    needs: list[UUID] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    import_seconds: float = 0.0

    @property
    def actor(self) -> Actor:
        """The coordinator."""
        return as_account(self.coordinator)

    @asynccontextmanager
    async def browser(self, account: Account | None) -> AsyncIterator[httpx.AsyncClient]:
        """A browser in this process, signed in to *account*."""
        transport = httpx.ASGITransport(app=self.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            if account is not None:
                await browse_as(client, self.settings, account)
            yield client


@asynccontextmanager
async def stage(urls: ServerUrls, people: int) -> AsyncIterator[Stage]:
    """The pool is taken in by the bulk verb, which is timed; the needs wait for triage."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        settings = _settings(urls, Path(folder))
        async with _pools(urls) as bare:
            coordinator = await an_account(Role.COORDINATOR)
            found = await _read(Kind.CANDIDATES, Path(folder), people)
            whole = Stage(urls, settings, make_app(settings), bare, coordinator, found)
            await _take_people(whole)
            await _take_needs(whole, Path(folder))
            whole.names = await _name(whole)
            yield whole


@asynccontextmanager
async def worker(urls: ServerUrls) -> AsyncIterator[None]:
    """A worker process, as the service runs it."""
    variables = environment(
        DATABASE_URL=urls.web,
        DATABASE_WORKER_URL=urls.worker,
        DATABASE_OWNER_URL=urls.owner,
        REDIS_URL=urls.redis,
        TALENTPOOL_DEMONSTRATION="0",
    )
    program = await asyncio.to_thread(Program, _WORKER, variables)
    try:
        await asyncio.to_thread(program.wait_for, "worker.ready")
        yield
    finally:
        program.popen.terminate()
        await asyncio.to_thread(program.end)


def _settings(urls: ServerUrls, folder: Path) -> Settings:
    return Settings.from_environment(
        {
            "TALENTPOOL_DATA_DIR": str(folder),
            "TALENTPOOL_DEMONSTRATION": "0",
            "DATABASE_URL": urls.web,
            "DATABASE_WORKER_URL": urls.worker,
            "DATABASE_OWNER_URL": urls.owner,
            "REDIS_URL": urls.redis,
        }
    )


@asynccontextmanager
async def _pools(urls: ServerUrls) -> AsyncIterator[asyncpg.Pool]:
    """The web role's pool is open; given is one that row-level security leaves alone."""
    async with (
        open_pool(urls.backup, name="bench-bare") as bare,
        open_pool(urls.web, name="bench-web"),
    ):
        await queue.open_bell(urls.redis)
        try:
            yield bare
        finally:
            await queue.close_bell()


async def _read(kind: Kind, folder: Path, people: int) -> list[Any]:
    """The records of a made file, checked as any file is."""
    made.write(folder, people=people, needs=8 * NEEDS, seed=SEED)
    checked = await files.check(system(), kind, (folder / f"{kind}.jsonl").read_bytes())
    assert not checked.problems, checked.problems[:5]
    return list(checked.records)


async def _take_people(whole: Stage) -> None:
    """Everybody straight into the pool; what a process reads once has been read before."""
    decision = files.activation(whole.actor, "bench")
    await candidates.import_records(whole.actor, [a_record("warm")], activation=decision)
    started = time.perf_counter()
    await candidates.import_records(whole.actor, whole.records, activation=decision)
    whole.import_seconds = time.perf_counter() - started


async def _take_needs(whole: Stage, folder: Path) -> None:
    records: list[NeedRecord] = await _read(Kind.NEEDS, folder, 0)
    sent = [record for record in records if record.program in _DISPATCHES]
    whole.needs = [(await needs.upsert(whole.actor, record)).need for record in sent[:NEEDS]]


async def _name(whole: Stage) -> dict[str, str]:
    """What stands in the addresses of pages."""
    async with reading(system()) as opened:
        people = await opened.connection.fetch(
            "select id, person from candidate where state = 'active' order by ref limit 2"
        )
        municipality: str = await opened.connection.fetchval(
            "select municipality from need where id = $1", whole.needs[0]
        )
    first, second = people
    return {
        "need": str(whole.needs[0]),
        "municipality": municipality,
        "first": str(first["id"]),
        "second": str(second["id"]),
        "person": str(first["person"]),
    }


async def matched(need: UUID) -> bool:
    """Whether people are ranked for a need."""
    async with reading(system()) as opened:
        found: bool = await opened.connection.fetchval(
            "select exists (select from match_run where need = $1)", need
        )
    return found
