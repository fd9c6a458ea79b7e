"""The only place where a state changes, and where what happened is written down."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from piccolo.columns import Column
from piccolo.table import Table

from talentpool.actor import Actor
from talentpool.kit.db import dump_json
from talentpool.kit.errors import StaleRow
from talentpool.kit.scope import Scope, current
from talentpool.kit.states import Machine


class Stateful(Protocol):
    """A row with a life cycle: `id`, `state`, `version`, and whose trail it belongs to."""

    id: Any
    state: Any
    version: Any

    def belongs_to(self) -> tuple[str | None, UUID | None]:
        """(municipality code, identity of the candidate): who may read this row's trail."""
        ...


async def transition(
    actor: Actor,
    row: Any,
    machine: Machine,
    verb: str,
    *,
    seen: int | None = None,
    change: Mapping[Any, Any] | None = None,
    **detail: Any,
) -> None:
    """Move *row* along *machine* by *verb*, change other columns with it, and collect the event.

    *seen* is the version that the actor was shown; without it the row's own version counts.

    Raises:
        IllegalMove, Forbidden: the machine says no.
        StaleRow: somebody else moved or changed the row first.
    """
    before = machine.start.__class__(row.state)
    after = machine.after(verb, before, actor.role)
    await _write(row, {"state": str(after), **_by_name(change)}, seen)
    record(actor, f"{machine.name}.{verb}", row, before=before, after=after, **detail)


async def amend(
    actor: Actor,
    row: Any,
    action: str,
    change: Mapping[Any, Any],
    *,
    seen: int | None = None,
    **detail: Any,
) -> None:
    """Change columns of *row* without moving its state; the version counts up, the trail knows.

    Raises:
        StaleRow: somebody else changed the row first.
    """
    await _write(row, _by_name(change), seen)
    record(actor, action, row, **detail)


def record(
    actor: Actor,
    action: str,
    row: Stateful,
    *,
    before: StrEnum | None = None,
    after: StrEnum | None = None,
    **detail: Any,
) -> None:
    """Collect one event about *row*; the scope appends it as its last statement before COMMIT."""
    municipality, candidate = row.belongs_to()
    note(
        actor,
        action,
        subject_id=str(row.id),
        municipality=municipality,
        candidate=candidate,
        before=before,
        after=after,
        **detail,
    )


def note(
    actor: Actor,
    action: str,
    *,
    subject_id: str,
    municipality: str | None = None,
    candidate: UUID | None = None,
    before: StrEnum | None = None,
    after: StrEnum | None = None,
    **detail: Any,
) -> None:
    """Collect one event about something that is not a row with a life cycle, such as a sign-in."""
    current().collect(
        _append,
        {
            "role": str(actor.role),
            "action": action,
            "subject": action.split(".", 1)[0],
            "subject_id": subject_id,
            "municipality": municipality,
            "candidate": candidate,
            "before": before,
            "after": after,
            "detail": {name: value for name, value in detail.items() if value is not None},
        },
    )


async def _append(events: list[Any]) -> None:
    scope: Scope = current()
    await scope.connection.execute("select audit_append($1::jsonb)", dump_json(events))


def _by_name(change: Mapping[Any, Any] | None) -> dict[Column | str, Any]:
    return {
        name if isinstance(name, str) else name._meta.name: value
        for name, value in (change or {}).items()
    }


async def _write(row: Any, values: dict[Column | str, Any], seen: int | None) -> None:
    """Compare-and-set by version: exactly one of several racing writers gets through."""
    table: type[Table] = type(row)
    version = row.version if seen is None else seen
    changes: dict[Column | str, Any] = {**values, "version": version + 1}
    matches = (table._meta.primary_key == row.id) & (
        table._meta.get_column_by_name("version") == version
    )
    moved = await table.update(changes).where(matches).returning(table._meta.primary_key)
    if not moved:
        raise StaleRow(
            f"{table.__name__} {row.id}", subject_id=str(row.id), version=await _present(table, row)
        )
    for name, value in changes.items():
        setattr(row, str(name), value)


async def _present(table: type[Table], row: Any) -> int | None:
    """The version that *row* has by now, as far as the actor may see it."""
    found = await table.select("version").where(table._meta.primary_key == row.id).first()
    return found["version"] if found else None
