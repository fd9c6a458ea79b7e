"""import and export as processes of their own, with nobody signed in."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from talentpool.kit.servers import ServerUrls
from talentpool.kit.settings import Settings
from tests.makers.needs import sql
from tests.run.service import ROOT, environment

pytestmark = pytest.mark.usefixtures("db")
NEED = {
    "ref": "N-1",
    "title": "予約の見直し",
    "municipality_code": "139017",
    "program": "outreach",
    "current_issue": "予約が電話だけで、窓口が混む。",
    "period": {"from": "2027-01", "to": "2027-03"},
    "hours_per_week": 7.75,
}
Done = subprocess.CompletedProcess[str]
Command = Callable[..., Done]


@pytest.fixture
def talentpool(urls: ServerUrls, settings: Settings) -> Command:
    variables = environment(
        TALENTPOOL_DATA_DIR=str(settings.data_dir), DATABASE_URL=urls.web, REDIS_URL=urls.redis
    )

    def run(*arguments: object) -> Done:
        command = [sys.executable, "-m", "talentpool.cli", *map(str, arguments)]
        return subprocess.run(
            command, cwd=ROOT, env=variables, capture_output=True, text=True, timeout=90
        )

    return run


def lines(path: Path, *records: dict[str, Any]) -> Path:
    """A file of JSON lines."""
    path.write_text("".join(f"{json.dumps(record)}\n" for record in records), "utf-8")
    return path


async def test_needs_sent_without_a_decision_wait_for_triage_and_come_back_as_sent(
    talentpool, tmp_path
):
    first = talentpool("import", "needs", lines(tmp_path / "a.jsonl", NEED))
    again = talentpool("import", "needs", lines(tmp_path / "b.jsonl", {**NEED, "headcount": 2}))
    said = talentpool("export", "needs")

    assert (first.returncode, first.stdout) == (0, "added 1, changed 0, unchanged 0\n")
    assert (again.returncode, again.stdout) == (0, "added 0, changed 1, unchanged 0\n")
    assert await sql("select state from need") == "submitted"
    assert json.loads(said.stdout).items() >= {**NEED, "headcount": 2}.items()


async def test_a_refused_file_leaves_with_1_and_its_problems_by_line_and_field(
    talentpool, tmp_path
):
    wrong = {**NEED, "ref": "N-2", "hours_per_week": 90, "colour": "blue"}

    refused = talentpool("import", "needs", lines(tmp_path / "a.jsonl", NEED, wrong))

    assert refused.returncode == 1
    assert [line.partition("：")[0] for line in refused.stderr.splitlines()] == [
        "2行目 hours_per_week",
        "2行目 colour",
    ]
    assert await sql("select count(*) from need") == 0
