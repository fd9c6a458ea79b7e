"""A backup brought back to life and examined: nothing lost, nobody remembered who was forgotten."""

import time
from collections.abc import Sequence
from pathlib import Path

import asyncpg
import msgspec

from talentpool.actor import system
from talentpool.audit import verification
from talentpool.audit.verification import Checkpoint
from talentpool.kit import backup, catalogue
from talentpool.kit.backup import Manifest
from talentpool.kit.db import open_pool
from talentpool.rights import service_forgetting
from talentpool.rights.journal import Entry


class Finding(msgspec.Struct, frozen=True):
    """One thing that was looked at: what was found, and what had to be."""

    what: str
    found: int
    expected: int

    @property
    def holds(self) -> bool:
        """Whether it is as it has to be."""
        return self.found == self.expected


class Report(msgspec.Struct, frozen=True):
    """What a restore has found."""

    findings: list[Finding]
    replayed: int
    seconds: float

    @property
    def holds(self) -> bool:
        """Whether everything is as it has to be."""
        return all(finding.holds for finding in self.findings)


async def restore(
    file: Path, owner_url: str, entries: Sequence[Entry], kept: Sequence[Checkpoint]
) -> Report:
    """Load *file* into the empty database of *owner_url*, examine it, forget again.

    *entries* is the journal of erasures, *kept* the checkpoints of the trail, both from outside the
    database. A checkpoint younger than the backup says nothing about it.

    Raises:
        BackupFailed: the file can't be trusted, or the database is not empty.
    """
    begun = time.monotonic()
    manifest = backup.read_manifest(file)
    counts = await backup.load(owner_url, file, manifest)
    findings = [
        *_rows(manifest, counts),
        *await _guards(owner_url, manifest),
        *await _trail(owner_url, manifest, kept),
    ]
    async with open_pool(owner_url, name="talentpool-restore"):
        replayed = await service_forgetting.replay(system(), entries)
    findings += await _forgotten(owner_url, entries)
    findings += await _trail(owner_url, manifest, (), "trail after the erasures")
    return Report(findings, replayed, time.monotonic() - begun)


def _rows(manifest: Manifest, counts: dict[str, int]) -> list[Finding]:
    """One line for all tables, and one for each that is not complete."""
    found = [
        Finding(f"rows of {name}", counts.get(name, 0), table.rows)
        for name, table in manifest.tables.items()
        if counts.get(name) != table.rows
    ]
    return [
        Finding("tables", len(counts), len(manifest.tables)),
        Finding("rows", sum(counts.values()), manifest.row_count),
        *found,
    ]


async def _guards(owner_url: str, manifest: Manifest) -> list[Finding]:
    """Every policy and every forced table of the backup's day; a newer schema may have more."""
    connection = await asyncpg.connect(owner_url)
    try:
        policies = set(manifest.policies) & set(await catalogue.policies(connection))
        forced = set(manifest.forced) & set(await catalogue.forced(connection))
    finally:
        await connection.close()
    return [
        Finding("policies", len(policies), len(manifest.policies)),
        Finding("tables with forced row security", len(forced), len(manifest.forced)),
    ]


async def _trail(
    owner_url: str,
    manifest: Manifest,
    kept: Sequence[Checkpoint],
    what: str = "events of the trail that verify",
) -> list[Finding]:
    events = manifest.tables["audit_event"].rows
    fitting = [point for point in kept if 0 < point.seq <= events]
    newest = max(fitting, key=lambda point: point.seq, default=None)
    verdict = await verification.verify(owner_url, newest)
    wrong = len(verdict.broken) + len(verdict.missing)
    compared = (
        [Finding(f"compared with checkpoint {newest.seq}", int(not verdict.is_off_checkpoint), 1)]
        if newest
        else []
    )
    return [Finding(what, verdict.events - wrong, max(events, verdict.events)), *compared]


async def _forgotten(owner_url: str, entries: Sequence[Entry]) -> list[Finding]:
    connection = await asyncpg.connect(owner_url)
    try:
        readable = await connection.fetchval(_READABLE, [entry.person for entry in entries])
    finally:
        await connection.close()
    return [Finding("forgotten people who can be read", readable, 0)]


_READABLE = """
select count(*) from person
where id = any($1) and (name, kana, email, phone, search) <> ('', '', '', '', '')
"""
