"""Terms as the scoring library wants them: one `Vocabulary`, field by field."""

from collections.abc import Iterable, Mapping
from typing import Any

from matching import vocabulary as library
from talentpool.taxonomy.schemas import TermOut

Terms = Mapping[str, TermOut]
_SUGGESTED = ("business", "step", "role", "menu", "tool")


def vocabulary(by_kind: Mapping[str, Terms]) -> library.Vocabulary:
    """The library's words; which tiers a programme is meant for is not a matter of words."""
    return library.Vocabulary(
        skills=tuple(_skill(term) for term in _of(by_kind, "skill")),
        qualifications=tuple(_qualification(term) for term in _of(by_kind, "qualification")),
        categories=tuple(
            library.Category(term.code, term.name_ja) for term in _of(by_kind, "category")
        ),
        concepts=tuple(_concept(term) for term in _of(by_kind, "concept")),
        terms=tuple(
            library.Term(kind, term.code, term.name_ja, _other_names(term))
            for kind in _SUGGESTED
            for term in _of(by_kind, kind)
        ),
        titles=tuple(
            library.Title(term.code, int(term.attributes["seniority"]))
            for term in _of(by_kind, "title")
        ),
        relations=tuple(
            library.Relation(
                term.name_ja, term.attributes["other"], float(term.attributes["weight"])
            )
            for term in _of(by_kind, "related")
        ),
        ambiguous=frozenset(term.code for term in _of(by_kind, "ambiguous")),
    )


def note(term: TermOut | None) -> str:
    """One line about what a suggestion usually is; empty where nobody wrote one."""
    found = term.attributes if term else {}
    return str(found.get("note") or found.get("description") or "")


def _of(by_kind: Mapping[str, Terms], kind: str) -> Iterable[TermOut]:
    return by_kind.get(kind, {}).values()


def _other_names(term: TermOut) -> tuple[str, ...]:
    """What it is called inside sentences too, beside its name."""
    apart = {term.name_ja, *_codes(term, "labels_only")}
    return tuple(dict.fromkeys(name for name in term.names if name not in apart))


def _skill(term: TermOut) -> library.Skill:
    kind = str(term.attributes.get("kind") or "skill")
    return library.Skill(
        term.code,
        term.name_ja,
        term.parent,
        kind,
        _other_names(term),
        _codes(term, "labels_only"),
    )


def _qualification(term: TermOut) -> library.Qualification:
    return library.Qualification(
        code=term.code,
        label=term.name_ja,
        synonyms=_other_names(term),
        equivalents=_codes(term, "equivalents"),
        skills=term.attributes.get("skills", {}),
        labels_only=_codes(term, "labels_only"),
    )


def _concept(term: TermOut) -> library.Concept:
    return library.Concept(
        code=term.code,
        label=term.name_ja,
        phrases=_codes(term, "phrases"),
        categories=term.attributes.get("categories", {}),
        skills=term.attributes.get("skills", {}),
        menus=_codes(term, "menus"),
        businesses=_codes(term, "businesses"),
        steps=_codes(term, "steps"),
        roles=_codes(term, "roles"),
        note=str(term.attributes.get("note", "")),
    )


def _codes(term: TermOut, name: str) -> tuple[str, ...]:
    found: Any = term.attributes.get(name, ())
    return tuple(found)
