"""Who was forgotten, outside the database: ids and times, to be played again after a restore."""

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from uuid import UUID

import msgspec

FILE = "erasures.jsonl"
_place: dict[str, Path] = {}


class Entry(msgspec.Struct, frozen=True):
    """One person who was forgotten."""

    person: UUID
    erased_at: datetime


def open_journal(data_dir: Path) -> None:
    """Keep it in this data folder from now on."""
    _place["file"] = data_dir / FILE


def keep(entries: Iterable[Entry]) -> Path:
    """Write these down beside those that are there; nothing that was kept is ever lost.

    Raises:
        KeyError: no data folder was named.
    """
    path = _place["file"]
    path.parent.mkdir(parents=True, exist_ok=True)
    with _alone(path.with_suffix(".lock")):
        known = {entry.person: entry for entry in read(path)}
        merged = {entry.person: entry for entry in entries} | known
        _write(path, merged.values())
    return path


def read(path: Path) -> list[Entry]:
    """The journal that was kept; empty where there is none."""
    if not path.exists():
        return []
    return [msgspec.json.decode(line, type=Entry) for line in path.read_bytes().splitlines()]


def _write(path: Path, entries: Iterable[Entry]) -> None:
    draft = path.with_suffix(".draft")
    draft.touch(mode=0o600)
    with draft.open("wb") as file:
        file.write(b"".join(msgspec.json.encode(entry) + b"\n" for entry in entries))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """The worker's lanes and the backup write one after the other: each adds to what it reads."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
