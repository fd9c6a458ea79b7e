"""The hard conditions written out plainly, apart from the library, to compare it with."""

from matching.labels import same_company
from matching.pool import Pool
from matching.profiles import SLOT_HOURS, Need, Person


def naive_failures(person: Person, need: Need, pool: Pool) -> set[str]:
    wish = person.preferences
    failed = set()
    if any(same_company(own, other) for own in person.vendors for other in need.vendors):
        failed.add("conflict")
    if wish.programmes and need.programme not in wish.programmes:
        failed.add("programme_not_accepted")
    if need.public_experience and person.public_kinds <= {"none"}:
        failed.add("public_experience_missing")
    if need.qualifications and not person.qualifications:
        failed.add("qualification_missing")
    if need.from_month is not None and need.to_month is not None:
        months = range(need.from_month, need.to_month + 1)
        there = [m for m in months if _is_there(m, person)]
        if len(there) / len(months) < 0.6 - 1e-9:
            failed.add("period_short")
    if need.hours and wish.hours is not None and wish.hours / need.hours < 0.6 - 1e-9:
        failed.add("hours_short")
    if need.hours:
        mine, theirs = wish.slots or (1 << 21) - 1, need.slots or (1 << 21) - 1
        common = sum(h for bit, h in enumerate(SLOT_HOURS) if (mine & theirs) >> bit & 1)
        if common / need.hours < 0.5 - 1e-9:
            failed.add("slots_short")
    if need.remote != "full":
        is_near = need.location is None or need.location in wish.areas
        if wish.remote == "full" or not is_near:
            failed.add("place_unreachable")
    if need.require_all_skills:
        row = pool.row(person.key)
        codes = [pool.lexicon.resolver.skill(asked.label).code for asked in need.required]
        if any(code and pool.highest[pool.lexicon.skills[code], row] < 9 for code in codes):
            failed.add("skills_missing")
    return failed


def _is_there(month: int, person: Person) -> bool:
    wish = person.preferences
    after = wish.from_month is None or wish.from_month <= month
    return after and (wish.to_month is None or month <= wish.to_month)
