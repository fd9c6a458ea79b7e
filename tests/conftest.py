"""What every test may ask for: real servers, a migrated database, the application, clients.

- `db`: the web role's pool on this process's database; all but reference data goes after the test.
- `as_worker`: inside it, code runs with the worker's database role.
- `app`, `client`: the application and an HTTP client in this process, on the same event loop.
- `other_client()`: another browser.
- `drain()`: do all that the outbox holds as the worker would, and wait for it.
- `watch`: looks on in every test, that nothing tells who the makers' people are.

Tests commit for real; nothing of ours is replaced.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import asyncpg
import httpx
import pytest
from litestar import Litestar

from talentpool import worker
from talentpool.app import make_app
from talentpool.kit import queue, servers
from talentpool.kit.bootstrap import bootstrap_database
from talentpool.kit.db import open_pool, using_pool
from talentpool.kit.mail import open_post
from talentpool.kit.migrate import migrate
from talentpool.kit.servers import ServerUrls
from talentpool.kit.settings import Settings
from talentpool.rights.journal import open_journal
from tests import reference
from tests.makers.marks import MARKS
from tests.prove.watch import Watch

pytest_plugins = ["tests.makers.fixtures"]


@pytest.fixture(scope="session")
def servers_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Where the bundled servers keep their data and their logs."""
    base = tmp_path_factory.getbasetemp()
    return (base if worker_id == "master" else base.parent) / "servers"


@pytest.fixture(scope="session")
def server_urls(servers_folder: Path) -> Iterator[ServerUrls]:
    """The bundled servers, shared by the test run's processes."""
    with servers.running(servers_folder, durable=False) as urls:
        yield urls


@pytest.fixture(scope="session")
def urls(server_urls: ServerUrls, worker_id: str) -> ServerUrls:
    """This process's own database, migrated and with the reference data."""
    name = f"talentpool_{worker_id}"
    asyncio.run(bootstrap_database(server_urls.admin, database=name))
    own = server_urls.of_database(name)
    asyncio.run(migrate(own.owner))
    reference.load(own)
    return own


@pytest.fixture(scope="session")
def settings(urls: ServerUrls, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Development settings with this process's servers."""
    return Settings.from_environment(
        {
            "TALENTPOOL_DATA_DIR": str(tmp_path_factory.mktemp("data")),
            "TALENTPOOL_DEMONSTRATION": "0",
            "DATABASE_URL": urls.web,
            "DATABASE_WORKER_URL": urls.worker,
            "DATABASE_OWNER_URL": urls.owner,
            "REDIS_URL": urls.redis,
        }
    )


@pytest.fixture(scope="session")
def watch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watch]:
    """Looks on from the first test to the last; the run fails where a person's mark was found."""
    looking = Watch(MARKS)
    yield looking
    looking.look_into_files(tmp_path_factory.getbasetemp())
    assert not looking.found, "who somebody is was told by: " + "; ".join(sorted(looking.found))


@pytest.fixture(scope="session")
def plain_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings that ask for no server."""
    return Settings.from_environment(
        {"TALENTPOOL_DATA_DIR": str(tmp_path_factory.mktemp("listening"))}
    )


@pytest.fixture(autouse=True)
def _heard(watch: Watch, plain_settings: Settings) -> None:
    """The log is listened to, whatever the last test did to it."""
    watch.listen(plain_settings)


@pytest.fixture(scope="session")
async def all_rows(
    server_urls: ServerUrls, urls: ServerUrls, servers_folder: Path, watch: Watch
) -> AsyncIterator[asyncpg.Connection]:
    """Sees all rows of this process's database; at the end also what is in Valkey and the logs."""
    database = urls.web.partition("?")[0].rpartition("/")[2]
    connection = await asyncpg.connect(server_urls.admin, database=database)
    yield connection
    await connection.close()
    await watch.look_into_valkey(urls.redis)
    watch.look_into_files(servers_folder / "log")


@pytest.fixture(scope="session")
async def _pools(urls: ServerUrls, settings: Settings) -> AsyncIterator[dict[str, asyncpg.Pool]]:
    async with (
        open_pool(urls.worker, name="test-worker") as worker_pool,
        open_pool(urls.web, name="test-web") as web_pool,
    ):
        open_post(settings)
        open_journal(settings.data_dir)
        await queue.open_bell(urls.redis)
        yield {"worker": worker_pool, "web": web_pool}
        await queue.close_bell()


@pytest.fixture(scope="session")
async def _owner(urls: ServerUrls) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(urls.owner)
    yield connection
    await connection.close()


@pytest.fixture
async def db(
    _pools: dict[str, asyncpg.Pool],
    _owner: asyncpg.Connection,
    all_rows: asyncpg.Connection,
    watch: Watch,
) -> AsyncIterator[None]:
    """The web role's pool; looked into and emptied afterwards."""
    yield
    await watch.look_into_tables(all_rows)
    await _owner.execute(await reference.truncation(_owner))


@pytest.fixture
def as_worker(
    db: None, _pools: dict[str, asyncpg.Pool]
) -> Callable[[], AbstractAsyncContextManager[None]]:
    """A context in which code runs with the worker's database role."""

    @asynccontextmanager
    async def role() -> AsyncIterator[None]:
        with using_pool(_pools["worker"]):
            yield

    return role


@pytest.fixture
def drain(
    as_worker: Callable[[], AbstractAsyncContextManager[None]],
) -> Callable[[], Awaitable[int]]:
    """Do all due tasks with the worker's role; how many there were."""

    async def run() -> int:
        async with as_worker():
            return await worker.drain()

    return run


@pytest.fixture(scope="session")
def app(settings: Settings) -> Litestar:
    """The application; its pool is the tests' own."""
    return make_app(settings)


@pytest.fixture
async def other_client(
    app: Litestar, db: None, watch: Watch
) -> AsyncIterator[Callable[[], httpx.AsyncClient]]:
    """Makes browsers, each with cookies of its own."""
    clients: list[httpx.AsyncClient] = []

    def make() -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        hooks = {"request": [watch.asked], "response": [watch.answered]}
        clients.append(
            httpx.AsyncClient(transport=transport, base_url="http://localhost", event_hooks=hooks)
        )
        return clients[-1]

    yield make
    for client in clients:
        await client.aclose()


@pytest.fixture
def client(other_client: Callable[[], httpx.AsyncClient]) -> httpx.AsyncClient:
    """A browser."""
    return other_client()


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    """Which process of the test run this is; `master` without xdist."""
    return getattr(request.config, "workerinput", {}).get("workerid", "master")


@pytest.fixture
def root() -> Path:
    """The checkout."""
    return Path(__file__).parents[1]
