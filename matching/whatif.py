"""What a person could do for a better place: the fewest of the steps that are theirs to take."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from matching.conditions import Thresholds
from matching.counterfactual import apply_changes, to_eligible
from matching.pool import Pool
from matching.profiles import ANY_SLOT, Need, Person
from matching.program import compile_need
from matching.ranking import DEFAULTS, NO_INTEREST, Run, run
from matching.reasons import slot_names
from matching.results import Change
from matching.score import score_all
from matching.scorer import Scorer

MOST_STEPS = 4
"""More steps than this are no advice."""


@dataclass(frozen=True, slots=True)
class _Trial:
    """Scores one person under changes, by the same program as the ranking."""

    pool: Pool
    scorer: Scorer
    need: Need
    interest: Mapping[str, str]
    thresholds: Thresholds

    def units(self, person: Person) -> int:
        alone = Pool(self.pool.lexicon, as_of=self.pool.as_of)
        alone.likeness.idf = self.pool.likeness.idf
        alone.meaning.idf = self.pool.meaning.idf
        alone.meaning.centre = self.pool.meaning.centre
        alone.update(person)
        program = compile_need(alone, self.need, thresholds=self.thresholds, interest=self.interest)
        return int(score_all(alone, self.scorer, program).total[0])


def to_rank(
    pool: Pool,
    scorer: Scorer,
    need: Need,
    key: str,
    *,
    rank: int,
    interest: Mapping[str, str] = NO_INTEREST,
    thresholds: Thresholds = DEFAULTS,
) -> tuple[Change, ...] | None:
    """Return changes that bring a person to place `rank` or better; None if no honest ones do.

    Steps considered: the hours, half-days and months the need asks for, working on site, and
    having claimed levels confirmed; what makes the person eligible comes first. () means that
    they are there already. Raises `UnknownPerson`, `InvalidProfile`.

    >>> from matching.lexicon import Lexicon
    >>> from matching.profiles import Preferences
    >>> from matching.scorer import expert_scorer
    >>> from matching.vocabulary import Vocabulary
    >>> people = [Person(key="a", tier="practical", preferences=Preferences(hours=8.0)),
    ...           Person(key="b", tier="practical", preferences=Preferences(hours=5.0))]
    >>> pool = Pool.build(people, Lexicon(Vocabulary()), as_of=0)
    >>> need = Need(key="n", programme="hands_on", hours=8.0, remote="full")
    >>> to_rank(pool, expert_scorer(), need, "b", rank=1) is None  # ties go to the smaller key
    True
    """
    ran = run(pool, scorer, need, interest=interest, thresholds=thresholds)
    row = pool.row(key)
    if ran.place(row) <= rank and not ran.failures[:, row].any():
        return ()
    first = to_eligible(pool, need, key, thresholds=thresholds)
    if any(change.wanted is None for change in first):
        return None
    trial = _Trial(pool, scorer, need, interest, thresholds)
    found = _fewest(trial, apply_changes(pool.person(key), first), _to_beat(ran, row, rank))
    return None if found is None else (*first, *found)


def _to_beat(ran: Run, row: int, rank: int) -> tuple[int, str]:
    """Return the units and the key of who holds the place among the other eligible people."""
    is_out = np.asarray(ran.failures.any(axis=0))
    others = [int(other) for other in ran.order if other != row and not is_out[other]]
    if len(others) < rank:
        return -(2**31), ""
    holder = others[rank - 1]
    return int(ran.scores.total[holder]), ran.pool.keys[holder]


def _fewest(trial: _Trial, person: Person, to_beat: tuple[int, str]) -> tuple[Change, ...] | None:
    """Take the step that gains most until the place is reached.

    Gains add up (one table a step), so no fewer steps would do: each taken one gains at least as
    much as any left out.
    """
    taken: list[Change] = []
    steps = list(_steps(person, trial))
    while not _beats(trial, apply_changes(person, taken), to_beat):
        gains = [(trial.units(apply_changes(person, [*taken, step])), step) for step in steps]
        now = trial.units(apply_changes(person, taken))
        best = max(gains, key=lambda pair: pair[0], default=(now, None))
        if best[1] is None or best[0] <= now or len(taken) == MOST_STEPS:
            return None
        taken.append(replace(best[1], units_gained=best[0] - now))
        steps.remove(best[1])
    return tuple(taken)


def _beats(trial: _Trial, person: Person, to_beat: tuple[int, str]) -> bool:
    units, key = to_beat
    return (-trial.units(person), person.key) < (-units, key)


def _steps(person: Person, trial: _Trial) -> Iterable[Change]:
    yield from _time_steps(person, trial.need)
    if trial.need.remote != "full" and person.preferences.remote == "hybrid":
        yield Change("onsite", None, "hybrid", "onsite_ok")
    program = compile_need(
        trial.pool, trial.need, thresholds=trial.thresholds, interest=trial.interest
    )
    resolver = trial.pool.lexicon.resolver
    for claim in person.claims:
        code = claim.code or resolver.skill(claim.label).code
        if code in program.demand.skills and not claim.verified:
            yield Change("confirm_level", claim.label, claim.level, claim.level)


def _time_steps(person: Person, need: Need) -> Iterable[Change]:
    wish = person.preferences
    if need.hours and wish.hours is not None and wish.hours < need.hours:
        yield Change("hours_short", None, wish.hours, need.hours)
    missing = (need.slots or ANY_SLOT) & ~(wish.slots or ANY_SLOT)
    if need.hours and missing:
        yield Change("slots_short", None, slot_names(wish.slots), slot_names(missing))
    start = wish.from_month
    end = wish.to_month
    if need.from_month is not None and need.to_month is not None and (start, end) != (None, None):
        first = need.from_month if start is None else min(start, need.from_month)
        last = need.to_month if end is None else max(end, need.to_month)
        if (first, last) != (start, end):
            yield Change("period_short", None, (str(start), str(end)), (str(first), str(last)))
