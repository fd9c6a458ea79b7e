"""The parts of a score in words: each factor with its points, why, and the words that show it."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from matching.results import CANDIDATE, MUNICIPALITY
from talentpool.candidates.queries_notices import redacted
from talentpool.kit.formats import format_date
from talentpool.kit.labels import label, language
from talentpool.matches import reasons
from talentpool.matches.schemas import Part, Quote, Side, Words

Row = Mapping[str, Any]
SIDES = {"municipality": MUNICIPALITY, "candidate": CANDIDATE}
FACTORS = MUNICIPALITY + CANDIDATE
_MOST_QUOTES = 2
_MOST_NAMES = 4
# The code 0-31 of somebody who claims a skill at the lowest level with nothing that shows it;
# below it there is only something near.
_HAS = 9
_FULL = 31


def sides_of(found: Row, need: Row, person: Row, words: Words, *, hide: bool) -> list[Side]:
    """Both sides of a suggestion. With *hide* the names of organisations are blotted out."""
    return [
        _side(name, factors, found, need, person, words, hide) for name, factors in SIDES.items()
    ]


def strongest(sides: Iterable[Side]) -> tuple[list[str], list[str]]:
    """The two factors that add most, and the one that takes most: a score in one sentence."""
    parts = sorted((part for side in sides for part in side.parts), key=lambda part: -part.points)
    strong = [part.title for part in parts if part.points > 0][:2]
    weak = [part.title for part in reversed(parts) if part.points < 0][:1]
    return strong, weak


def _side(
    name: str,
    factors: Iterable[str],
    found: Row,
    need: Row,
    person: Row,
    words: Words,
    hide: bool,
) -> Side:
    parts = tuple(
        Part(
            factor,
            label(f"factor.{factor}"),
            found["parts"][factor],
            _WHY[factor](_terms(found, factor), need, person, words),
            _quotes(found["evidence"].get(factor, ()), person, hide),
        )
        for factor in factors
    )
    return Side(name, label(f"side.{name}"), sum(part.points for part in parts), parts)


def _terms(found: Row, factor: str) -> list[Row]:
    return [term for term in found["terms"] if term["factor"] == factor]


def _quotes(evidence: Iterable[Row], person: Row, hide: bool) -> tuple[Quote, ...]:
    quotes: dict[str, Quote] = {}
    for item in evidence:
        if item["phrase"] and item["kind"] in _SOURCES:
            told = redacted(item["phrase"]) if item["kind"] == "own" else item["phrase"]
            phrase = blotted(told, person) if hide else told
            quotes.setdefault(phrase, Quote(phrase, _SOURCES[item["kind"]](item, person)))
    return tuple(quotes.values())[:_MOST_QUOTES]


def blotted(text: str, person: Row) -> str:
    """*text* without the names of the organisations that the person has worked for."""
    for entry in person["careers"]:
        text = text.replace(entry["organization"], label("fact.blot"))
    return text


def _of_claim(item: Row, person: Row) -> str:
    claims = person["claims"]
    level = claims[item["index"]]["level"] if item["index"] < len(claims) else 0
    return label("source.claim", level=level)


def _of_career(item: Row, person: Row) -> str:
    return label("source.career", number=item["index"] + 1)


def _of_qualification(item: Row, person: Row) -> str:
    return label("source.qualification")


def _of_own_words(item: Row, person: Row) -> str:
    return label("source.own")


_SOURCES: Mapping[str, Callable[[Row, Row], str]] = {
    "claim": _of_claim,
    "career": _of_career,
    "qualification": _of_qualification,
    "own": _of_own_words,
}


def _why_skills(terms: list[Row], need: Row, person: Row, words: Words) -> str:
    if not terms:
        return label("why.not_asked")
    shown = [words.name("skill", t["subject"]) for t in terms if t["code"] >= _HAS]
    near = [words.name("skill", t["subject"]) for t in terms if 0 < t["code"] < _HAS]
    code = "why.suggested_skills" if terms[0]["source"] == "suggested" else "why.skills"
    lines = [label(code, total=len(terms), n=len(shown))]
    if shown:
        lines.append(label("why.shown", names=_few(shown)))
    if near:
        lines.append(label("why.near", names=_few(near)))
    return "".join(lines)


def _few(names: list[str]) -> str:
    rest = len(names) - _MOST_NAMES
    told = label("fact.and").join(names[:_MOST_NAMES])
    return label("fact.and_more", names=told, n=rest) if rest > 0 else told


def _why_similar(terms: list[Row], need: Row, person: Row, words: Words) -> str:
    fields = [t for t in terms if t["table"] == "category" and t["code"] > 0]
    names = [words.name("category", t["subject"]) for t in fields]
    tables = {t["table"] for t in terms if t["code"] > 0}
    lines = [label("why.same_field", names=_few(names))] if names else []
    lines += [label(f"why.{table}") for table in ("text", "meaning") if table in tables]
    return "".join(lines) or label("why.nothing_similar")


def _why_public(terms: list[Row], need: Row, person: Row, words: Words) -> str:
    years = float(person["public_years"])
    return label("why.public", years=f"{years:g}") if years else label("why.no_public")


def _why_time(terms: list[Row], need: Row, person: Row, words: Words) -> str:
    facts = {
        "needed": reasons.weekly(need["weekly_minutes"]),
        "found": reasons.weekly(person["weekly_minutes"]),
    }
    short = [
        label(f"why.{t['table']}_short")
        for t in terms
        if t["table"] in ("slots", "period") and t["code"] < _FULL
    ]
    return label("why.time", **facts) + "".join(short)


def _why_place(terms: list[Row], need: Row, person: Row, words: Words) -> str:
    remote = person["remote"] or "unsaid"
    return label(
        "why.place",
        needed=label(f"asked_place.{need['remote'] or 'full'}"),
        found=label(f"offered_place.{remote}"),
    )


def _why_standing(terms: list[Row], need: Row, person: Row, words: Words) -> str:
    fits = all(t["code"] > 0 for t in terms)
    return label("why.standing" if fits else "why.other_standing", tier=label(_tier(person)))


def _tier(person: Row) -> str:
    return f"matched_tier.{person['tier']}"


def _why_qualifications(terms: list[Row], need: Row, person: Row, words: Words) -> str:
    helps = any(t["code"] > 0 for t in terms)
    return label("why.qualified" if helps else "why.not_qualified")


def _why_wish(terms: list[Row], need: Row, person: Row, words: Words) -> str:
    name = words.programme(need["programme"])
    return label("why.wished" if person["programmes"] else "why.wishes_any", name=name)


def _why_interest(terms: list[Row], need: Row, person: Row, words: Words) -> str:
    if not person["answer"]:
        return label("why.no_answer")
    day = format_date(person["answered_at"], language.get())
    return label("why.answered", answer=label(f"opening_answer.{person['answer']}"), day=day)


def _why_slack(terms: list[Row], need: Row, person: Row, words: Words) -> str:
    offered, needed = person["weekly_minutes"], need["weekly_minutes"]
    if offered is None or needed is None or offered <= needed:
        return label("why.no_slack")
    return label("why.slack", hours=reasons.weekly(offered - needed))


_WHY: Mapping[str, Callable[[list[Row], Row, Row, Words], str]] = {
    "required_skills": _why_skills,
    "preferred_skills": _why_skills,
    "similar_work": _why_similar,
    "public_sector": _why_public,
    "time": _why_time,
    "place": _why_place,
    "standing": _why_standing,
    "qualifications": _why_qualifications,
    "programme_wish": _why_wish,
    "interest": _why_interest,
    "hours_slack": _why_slack,
}
