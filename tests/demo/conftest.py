"""The demonstration, loaded once into a database of its own, and browsers that look at it."""

from collections.abc import AsyncIterator

import asyncpg
import httpx
import pytest
from litestar import Litestar

from talentpool import worker
from talentpool.app import make_app
from talentpool.demo import loading
from talentpool.environment import prepare_database
from talentpool.kit.bootstrap import bootstrap_database
from talentpool.kit.db import open_pool
from talentpool.kit.mail import open_post
from talentpool.kit.servers import ServerUrls
from talentpool.kit.settings import Settings


@pytest.fixture(scope="session")
def demo_settings(
    server_urls: ServerUrls, worker_id: str, tmp_path_factory: pytest.TempPathFactory
) -> Settings:
    """Settings of a demonstration with a database of its own."""
    urls = server_urls.of_database(f"talentpool_demo_{worker_id}")
    return Settings.from_environment(
        {
            "TALENTPOOL_DATA_DIR": str(tmp_path_factory.mktemp("demonstration")),
            "TALENTPOOL_DEMONSTRATION": "1",
            "DATABASE_URL": urls.web,
            "DATABASE_WORKER_URL": urls.worker,
            "DATABASE_OWNER_URL": urls.owner,
            "REDIS_URL": urls.redis,
        }
    )


@pytest.fixture(scope="session")
async def loaded(
    server_urls: ServerUrls, worker_id: str, settings: Settings, demo_settings: Settings
) -> Settings:
    """The demonstration is loaded."""
    name = f"talentpool_demo_{worker_id}"
    await bootstrap_database(server_urls.admin, database=name)
    await prepare_database(demo_settings.url("database_owner_url"), with_invented=True)
    await loading.load(demo_settings, worker.drain)
    open_post(settings)
    return demo_settings


@pytest.fixture
async def demo(loaded: Settings) -> AsyncIterator[Settings]:
    """The web role's pool on the demonstration; the other tests' pool comes back afterwards."""
    async with open_pool(loaded.url("database_url"), name="test-demo"):
        yield loaded


@pytest.fixture
async def owner(demo: Settings) -> AsyncIterator[asyncpg.Connection]:
    """The owner of the demonstration's tables."""
    connection = await asyncpg.connect(demo.url("database_owner_url"))
    yield connection
    await connection.close()


@pytest.fixture(scope="session")
def demo_app(demo_settings: Settings) -> Litestar:
    """The application of the demonstration."""
    return make_app(demo_settings)


@pytest.fixture
async def visitor(demo: Settings, demo_app: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    """A browser."""
    transport = httpx.ASGITransport(app=demo_app, raise_app_exceptions=False)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://localhost", follow_redirects=True
    ) as client:
        yield client
