"""Reads the programme files beside it; see `data/README.md` for their form."""

import tomllib
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from typing import Any

DATA = files("talentpool.programmes").joinpath("data")

Entry = dict[str, Any]
_DATED = ("valid_from", "valid_to")


def programmes() -> Iterator[Entry]:
    """The lines of service."""
    own = ("key", "name_ja", "flow")
    texts = ("name_en", "starts", "cost_class", "source")
    for position, entry in enumerate(_tables("programmes.toml", "programme")):
        row = {name: entry.pop(name) for name in own}
        row |= {name: entry.pop(name, "") for name in texts}
        row |= {
            "is_enabled": bool(entry.pop("enabled", False)),
            "promised_reply_days": entry.pop("promised_reply_days", None),
        }
        yield _dated(row, position, entry)


def target_groups() -> Iterator[Entry]:
    """Whom programmes look for."""
    texts = ("symbol", "tier", "programme", "source")
    for position, entry in enumerate(_tables("target_groups.toml", "target_group")):
        row = {name: entry.pop(name) for name in ("code", "name_ja")}
        row |= {name: entry.pop(name, "") for name in texts}
        yield _dated(row, position, entry)


def rules() -> Iterator[Entry]:
    """Rules of law and custom."""
    texts = ("law", "note", "source")
    for position, entry in enumerate(_tables("rules.toml", "rule")):
        row = {"code": entry.pop("code"), "applies_to": entry.pop("applies_to", [])}
        row |= {name: entry.pop(name, "") for name in texts}
        row["value"] = _plain(entry.pop("value", {}))
        dated = _dated(row, position, entry)
        dated.pop("facts")
        yield dated


def _dated(row: Entry, position: int, rest: Entry) -> Entry:
    return {
        **row,
        **{name: _day(rest.pop(name, None)) for name in _DATED},
        "position": position,
        "is_verified": bool(rest.pop("verified", False)),
        "facts": _plain(rest),
    }


def _tables(file: str, name: str) -> list[Entry]:
    tables: list[Entry] = tomllib.loads(DATA.joinpath(file).read_text("utf-8"))[name]
    return tables


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) and value else value or None


def _plain(value: Any) -> Any:
    """Dates as text, at any depth: JSON has none."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value
