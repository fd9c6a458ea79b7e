"""Reads the world's files into plain dictionaries; GUIDE.md says what the grades mean."""

import csv
import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
Pair = tuple[str, str]
World = dict[str, Any]


def load() -> World:
    """The whole world.

    Keys: ``candidates`` and ``needs`` (lists of records as in the interchange format),
    ``grades``, ``second_grades`` and ``third_grades`` ({(need_ref, candidate_ref): 0-3}; a pair
    that is absent from ``grades`` is grade 0), ``notes`` (why each grade), ``traps``
    ({pair: kind}) and ``half`` ({need_ref: "look" | "measure"}).
    """
    graded = _rows("grades.csv")
    return {
        "candidates": _records("candidates.jsonl"),
        "needs": _records("needs.jsonl"),
        "grades": _grades(graded),
        "notes": {_pair(row): row["note"] for row in graded},
        "second_grades": _grades(_rows("second_grades.csv")),
        "third_grades": _grades(_rows("third_grades.csv")),
        "traps": {_pair(row): row["kind"] for row in _rows("traps.csv")},
        "half": {row["need_ref"]: row["half"] for row in _rows("split.csv")},
    }


def is_vague(need: dict[str, Any]) -> bool:
    """True when the officer names no skill at all, so that the plain words carry the match."""
    return not need["required_skills"] and not need["preferred_skills"]


def _records(name: str) -> list[dict[str, Any]]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def _rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _grades(rows: list[dict[str, str]]) -> dict[Pair, int]:
    return {_pair(row): int(row["grade"]) for row in rows}


def _pair(row: dict[str, str]) -> Pair:
    return row["need_ref"], row["candidate_ref"]
