"""One person's score for one need, told completely: parts, words, reasons, what would change it."""

from collections.abc import Mapping
from dataclasses import dataclass

from matching.conditions import Thresholds
from matching.counterfactual import to_eligible
from matching.pool import Pool
from matching.profiles import Need
from matching.ranking import DEFAULTS, NO_INTEREST, run
from matching.results import Change, Ranked
from matching.scorer import Scorer


@dataclass(frozen=True, slots=True)
class Explanation:
    """`base` + sum(ranked.parts) = ranked.points; `changes` would make the person eligible."""

    ranked: Ranked
    base: int
    reference: Mapping[str, int]
    changes: tuple[Change, ...]


def explain(
    pool: Pool,
    scorer: Scorer,
    need: Need,
    key: str,
    *,
    interest: Mapping[str, str] = NO_INTEREST,
    thresholds: Thresholds = DEFAULTS,
) -> Explanation:
    """Explain one person's place. Raises `UnknownPerson`, `InvalidProfile`.

    >>> from matching.lexicon import Lexicon
    >>> from matching.profiles import Person
    >>> from matching.scorer import expert_scorer
    >>> from matching.vocabulary import Vocabulary
    >>> pool = Pool.build([Person(key="p", tier="practical")], Lexicon(Vocabulary()), as_of=0)
    >>> told = explain(pool, expert_scorer(), Need(key="n", programme="hands_on"), "p")
    >>> told.base + sum(told.ranked.parts.values()) == told.ranked.points
    True
    """
    row = pool.row(key)
    ran = run(pool, scorer, need, interest=interest, thresholds=thresholds)
    ranked = ran.told(row)
    changes = to_eligible(pool, need, key, thresholds=thresholds)
    return Explanation(ranked, ran.base, ran.reference, changes)
