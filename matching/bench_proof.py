"""The rows of the bench about truth: what is promised of every ranking, tried on made worlds."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from matching.bench_report import Row, always, at_least, at_most
from matching.bench_scene import K, make_scene
from matching.counterfactual import apply_changes, to_eligible
from matching.evaluate import ndcg
from matching.lexicon import Lexicon
from matching.pool import Pool
from matching.profiles import Career, Claim, Need, Person
from matching.ranking import Run, rank, run
from matching.score import recompute, terms_of
from matching.scorer import Scorer
from matching.testing import AS_OF, Maker, made_vocabulary, made_world
from matching.top import top

MORE = 500
"""Things added to people, to see that none lowers what is asked."""


def exactness(scorer: Scorer) -> Iterator[Row]:
    """Yield how often the explanation adds up and pruning changes nothing."""
    rng = np.random.default_rng(7)
    lexicon = Lexicon(made_vocabulary(rng, fields=4))
    maker = Maker(rng, lexicon.vocabulary, 4)
    scene = make_scene(maker, lexicon, scorer, 2000, needs=50)
    sums = same = pairs = 0
    for need, ready in zip(scene.needs, scene.ready, strict=True):
        ran = run(scene.pool, scorer, need)
        terms_by_row = terms_of(scorer, ran.program, np.arange(scene.pool.count))
        for row, terms in enumerate(terms_by_row):
            sums += sum(recompute(scorer, terms).values()) == int(ran.scores.total[row])
            pairs += 1
        eligible = [row for row in ran.order.tolist() if not ran.failures[:, row].any()]
        same += top(ready, K).rows.tolist() == eligible[:K]
    yield always(f"explanations that add up, of {pairs:,} pairs", sums, pairs)
    yield always("first 20 equal to the full ranking", same, len(scene.needs))


def counterfactuals(scorer: Scorer) -> Iterator[Row]:
    """Yield how many of 500 promised changes have the promised effect."""
    rng = np.random.default_rng(11)
    lexicon = Lexicon(made_vocabulary(rng, fields=4))
    maker = Maker(rng, lexicon.vocabulary, 4)
    scene = make_scene(maker, lexicon, scorer, 200, needs=40)
    tried = kept = 0
    while tried < 500:
        need = scene.needs[int(rng.integers(len(scene.needs)))]
        key = scene.pool.keys[int(rng.integers(scene.pool.count))]
        changes = to_eligible(scene.pool, need, key)
        if changes and all(change.wanted is not None for change in changes):
            tried += 1
            kept += _is_eligible(apply_changes(scene.pool.person(key), changes), need, lexicon)
    yield always(f"changes that make eligible, of {tried} applied", kept, tried)


def _is_eligible(person: Person, need: Need, lexicon: Lexicon) -> bool:
    alone = Pool.build([person], lexicon, as_of=AS_OF)
    return not to_eligible(alone, need, person.key)


def permutation(scorer: Scorer) -> Iterator[Row]:
    """Yield how often the order in which people come in changes nothing."""
    world = made_world(17, people=200, needs=40)
    lexicon = Lexicon(world.vocabulary)
    forward = Pool.build(world.people, lexicon, as_of=AS_OF)
    backward = Pool.build(world.people[::-1], lexicon, as_of=AS_OF)
    same = 0
    for need in world.needs:
        one, other = run(forward, scorer, need), run(backward, scorer, need)
        same += _order(forward, one) == _order(backward, other)
    yield always("rankings that no order of people changes", same, len(world.needs))


def _order(pool: Pool, ran: Run) -> list[tuple[str, int]]:
    return [(pool.keys[row], int(ran.scores.total[row])) for row in ran.order]


def monotonicity(scorer: Scorer) -> Iterator[Row]:
    """Yield how often more of what is asked doesn't lower the units of the skills asked."""
    rng = np.random.default_rng(19)
    world = made_world(19, people=50, needs=40)
    lexicon = Lexicon(world.vocabulary)
    needs = [need for need in world.needs if need.required]
    kept = 0
    for number in range(MORE):
        need, person = needs[number % len(needs)], world.people[number % len(world.people)]
        more = _with_more(person, need.required[0].label, rng)
        kept += _skill_units(more, need, lexicon, scorer) >= _skill_units(
            person, need, lexicon, scorer
        )
    yield always(f"claims and work added that lower no skill asked, of {MORE}", kept, MORE)


def _with_more(person: Person, label: str, rng: np.random.Generator) -> Person:
    """Return the person with one more entry or claim that names what is asked."""
    if rng.random() < 1 / 3:
        entry = Career("みらい", "リーダー", AS_OF - 48, None, False, f"{label}を主導した")
        return replace(person, career=(*person.career, entry))
    claim = Claim(label, int(rng.integers(1, 6)), 3.0, verified=bool(rng.random() < 0.5))
    return replace(person, claims=(*person.claims, claim))


def _skill_units(person: Person, need: Need, lexicon: Lexicon, scorer: Scorer) -> int:
    pool = Pool.build([person], lexicon, as_of=AS_OF)
    return rank(pool, scorer, need, explained=0).people[0].units_by_factor["required_skills"]


def stuffing(scorer: Scorer) -> Iterator[Row]:
    """Yield how far repeating the need and listing everything move a person up."""
    world = made_world(13, people=200, needs=20)
    lexicon = Lexicon(world.vocabulary)
    pool = Pool.build(world.people, lexicon, as_of=AS_OF)
    everything = tuple(Claim(skill.label, 5, 20.0) for skill in world.vocabulary.skills)
    moves = []
    for need, person in zip(world.needs, world.people, strict=False):
        before = run(pool, scorer, need).place(pool.row(person.key))
        words = (" ".join(need.texts.values()) * 50)[:9000]
        pool.update(replace(person, free_text=words, claims=(*person.claims, *everything)))
        moves.append(before - run(pool, scorer, need).place(pool.row(person.key)))
        pool.update(person)
    name = "places won by repeating the need and listing everything"
    yield at_most(name, max(moves), "places", 1)


def quality(scorer: Scorer) -> Iterator[Row]:
    """Yield NDCG@10 on made worlds; the realistic set is measured by the tests."""
    found = []
    for seed in range(3):
        world = made_world(seed, people=120, needs=20)
        pool = Pool.build(world.people, Lexicon(world.vocabulary), as_of=AS_OF)
        for need in world.needs:
            ran = run(pool, scorer, need)
            grades = [world.grades[need.key, pool.keys[row]] for row in ran.order]
            found.append(ndcg(grades, grades))
    yield at_least("made worlds: NDCG@10", float(np.mean(found)), "", 0.9)
