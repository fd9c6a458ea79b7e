"""Explanations drawn by hash, and what a reader said of each: does it point at evidence?"""

import csv
import hashlib
from pathlib import Path

from matching.ranking import rank
from matching.scorer import expert_scorer
from tests.matching.quality import pool, world
from tests.matching.reference import need

JUDGED = Path(__file__).parent / "world" / "pointers.csv"
DRAWN, PLACES = 100, 10
Pointer = tuple[str, str, str, str, str, str]


def drawn() -> list[Pointer]:
    """Draw pointers of the first ten of every need: need, person, factor, kind, subject, words.

    Those with the least hashes: as good as by chance, and where little changes most stay.
    """
    return sorted(set(_pointers()), key=mark)[:DRAWN]


def _pointers() -> list[Pointer]:
    told = []
    for record in world()["needs"]:
        ranking = rank(pool(), expert_scorer(), need(record), explained=PLACES)
        for person in ranking.people[: min(PLACES, ranking.eligible)]:
            for factor, pointers in person.evidence.items():
                told += [
                    (record["ref"], person.key, factor, item.kind, str(item.subject), item.phrase)
                    for item in pointers
                    if item.kind != "condition"
                ]
    return told


def mark(pointer: Pointer) -> str:
    """Return what a judgement is filed under: a hash of everything the reader saw."""
    return hashlib.sha256("\x1f".join(pointer).encode()).hexdigest()[:16]


def verdicts() -> dict[str, bool]:
    """Return the judgements by mark: whether the reader accepted the words for the part."""
    with JUDGED.open(encoding="utf-8", newline="") as file:
        return {row["mark"]: row["accepted"] == "yes" for row in csv.DictReader(file)}
