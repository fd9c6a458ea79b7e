"""The scorer in force as its card shows it."""

import msgspec


class TableShown(msgspec.Struct, frozen=True):
    """One table of the scorer: what it reads, and the most it can add, in points."""

    table: str
    most: float
    steps: tuple[int, ...]


class FactorShown(msgspec.Struct, frozen=True):
    """One factor, the most it can add, and the tables that feed it."""

    factor: str
    side: str
    most: float
    tables: tuple[TableShown, ...]


class Card(msgspec.Struct, frozen=True):
    """What is public of a scorer, and the numbers behind it."""

    factors: tuple[FactorShown, ...]
    hours_share: int
    period_share: int
    slots_share: int
    full_share: int
    digest: str
