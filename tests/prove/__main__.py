"""`make prove`: run the proofs, print their table and the seed, write docs/proofs.md."""

import asyncio
import subprocess
import sys
import time
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
    plan = Plan.from_environment()
    ACCIDENTS.listen()  # what the service logs under attack is for the proofs that look at it
    wanted = [name for name in PARTS if name in sys.argv[1:]] or list(PARTS)
    figures = []
    for name in wanted:
        figure = _tried(name, plan)
        figures.append(figure)
        _say(f"{name}: {figure.tried:,} {figure.unit}, {figure.verdict} ({figure.seconds:.0f} s)")
        _say(*[f"    {line}" for line in figure.bad[:60]])
    text = _page(figures, plan)
    _say("", table(figures), "", f"SEED={plan.seed} SCALE={plan.scale:g}")
    if len(wanted) == len(PARTS):
        PROOFS.write_text(text, "utf-8")
    return 0 if all(figure.holds for figure in figures) else 1


def _say(*lines: str) -> None:
    for line in lines:
        sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _tried(name: str, plan: Plan) -> Figure:
    """One part; where its servers do not start, it is not run, and says why."""
    began = time.monotonic()
    try:
        with place() as urls:
            figure = asyncio.run(_run(name, urls, plan))
    except ServersFailed as error:
        figure = Figure(name, name, "", not_run=str(error).replace("\n", " "))
    figure.seconds = time.monotonic() - began
    return figure


async def _run(name: str, urls: ServerUrls, plan: Plan) -> Figure:
    return await PARTS[name](urls, plan)


def _page(figures: list[Figure], plan: Plan) -> str:
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    made = datetime.now(UTC).date().isoformat()
    return (
        "# Proofs\n\n"
        f"Made by `make prove SCALE={plan.scale:g} SEED={plan.seed}` on {made} at commit"
        f" {commit or 'unknown'}. What each row tries stands in `tests/prove/`.\n\n"
        f"{table(figures)}\n"
    )


if __name__ == "__main__":
    sys.exit(main())
