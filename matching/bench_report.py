"""One measured figure, and how the bench prints it: for people, or as JSON lines."""

import json
import platform
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

MARKS = {True: "ok", False: "MISSED", None: ""}


@dataclass(frozen=True, slots=True)
class Row:
    """One measured figure. `ok` None: there is no goal, it is there for comparison.

    `why` says what keeps the figure from its goal, where that is known; it is told on a miss.
    """

    name: str
    value: float
    unit: str
    goal: str = ""
    ok: bool | None = None
    why: str = ""


def at_most(name: str, value: float, unit: str, limit: float, *, why: str = "") -> Row:
    """Return a figure that must not exceed a limit."""
    return Row(name, value, unit, f"<= {limit:g}", value <= limit, why)


def at_least(name: str, value: float, unit: str, limit: float, *, why: str = "") -> Row:
    """Return a figure that must reach a limit."""
    return Row(name, value, unit, f">= {limit:g}", value >= limit, why)


def always(name: str, kept: int, tried: int) -> Row:
    """Return the share of tries that kept a promise, which must be all."""
    return Row(name, 100 * kept / tried, "%", "100", kept == tried)


def tell(rows: Iterable[Row], *, as_json: bool) -> None:
    """Print what the figures are measured on, then each of them as soon as it is known."""
    print(json.dumps(machine()))  # noqa: T201
    for row in rows:
        print(_json_line(row) if as_json else _line(row))  # noqa: T201
        sys.stdout.flush()


def machine() -> dict[str, Any]:
    """Return what the figures are measured on."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    )
    return {
        "machine": platform.processor() or platform.machine(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "commit": commit.stdout.strip(),
    }


def _json_line(row: Row) -> str:
    told = {
        "name": row.name,
        "value": round(row.value, 4),
        "unit": row.unit,
        "goal": row.goal,
        "ok": row.ok,
    }
    return json.dumps(told | ({"missed": _missed(row)} if row.ok is False else {}))


def _line(row: Row) -> str:
    missed = f" {_missed(row)}" if row.ok is False else ""
    line = f"{row.name:60} {row.value:12.4f} {row.unit:8} {row.goal:14} {MARKS[row.ok]}{missed}"
    return line.rstrip()


def _missed(row: Row) -> str:
    """Return by how much a figure misses its goal, and why."""
    gap = abs(row.value - float(row.goal.split()[-1]))
    return ": ".join(filter(None, [f"by {gap:.3g} {row.unit}".rstrip(), row.why]))
