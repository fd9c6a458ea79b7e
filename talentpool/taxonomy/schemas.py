"""Terms and bodies as other slices and pages see them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from talentpool.kit.labels import DEFAULT_LANGUAGE, language
from talentpool.kit.text import fold


class TermOut(msgspec.Struct, frozen=True):
    """The current version of a term."""

    kind: str
    code: str
    name_ja: str
    name_en: str
    parent: str | None
    attributes: Mapping[str, Any]
    source: str
    is_verified: bool
    valid_from: date | None
    valid_to: date | None

    @property
    def name(self) -> str:
        """In the reader's language, as far as it is known."""
        return self.name_ja if language.get() == DEFAULT_LANGUAGE else self.name_en or self.name_ja

    @property
    def names(self) -> tuple[str, ...]:
        """Every name people may look for it by."""
        more = (*self.attributes.get("synonyms", ()), *self.attributes.get("also", ()))
        return tuple(filter(None, (self.name_ja, self.name_en, *more)))

    def is_valid_on(self, day: date) -> bool:
        """Whether *day* lies in its period."""
        return not (
            (self.valid_from and day < self.valid_from) or (self.valid_to and day > self.valid_to)
        )

    def answers_to(self, folded: str) -> bool:
        """Whether *folded* stands in one of its names or is its code."""
        return folded == self.code or any(folded in fold(name) for name in self.names)


class MunicipalityOut(msgspec.Struct, frozen=True):
    """A public body that may ask."""

    code: str
    name: str
    kana: str
    kind: str
    population: int | None
    network_model: str | None
    flavour: str
    is_invented: bool
    source: str

    def answers_to(self, folded: str) -> bool:
        """Whether *folded* stands in its name, its kana or its code."""
        return any(folded in fold(text) for text in (self.name, self.kana, self.code))


class Suggested(msgspec.Struct, frozen=True):
    """What a text in plain words seems to call for, and the words that it was concluded from."""

    kind: str
    code: str
    label: str
    weight: float
    phrases: tuple[str, ...]
    note: str = ""
