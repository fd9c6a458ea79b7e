"""rank, team and explain as processes of their own, on the tests' servers."""

import json
import subprocess
import sys
from datetime import date
from typing import Any

import asyncpg
import pytest

from talentpool.kit.servers import ServerUrls
from talentpool.kit.settings import Settings
from tests.makers.candidates import a_candidate
from tests.makers.needs import AOBA, WAKABADAI, a_need, sql
from tests.run.service import ROOT, environment

pytestmark = pytest.mark.usefixtures("db")
THERE: dict[str, Any] = {
    "remote": "full",
    "available_from": date(2026, 12, 1),
    "available_to": date(2028, 3, 1),
}


class Command:
    """`talentpool` with the servers of the tests."""

    def __init__(self, urls: ServerUrls, settings: Settings) -> None:
        self.environment = environment(
            TALENTPOOL_DATA_DIR=str(settings.data_dir),
            DATABASE_URL=urls.web,
            DATABASE_WORKER_URL=urls.worker,
            REDIS_URL=urls.redis,
        )

    def __call__(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "talentpool.cli", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
        )


@pytest.fixture
def talentpool(urls: ServerUrls, settings: Settings) -> Command:
    return Command(urls, settings)


async def _prepare() -> Any:
    await a_candidate(ref="P-1", claims={"CMS": 4}, career="CMSで記事を公開した。", **THERE)
    await a_candidate(ref="P-2", claims={"CMS": 1}, **THERE)
    await a_candidate(ref="P-3", claims={"CMS": 5}, weekly_minutes=30, **THERE)
    return await a_need(required=("CMS",), ref="N-1")


async def test_people_are_ranked_eligible_ones_first_as_the_screen_shows_them(talentpool):
    need = await _prepare()

    said = talentpool("rank", "--need", "N-1")

    header, *lines = [line.split("\t") for line in said.stdout.splitlines()]
    assert said.returncode == 0, said.stderr
    assert header == ["need_ref", "candidate_ref", "rank", "score", "eligible", "reasons"]
    assert [line[:3] for line in lines] == [
        ["N-1", "P-1", "1"],
        ["N-1", "P-2", "2"],
        ["N-1", "P-3", "3"],
    ]
    assert [line[4:] for line in lines] == [["true", ""], ["true", ""], ["false", "hours_short"]]
    stored = await sql(
        "select array_agg(points order by rank) from suggestion s"
        " join match_run r on r.id = s.run where r.need = $1",
        need.id,
    )
    assert [int(line[3]) for line in lines] == stored


async def test_all_open_needs_as_json_lines_without_those_who_are_out(talentpool):
    await _prepare()

    said = talentpool("rank", "--all", "--format", "jsonl", "--eligible-only", "--top", "5")

    lines = [json.loads(line) for line in said.stdout.splitlines()]
    assert [line["candidate_ref"] for line in lines] == ["P-1", "P-2"]
    assert all(isinstance(line["units"], int) for line in lines)


async def test_a_score_is_taken_apart_and_worked_out_again(talentpool):
    await _prepare()

    said = talentpool("explain", "--need", "N-1", "--candidate", "P-1")

    assert said.returncode == 0, said.stderr
    assert "required_skills\trequired\t" in said.stdout
    assert said.stdout.rstrip().splitlines()[-3].endswith("\tequal")


async def test_a_stored_score_that_was_tampered_with_is_found_out(talentpool, urls):
    await _prepare()
    talentpool("rank", "--need", "N-1")
    owner = await asyncpg.connect(urls.owner)
    await owner.execute("alter table suggestion no force row level security")
    await owner.execute("update suggestion set units = units + 1")
    await owner.execute("alter table suggestion force row level security")
    await owner.close()

    said = talentpool("explain", "--need", "N-1", "--candidate", "P-1")

    assert said.returncode == 1
    assert "NOT EQUAL" in said.stdout


async def test_teams_name_who_covers_what(talentpool):
    await _prepare()

    said = talentpool("team", "--need", "N-1")

    header, first, *_ = said.stdout.splitlines()
    assert header == "need_ref\tteam\trole_or_skill\tcandidate_ref"
    assert first.split("\t")[0] == "N-1"
    assert first.split("\t")[3] in {"P-1", "P-2", "P-3"}


@pytest.mark.parametrize(
    "arguments",
    [
        ("rank", "--need", "nobody"),
        ("explain", "--need", "nobody", "--candidate", "P-1"),
        ("team", "--need", "nobody"),
    ],
)
async def test_an_unknown_need_is_told_in_a_line(talentpool, arguments):
    said = talentpool(*arguments)

    assert said.returncode == 1
    assert said.stderr.strip().startswith("talentpool: not_found")
    assert "Traceback" not in said.stderr


async def test_rank_wants_one_need_or_all(talentpool):
    assert talentpool("rank").returncode == 2
    assert talentpool("rank", "--all", "--need", "N-1").returncode == 2


async def test_a_ref_of_two_municipalities_is_asked_for_with_the_municipality(talentpool: Command):
    await _prepare()
    await a_need(required=("CMS",), ref="N-1", municipality=WAKABADAI)

    unclear = talentpool("rank", "--need", "N-1")
    clear = talentpool("rank", "--need", f"{WAKABADAI}:N-1")

    assert unclear.returncode == 1
    assert unclear.stderr.splitlines()[-1] == (
        "talentpool: ambiguous_ref: several municipalities have a need N-1;"
        f" say {AOBA}:N-1 or {WAKABADAI}:N-1"
    )
    assert clear.returncode == 0, clear.stderr
    assert clear.stdout.startswith("need_ref\t")
