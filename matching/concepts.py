"""From a trouble in plain words to what would help: suggestions with weight and source phrase."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from matching.reading import Found, TextReader, concept_weights, merge
from matching.vocabulary import Vocabulary

NAMED = 0.9
"""Trust in a thing the text names itself; the rest is left for doubt about what was meant."""
SURENESS = ((6, 0.9), (4, 0.8), (3, 0.7), (0, 0.6))
"""Trust in a trouble by the characters of the phrase that tells it: a short one may stand in
passing, and several make up for it."""


@dataclass(frozen=True, slots=True)
class Source:
    """The words of a need that led to a suggestion: offsets in the original text of `field`."""

    field: str
    start: int
    end: int
    phrase: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a text seems to call for. `concepts` are the troubles it was concluded from."""

    kind: str
    code: str
    weight: float
    concepts: tuple[str, ...]
    sources: tuple[Source, ...]


class Reader:
    """Suggests requirements from plain words. Build once; immutable and thread-safe."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.texts = TextReader(vocabulary)
        self._concepts = {concept.code: concept for concept in vocabulary.concepts}

    def suggest(self, texts: Mapping[str, str], *, limit: int = 12) -> tuple[Suggestion, ...]:
        """Return what the texts call for, at most `limit` of each kind, likeliest first.

        `texts` maps a field's name to its words. A text that says nothing known gives ().

        >>> from matching.vocabulary import Concept, Skill, Vocabulary
        >>> words = Vocabulary(
        ...     skills=(Skill("it", "IT"), Skill("bpr", "業務改革", parent="it")),
        ...     concepts=(Concept("queue", "窓口の混雑", ("待ち時間が長",), skills={"bpr": 0.7}),))
        >>> [s.code for s in Reader(words).suggest({"issue": "待ち時間が長くて困っています"})]
        ['queue', 'bpr']
        """
        signs: dict[tuple[str, str], list[tuple[float, str, Source]]] = {}
        for field, text in texts.items():
            for found in self.texts.read(text):
                source = Source(field, found.start, found.end, text[found.start : found.end])
                for key, weight in self._calls_for(found):
                    concept = found.code if found.kind == "concept" else ""
                    signs.setdefault(key, []).append((weight, concept, source))
        return _ranked([_suggestion(key, told) for key, told in signs.items()], limit)

    def _calls_for(self, found: Found) -> Iterable[tuple[tuple[str, str], float]]:
        if found.kind == "concept":
            yield ("concept", found.code), 1.0
            sure = next(sure for length, sure in SURENESS if found.end - found.start >= length)
            for key, weight in concept_weights(self._concepts[found.code]).items():
                yield key, weight * sure
        else:
            yield (found.kind, found.code), NAMED


def _suggestion(key: tuple[str, str], told: list[tuple[float, str, Source]]) -> Suggestion:
    strongest: dict[str, float] = {}
    for weight, concept, _ in told:
        strongest[concept] = max(weight, strongest.get(concept, 0.0))
    return Suggestion(
        kind=key[0],
        code=key[1],
        weight=round(merge(strongest.values()), 4),
        concepts=tuple(sorted(filter(None, strongest))),
        sources=tuple(dict.fromkeys(source for _, _, source in told)),
    )


def _ranked(suggestions: list[Suggestion], limit: int) -> tuple[Suggestion, ...]:
    by_kind: dict[str, list[Suggestion]] = {}
    for suggestion in sorted(suggestions, key=lambda s: (-s.weight, s.kind, s.code)):
        by_kind.setdefault(suggestion.kind, []).append(suggestion)
    kept = [suggestion for group in by_kind.values() for suggestion in group[:limit]]
    return tuple(sorted(kept, key=lambda s: (-s.weight, s.kind, s.code)))
