import warnings

import numpy as np
import pytest
from sklearn.utils.estimator_checks import check_estimator

from matching.calibrate import calibrate, probability
from matching.challenger import compile_challenger, fit_challenger, mean_codes
from matching.errors import InvalidProfile
from matching.evaluate import (
    expected_calibration_error,
    ndcg,
    paired_bootstrap,
    precision,
    report,
    temporal_split,
)
from matching.learn import (
    MonotoneAdditiveClassifier,
    compile_tables,
    design,
    learn_scorer,
    steps_of,
)
from matching.lexicon import Lexicon
from matching.pool import Pool
from matching.ranking import rank
from matching.results import Term
from matching.scorer import FACTOR_OF, Scorer, expert_scorer, points_of, share_points
from matching.testing import AS_OF, ScorerContract, made_world

PRIOR = expert_scorer()
RNG = np.random.default_rng(1)


def pair(**codes: int) -> list[Term]:
    return [
        Term(FACTOR_OF[table], table, None, "condition", 1024, code, 0)
        for table, code in codes.items()
    ]


def decisions(count: int) -> tuple[list[list[Term]], list[int]]:
    """Coordinators who look at the text and hardly at the category."""
    codes = RNG.integers(0, 32, (count, 2))
    chances = 1 / (1 + np.exp(-(codes[:, 0] - 16) / 3))
    pairs = [pair(text=int(text), category=int(category)) for text, category in codes]
    return pairs, (RNG.random(count) < chances).astype(int).tolist()


def test_the_classifier_keeps_scikit_learns_contract() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        results = check_estimator(MonotoneAdditiveClassifier(), on_fail=None)

    assert [told["check_name"] for told in results if told["status"] == "failed"] == []


def test_without_decisions_to_learn_from_the_prior_stays() -> None:
    pairs, labels = decisions(40)

    learned = learn_scorer(PRIOR, pairs, labels, version="l", strength=1e9)

    for name in FACTOR_OF:
        assert np.abs(learned.tables[name] - PRIOR.tables[name]).max() <= 1


def test_decisions_move_the_tables_they_speak_about() -> None:
    pairs, labels = decisions(800)

    learned = learn_scorer(PRIOR, pairs, labels, version="l-2", sample_weight=[1.0] * 800)

    assert learned.tables["text"][31] > 1.5 * PRIOR.tables["text"][31]
    assert learned.tables["category"][31] < PRIOR.tables["category"][31]
    assert (learned.tables["place"] == PRIOR.tables["place"]).all()


def test_compiled_tables_say_what_the_model_says() -> None:
    pairs, labels = decisions(300)
    model = MonotoneAdditiveClassifier(prior=steps_of(PRIOR), block=31)
    model.fit(design(pairs), labels)

    scorer = compile_tables("l", model.coef_, model.intercept_)

    told = [sum(scorer.tables[t.table][t.code] for t in terms) / 1024 for terms in pairs]
    assert np.abs(np.array(told) + scorer.offset - model.decision_function(design(pairs))).max() < (
        0.001
    )


def test_the_challenger_compiles_to_the_same_format_exactly() -> None:
    pairs, labels = decisions(400)
    model = fit_challenger(pairs, labels, seed=1)

    scorer = compile_challenger(model, "c-1")

    told = [sum(scorer.tables[t.table][t.code] for t in terms) / 1024 for terms in pairs]
    logits = model.decision_function(mean_codes(pairs))
    assert np.abs(np.array(told) + scorer.offset - logits).max() < 0.002


def test_labels_that_are_all_the_same_are_refused() -> None:
    pairs, _ = decisions(10)

    with pytest.raises(ValueError, match="class"):
        learn_scorer(PRIOR, pairs, [1] * 10, version="l")
    with pytest.raises(ValueError, match="same"):
        fit_challenger(pairs, [1] * 10, seed=1)


@pytest.mark.parametrize("prior", [[-1.0, 0.0], [1.0], [1.0, 1.0, 1.0]])
def test_a_prior_that_does_not_fit_is_refused(prior: list[float]) -> None:
    model = MonotoneAdditiveClassifier(prior=prior, block=2)

    with pytest.raises(ValueError, match="prior"):
        model.fit([[0.0, 1.0], [1.0, 0.0]], [0, 1])


def test_tables_out_of_bounds_are_refused() -> None:
    with pytest.raises(InvalidProfile, match="out of bounds"):
        compile_tables("x", steps_of(PRIOR) * 1e6, 0.0)


def test_calibration_makes_stated_chances_true() -> None:
    units = RNG.integers(0, 8000, 4000)
    labels = (RNG.random(4000) < 1 / (1 + np.exp(-(units - 5000) / 700))).astype(int)

    scorer = calibrate(PRIOR, units.tolist(), labels.tolist())

    chances = probability(scorer, units.tolist())
    assert expected_calibration_error(chances.tolist(), labels.tolist()) < 0.03
    assert expected_calibration_error([], []) == 0.0


def test_a_scorer_with_falling_or_unknown_tables_is_refused() -> None:
    falling = dict(PRIOR.tables, text=PRIOR.tables["text"][::-1].copy())

    with pytest.raises(InvalidProfile, match="rising"):
        Scorer("x", falling)
    with pytest.raises(InvalidProfile, match="known tables"):
        Scorer("x", {"text": PRIOR.tables["text"]})


def test_points_that_must_be_taken_back_are_taken_from_the_smallest_remainder() -> None:
    assert sum(share_points({"a": 1.4, "b": 1.4, "c": -0.2}, 2).values()) == 2
    assert sum(share_points({"a": 1.4, "b": 1.4}, 1).values()) == 1
    assert points_of(PRIOR, PRIOR.bounds[1] // 2) in (49, 50)


def test_a_report_counts_grades_violations_and_traps() -> None:
    world = made_world(2, people=30, needs=4)
    pool = Pool.build(world.people, Lexicon(world.vocabulary), as_of=AS_OF)
    rankings = [rank(pool, PRIOR, need, explained=0) for need in world.needs]
    first = {(ranking.need, ranking.people[0].key) for ranking in rankings}

    told = report(rankings, world.grades, ineligible=first, traps=first)

    assert told.ndcg > 0.8
    assert 0 < told.precision <= 1
    assert (told.violations, told.traps) == (1.0, 1.0)
    assert report(rankings, world.grades).traps == 0.0


def test_measures_of_empty_lists_have_a_value() -> None:
    assert ndcg([], []) == 1.0
    assert precision([]) == 0.0


def test_a_paired_comparison_knows_a_better_ranking() -> None:
    worse = RNG.random(40) / 2

    told = paired_bootstrap(worse.tolist(), (worse + 0.1).tolist(), RNG)

    assert told.low > 0
    assert told.chance == 0.0
    with pytest.raises(ValueError, match="paired"):
        paired_bootstrap([0.1], [], RNG)


def test_what_is_tested_on_is_always_later_than_what_was_learned_from() -> None:
    months = RNG.integers(0, 12, 200)

    train, middle, test = temporal_split(months.tolist())

    assert months[train].max() < months[middle].min()
    assert months[middle].max() < months[test].min()
    assert len(train) + len(middle) + len(test) == 200


def test_nothing_to_learn_from_leaves_everything_for_the_test() -> None:
    assert [len(part) for part in temporal_split([1, 2], train=0.0, calibrate=0.0)] == [0, 0, 2]


class TestExpert(ScorerContract):
    scorer = PRIOR


class TestLearned(ScorerContract):
    scorer = learn_scorer(PRIOR, *decisions(200), version="l")


class TestChallenger(ScorerContract):
    scorer = compile_challenger(fit_challenger(*decisions(300), seed=3), "c")
