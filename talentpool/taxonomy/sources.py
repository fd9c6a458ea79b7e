"""Reads the reference files beside it: each line or table becomes one row of `term`.

The form of the files is described in `data/README.md`. What a kind has beyond the columns that all
terms share goes into `attributes`, under the name it has in the file.
"""

import csv
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any

DATA = files("talentpool.taxonomy").joinpath("data")
SHARED = ("parent", "source", "valid_from", "valid_to")

Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the terms of one kind stand, and what they are called there."""

    file: str
    name: str = "name_ja"
    name_en: str = "name_en"
    code: Callable[[Entry], str] = lambda entry: str(entry["code"])


def _joined(*names: str) -> Callable[[Entry], str]:
    return lambda entry: ".".join(str(entry[name]) for name in names if entry.get(name))


KINDS: Mapping[str, Origin] = {
    "source": Origin("sources.toml", name="title"),
    "skill": Origin("skills.csv"),
    "ambiguous": Origin("ambiguous.csv", name="synonym", code=_joined("synonym")),
    "related": Origin("related.csv", name="skill", code=_joined("skill", "other")),
    "title": Origin("titles.csv", name="words", code=_joined("words")),
    "concept": Origin("concepts.toml", name="label"),
    "qualification": Origin("qualifications.toml", name="name"),
    "category": Origin("categories.toml"),
    "menu": Origin("menus.toml"),
    "business": Origin("businesses.toml"),
    "step": Origin("steps.toml"),
    "role": Origin("roles.toml"),
    "tool": Origin("tools.csv"),
    "appointment_type": Origin("appointment_types.toml"),
    "reason": Origin(
        "reason_codes.toml", name="ja", name_en="en", code=_joined("group", "code", "flow")
    ),
    "holiday": Origin("holidays.csv", name="name", code=_joined("date")),
}


def terms() -> Iterator[Entry]:
    """All terms of all files, as rows of the table."""
    synonyms = _synonyms()
    for kind, origin in KINDS.items():
        for position, entry in enumerate(_entries(origin.file)):
            row = _row(kind, origin, position, entry)
            if kind in {"skill", "tool"}:
                skill = entry["skill"] if kind == "tool" else row["code"]
                row["attributes"] |= synonyms.get(skill or "", {"synonyms": []})
            yield row


def municipalities(*, with_invented: bool) -> Iterator[Entry]:
    """The public bodies that may ask; the invented ones only for a demonstration."""
    names = ["municipalities.csv", *(["municipalities_demo.csv"] if with_invented else [])]
    for name in names:
        for position, entry in enumerate(_entries(name)):
            yield {
                "code": entry["code"],
                "name": entry["name"],
                "kana": entry.get("kana") or "",
                "kind": entry["kind"],
                "population": int(entry["population"]) if entry.get("population") else None,
                "network_model": entry.get("network_model"),
                "flavour": entry.get("flavour") or "",
                "is_invented": name == "municipalities_demo.csv",
                "source": entry.get("source") or "",
                "position": position,
            }


def _entries(name: str) -> list[Entry]:
    text = DATA.joinpath(name).read_text("utf-8")
    if name.endswith(".toml"):
        (tables,) = tomllib.loads(text).values()
        return list(tables)
    return [
        {key: value or None for key, value in line.items()}
        for line in csv.DictReader(text.splitlines())
    ]


def _synonyms() -> dict[str, dict[str, list[str]]]:
    """Other names by skill: all of them, and those that mean it only as a whole label."""
    found: dict[str, dict[str, list[str]]] = {}
    for entry in _entries("synonyms.csv"):
        names = found.setdefault(entry["skill"], {"synonyms": [], "labels_only": []})
        names["synonyms"].append(entry["synonym"])
        if entry["scope"] == "label":
            names["labels_only"].append(entry["synonym"])
    return found


def _row(kind: str, origin: Origin, position: int, entry: Entry) -> Entry:
    named = {*SHARED, origin.name, origin.name_en, "code", "verified"}
    return {
        "kind": kind,
        "code": origin.code(entry),
        "position": position,
        "name_ja": entry[origin.name],
        "name_en": entry.get(origin.name_en) or "",
        "parent": entry.get("parent"),
        "source": entry.get("source") or "",
        "is_verified": bool(entry.get("verified", True)),
        "valid_from": _day(entry.get("valid_from")),
        "valid_to": _day(entry.get("valid_to")),
        "attributes": {
            name: _plain(value)
            for name, value in entry.items()
            if value is not None and (name not in named or (name == "code" and kind == "reason"))
        },
    }


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _plain(value: Any) -> Any:
    """Dates as text: JSON has none."""
    return value.isoformat() if isinstance(value, date) else value
