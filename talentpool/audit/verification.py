"""Is the trail as it was written? Recomputes every link, and compares with what was kept outside.

A chain shows any change but the cutting of its tail; the checkpoint, signed and kept outside the
database, shows that too (and a chain that was forged anew from some place on).
"""

import hashlib
import hmac
from pathlib import Path

import asyncpg
import msgspec


class Checkpoint(msgspec.Struct, frozen=True):
    """The last event at some time; with a signature once it is kept."""

    seq: int
    hash: str
    signature: str = ""


class Verdict(msgspec.Struct, frozen=True):
    """What verifying found."""

    events: int
    broken: list[int]
    missing: list[int]
    is_behind_checkpoint: bool = False
    is_off_checkpoint: bool = False

    @property
    def is_sound(self) -> bool:
        """Whether nothing speaks against the trail."""
        return not (
            self.broken or self.missing or self.is_behind_checkpoint or self.is_off_checkpoint
        )


async def checkpoint(dsn: str) -> Checkpoint:
    """The trail's end as it is now, as an auditor's role sees it."""
    connection = await _auditor(dsn)
    try:
        row = await connection.fetchrow(_LAST)
    finally:
        await connection.close()
    return Checkpoint(row["seq"], row["hash"]) if row else Checkpoint(0, "")


async def verify(dsn: str, kept: Checkpoint | None = None) -> Verdict:
    """Recompute the whole chain in the database, with the auditor's role.

    *kept* is an earlier end of the trail; the trail must still have it, unchanged.
    """
    connection = await _auditor(dsn)
    try:
        rows = await connection.fetch(_RECOMPUTE)
        at_kept = await connection.fetchval(_HASH_AT, kept.seq) if kept and kept.seq else None
    finally:
        await connection.close()
    numbers = [row["seq"] for row in rows]
    last = numbers[-1] if numbers else 0
    return Verdict(
        events=len(rows),
        broken=[row["seq"] for row in rows if not (row["own"] and row["linked"])],
        missing=sorted(set(range(1, last + 1)) - set(numbers)),
        is_behind_checkpoint=bool(kept and kept.seq > last),
        is_off_checkpoint=bool(at_kept is not None and kept and at_kept != kept.hash),
    )


def sign(point: Checkpoint, key: str) -> Checkpoint:
    """*point* with a signature that only the holder of *key* can make."""
    return msgspec.structs.replace(point, signature=_signature(point, key))


def is_signed(point: Checkpoint, key: str) -> bool:
    """Whether *point* was signed with *key*."""
    return hmac.compare_digest(point.signature, _signature(point, key))


def keep(point: Checkpoint, folder: Path) -> Path:
    """Write a checkpoint beside the database, not into it; earlier ones stay."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{point.seq:012}.json"
    path.write_bytes(msgspec.json.encode(point))
    return path


def read(path: Path) -> Checkpoint:
    """A checkpoint that was kept."""
    return msgspec.json.decode(path.read_bytes(), type=Checkpoint)


def newest(folder: Path) -> Checkpoint | None:
    """The checkpoint that was kept last."""
    kept = sorted(folder.glob("*.json")) if folder.is_dir() else []
    return read(kept[-1]) if kept else None


def _signature(point: Checkpoint, key: str) -> str:
    text = f"{point.seq}:{point.hash}".encode()
    return hmac.new(f"checkpoint:{key}".encode(), text, hashlib.sha256).hexdigest()


async def _auditor(dsn: str) -> asyncpg.Connection:
    connection = await asyncpg.connect(dsn)
    await connection.execute("select set_config('app.role', 'auditor', false)")
    return connection


_LAST = "select seq, encode(hash, 'hex') as hash from audit_event order by seq desc limit 1"
_HASH_AT = "select encode(hash, 'hex') from audit_event where seq = $1"
_RECOMPUTE = """
select seq, hash = sha256(prev || audit_body(e)) as own,
       prev = coalesce(lag(hash) over (order by seq), '\\x00'::bytea) as linked
from audit_event e order by seq
"""
