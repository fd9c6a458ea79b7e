"""A pool of any size, for measuring: the demonstration's people and needs, varied by a seed.

Written in the interchange format, one object a line. The same seed and numbers give the same files.
Whole careers and texts stay as they were written; what differs is who, how much, when and where.
"""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from talentpool.demo import content
from talentpool.demo.content import Row

SLOTS = [f"{day}_{part}" for day in ("mon", "tue", "wed", "thu", "fri") for part in ("am", "pm")]
FAMILY_NAMES = (
    ("青柳", "アオヤギ"), ("石塚", "イシヅカ"), ("宇佐美", "ウサミ"), ("江口", "エグチ"),
    ("大河内", "オオコウチ"), ("片桐", "カタギリ"), ("桐生", "キリュウ"), ("久保田", "クボタ"),
    ("小泉", "コイズミ"), ("榊", "サカキ"), ("篠原", "シノハラ"), ("髙野", "タカノ"),
    ("千葉", "チバ"), ("都築", "ツヅキ"), ("寺西", "テラニシ"), ("長瀬", "ナガセ"),
    ("野々村", "ノノムラ"), ("蓮見", "ハスミ"), ("日向", "ヒュウガ"), ("古川", "フルカワ"),
)  # fmt: skip
GIVEN_NAMES = (
    ("葵", "アオイ"), ("郁夫", "イクオ"), ("詩織", "シオリ"), ("栄子", "エイコ"),
    ("薫", "カオル"), ("清", "キヨシ"), ("恵", "メグミ"), ("聡", "サトシ"),
    ("静", "シズカ"), ("武", "タケシ"), ("千里", "チサト"), ("翼", "ツバサ"),
    ("直人", "ナオト"), ("はるか", "ハルカ"), ("真琴", "マコト"), ("由美", "ユミ"),
)  # fmt: skip
_MOST_HOURS = 40.0


def write(folder: Path, *, people: int, needs: int, seed: int) -> list[Path]:
    """Write both files into *folder*; their paths."""
    files = {
        folder / "candidates.jsonl": candidates(people, seed),
        folder / "needs.jsonl": wanted(needs, seed),
    }
    for path, rows in files.items():
        with path.open("w", encoding="utf-8") as file:
            file.writelines(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
    return list(files)


def candidates(count: int, seed: int) -> Iterator[Row]:
    """*count* people."""
    patterns, chance = content.lines("candidates"), random.Random(f"people-{seed}")  # noqa: S311
    areas = sorted({code for row in patterns for code in row["preferences"]["area_codes"]})
    for number in range(count):
        pattern, other = chance.choice(patterns), chance.choice(patterns)
        yield pattern | {
            **_identity(number, chance),
            "skills": _skills(pattern, other, chance),
            "preferences": _preferences(pattern["preferences"], areas, chance),
        }


def wanted(count: int, seed: int) -> Iterator[Row]:
    """*count* needs."""
    patterns, chance = content.lines("needs"), random.Random(f"needs-{seed}")  # noqa: S311
    towns = sorted({(row["municipality"], row["municipality_code"]) for row in patterns})
    for number in range(count):
        pattern = chance.choice(patterns)
        town, code = chance.choice(towns)
        yield pattern | {
            "ref": f"PN-{number + 1:06}",
            "municipality": town,
            "municipality_code": code,
            "location_code": code,
            "required_skills": _some(pattern["required_skills"], chance),
            "preferred_skills": _some(pattern["preferred_skills"], chance),
            "hours_per_week": _hours(pattern["hours_per_week"], chance),
            "period": _later(pattern["period"], chance),
        }


def _identity(number: int, chance: random.Random) -> Row:
    family, given = chance.choice(FAMILY_NAMES), chance.choice(GIVEN_NAMES)
    return {
        "ref": f"PC-{number + 1:06}",
        "name": f"{family[0]} {given[0]}",
        "name_kana": f"{family[1]} {given[1]}",
        "birth_date": f"{chance.randint(1960, 2004)}-{chance.randint(1, 12):02}-01",
        "email": f"pool{number + 1:06}@example.jp",
    }


def _skills(pattern: Row, other: Row, chance: random.Random) -> list[Row]:
    """Most of one's own skills, now and then one of somebody else's, without their evidence."""
    own = [_shifted(skill, chance) for skill in pattern["skills"] if chance.random() < 0.8]
    known = {skill["label"] for skill in own}
    borrowed = [
        {"label": skill["label"], "level": chance.randint(1, 4), "years": chance.randint(0, 6)}
        for skill in _some(other["skills"], chance)[:2]
        if skill["label"] not in known
    ]
    return [*own, *borrowed] or [_shifted(pattern["skills"][0], chance)]


def _shifted(skill: Row, chance: random.Random) -> Row:
    return skill | {
        "level": min(5, max(1, skill["level"] + chance.choice((-1, 0, 0, 1)))),
        "years": max(0, skill["years"] + chance.choice((-2, -1, 0, 1, 3))),
    }


def _preferences(pattern: Row, areas: list[str], chance: random.Random) -> Row:
    slots = {*_some(pattern["slots"], chance), *chance.sample(SLOTS, chance.randint(0, 2))}
    reachable = {*_some(pattern["area_codes"], chance), *chance.sample(areas, 1)}
    return {
        **_later(pattern, chance),
        "hours_per_week": _hours(pattern["hours_per_week"], chance),
        "slots": sorted(slots, key=_place),
        "area_codes": sorted(reachable),
    }


def _later(pattern: Row, chance: random.Random) -> Row:
    """The same with its months some months later, the length unchanged."""
    moved: Row = content.moved(pattern, chance.randint(0, 3))
    return moved


def _hours(hours: float, chance: random.Random) -> float:
    return min(_MOST_HOURS, max(1.0, round(hours * chance.uniform(0.6, 1.4) * 2) / 2))


def _some(items: list[Any], chance: random.Random) -> list[Any]:
    return [item for item in items if chance.random() < 0.75]


def _place(slot: str) -> tuple[int, int]:
    day, part = slot.split("_")
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    return days.index(day), ("am", "pm", "eve").index(part)
