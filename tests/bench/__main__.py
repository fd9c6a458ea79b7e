"""`make bench`: measure, print each figure as it is known, then all of them as a table.

`python -m tests.bench [part ...] [--people N]` measures some parts, or with a smaller pool; a whole
run writes docs/bench.md.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable

from matching.bench_report import Row
from talentpool.kit.servers import ServerUrls
from tests.bench import importing, library, pages, proposing, report, statements, weights
from tests.bench.stage import Stage, stage
from tests.prove.place import place

PEOPLE = 10_000
# The import was timed a moment ago; proposals come next, as the pages that follow show them.
PARTS: dict[str, Callable[[Stage], AsyncIterator[Row]]] = {
    "importing": importing.rows,
    "proposing": proposing.rows,
    "pages": pages.rows,
    "statements": statements.rows,
    "weights": weights.rows,
}
LIBRARY = "library"
_NEED_PROPOSALS = {"pages", "statements", "weights"}


def main() -> int:
    """Run it; the status is 0 also where a goal is missed, since a busy machine misses some."""
    parser = argparse.ArgumentParser(description="Measure what the service promises.")
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS, LIBRARY], metavar="part")
    parser.add_argument("--people", type=int, default=PEOPLE, help="how large the pool is")
    options = parser.parse_args()
    machine = report.machine()
    _say(json.dumps(machine, ensure_ascii=False))
    rows: list[Row] = []
    if wanted := _wanted(options.parts):
        with place() as urls:
            rows += asyncio.run(_measure(urls, options.people, wanted))
    if not options.parts or LIBRARY in options.parts:
        rows += map(_told, library.rows(options.people))
    _say("", report.table(rows))
    if not options.parts and options.people == PEOPLE:
        report.PAGE.write_text(report.document(rows, machine), "utf-8")
    return 0


def _wanted(parts: list[str]) -> list[str]:
    named = set(parts) or set(PARTS)
    if named & _NEED_PROPOSALS:
        named.add("proposing")
    return [name for name in PARTS if name in named]


async def _measure(urls: ServerUrls, people: int, wanted: list[str]) -> list[Row]:
    async with stage(urls, people) as ready:
        return [_told(row) for name in wanted async for row in PARTS[name](ready)]


def _told(row: Row) -> Row:
    _say(report.json_line(row))
    return row


def _say(*lines: str) -> None:
    for line in lines:
        sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
