"""What is pointed out in what people write of themselves, and what staff don't get to read of it.

A notice is never a gate: it stands beside the field, and the writer decides.
"""

import re
from collections.abc import Iterable
from datetime import date

import msgspec
from msgspec.structs import replace

from talentpool.candidates.schemas import CandidateRecord
from talentpool.kit.text import fold
from talentpool.programmes import queries as programmes

_MASK = "●●"
_SHORTEST_NAME = 2
# Attributes that say who somebody is, or that no decision may hang on.
_TELLING = (
    re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    re.compile(r"(?<!\d)0\d{1,4}[-‐‑–−ー(（ ]?\d{1,4}[-‐‑–−ー)） ]?\d{3,4}(?!\d)"),
    re.compile(r"(?:満)?[1-9１-９][0-9０-９]\s?(?:歳|才|代(?:前半|後半)?(?=[のでです、。\s]|$))"),
    re.compile(r"(?:男性|女性)(?=です|、|。|$)"),
)


class Notice(msgspec.Struct, frozen=True):
    """Words to think about, and where they stand."""

    code: str
    field: str
    words: tuple[str, ...]


async def notices(
    record: CandidateRecord, today: date, own_names: Iterable[str] = ()
) -> list[Notice]:
    """Everything to be pointed out in a registration's free text."""
    never_asked = await never_asked_words(today)
    names = [name for name in map(fold, own_names) if len(name) >= _SHORTEST_NAME]
    found = []
    for field, text in free_texts(record):
        asked = tuple(word for word in never_asked if word in text)
        telling = tuple(_telling_in(text, names))
        found += [Notice("never_asked", field, asked)] if asked else []
        found += [Notice("telling", field, telling)] if telling else []
    return found


async def never_asked_words(today: date) -> list[str]:
    """Words for what nobody may be asked (職業安定法 5条の5), as the dated rule lists them."""
    rules = await programmes.rules("never_asked", today)
    return [word for rule in rules for word in rule.value["words"]]


def free_texts(record: CandidateRecord) -> Iterable[tuple[str, str]]:
    """The texts that people write freely, by the page on which they do."""
    yield "fields", f"{record.headline}\n{record.free_text}"
    for position, entry in enumerate(record.career):
        yield f"career.{position}", f"{entry.role}\n{entry.description}"
    for position, skill in enumerate(record.skills):
        yield f"skills.{position}", f"{skill.label}\n{skill.evidence}"


def redacted(text: str) -> str:
    """*text* as staff read it before they know who wrote it: addresses, age and sex masked."""
    for pattern in _TELLING:
        text = pattern.sub(_MASK, text)
    return text


def _telling_in(text: str, names: list[str]) -> Iterable[str]:
    for pattern in _TELLING:
        yield from pattern.findall(text)
    folded = fold(text)
    if any(name in folded for name in names):
        yield "氏名"


def redacted_record(record: CandidateRecord) -> CandidateRecord:
    """*record* with all its free text as staff read it."""
    return replace(
        record,
        headline=redacted(record.headline),
        free_text=redacted(record.free_text),
        career=[
            replace(entry, role=redacted(entry.role), description=redacted(entry.description))
            for entry in record.career
        ],
        skills=[replace(skill, evidence=redacted(skill.evidence)) for skill in record.skills],
    )
