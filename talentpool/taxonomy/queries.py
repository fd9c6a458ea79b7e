"""What is known of a word, a label or a public body.

Reference data changes with a release only, so each process reads it once and keeps it; loading
makes the loading process read it anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

import msgspec

from matching.concepts import Reader
from matching.labels import Resolution, Resolver
from matching.vocabulary import Vocabulary
from talentpool.actor import system
from talentpool.kit.errors import Invalid, NotFound
from talentpool.kit.scope import reading
from talentpool.kit.text import fold
from talentpool.taxonomy import words
from talentpool.taxonomy.schemas import MunicipalityOut, Suggested, TermOut
from talentpool.taxonomy.tables import Municipality, Term

_NEAR = 0.34
Terms = Mapping[str, TermOut]


@dataclass(frozen=True)
class Lexicon:
    """All current reference words, and the tools that are built of them."""

    by_kind: Mapping[str, Terms]
    municipalities: Mapping[str, MunicipalityOut]

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """What the scoring library understands."""
        return words.vocabulary(self.by_kind)

    @cached_property
    def resolver(self) -> Resolver:
        """From what people write to codes."""
        return Resolver(self.vocabulary)

    @cached_property
    def reader(self) -> Reader:
        """From troubles in plain words to what would help."""
        return Reader(self.vocabulary)

    def find(self, kind: str, code: str | None) -> TermOut | None:
        """One term."""
        return self.by_kind.get(kind, {}).get(code or "")

    def name(self, kind: str, code: str) -> str:
        """What readers call it; the code itself where it is not a term, as imports may have."""
        found = self.find(kind, code)
        return found.name if found else code


_kept: dict[str, Lexicon] = {}


async def lexicon() -> Lexicon:
    """All of it; read from the database once a process."""
    if "lexicon" not in _kept:
        async with reading(system()):
            _kept["lexicon"] = await _read()
    return _kept["lexicon"]


def forget() -> None:
    """Read anew the next time."""
    _kept.clear()


async def _read() -> Lexicon:
    by_kind: dict[str, dict[str, TermOut]] = {}
    for row in await Term.select().where(Term.retired_at.is_null()).order_by(Term.position):
        term = msgspec.convert(row, TermOut, strict=False)
        by_kind.setdefault(term.kind, {})[term.code] = term
    bodies = await (
        Municipality.select()
        .where(Municipality.retired_at.is_null())
        .order_by(Municipality.is_invented, Municipality.position)
    )
    return Lexicon(by_kind, {row["code"]: msgspec.convert(row, MunicipalityOut) for row in bodies})


async def vocabulary() -> Vocabulary:
    """The current words as `matching` wants them; without the tiers, which programmes know."""
    return (await lexicon()).vocabulary


async def terms(kind: str) -> tuple[TermOut, ...]:
    """The current terms of *kind*, in the order of screens."""
    return tuple((await lexicon()).by_kind.get(kind, {}).values())


async def find_term(kind: str, code: str | None) -> TermOut | None:
    """One current term."""
    return (await lexicon()).find(kind, code)


async def search_terms(kind: str, text: str) -> tuple[TermOut, ...]:
    """The terms one of whose names has *text* in it, whatever its width, case or kana."""
    folded = fold(text)
    return tuple(term for term in await terms(kind) if term.answers_to(folded))


async def reasons(group: str, flow: str | None = None) -> tuple[TermOut, ...]:
    """The reasons of a group, those of another flow left out; `attributes["code"]` is stored.

    In the placement flow a need is declined for statutory reasons only, which the data says.
    """
    return tuple(
        term
        for term in await terms("reason")
        if term.attributes["group"] == group
        and (flow is None or term.attributes.get("flow") in (None, flow))
    )


async def insist_on_reason(
    group: str, code: str, note: str | None = None, flow: str | None = None
) -> None:
    """Accept a reason's code only from its group; with *note* asked for, some need it in words.

    Raises:
        Invalid: the group has no such reason, or it needs a note.
    """
    known = {term.attributes["code"]: term for term in await reasons(group, flow)}
    if code not in known:
        raise Invalid.one("reason", "bad_choice")
    if note == "" and known[code].attributes.get("needs_note"):
        raise Invalid.one("note", "required")


async def resolve(label: str) -> Resolution:
    """What somebody meant by a skill's *label*; `code` is None where nobody knows."""
    return (await lexicon()).resolver.skill(label)


async def resolve_qualification(label: str) -> Resolution:
    """The same for a qualification."""
    return (await lexicon()).resolver.qualification(label)


async def suggest(texts: Mapping[str, str], *, limit: int = 8) -> tuple[Suggested, ...]:
    """What *texts* (by field) seem to call for: at most *limit* of each kind, likeliest first."""
    known = await lexicon()
    return tuple(
        Suggested(
            kind=found.kind,
            code=found.code,
            label=known.name(found.kind, found.code),
            weight=found.weight,
            phrases=tuple(dict.fromkeys(source.phrase for source in found.sources)),
            note=words.note(known.find(found.kind, found.code)),
        )
        for found in known.reader.suggest(texts, limit=limit)
    )


async def find_municipality(code: str | None) -> MunicipalityOut | None:
    """The public body with this code."""
    return (await lexicon()).municipalities.get(code or "")


async def municipality(code: str) -> MunicipalityOut:
    """The public body with this code.

    Raises:
        NotFound: there is none.
    """
    found = await find_municipality(code)
    if found is None:
        raise NotFound(f"municipality {code}")
    return found


async def municipality_named(name: str) -> MunicipalityOut | None:
    """The one public body of this name; None when there are none or several."""
    folded = fold(name)
    found = [body for body in await municipalities() if fold(body.name) == folded]
    return found[0] if len(found) == 1 else None


async def municipalities() -> tuple[MunicipalityOut, ...]:
    """All of them."""
    return tuple((await lexicon()).municipalities.values())


async def search_municipalities(text: str) -> tuple[MunicipalityOut, ...]:
    """Those whose name, kana or code has *text* in it."""
    folded = fold(text)
    return tuple(body for body in await municipalities() if body.answers_to(folded))


async def nearest_municipalities(text: str, *, most: int = 3) -> tuple[MunicipalityOut, ...]:
    """Whom somebody may have meant by a name or code that nobody has, likeliest first."""
    folded = fold(text)
    ranked = sorted(
        ((_likeness(folded, body), body.code, body) for body in await municipalities()),
        key=lambda found: (-found[0], found[1]),
    )
    return tuple(body for likeness, _, body in ranked[:most] if likeness > _NEAR)


def _likeness(folded: str, body: MunicipalityOut) -> float:
    names = (fold(body.name), fold(body.kana), body.code)
    return max(SequenceMatcher(None, folded, name).ratio() for name in names)
