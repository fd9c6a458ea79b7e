"""What holds for a programme, on a day. Read once a process, as reference data is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import msgspec
from piccolo.table import Table

from talentpool.actor import system
from talentpool.kit.errors import NotFound
from talentpool.kit.scope import reading
from talentpool.programmes.schemas import ProgrammeOut, RuleOut, TargetGroupOut
from talentpool.programmes.tables import Programme, Rule, TargetGroup

Out = TypeVar("Out", bound=msgspec.Struct)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All current rows."""

    programmes: Mapping[str, ProgrammeOut]
    target_groups: Mapping[str, TargetGroupOut]
    rules: tuple[RuleOut, ...]


_kept: dict[str, Catalogue] = {}


async def catalogue() -> Catalogue:
    """All of it; read from the database once a process."""
    if "catalogue" not in _kept:
        async with reading(system()):
            _kept["catalogue"] = Catalogue(
                {row.key: row for row in await _current(Programme, ProgrammeOut)},
                {row.code: row for row in await _current(TargetGroup, TargetGroupOut)},
                tuple(await _current(Rule, RuleOut)),
            )
    return _kept["catalogue"]


def forget() -> None:
    """Read anew the next time."""
    _kept.clear()


async def find(key: str | None) -> ProgrammeOut | None:
    """The programme of this key."""
    return (await catalogue()).programmes.get(key or "")


async def get(key: str) -> ProgrammeOut:
    """The programme of this key.

    Raises:
        NotFound: there is none.
    """
    found = await find(key)
    if found is None:
        raise NotFound(f"programme {key}")
    return found


async def all_programmes() -> tuple[ProgrammeOut, ...]:
    """Every line of service, in the order of screens."""
    return tuple((await catalogue()).programmes.values())


async def offered() -> tuple[ProgrammeOut, ...]:
    """Those that a need can be made of."""
    return tuple(programme for programme in await all_programmes() if programme.is_enabled)


async def named_in_file(name: str) -> ProgrammeOut | None:
    """The programme by its key or by its spelling in files."""
    found = await find(name)
    if found is not None:
        return found
    return next((p for p in await all_programmes() if p.interchange_name == name), None)


async def target_groups() -> tuple[TargetGroupOut, ...]:
    """Everybody that programmes look for."""
    return tuple((await catalogue()).target_groups.values())


async def rules(code: str, on: date, *, to: str | None = None) -> tuple[RuleOut, ...]:
    """The rules of this code that hold *on* a day, and apply *to* a programme or type."""
    return tuple(
        rule
        for rule in (await catalogue()).rules
        if rule.code == code
        and rule.is_valid_on(on)
        and (to is None or not rule.applies_to or to in rule.applies_to)
    )


async def rules_for(applied_to: str, on: date) -> tuple[RuleOut, ...]:
    """Every rule that holds *on* a day and names a programme or type of appointment."""
    return tuple(
        rule
        for rule in (await catalogue()).rules
        if rule.is_valid_on(on) and applied_to in rule.applies_to
    )


async def programme_tiers() -> Mapping[str, frozenset[str]]:
    """Which tiers a programme is meant for; one that is absent takes both."""
    tiers: dict[str, set[str]] = {}
    for group in await target_groups():
        if group.tier and group.programme:
            tiers.setdefault(group.programme, set()).add(group.tier)
    return {key: frozenset(found) for key, found in tiers.items()}


async def _current(table: type[Table], out: type[Out]) -> list[Out]:
    columns = table._meta
    rows = await (
        table.select()
        .where(columns.get_column_by_name("retired_at").is_null())
        .order_by(columns.get_column_by_name("position"))
    )
    return [msgspec.convert(row, out, strict=False) for row in rows]
