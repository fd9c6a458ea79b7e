"""The data files as the tests read them, and how labels are compared."""

import csv
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable
from importlib.resources import files
from typing import Any

TAXONOMY = files("talentpool.taxonomy").joinpath("data")
PROGRAMMES = files("talentpool.programmes").joinpath("data")
TO_KATAKANA = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}
ENABLED = {"hands_on", "consultation", "placement_special", "placement_fiscal", "training"}
REASON_GROUPS = {
    "approved", "held", "not_referred", "not_selected", "declined", "unfilled", "need_declined",
    "screening_hold", "screening_decline", "candidate_pause", "opening_not_now",
}  # fmt: skip


def lines(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(TAXONOMY.joinpath(name).read_text("utf-8").splitlines()))


def tables(name: str, folder: Any = TAXONOMY) -> list[dict[str, Any]]:
    (rows,) = tomllib.loads(folder.joinpath(name).read_text("utf-8")).values()
    return list(rows)


def codes(rows: Iterable[dict[str, Any]]) -> set[str]:
    return {row["code"] for row in rows}


def key(label: str) -> str:
    """What is the same label under any folding that a reader of the files may choose."""
    folded = unicodedata.normalize("NFKC", label).casefold().translate(TO_KATAKANA)
    return "".join(
        character
        for character in folded
        if character in "+#." or (unicodedata.category(character)[0] in "LN" and character != "ー")
    )


def phrase_key(phrase: str) -> str:
    parts = (unicodedata.normalize("NFKC", part).casefold() for part in phrase.split("…"))
    return "…".join(re.sub(r"\s", "", part) for part in parts)


def twice(values: Iterable[Any]) -> list[Any]:
    return [value for value, count in Counter(values).items() if count > 1]


def says(phrase: str, text: str) -> bool:
    gap = r"[^。！？!?\n]{0,12}"
    return re.search(gap.join(map(re.escape, phrase_key(phrase).split("…"))), text) is not None


def told(text: str) -> set[str]:
    plain = re.sub(r"[ \t　]", "", unicodedata.normalize("NFKC", text).casefold())
    return {c["code"] for c in CONCEPTS if any(says(phrase, plain) for phrase in c["phrases"])}


SKILLS = lines("skills.csv")
SYNONYMS = lines("synonyms.csv")
CONCEPTS = tables("concepts.toml")
QUALIFICATIONS = tables("qualifications.toml")
CLAIMABLE = {skill["code"] for skill in SKILLS if skill["parent"]}
TABLES = {
    "category": tables("categories.toml"),
    "menu": tables("menus.toml"),
    "business": tables("businesses.toml"),
    "step": tables("steps.toml"),
    "role": tables("roles.toml"),
    "appointment_type": tables("appointment_types.toml"),
    "source": tables("sources.toml"),
}
REASONS = tables("reason_codes.toml")
HOLIDAYS = lines("holidays.csv")
PROGRAMME_ROWS = tables("programmes.toml", PROGRAMMES)
TARGET_GROUPS = tables("target_groups.toml", PROGRAMMES)
RULES = tables("rules.toml", PROGRAMMES)
