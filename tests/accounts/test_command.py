"""The console lets the first administrator in."""

import subprocess
import sys
from pathlib import Path

import httpx

from talentpool.kit.settings import Settings


async def test_the_printed_link_leads_to_the_page_where_an_administrator_begins(
    client: httpx.AsyncClient, settings: Settings, root: Path
):
    environment = {
        "PATH": "/usr/bin:/bin",
        "TALENTPOOL_DATA_DIR": str(settings.data_dir),
        "DATABASE_URL": settings.url("database_url"),
        "DATABASE_WORKER_URL": settings.url("database_worker_url"),
        "DATABASE_OWNER_URL": settings.url("database_owner_url"),
        "REDIS_URL": settings.url("redis_url"),
    }
    command = [sys.executable, "-m", "talentpool.cli", "invite-administrator"]

    printed = subprocess.run(  # noqa: ASYNC221
        [*command, "admin@example.jp", "--name", "架空 管理"],
        env=environment,
        cwd=root,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    ).stdout.split()[-1]

    page = await client.get(printed.removeprefix("http://localhost:8000"))
    assert page.status_code == 200
    assert "システム管理者" in page.text
