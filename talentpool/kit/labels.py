"""What users read for a code: states, verbs, roles, reasons, errors, names of fields.

One file a slice and language, `frontend/labels/<language>/<slice>.toml`, flat:
`"need_state.open" = "受付中"`. Facts stand in braces: `"{days}日以内"`.
"""

import tomllib
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from talentpool.kit.formats import format_date

LABELS = Path(__file__).resolve().parents[2] / "frontend" / "labels"
LANGUAGES = ("ja", "en")
DEFAULT_LANGUAGE = "ja"

language: ContextVar[str] = ContextVar("language", default=DEFAULT_LANGUAGE)


class MissingLabel(LookupError):
    """A code that no label file knows: a mistake of ours, never of a user."""


@dataclass(slots=True)
class Labels:
    """All labels by language; a language that lacks one borrows the Japanese.

    In production `is_strict` is off: a reader is better served by a code than by an error page.
    """

    by_language: Mapping[str, Mapping[str, str]]
    is_strict: bool = True

    def find(self, code: str) -> str | None:
        """The text of *code* in the reader's language, without its facts."""
        texts = self.by_language.get(language.get(), {})
        return texts.get(code) or self.by_language[DEFAULT_LANGUAGE].get(code)

    def text(self, code: str, /, **facts: Any) -> str:
        """The sentence for *code*, its facts filled in.

        Raises:
            MissingLabel: nobody wrote it, or it needs a fact that was not given, and the labels
                are strict.
        """
        template = self.find(code)
        try:
            if template is None:
                raise KeyError(code)
            return template.format_map({name: _shown(fact) for name, fact in facts.items()})
        except KeyError as missing:
            if self.is_strict:
                raise MissingLabel(f"label {code!r} lacks {missing}") from None
            return template or code


def read_labels(folder: Path) -> dict[str, dict[str, str]]:
    """All label files of *folder* by language.

    Raises:
        ValueError: two files give one code different texts.
    """
    return {name: _read_language(folder / name) for name in LANGUAGES}


@cache
def labels() -> Labels:
    """The labels of the service, read once."""
    return Labels(read_labels(LABELS))


def label(code: str, /, **facts: Any) -> str:
    """The sentence for *code*, for mails and files; pages use the `label` filter.

    Raises:
        MissingLabel: see `Labels.text`.
    """
    return labels().text(code, **facts)


def _read_language(folder: Path) -> dict[str, str]:
    merged: dict[str, str] = {}
    given_in: dict[str, str] = {}
    for file in sorted(folder.glob("*.toml")):
        for code, text in tomllib.loads(file.read_text(encoding="utf-8")).items():
            if merged.setdefault(code, text) != text:
                raise ValueError(f"{code} is given in {given_in[code]} and in {file.name}")
            given_in[code] = file.name
    return merged


def _shown(fact: Any) -> str:
    if isinstance(fact, date):
        return format_date(fact, language.get())
    return str(fact)
