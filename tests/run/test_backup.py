"""Backups as operators make them: with PostgreSQL's own programs, and with the drill."""

import asyncio
import subprocess
from pathlib import Path

import asyncpg
import pytest

from talentpool.kit import bundled
from talentpool.kit.bootstrap import bootstrap_database
from talentpool.kit.servers import ServerUrls
from tests.run.service import talentpool

COUNTED = ("municipality", "term", "programme", "migration")
POLICIES = "select count(*) from pg_policies"


def call(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [bundled.postgres_binary(program), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def counts(dsn: str) -> dict[str, int]:
    async def ask() -> dict[str, int]:
        connection = await asyncpg.connect(dsn)
        try:
            queries = {name: f"select count(*) from {name}" for name in COUNTED}
            queries["policies"] = POLICIES
            return {name: await connection.fetchval(query) for name, query in queries.items()}
        finally:
            await connection.close()

    return asyncio.run(ask())


@pytest.fixture
def dump(urls: ServerUrls, tmp_path: Path) -> Path:
    file = tmp_path / "talentpool.dump"
    done = call("pg_dump", "--format=custom", f"--file={file}", urls.backup)
    assert done.returncode == 0, done.stderr
    return file


def test_a_dump_by_the_backup_role_comes_back_whole(
    urls: ServerUrls, dump: Path, worker_id: str
) -> None:
    before = counts(urls.backup)
    assert all(before.values()), before
    name = f"restored_{worker_id}"
    asyncio.run(bootstrap_database(urls.admin, database=name))
    restored = urls.of_database(name)
    target = restored.admin.replace("/postgres?", f"/{name}?")

    done = call(
        "pg_restore", "--clean", "--if-exists", "--exit-on-error", f"--dbname={target}", dump
    )

    assert done.returncode == 0, done.stderr
    assert counts(restored.backup) == before


@pytest.mark.parametrize("role", ["owner", "web", "worker"])
def test_no_other_role_is_fit_for_backups(urls: ServerUrls, role: str, tmp_path: Path) -> None:
    done = call("pg_dump", f"--file={tmp_path / 'dump'}", getattr(urls, role))

    assert done.returncode != 0


def test_the_drill_of_a_fresh_folder_holds_and_leaves_nothing(tmp_path: Path) -> None:
    variables = {"TALENTPOOL_DATA_DIR": str(tmp_path / "data"), "TALENTPOOL_DEMONSTRATION": "0"}

    done = talentpool("drill", **variables)

    assert done.returncode == 0, done.stderr
    assert "tables with forced row security" in done.stdout
    assert "WRONG" not in done.stdout
    assert not (tmp_path / "data" / "backups").exists()
