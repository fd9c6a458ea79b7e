"""What is pointed out about a need. A notice is never a gate: the reader decides."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import msgspec

from talentpool.needs.queries import Whole
from talentpool.needs.states import EDITABLE
from talentpool.programmes import queries as programmes
from talentpool.programmes.schemas import ProgrammeOut, RuleOut
from talentpool.taxonomy import queries as taxonomy
from talentpool.taxonomy.schemas import TermOut

_FISCAL_YEAR_ENDS = (3, 31)


class Notice(msgspec.Struct, frozen=True):
    """Something to know: `need_notice.<code>` with its facts."""

    code: str
    facts: Mapping[str, Any] = {}


async def notices(whole: Whole, programme: ProgrammeOut, today: date) -> list[Notice]:
    """Everything to be pointed out about a need, the law first."""
    found = list(await _never_asked(whole, today))
    if programme.is_placement:
        kind = await taxonomy.find_term("appointment_type", whole.need.appointment_type)
        if kind is not None:
            found += await _of_appointment(whole, kind, today)
    found += _period_over(whole, today)
    found += _unresolved(whole)
    return found


async def never_asked_in(texts: Iterable[str], today: date) -> list[str]:
    """Words for what may never be asked of a person (職業安定法 5条の5), as they stand in texts."""
    everything = "\n".join(texts)
    return [word for word in await _never_asked_words(today) if word in everything]


async def _never_asked(whole: Whole, today: date) -> Iterable[Notice]:
    need, opening, terms = whole.need, whole.opening, whole.stated_terms
    texts = [need.title, need.current_issue, need.desired_outcome, need.as_is, need.to_be]
    answers: Any = need.answers
    texts += [str(text) for text in answers.values()]
    texts += [skill.label for skill in whole.skills]
    texts += [opening.public_title, opening.public_text] if opening else []
    texts += [str(text) for text in msgspec.to_builtins(terms).values()]
    words = await never_asked_in(texts, today)
    return [Notice("never_asked", {"words": "、".join(words)})] if words else []


async def _of_appointment(whole: Whole, kind: TermOut, today: date) -> Iterable[Notice]:
    """What the law says of a type of appointment, as dated rules."""
    need, facts = whole.need, {"type": kind.name}
    rules = {rule.code: rule for rule in await programmes.rules_for(kind.code, today)}
    found = []
    if not kind.is_verified or _value(rules, "statutory_placement").get("on_suspicion"):
        found.append(Notice("ask_personnel", facts))
    if "fiscal_year" in rules and _is_past_fiscal_year(need.from_month, need.to_month):
        found.append(Notice("past_fiscal_year", facts))
    most = _value(rules, "weekly_minutes_below").get("minutes")
    if most and need.weekly_minutes and need.weekly_minutes >= most:
        found.append(Notice("hours_of_full_time", facts))
    if "no_orders" in rules and not need.orders_given_by:
        found.append(Notice("name_who_gives_orders", facts))
    duties = whole.stated_terms.duties or need.desired_outcome
    words = [word for word in _value(rules, "duties_words").get("words", []) if word in duties]
    if words:
        found.append(Notice("duties_words", {**facts, "words": "、".join(words)}))
    return found


def _period_over(whole: Whole, today: date) -> Iterable[Notice]:
    last = whole.need.to_month
    if whole.need.state in EDITABLE and last and last < today.replace(day=1):
        yield Notice("period_over", {})


def _unresolved(whole: Whole) -> Iterable[Notice]:
    labels = [skill.label for skill in whole.skills if skill.code is None]
    if labels:
        yield Notice("unresolved_labels", {"labels": "、".join(labels)})


def _is_past_fiscal_year(first: date | None, last: date | None) -> bool:
    """Whether the period goes on after the 31 March that follows its begin."""
    if first is None or last is None:
        return False
    month, day = _FISCAL_YEAR_ENDS
    ends_on = date(first.year + (first.month > month), month, day)
    return last > ends_on


def _value(rules: Mapping[str, RuleOut], code: str) -> Mapping[str, Any]:
    return rules[code].value if code in rules else {}


async def _never_asked_words(today: date) -> list[str]:
    rules = await programmes.rules("never_asked", today)
    return [word for rule in rules for word in rule.value["words"]]
