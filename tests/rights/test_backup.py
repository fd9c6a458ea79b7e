"""A backup comes back whole, without those who were forgotten since; a changed one is refused."""

import zipfile
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path

import asyncpg
import pytest

from talentpool.actor import Role
from talentpool.audit import verification
from talentpool.kit import backup
from talentpool.kit.backup import BackupFailed
from talentpool.kit.bootstrap import bootstrap_database
from talentpool.kit.servers import ServerUrls
from talentpool.rights import journal, restoring, service
from tests.makers.accounts import an_actor, rows
from tests.makers.chains import NAME, a_placement

pytestmark = pytest.mark.usefixtures("db")
KEPT = ("decision", "hours_entry", "week_ledger", "proposal", "engagement", "selection")
_numbers = count()


@pytest.fixture
async def empty(server_urls: ServerUrls, worker_id: str) -> AsyncIterator[ServerUrls]:
    """An empty database with roles, as an administrator has made it."""
    name = f"restored_{worker_id}_{next(_numbers)}"
    await bootstrap_database(server_urls.admin, database=name)
    yield server_urls.of_database(name)
    admin = await asyncpg.connect(server_urls.admin)
    await admin.execute(f"drop database {name} with (force)")
    await admin.close()


async def rows_of(dsn: str, sql: str) -> list[tuple[object, ...]]:
    connection = await asyncpg.connect(dsn)
    try:
        return [tuple(row) for row in await connection.fetch(sql)]
    finally:
        await connection.close()


async def forget(person) -> None:
    wish = await service.file(person)
    await service.propose(await an_actor(Role.COORDINATOR), wish, seen=1)
    await service.confirm(await an_actor(Role.ADMINISTRATOR), wish, seen=2)


def readable_text(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist())


async def test_backed_up_erased_restored_replayed(drain, urls, empty, settings, tmp_path):
    case = await a_placement(drain, "appointed")
    point = await verification.checkpoint(urls.web)
    path, manifest = await backup.write(urls.backup, tmp_path)
    before = {name: await rows_of(urls.backup, f"select * from {name} order by 1") for name in KEPT}
    await rows("update engagement set state = 'closed', closed_at = app_now() returning 1")
    await forget(case.person)
    await drain()
    entries = journal.read(settings.data_dir / journal.FILE)

    report = await restoring.restore(path, empty.owner, entries, [point])

    assert report.holds, report.findings
    assert report.replayed == 1
    assert NAME in readable_text(path)
    people = f"select name, email, search from person where id = '{case.candidate.person}'"
    assert await rows_of(empty.backup, people) == [("", "", "")]
    for name, kept in before.items():
        assert kept
        assert await rows_of(empty.backup, f"select * from {name} order by 1") == kept
    assert manifest.row_count == report.findings[1].found
    verdict = await verification.verify(empty.web, point)
    assert verdict.is_sound
    assert verdict.events > point.seq


async def test_without_the_journal_the_forgotten_would_be_back(drain, urls, empty, tmp_path):
    case = await a_placement(drain)
    path, _ = await backup.write(urls.backup, tmp_path)

    report = await restoring.restore(path, empty.owner, [], [])

    assert report.replayed == 0
    people = f"select name from person where id = '{case.candidate.person}'"
    assert await rows_of(empty.backup, people) == [(NAME,)]


async def test_the_service_works_on_in_a_restored_database(drain, urls, empty, tmp_path):
    await a_placement(drain)
    next_number = "select nextval('need_number')"
    ((given,),) = await rows_of(urls.web, next_number)
    path, _ = await backup.write(urls.backup, tmp_path)

    await restoring.restore(path, empty.owner, [], [])

    assert await rows_of(empty.web, next_number) == [(given + 1,)]
    sees = "select count(*) from candidate"
    assert await rows_of(empty.web, sees) == [(0,)]
    assert (await rows_of(empty.backup, sees))[0][0] > 0


async def test_a_backup_is_its_owners_alone(urls, tmp_path):
    path, _ = await backup.write(urls.backup, tmp_path)

    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("role", ["owner", "web", "worker", "audit"])
async def test_a_role_that_does_not_see_all_makes_no_backup(urls, role, tmp_path):
    with pytest.raises(BackupFailed, match="every row"):
        await backup.write(getattr(urls, role), tmp_path)

    assert list(tmp_path.iterdir()) == []


async def test_nothing_is_loaded_over_what_is_there(urls, tmp_path):
    path, _ = await backup.write(urls.backup, tmp_path)

    with pytest.raises(BackupFailed, match="not empty"):
        await restoring.restore(path, urls.owner, [], [])


async def test_a_file_that_was_changed_is_not_loaded(drain, urls, empty, tmp_path):
    await a_placement(drain)
    path, _ = await backup.write(urls.backup, tmp_path)
    changed = tmp_path / "changed.zip"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(changed, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content.replace(b"best_fit", b"other_fit"))

    with pytest.raises(BackupFailed, match="decision"):
        await restoring.restore(changed, empty.owner, [], [])

    assert await rows_of(empty.backup, "select 1 from pg_tables where schemaname = 'public'") == []


async def test_a_trail_that_was_forged_is_found(drain, urls, empty, tmp_path):
    await a_placement(drain)
    path, _ = await backup.write(urls.backup, tmp_path)
    point = await verification.checkpoint(urls.web)
    forged = verification.Checkpoint(point.seq, "00" * 32)

    report = await restoring.restore(path, empty.owner, [], [forged])

    assert not report.holds
    assert [finding.what for finding in report.findings if not finding.holds] == [
        f"compared with checkpoint {point.seq}"
    ]


async def test_an_older_checkpoint_serves_and_a_younger_one_says_nothing(
    drain, urls, empty, tmp_path
):
    await a_placement(drain)
    old = await verification.checkpoint(urls.web)
    path, _ = await backup.write(urls.backup, tmp_path)
    await a_placement(drain)
    young = await verification.checkpoint(urls.web)

    report = await restoring.restore(path, empty.owner, [], [young, old])

    assert report.holds
    assert f"compared with checkpoint {old.seq}" in {one.what for one in report.findings}
