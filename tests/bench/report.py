"""What a run prints and what it leaves in docs/bench.md."""

import json
import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from matching.bench_report import MARKS, Row

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "bench.md"
BUSY = 0.5


def machine() -> dict[str, Any]:
    """What the figures are measured on, and how much else it has to do."""
    return {
        "cores": os.cpu_count(),
        "model": _model(),
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 1),
        "commit": _commit(),
        "date": datetime.now(UTC).date().isoformat(),
    }


def json_line(row: Row) -> str:
    """One row for machines."""
    told = {
        "name": row.name,
        "value": round(row.value, 4),
        "unit": row.unit,
        "goal": row.goal,
        "ok": row.ok,
    }
    return json.dumps(told, ensure_ascii=False)


def table(rows: list[Row]) -> str:
    """All rows as a Markdown table."""
    lines = [
        f"| {row.name} | {figure(row.value)} {row.unit} | {row.goal} | {MARKS[row.ok]} |"
        for row in rows
    ]
    return "\n".join(["| what | figure | goal | |", "|---|---:|---|---|", *lines])


def figure(value: float) -> str:
    """Three digits that count."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def document(rows: list[Row], on: dict[str, Any]) -> str:
    """The page that the repository keeps of a whole run."""
    is_busy = on["load"] > BUSY * (on["cores"] or 1)
    note = (
        f" The machine was busy with other work (load {on['load']} when the run began): times are"
        " longer than on a quiet one, ratios of figures taken minutes apart (import) are rough;"
        " sizes and counts hold."
        if is_busy
        else ""
    )
    return (
        "# Bench\n\n"
        f"Made by `make bench` on {on['date']} at commit {on['commit']}: {on['cores']} cores,"
        f" {on['model']}, Python {on['python']}.{note}\n\n"
        "Every ratio is between two figures of this run. How each is taken stands in"
        " `tests/bench/`; the rows of the matching library come from `matching/bench.py`.\n\n"
        f"{table(rows)}\n"
    )


def _model() -> str:
    for line in _lines(Path("/proc/cpuinfo")):
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines() if path.exists() else []


def _commit() -> str:
    command = ["git", "rev-parse", "--short", "HEAD"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return ran.stdout.strip() or "unknown"
