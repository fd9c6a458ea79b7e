"""What would have to change for a person to be eligible.

Hard conditions are a conjunction, so the failing ones are the minimal set of changes; each names
its smallest fix. What could be done for a better place is in `matching.whatif`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from matching.conditions import OPEN_END, OPEN_START, Thresholds
from matching.labels import company_key
from matching.pool import Pool
from matching.profiles import (
    ANY_SLOT,
    Claim,
    Held,
    Need,
    Person,
    slot_mask,
)
from matching.program import compile_need
from matching.ranking import DEFAULTS, NO_INTEREST
from matching.reasons import failures_of
from matching.results import Change


def to_eligible(
    pool: Pool, need: Need, key: str, *, thresholds: Thresholds = DEFAULTS
) -> tuple[Change, ...]:
    """Return the smallest changes that together make a person eligible; () if they are already.

    A change whose `wanted` is None can't be made (no half-day would do). Raises `UnknownPerson`.

    >>> from matching.lexicon import Lexicon
    >>> from matching.profiles import Preferences
    >>> from matching.vocabulary import Vocabulary
    >>> slow = Person(key="p", tier="practical", preferences=Preferences(hours=2.0))
    >>> pool = Pool.build([slow], Lexicon(Vocabulary()), as_of=0)
    >>> need = Need(key="n", programme="hands_on", hours=8.0, remote="full")
    >>> [(change.code, change.wanted) for change in to_eligible(pool, need, "p")]
    [('hours_short', 5.0)]
    """
    row = pool.row(key)
    program = compile_need(pool, need, thresholds=thresholds, interest=NO_INTEREST)
    failed = [gate for gate in program.gates if not gate.passes(pool.count)[row]]
    failures = failures_of(pool.person(key), need, failed, thresholds)
    return tuple(
        Change(failure.code, failure.subject, failure.found, failure.fix) for failure in failures
    )


def apply_changes(person: Person, changes: Iterable[Change]) -> Person:
    """Return the person as they would be after the changes.

    >>> apply_changes(Person(key="p", tier="practical"),
    ...               [Change("hours_short", None, None, 5.0)]).preferences.hours
    5.0
    """
    for change in changes:
        person = _APPLY[change.code](person, change)
    return person


def _wish(person: Person, **values: object) -> Person:
    return replace(person, preferences=replace(person.preferences, **values))  # type: ignore[arg-type]


def _drop_vendors(person: Person, change: Change) -> Person:
    gone = {company_key(str(name)) for name in _names(change.wanted)}
    kept = tuple(name for name in person.vendors if company_key(name) not in gone)
    return replace(person, vendors=kept)


def _accept_programme(person: Person, change: Change) -> Person:
    return _wish(person, programmes=person.preferences.programmes | {str(change.wanted)})


def _gain_public(person: Person, _: Change) -> Person:
    kinds = (person.public_kinds - {"none"}) | {"municipality_staff"}
    return replace(person, public_kinds=kinds, public_years=max(person.public_years, 1.0))


def _gain_qualification(person: Person, change: Change) -> Person:
    held = Held(str(change.wanted), str(change.wanted))
    return replace(person, qualifications=(*person.qualifications, held))


def _widen_period(person: Person, change: Change) -> Person:
    start, end = map(int, _names(change.wanted))
    return _wish(
        person,
        from_month=None if start == OPEN_START else start,
        to_month=None if end == OPEN_END else end,
    )


def _more_hours(person: Person, change: Change) -> Person:
    return _wish(person, hours=float(str(change.wanted)))


def _more_slots(person: Person, change: Change) -> Person:
    own = person.preferences.slots or ANY_SLOT
    return _wish(person, slots=own | slot_mask(_names(change.wanted)))


def _reach(person: Person, change: Change) -> Person:
    names = frozenset(_names(change.wanted))
    remote = "hybrid" if "hybrid" in names else person.preferences.remote
    return _wish(person, remote=remote, areas=person.preferences.areas | (names - {"hybrid"}))


def _gain_skill(person: Person, change: Change) -> Person:
    claim = Claim(str(change.wanted), 5, code=str(change.wanted), verified=True)
    return replace(person, claims=(*person.claims, claim))


def _work_on_site(person: Person, change: Change) -> Person:
    return _wish(person, remote=str(change.wanted))


def _confirm_level(person: Person, change: Change) -> Person:
    claims = tuple(
        replace(claim, verified=True) if claim.label == change.subject else claim
        for claim in person.claims
    )
    return replace(person, claims=claims)


def _names(fact: object) -> tuple[str, ...]:
    return fact if isinstance(fact, tuple) else ()


_APPLY: Mapping[str, Callable[[Person, Change], Person]] = {
    "conflict": _drop_vendors,
    "programme_not_accepted": _accept_programme,
    "public_experience_missing": _gain_public,
    "qualification_missing": _gain_qualification,
    "period_short": _widen_period,
    "hours_short": _more_hours,
    "slots_short": _more_slots,
    "place_unreachable": _reach,
    "skills_missing": _gain_skill,
    "onsite": _work_on_site,
    "confirm_level": _confirm_level,
}
