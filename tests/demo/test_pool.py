"""Pools of any size, made from the demonstration's people and needs."""

import json
from pathlib import Path

import msgspec
from click.testing import CliRunner

from talentpool.candidates.schemas import CandidateRecord, missing_for_activation
from talentpool.commands.demo import demo
from talentpool.demo import pool
from talentpool.needs.schemas_interchange import NeedRecord


def test_it_has_the_size_that_is_asked_for_and_keys_of_its_own() -> None:
    people, needs = list(pool.candidates(300, seed=1)), list(pool.wanted(40, seed=1))

    assert len({row["ref"] for row in people}) == 300
    assert len({row["email"] for row in people}) == 300
    assert len({row["ref"] for row in needs}) == 40


def test_the_service_takes_every_one_of_them() -> None:
    for row in pool.candidates(200, seed=2):
        record = msgspec.convert(row, CandidateRecord, strict=False)
        assert list(record.check()) == []
        assert missing_for_activation(record) == []
    for row in pool.wanted(100, seed=2):
        assert list(msgspec.convert(row, NeedRecord).refused_texts()) == []


def test_people_differ_from_each_other_and_from_their_patterns() -> None:
    people = list(pool.candidates(200, seed=3))
    wishes = {json.dumps([row["skills"], row["preferences"]], sort_keys=True) for row in people}

    assert len(wishes) > 190


def test_the_same_seed_gives_the_same_files_and_another_one_does_not(tmp_path: Path) -> None:
    written = {}
    for name, seed in (("a", 5), ("b", 5), ("c", 6)):
        arguments = ["pool", "--people", "30", "--needs", "10", "--seed", str(seed)]
        result = CliRunner().invoke(demo, [*arguments, "--output", str(tmp_path / name)])
        assert result.exit_code == 0, result.output
        written[name] = [path.read_bytes() for path in sorted((tmp_path / name).iterdir())]

    assert len(written["a"]) == 2
    assert written["a"] == written["b"]
    assert written["a"] != written["c"]
