"""Made worlds with a known right answer, for tests and the bench. Not for production.

A made world has fields of work; each field has skills and troubles with their own invented words.
A person works in one field (a little in another) and writes so; a need comes from a field. Who
fits best is known, because the generator decided it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matching.lexicon import Lexicon
from matching.pool import Pool
from matching.profiles import (
    ANY_SLOT,
    Career,
    Claim,
    Held,
    Need,
    Person,
    Preferences,
    Requirement,
    month_index,
)
from matching.ranking import Run, rank, run
from matching.score import recompute
from matching.scorer import CODES, FACTOR_OF, UNIT, Scorer, expert_scorer, units_of
from matching.top import prepare, top
from matching.vocabulary import (
    Category,
    Concept,
    Qualification,
    Skill,
    Title,
    Vocabulary,
)

AS_OF = month_index(2026, 11)
SKILLS_A_FIELD = 8
TROUBLES_A_FIELD = 4
SYLLABLES = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモラリルレロ"
TITLES = (("ヘルプデスク", 2), ("エンジニア", 3), ("リーダー", 4), ("部長", 5))
PROGRAMMES = ("hands_on", "outreach", "training", "placement_special", "placement_fiscal")
AREAS = tuple(f"13{number:04d}" for number in range(60))


@dataclass(frozen=True, slots=True)
class World:
    """A vocabulary, people, needs, and how well each person fits each need, 0-3."""

    vocabulary: Vocabulary
    people: tuple[Person, ...]
    needs: tuple[Need, ...]
    grades: dict[tuple[str, str], float]


def made_vocabulary(rng: np.random.Generator, *, fields: int = 6) -> Vocabulary:
    """Return a vocabulary of invented words: a heading, a group and skills for every field.

    >>> len(made_vocabulary(np.random.default_rng(1), fields=2).categories)
    2
    """
    words = _Words(rng)
    skills, concepts, categories, qualifications = [], [], [], []
    for field in range(fields):
        heading, group = f"h{field}", f"g{field}"
        skills += [Skill(heading, words.new()), Skill(group, words.new(), heading)]
        codes = [f"s{field}_{number}" for number in range(SKILLS_A_FIELD)]
        skills += [Skill(code, words.new(), group, synonyms=(words.new(),)) for code in codes]
        categories.append(Category(f"c{field}", words.new()))
        qualifications.append(
            Qualification(f"q{field}", words.new() + "検定", skills={codes[0]: 0.6})
        )
        for number in range(TROUBLES_A_FIELD):
            concepts.append(  # noqa: PERF401 - the order of random words is part of the world
                Concept(
                    f"t{field}_{number}",
                    words.new(),
                    (f"{words.new()}…困って", f"{words.new()}が足りな"),
                    categories={f"c{field}": 1.0},
                    skills={codes[number]: 1.0, codes[number + 1]: 0.5},
                )
            )
    return Vocabulary(
        skills=tuple(skills),
        qualifications=tuple(qualifications),
        categories=tuple(categories),
        concepts=tuple(concepts),
        titles=tuple(Title(name, level) for name, level in TITLES),
        programme_tiers={"placement_special": frozenset({"special"})},
    )


def made_world(
    seed: int, *, people: int = 60, needs: int = 12, fields: int = 6, vague: float = 0.33
) -> World:
    """Return a world in which everybody is eligible and the right order is known.

    >>> world = made_world(1, people=5, needs=2)
    >>> len(world.people), len(world.needs)
    (5, 2)
    """
    rng = np.random.default_rng(seed)
    vocabulary = made_vocabulary(rng, fields=fields)
    maker = Maker(rng, vocabulary, fields)
    levels, made = [], []
    for number in range(people):
        level = maker.levels()
        levels.append(level)
        made.append(maker.person(f"p{number:05d}", level))
    asked = [maker.need(f"n{number:03d}", is_vague=rng.random() < vague) for number in range(needs)]
    grades = {
        (need.key, person.key): _grade(need_skills, level)
        for need, need_skills in asked
        for person, level in zip(made, levels, strict=True)
    }
    return World(vocabulary, tuple(made), tuple(need for need, _ in asked), grades)


def ranked_example() -> Run:
    """Return a need of a made world, run against five people: where many examples begin.

    >>> ranked_example().eligible
    5
    """
    world = made_world(1, people=5, needs=1)
    pool = Pool.build(world.people, Lexicon(world.vocabulary), as_of=AS_OF)
    return run(pool, expert_scorer(), world.needs[0])


def _grade(asked: Sequence[str], levels: dict[str, int]) -> float:
    """Return 0-3: the mean level in what is asked, in thirds."""
    mean = sum(levels.get(code, 0) for code in asked) / (5 * len(asked))
    return float(round(3 * mean))


class _Words:
    """Invented words, never the same twice and none inside another."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._used: set[str] = set()

    def new(self) -> str:
        while True:
            word = "".join(self._rng.choice(list(SYLLABLES), 6))
            if word not in self._used:
                self._used.add(word)
                return word


class Maker:
    """Makes people and needs of one vocabulary; all randomness comes from `rng`."""

    def __init__(self, rng: np.random.Generator, vocabulary: Vocabulary, fields: int) -> None:
        self.rng = rng
        self.vocabulary = vocabulary
        self.fields = fields
        self._skills = {skill.code: skill for skill in vocabulary.skills}
        self._concepts = {concept.code: concept for concept in vocabulary.concepts}

    def levels(self) -> dict[str, int]:
        """Return what somebody can really do: skills of one field, one or two of another."""
        home, other = self.rng.choice(self.fields, 2, replace=False)
        chosen = self.rng.choice(SKILLS_A_FIELD, int(self.rng.integers(2, 6)), replace=False)
        levels = {f"s{home}_{number}": int(self.rng.integers(2, 6)) for number in chosen}
        levels[f"s{other}_{self.rng.integers(SKILLS_A_FIELD)}"] = int(self.rng.integers(1, 4))
        return levels

    def person(
        self, key: str, levels: dict[str, int], *, wish: Preferences | None = None
    ) -> Person:
        """Return a person who can do this and has a career that says so."""
        names = [self._skills[code].label for code in levels]
        title = TITLES[min(max(levels.values()) - 2, 3)][0]
        start = AS_OF - int(self.rng.integers(24, 120))
        text = "。".join(f"{name}を担当した" for name in names)
        return Person(
            key=key,
            tier="practical" if self.rng.random() < 0.7 else "special",
            claims=tuple(
                Claim(self._skills[code].label, level, float(self.rng.integers(0, 12)))
                for code, level in levels.items()
            ),
            career=(
                Career("みらい株式会社", title, start, None, bool(self.rng.random() < 0.4), text),
            ),
            public_years=float(self.rng.integers(0, 10)),
            qualifications=(Held(self.vocabulary.qualifications[0].label),),
            preferences=wish or Preferences(hours=16.0, remote="onsite_ok", areas=frozenset(AREAS)),
        )

    def wish(self) -> Preferences:
        """Return how somebody wants to work: some limits, as in life."""
        start = AS_OF + int(self.rng.integers(0, 6))
        slots = int(self.rng.integers(1, ANY_SLOT)) | int(self.rng.integers(1, ANY_SLOT))
        programmes = self.rng.choice(PROGRAMMES, int(self.rng.integers(1, 5)), replace=False)
        areas = self.rng.choice(AREAS, int(self.rng.integers(1, 30)), replace=False)
        return Preferences(
            hours=float(self.rng.integers(2, 24)),
            slots=slots,
            from_month=start,
            to_month=start + int(self.rng.integers(3, 18)),
            remote=str(self.rng.choice(["full", "hybrid", "onsite_ok"], p=[0.2, 0.4, 0.4])),
            areas=frozenset(map(str, areas)),
            programmes=frozenset(map(str, programmes)),
        )

    def need(self, key: str, *, is_vague: bool = False) -> tuple[Need, list[str]]:
        """Return a need and the skills it really is about; a vague one only tells a trouble."""
        field, number = (
            int(self.rng.integers(self.fields)),
            int(self.rng.integers(TROUBLES_A_FIELD)),
        )
        concept = self._concepts[f"t{field}_{number}"]
        codes = list(concept.skills)
        labels = () if is_vague else tuple(self._skills[code].synonyms[0] for code in codes)
        trouble = concept.phrases[0].replace("…", "のことで") + "います。"
        need = Need(
            key=key,
            programme="hands_on",
            category=None if is_vague else f"c{field}",
            texts={"current_issue": trouble},
            required=tuple(map(Requirement, labels)),
        )
        return need, codes

    def strict_need(self, key: str) -> Need:
        """Return a need with hours, half-days, months and a place."""
        need, _ = self.need(key, is_vague=bool(self.rng.random() < 0.3))
        start = AS_OF + int(self.rng.integers(1, 5))
        return Need(
            key=key,
            programme=str(self.rng.choice(PROGRAMMES)),
            category=need.category,
            texts=need.texts,
            required=need.required,
            public_experience=bool(self.rng.random() < 0.2),
            from_month=start,
            to_month=start + int(self.rng.integers(2, 12)),
            hours=float(self.rng.integers(4, 16)),
            slots=int(self.rng.integers(1, ANY_SLOT)) | int(self.rng.integers(1, ANY_SLOT)),
            location=str(self.rng.choice(AREAS)),
            remote=str(self.rng.choice(["full", "hybrid", "onsite"], p=[0.3, 0.4, 0.3])),
        )


class ScorerContract:
    """What every scorer keeps. A test class that inherits this and sets `scorer` is tested."""

    scorer: Scorer

    def test_every_score_is_the_sum_of_its_parts(self) -> None:
        """Sums are exact, and points lie on the scale."""
        world = made_world(21, people=30, needs=4)
        pool = Pool.build(world.people, Lexicon(world.vocabulary), as_of=AS_OF)
        for need in world.needs:
            ranking = rank(pool, self.scorer, need, explained=5)
            for person in ranking.people[:5]:
                assert recompute(self.scorer, person.terms) == person.units_by_factor
                assert ranking.base + sum(person.parts.values()) == person.points
                assert 0 <= person.low <= person.points <= person.high <= 100

    def test_a_higher_code_never_has_fewer_units(self) -> None:
        """Tables never fall, at any weight."""
        for name in FACTOR_OF:
            for weight in (0, 1, 511, UNIT):
                units = [units_of(self.scorer, name, weight, code) for code in range(CODES)]
                assert units == sorted(units)

    def test_the_first_20_by_pruning_are_those_of_the_full_ranking(self) -> None:
        """Pruning is exact for any tables."""
        world = made_world(22, people=500, needs=3)
        pool = Pool.build(world.people, Lexicon(world.vocabulary), as_of=AS_OF)
        for need in world.needs:
            ran = run(pool, self.scorer, need)
            found = top(prepare(pool, self.scorer, ran.program), 20)
            assert found.rows.tolist() == ran.order.tolist()[:20]
