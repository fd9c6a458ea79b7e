"""The rows of the matching library's own benches."""

from collections.abc import AsyncIterator
from itertools import chain

from matching import bench as made_worlds
from matching.bench_report import Row
from tests.bench.stage import Stage
from tests.matching import bench as realistic_set


async def rows(stage: Stage) -> AsyncIterator[Row]:
    """Its pools are made in memory, ten times as large as ours."""
    middle = len(stage.records)
    for row in chain(made_worlds.rows(10 * middle, middle), realistic_set.rows()):
        yield row
