"""All rows in one file, and back: one consistent snapshot, one member a table, and a manifest.

No program of PostgreSQL's is needed, and nothing of the schema is in the file: that comes from the
migrations, so a restored database has today's policies and not those of the day of the backup.
"""

import hashlib
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import asyncpg
import msgspec

from talentpool.kit import catalogue
from talentpool.kit.migrate import is_known, migrate

FORMAT = 1
_MANIFEST = "manifest.json"
_HISTORY = "migration"  # made by the migrations, not loaded
_CHUNK = 1 << 20
_SAME_TEXT = "set datestyle = 'iso'; set timezone = 'utc'; set intervalstyle = 'iso_8601'"


class BackupFailed(Exception):
    """It can't be made, or must not be trusted."""


class TableManifest(msgspec.Struct, frozen=True):
    """One table as it was."""

    rows: int
    columns: str
    sha256: str


class SequenceManifest(msgspec.Struct, frozen=True):
    """How far a sequence had counted."""

    value: int
    is_called: bool


class Manifest(msgspec.Struct, frozen=True):
    """What a backup says of itself; tables in the order in which they can be loaded."""

    format: int
    created_at: datetime
    head: str
    tables: dict[str, TableManifest]
    sequences: dict[str, SequenceManifest]
    policies: list[str]
    forced: list[str]

    @property
    def row_count(self) -> int:
        """All rows."""
        return sum(table.rows for table in self.tables.values())


async def write(dsn: str, folder: Path) -> tuple[Path, Manifest]:
    """Write everything that the database of *dsn* holds at one moment; for its owner's eyes only.

    Raises:
        BackupFailed: the role is bound by row-level security and would leave rows out.
    """
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(_SAME_TEXT)
        if not await connection.fetchval(_SEES_ALL):
            raise BackupFailed("the role does not see every row: give DATABASE_BACKUP_URL")
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            return await _write(connection, folder)
    finally:
        await connection.close()


async def _write(connection: asyncpg.Connection, folder: Path) -> tuple[Path, Manifest]:
    at = datetime.now(UTC)
    path = folder / f"talentpool-{at:%Y%m%dT%H%M%S}Z.zip"
    with _private(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        manifest = Manifest(
            format=FORMAT,
            created_at=at,
            head=await connection.fetchval("select max(name) from migration"),
            tables=await _write_tables(connection, archive),
            sequences=await _sequences(connection),
            policies=await catalogue.policies(connection),
            forced=await catalogue.forced(connection),
        )
        archive.writestr(_MANIFEST, msgspec.json.encode(manifest))
    return path, manifest


@contextmanager
def _private(path: Path) -> Iterator[BinaryIO]:
    """A file that only its owner reads, and that is there under its name once it is complete."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


async def _write_tables(
    connection: asyncpg.Connection, archive: zipfile.ZipFile
) -> dict[str, TableManifest]:
    columns = await catalogue.columns(connection)
    return {
        name: await _write_table(connection, archive, name, columns[name])
        for name in await catalogue.tables(connection)
        if name != _HISTORY
    }


async def _write_table(
    connection: asyncpg.Connection, archive: zipfile.ZipFile, name: str, columns: str
) -> TableManifest:
    digest = hashlib.sha256()
    with archive.open(_member(name), "w", force_zip64=True) as out:

        async def take(data: bytes) -> None:
            digest.update(data)
            out.write(data)

        said = await connection.copy_from_query(
            f"select {columns} from public.{name}",  # noqa: S608 names of the catalogue
            output=take,
        )
    return TableManifest(int(said.split()[1]), columns, digest.hexdigest())


async def _sequences(connection: asyncpg.Connection) -> dict[str, SequenceManifest]:
    found = {}
    for name in await catalogue.sequences(connection):
        row = await connection.fetchrow(f"select last_value, is_called from public.{name}")  # noqa: S608 as above
        found[name] = SequenceManifest(row["last_value"], row["is_called"])
    return found


def read_manifest(path: Path) -> Manifest:
    """What the file says of itself, after every member was compared with it.

    Raises:
        BackupFailed: it is no backup, was changed, or comes from a newer release.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = msgspec.json.decode(archive.read(_MANIFEST), type=Manifest)
            wrong = [
                name
                for name, table in manifest.tables.items()
                if _digest(archive, name) != table.sha256
            ]
    except (zipfile.BadZipFile, KeyError, OSError, msgspec.DecodeError) as error:
        raise BackupFailed(f"{path} can't be read as a backup: {error}") from error
    if wrong:
        raise BackupFailed(f"these tables were changed in the file: {', '.join(wrong)}")
    if manifest.format != FORMAT or not is_known(manifest.head):
        raise BackupFailed(f"{path} comes from another release ({manifest.head})")
    return manifest


async def load(owner_dsn: str, path: Path, manifest: Manifest) -> dict[str, int]:
    """Make the schema of the backup in an empty database, load all rows; how many came a table.

    Afterwards the schema is brought up to this release.

    Raises:
        BackupFailed: the database is not empty.
    """
    connection = await asyncpg.connect(owner_dsn)
    try:
        if await catalogue.tables(connection):
            raise BackupFailed("the database is not empty")
        await migrate(owner_dsn, upto=manifest.head)
        await connection.execute(_SAME_TEXT)
        async with connection.transaction():
            counts = await _load(connection, path, manifest)
        await migrate(owner_dsn)
    finally:
        await connection.close()
    return counts


async def _load(connection: asyncpg.Connection, path: Path, manifest: Manifest) -> dict[str, int]:
    """The owner is bound by row-level security too; it sets that aside for the length of this."""
    forced = await catalogue.forced(connection)
    await _each(connection, "alter table public.{} no force row level security", forced)
    await _each(connection, "truncate public.{} cascade", list(manifest.tables))
    with zipfile.ZipFile(path) as archive:
        for name, table in manifest.tables.items():
            with archive.open(_member(name)) as source:
                await connection.copy_to_table(
                    name,
                    source=source,
                    columns=[column.strip('"') for column in table.columns.split(", ")],
                    schema_name="public",
                )
    for name, sequence in manifest.sequences.items():
        await connection.execute(
            "select setval($1::text::regclass, $2, $3)", name, sequence.value, sequence.is_called
        )
    counts = {
        name: await connection.fetchval(f"select count(*) from public.{name}")  # noqa: S608 as above
        for name in manifest.tables
    }
    await _each(connection, "alter table public.{} force row level security", forced)
    return counts


async def _each(connection: asyncpg.Connection, statement: str, names: list[str]) -> None:
    for name in names:
        await connection.execute(statement.format(name))


def _member(table: str) -> str:
    return f"tables/{table}.copy"


def _digest(archive: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    with archive.open(_member(name)) as source:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


_SEES_ALL = "select rolsuper or rolbypassrls from pg_roles where rolname = current_user"
