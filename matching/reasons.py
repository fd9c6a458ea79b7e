"""Why somebody is out, and what would be the smallest change; what must be asked before a yes."""

from collections.abc import Callable, Iterable, Sequence

from matching.conditions import (
    Thresholds,
    common_months,
    common_slots,
    hours_to_pass,
    months_to_pass,
    period_stated,
    period_to_pass,
    slots_to_add,
)
from matching.facts import recent_employers
from matching.gates import Gate
from matching.labels import company_key, same_company
from matching.pool import Pool
from matching.profiles import SLOT_NAMES, Need, Person
from matching.program import Program
from matching.results import Check, Fact, Failure


def _conflict(person: Person, need: Need, _: str | None, __: Thresholds) -> tuple[Fact, ...]:
    shared = tuple(
        own for own in person.vendors if any(same_company(own, other) for other in need.vendors)
    )
    return need.vendors, shared, shared


def _programme(person: Person, need: Need, _: str | None, __: Thresholds) -> tuple[Fact, ...]:
    return need.programme, tuple(sorted(person.preferences.programmes)), need.programme


def _public(*_: object) -> tuple[Fact, ...]:
    return True, False, True


def _qualification(
    person: Person, _: Need, subject: str | None, __: Thresholds
) -> tuple[Fact, ...]:
    return subject, tuple(held.label for held in person.qualifications), subject


def _period(person: Person, need: Need, _: str | None, limits: Thresholds) -> tuple[Fact, ...]:
    stated = period_stated(person)
    first, last = period_to_pass(*stated, need, limits)
    found = int(common_months(*stated, need))
    return months_to_pass(need, limits), found, (str(first), str(last))


def _hours(person: Person, need: Need, _: str | None, limits: Thresholds) -> tuple[Fact, ...]:
    return need.hours, person.preferences.hours, hours_to_pass(need, limits)


def _slots(person: Person, need: Need, _: str | None, limits: Thresholds) -> tuple[Fact, ...]:
    offered = person.preferences.slots
    return (
        slot_names(need.slots),
        slot_names(int(common_slots(offered, need))),
        slots_to_add(offered, need, limits),
    )


def _place(person: Person, need: Need, _: str | None, __: Thresholds) -> tuple[Fact, ...]:
    wish = person.preferences
    fixes = []
    if wish.remote == "full":
        fixes.append("hybrid")
    if need.location is not None and need.location not in wish.areas:
        fixes.append(need.location)
    return need.location, tuple(sorted(wish.areas)), tuple(fixes)


def _skill(person: Person, _: Need, subject: str | None, __: Thresholds) -> tuple[Fact, ...]:
    return subject, tuple(claim.label for claim in person.claims), subject


DESCRIPTIONS: dict[str, Callable[..., tuple[Fact, ...]]] = {
    "conflict": _conflict,
    "programme_not_accepted": _programme,
    "public_experience_missing": _public,
    "qualification_missing": _qualification,
    "period_short": _period,
    "hours_short": _hours,
    "slots_short": _slots,
    "place_unreachable": _place,
    "skills_missing": _skill,
}
"""Reason code -> (needed, found, smallest fix)."""


def slot_names(mask: int) -> tuple[str, ...]:
    """Return the names of a slot mask.

    >>> slot_names(5)
    ('mon_am', 'mon_eve')
    """
    return tuple(name for bit, name in enumerate(SLOT_NAMES) if mask >> bit & 1)


def failures_of(
    person: Person, need: Need, failed: Iterable[Gate], thresholds: Thresholds
) -> tuple[Failure, ...]:
    """Return the hard conditions a person doesn't meet, each with the smallest fix.

    >>> from matching.gates import RowGate
    >>> person = Person("p", "practical")
    >>> failed = [RowGate("public_experience_missing", None, lambda rows: rows < 0)]
    >>> failures_of(person, Need("n", "outreach"), failed, Thresholds())[0].code
    'public_experience_missing'
    """
    return tuple(
        Failure(
            gate.code,
            gate.subject,
            *DESCRIPTIONS[gate.code](person, need, gate.subject, thresholds),
        )
        for gate in failed
    )


def checks_of(pool: Pool, program: Program, row: int) -> tuple[Check, ...]:
    """Return what a person must settle before approving (要確認).

    >>> from matching.conditions import Thresholds
    >>> from matching.lexicon import Lexicon
    >>> from matching.program import compile_need
    >>> from matching.scorer import expert_scorer
    >>> from matching.testing import AS_OF, made_world
    >>> world = made_world(1, people=5, needs=1)
    >>> pool = Pool.build(world.people, Lexicon(world.vocabulary), as_of=AS_OF)
    >>> program = compile_need(pool, world.needs[0], thresholds=Thresholds(), interest={})
    >>> [check.code for check in checks_of(pool, program, 0)]
    []
    """
    person = pool.person(pool.keys[row])
    need = program.need
    return (
        *_undeclared(pool, person, need),
        *_missing(person, need),
        *_tier(pool, person, need),
        *_unconfirmed(pool, program, row),
    )


def _undeclared(pool: Pool, person: Person, need: Need) -> Iterable[Check]:
    employers = recent_employers(person, pool.as_of)
    declared = {company_key(vendor) for vendor in person.vendors}
    for vendor in need.vendors:
        key = company_key(vendor)
        if key in employers and key not in declared:
            yield Check("undeclared_vendor", vendor, employers[key])


def _missing(person: Person, need: Need) -> Iterable[Check]:
    wish = person.preferences
    if wish.hours is None and need.hours:
        yield Check("missing_field", "hours", None)
    if wish.from_month is None and wish.to_month is None and need.from_month is not None:
        yield Check("missing_field", "period", None)
    if wish.remote is None and need.remote != "full":
        yield Check("missing_field", "remote", None)


def _tier(pool: Pool, person: Person, need: Need) -> Iterable[Check]:
    tiers = pool.lexicon.vocabulary.programme_tiers.get(need.programme)
    if tiers is not None and person.tier not in tiers:
        yield Check("tier_mismatch", need.programme, person.tier)


def _unconfirmed(pool: Pool, program: Program, row: int) -> Iterable[Check]:
    person = pool.person(pool.keys[row])
    asked = program.demand.skills
    for claim in person.claims:
        code = claim.code or pool.lexicon.resolver.skill(claim.label).code
        if code is None:
            yield Check("unresolved_label", claim.label, claim.level)
        elif code in asked and not claim.verified:
            yield Check("unverified_level", code, claim.level)


def summary(failures: Sequence[Failure]) -> str:
    """Return the reason codes joined by `;`, as files show them.

    >>> summary([Failure("qualification_missing", "pmp", None, None, None)])
    'qualification_missing(pmp)'
    """
    return ";".join(
        f"{failure.code}({failure.subject})"
        if failure.code == "qualification_missing"
        else failure.code
        for failure in failures
    )
