"""Hard conditions and things to check, in words: needed, found, what would help."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from matching.profiles import SLOT_NAMES
from talentpool.kit.formats import MINUTES_AN_HOUR, format_hours, format_month
from talentpool.kit.labels import label, labels, language
from talentpool.matches.schemas import Gate, NearMiss, Words

Row = Mapping[str, Any]
Facts = dict[str, str]
FEWEST_TOLD = 5
# A thing to check concerns the condition that it might decide.
_CHECKS_OF = {
    ("undeclared_vendor", None): "conflict",
    ("missing_field", "hours"): "hours_short",
    ("missing_field", "period"): "period_short",
    ("missing_field", "remote"): "place_unreachable",
}
_TOGETHER = ("unverified_level", "unresolved_label")


def gates_of(need: Row, person: Row, found: Row, asked: Iterable[Row], words: Words) -> list[Gate]:
    """Every hard condition of the need (*asked*, as the run has them) against one person.

    *found* is the person's suggestion: its failures and checks decide, nothing is judged anew.
    """
    failures = {(f["code"], f["subject"]): f for f in found["failures"]}
    doubted = {_doubted(check) for check in found["checks"]}
    return [
        _gate(item, failures.get((item["code"], item["subject"])), doubted, need, person, words)
        for item in asked
    ]


def failures_of(found: Row, words: Words) -> list[str]:
    """Why somebody is out, in short."""
    return [
        label(f"failure.{failure['code']}", subject=_subject(failure, words))
        for failure in found["failures"]
    ]


def checks_of(found: Row, words: Words) -> list[str]:
    """What a person must settle before approving; alike ones in one sentence."""
    singly = [check for check in found["checks"] if check["code"] not in _TOGETHER]
    lines = [_check_line(check["code"], [check], words) for check in singly]
    for code in _TOGETHER:
        alike = [check for check in found["checks"] if check["code"] == code]
        if alike:
            lines.append(_check_line(code, alike, words))
    return lines


def count_of_checks(checks: Iterable[Row]) -> int:
    """How many sentences `checks_of` says."""
    return len({(c["code"], None if c["code"] in _TOGETHER else c["subject"]) for c in checks})


def near_misses_of(asked: Iterable[Row], words: Words) -> tuple[NearMiss, ...]:
    """What each hard condition costs; the one that costs most first."""
    told = sorted(asked, key=lambda item: -item["only"])
    return tuple(
        NearMiss(
            _title(item, words),
            people(item["failing"]),
            people(item["only"]),
            item["only"] < FEWEST_TOLD,
        )
        for item in told
    )


def people(count: int) -> str:
    """A number of people; a small one is not told exactly, since it might tell who."""
    return label("people.few" if count < FEWEST_TOLD else "people.many", n=max(count, FEWEST_TOLD))


def weekly(minutes: int | None) -> str:
    """Hours a week, or that nothing was said."""
    return label("fact.unsaid") if minutes is None else format_hours(minutes, language.get())


def slots(mask: int) -> str:
    """Half-days by day; none named means any."""
    if not mask:
        return label("fact.any_slot")
    return slot_words(name for bit, name in enumerate(SLOT_NAMES) if mask >> bit & 1)


def slot_words(names: Iterable[str]) -> str:
    """Half-days by their names: mon_am, tue_eve."""
    by_day: dict[str, list[str]] = {}
    for name in names:
        day, part = name.split("_")
        by_day.setdefault(day, []).append(label(f"half_day.{part}"))
    return label("fact.and").join(
        label("fact.parts_of_day", day=label(f"day.{day}"), parts=label("fact.dot").join(parts))
        for day, parts in by_day.items()
    )


def period(row: Row, first: str, last: str) -> str:
    """Two months with an open end where none was said."""
    start, end = row[first], row[last]
    if start is None and end is None:
        return label("fact.unsaid")
    shown = [format_month(day, language.get()) if day else "" for day in (start, end)]
    return label("fact.period", first=shown[0], last=shown[1])


def _doubted(check: Row) -> str | None:
    subject = check["subject"] if check["code"] == "missing_field" else None
    return _CHECKS_OF.get((check["code"], subject))


def _gate(
    item: Row, failure: Row | None, doubted: set[str | None], need: Row, person: Row, words: Words
) -> Gate:
    code = item["code"]
    status = "fail" if failure else "check" if code in doubted else "ok"
    facts = _FACTS[code](need, person, words)
    fix = _fix(failure, words) if failure else ""
    return Gate(code, status, _title(item, words), label(f"gate_note.{code}", **facts), fix)


def _title(item: Row, words: Words) -> str:
    return label(f"gate_title.{item['code']}", subject=_subject(item, words))


def _subject(item: Row, words: Words) -> str:
    kind = {"qualification_missing": "qualification", "skills_missing": "skill"}.get(item["code"])
    subject = item["subject"] or ""
    return words.name(kind, subject) if kind else subject


def _fix(failure: Row, words: Words) -> str:
    """What would help, for the conditions that somebody can change."""
    code, fix = failure["code"], failure["fix"]
    if labels().find(f"fix.{code}") is None or fix in (None, []):
        return ""
    return label(f"fix.{code}", fix=_FIXES[code](fix, words), subject=_subject(failure, words))


def _check_line(code: str, checks: list[Row], words: Words) -> str:
    names = dict.fromkeys(_check_subject(check, words) for check in checks)
    found = checks[0]["found"]
    if code == "tier_mismatch":
        found = label(f"matched_tier.{found}")
    if code == "undeclared_vendor":
        found = int(found) + 1
    quoted = "".join(label("fact.quoted", text=name) for name in names)
    return label(f"check_line.{code}", names=quoted, found=found)


def _check_subject(check: Row, words: Words) -> str:
    subject = str(check["subject"])
    if check["code"] == "unverified_level":
        return words.name("skill", subject)
    if check["code"] == "missing_field":
        return label(f"missing_field.{subject}")
    return subject


def _named(names: Iterable[str], none: str = "fact.none") -> str:
    return label("fact.and").join(names) or label(none)


def _about_conflict(need: Row, person: Row, words: Words) -> Facts:
    return {
        "needed": _named(need["vendor_conflicts"]),
        "found": _named(person["affiliated_vendors"]),
    }


def _about_programme(need: Row, person: Row, words: Words) -> Facts:
    wished = [words.programme(key) for key in person["programmes"]]
    return {"needed": words.programme(need["programme"]), "found": _named(wished, "fact.any")}


def _about_public(need: Row, person: Row, words: Words) -> Facts:
    return {"needed": "", "found": f"{float(person['public_years']):g}"}


def _about_qualifications(need: Row, person: Row, words: Words) -> Facts:
    return {"needed": "", "found": _named(held["label"] for held in person["qualifications"])}


def _about_period(need: Row, person: Row, words: Words) -> Facts:
    return {
        "needed": period(need, "from_month", "to_month"),
        "found": period(person, "available_from", "available_to"),
    }


def _about_hours(need: Row, person: Row, words: Words) -> Facts:
    return {"needed": weekly(need["weekly_minutes"]), "found": weekly(person["weekly_minutes"])}


def _about_slots(need: Row, person: Row, words: Words) -> Facts:
    return {"needed": slots(need["slots"]), "found": slots(person["slots"])}


def _about_place(need: Row, person: Row, words: Words) -> Facts:
    remote = person["remote"] or "unsaid"
    return {
        "needed": label(f"asked_place.{need['remote'] or 'full'}"),
        "found": label(f"offered_place.{remote}"),
    }


def _about_skills(need: Row, person: Row, words: Words) -> Facts:
    return {"needed": "", "found": _named(claim["label"] for claim in person["claims"])}


_FACTS: Mapping[str, Callable[[Row, Row, Words], Facts]] = {
    "conflict": _about_conflict,
    "programme_not_accepted": _about_programme,
    "public_experience_missing": _about_public,
    "qualification_missing": _about_qualifications,
    "period_short": _about_period,
    "hours_short": _about_hours,
    "slots_short": _about_slots,
    "place_unreachable": _about_place,
    "skills_missing": _about_skills,
}


def _month(index: str) -> str:
    year, month = divmod(int(index), 12)
    return format_month(f"{year:04}-{month + 1:02}", language.get())


def _place_fix(fix: Any, words: Words) -> str:
    names = [
        label("offered_place.hybrid") if code == "hybrid" else words.municipality(code)
        for code in fix
    ]
    return _named(names)


_FIXES: Mapping[str, Callable[[Any, Words], str]] = {
    "programme_not_accepted": lambda fix, words: words.programme(fix),
    "period_short": lambda fix, _: label("fact.period", first=_month(fix[0]), last=_month(fix[1])),
    "hours_short": lambda fix, _: format_hours(round(fix * MINUTES_AN_HOUR), language.get()),
    "slots_short": lambda fix, _: slot_words(fix),
    "place_unreachable": _place_fix,
}
