"""Brings a table of reference data in line with the files of this release.

A row is never changed and never deleted: what differs is retired and a new version takes its place,
so whatever points to a code can still say what it meant at the time.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from piccolo.table import Table

from talentpool.kit import clock

_BATCH = 500  # a statement takes at most 32,767 values

Row = Mapping[str, Any]
Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Renewal:
    """What had to be done."""

    added: int = 0
    changed: int = 0
    retired: int = 0

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.retired)


async def renew(table: type[Table], key: Sequence[str], rows: Iterable[Row]) -> Renewal:
    """Make *rows* the current ones of *table*, each known by the columns of *key*.

    The table has `version` and `retired_at`; doing it again changes nothing.
    """
    wanted = {_key(row, key): row for row in rows}
    stored = await table.select()
    versions: dict[Key, int] = {}
    for row in stored:
        versions[_key(row, key)] = max(row["version"], versions.get(_key(row, key), 0))
    current = {_key(row, key): row for row in stored if row["retired_at"] is None}
    outdated = [k for k, row in current.items() if k not in wanted or _differ(wanted[k], row)]
    missing = [k for k in wanted if k not in current or k in outdated]
    await _retire(table, [current[k]["id"] for k in outdated])
    await _insert(table, [{**wanted[k], "version": versions.get(k, 0) + 1} for k in missing])
    changed = len(set(outdated) & set(missing))
    return Renewal(len(missing) - changed, changed, len(outdated) - changed)


def _key(row: Row, key: Sequence[str]) -> Key:
    values = (row[name] for name in key)
    return tuple(tuple(value) if isinstance(value, list) else value for value in values)


def _differ(wanted: Row, stored: Row) -> bool:
    return any(stored[name] != value for name, value in wanted.items())


async def _retire(table: type[Table], ids: list[Any]) -> None:
    if ids:
        change: Any = {"retired_at": clock.now()}
        await table.update(change).where(table._meta.primary_key.is_in(ids))


async def _insert(table: type[Table], rows: list[dict[str, Any]]) -> None:
    for start in range(0, len(rows), _BATCH):
        made = [table(**row, loaded_at=clock.now()) for row in rows[start : start + _BATCH]]
        await table.insert(*made)
