"""`make prove`: run the proofs, print their table and the seed, write docs/proofs.md."""

import asyncio
import os
import subprocess
import sys
import time
import traceback
from datetime import UTC, datetime
from pathlib import Path

from talentpool.kit.servers import ServersFailed, ServerUrls
from tests.prove.accidents import ACCIDENTS
from tests.prove.figures import Figure, Plan, table
from tests.prove.parts import PARTS
from tests.prove.place import place

ROOT = Path(__file__).parents[2]
PROOFS = ROOT / "docs" / "proofs.md"


def main() -> int:
    """Run all parts or those named; 1 if any promise is broken or could not be tried."""
    if unknown := sorted(set(sys.argv[1:]) - set(PARTS)):
        _say(f"no such part: {', '.join(unknown)}; there are {', '.join(PARTS)}")
        return 2
    plan, commit = Plan.from_environment(), _commit()
    _say(f"SEED={plan.seed} SCALE={plan.scale:g}")
    ACCIDENTS.listen()  # what the service logs under attack is for the proofs that look at it
    wanted = [name for name in PARTS if name in sys.argv[1:]] or list(PARTS)
    figures = []
    for name in wanted:
        figure = _tried(name, plan)
        figures.append(figure)
        _say(f"{name}: {figure.tried:,} {figure.unit}, {figure.verdict} ({figure.seconds:.0f} s)")
        _say(*[f"    {line}" for line in figure.bad[:60]])
    _say("", table(figures), "", f"SEED={plan.seed} SCALE={plan.scale:g}")
    if len(wanted) == len(PARTS):
        PROOFS.write_text(_page(figures, plan, commit), "utf-8")
    return 0 if all(figure.holds for figure in figures) else 1


def _say(*lines: str) -> None:
    for line in lines:
        sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _tried(name: str, plan: Plan) -> Figure:
    """One part. Where its servers do not start, it is not run; one that breaks off is a miss."""
    began = time.monotonic()
    try:
        with place() as urls:
            figure = asyncio.run(_run(name, urls, plan))
    except ServersFailed as error:
        figure = Figure(name, name, "", not_run=str(error).replace("\n", " "))
    except Exception as error:
        traceback.print_exc()
        figure = Figure(name, name, "", bad=[f"broke off: {type(error).__name__}: {error}"])
    figure.seconds = time.monotonic() - began
    return figure


async def _run(name: str, urls: ServerUrls, plan: Plan) -> Figure:
    return await PARTS[name](urls, plan)


def _page(figures: list[Figure], plan: Plan, commit: str) -> str:
    made = datetime.now(UTC).date().isoformat()
    return (
        "# Proofs\n\n"
        f"Made by `make prove SCALE={plan.scale:g} SEED={plan.seed}` on {made} at commit {commit},"
        f" on {os.cpu_count()} cores. What each row tries stands in `tests/prove/`.\n\n"
        f"{table(figures)}\n"
    )


def _commit() -> str:
    """What is checked out when the run begins."""
    command = ["git", "rev-parse", "--short", "HEAD"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


if __name__ == "__main__":
    sys.exit(main())
