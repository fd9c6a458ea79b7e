"""The rows of the matching library's own bench."""

from collections.abc import AsyncIterator

from matching import bench
from matching.bench_report import Row
from tests.bench.stage import Stage


async def rows(stage: Stage) -> AsyncIterator[Row]:
    """Its pools are made in memory, ten times as large as ours."""
    middle = len(stage.records)
    for row in bench.rows(10 * middle, middle):
        yield row
