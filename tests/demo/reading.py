"""The demonstration's files, as they are on disk."""

import csv
import json
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2] / "talentpool"
DATA = ROOT / "demo" / "data"
TAXONOMY = ROOT / "taxonomy" / "data"

Row = dict[str, Any]


def lines(name: str) -> list[Row]:
    """The objects of a JSON Lines file; a broken line stops the tests."""
    text = (DATA / name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def table(path: Path) -> Any:
    """A TOML file."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def municipalities(name: str, column: str = "name") -> dict[str, str]:
    """Code to name, or to another column."""
    with (TAXONOMY / name).open(encoding="utf-8", newline="") as file:
        return {row["code"]: row[column] for row in csv.DictReader(file)}


CANDIDATES = {row["ref"]: row for row in lines("candidates.jsonl")}
NEEDS = {row["ref"]: row for row in lines("needs.jsonl")}
MANIFEST = table(DATA / "manifest.toml")
ACCOUNTS = {account["key"]: account for account in MANIFEST["account"]}
HISTORY = table(DATA / "history.toml")
STORIES = HISTORY["story"]
STEPS = [step for story in STORIES for step in story["steps"]]
TOUR = table(DATA / "tour.toml")
CASES = table(DATA / "past_cases.toml")

# The programmes whose flow is dispatch; the others place people.
DISPATCH = {"hands_on", "outreach", "training"}
