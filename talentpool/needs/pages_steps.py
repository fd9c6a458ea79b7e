"""The steps of the clinic: what each form shows of a need, and what it changes when it is sent."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from talentpool.kit.errors import Invalid, NotFound
from talentpool.kit.text import shorten, tidy_line
from talentpool.needs import schemas
from talentpool.needs.queries import Whole
from talentpool.needs.queries_records import first_of, month, slot_mask, slot_names
from talentpool.needs.schemas_interchange import Answers, Period, TermsRecord
from talentpool.needs.service_writing import Asked, Change
from talentpool.programmes.schemas import ProgrammeOut
from talentpool.taxonomy import queries as taxonomy
from talentpool.taxonomy.schemas import Suggested

CHECK = "check"
_TITLE_LENGTH = 40
_SURE, _LIKELY = 0.85, 0.6
_MOST_REQUIRED = 3
_TEXTS = ("title", "current_issue", "desired_outcome", "as_is", "to_be")
_TERMS = [name for name in TermsRecord.__struct_fields__ if name != "term"]
_ANSWERS = Answers.__struct_fields__

Shown = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its form, what the form shows of a need, what it changes in one."""

    form: type[schemas.Versioned]
    shown: Callable[[Whole], Awaitable[Shown]]
    change: Callable[[Any, Whole], Awaitable[Change]]


def names(programme: ProgrammeOut) -> Sequence[str]:
    """The steps of a programme in their order; only placements state working conditions."""
    return [name for name in STEPS if name != "placement" or programme.is_placement]


def get(programme: ProgrammeOut, name: str) -> Step:
    """A step of a programme.

    Raises:
        NotFound: the programme has no such step.
    """
    if name not in names(programme):
        raise NotFound(f"step {name}")
    return STEPS[name]


def after(programme: ProgrammeOut, name: str, done: Iterable[str]) -> str:
    """Where to go on: through the steps once, then back to the answers from each of them."""
    following = list(names(programme))
    following = following[following.index(name) + 1 :]
    return next((step for step in following[:1] if step not in set(done)), CHECK)


async def suggestions(whole: Whole) -> tuple[Suggested, ...]:
    """What the need's own words seem to call for."""
    need = whole.need
    return await taxonomy.suggest({name: getattr(need, name) for name in _TEXTS})


def trouble_columns(form: schemas.TroubleForm) -> dict[str, Any]:
    """The first step as columns; without a title the first words stand for one."""
    title = form.title or shorten(tidy_line(form.current_issue), _TITLE_LENGTH)
    return {**_said_in(form), "title": title}


async def _show_trouble(whole: Whole) -> Shown:
    return whole.need.to_dict()


async def _change_trouble(form: schemas.TroubleForm, whole: Whole) -> Change:
    return Change(columns=trouble_columns(form))


async def _show_suggestions(whole: Whole) -> Shown:
    """What was confirmed; the first time, what is likely enough to begin with."""
    need, found = whole.need, await suggestions(whole)
    wanted = {skill.label: skill for skill in whole.skills if skill.kind != "qualification"}
    known = {skill.code for skill in whole.skills}
    is_first = "suggestions" not in need.done_steps and not wanted
    rows: list[Shown] = [
        {"label": skill.label, "want": skill.kind, "level": skill.level}
        for skill in wanted.values()
    ]
    skills = [item for item in found if item.kind == "skill" and item.code not in known]
    rows += [
        {"label": item.label, "want": _first_guess(item, place) if is_first else "none"}
        for place, item in enumerate(skills)
        if item.label not in wanted
    ]
    return {
        "category": need.category or (_likeliest(found, "category") if is_first else None),
        "menus": need.menus or (_likely(found, "menu") if is_first else []),
        "businesses": need.businesses or (_likely(found, "business") if is_first else []),
        "step": need.step,
        "roles": [role["role"] for role in _list(need.roles)],
        "tools": _lines(need.tools),
        "skills": rows,
        "other_skills": "",
    }


async def _change_suggestions(form: schemas.SuggestionsForm, whole: Whole) -> Change:
    rows = [Asked(row.want, row.label, row.level) for row in form.skills if row.want != "none"]
    lines = [Asked("preferred", line) for line in _split(form.other_skills)]
    # What is named twice is asked for once, as it was said first.
    asked = {item.label: item for item in reversed([*rows, *lines])}
    kept = {role["role"]: role for role in _list(whole.need.roles)}
    return Change(
        columns={
            "category": await _known("category", form.category),
            "menus": form.menus,
            "businesses": form.businesses,
            "step": await _known("step", form.step),
            "roles": [kept.get(code, {"role": code}) for code in form.roles],
            "tools": _split(form.tools),
        },
        skills=(*reversed(asked.values()), *_of_kind(whole, "qualification")),
    )


async def _show_questions(whole: Whole) -> Shown:
    answers: Any = whole.need.answers
    return {**whole.need.to_dict(), **answers}


async def _change_questions(form: schemas.QuestionsForm, whole: Whole) -> Change:
    said = _said_in(form)
    answers = {name: text for name in _ANSWERS if (text := said.pop(name))}
    return Change(columns={**said, "answers": answers})


async def _show_conditions(whole: Whole) -> Shown:
    need = whole.need
    body = await taxonomy.find_municipality(need.location_code)
    answers: Any = need.answers
    is_first = "conditions" not in need.done_steps
    vendors = need.vendor_conflicts or (_split(answers.get("vendor", "")) if is_first else [])
    return {
        **need.to_dict(),
        "from_month": month(need.from_month),
        "to_month": month(need.to_month),
        "slots": slot_names(need.slots),
        "location": body.name if body else need.location_code or "",
        "qualifications": _lines(whole.labels("qualification")),
        "vendor_conflicts": _lines(vendors),
        "deliverables": _lines(need.deliverables),
        "kpis": _list(need.kpis),
    }


async def _change_conditions(form: schemas.ConditionsForm, whole: Whole) -> Change:
    said = _said_in(form)
    for name in ("qualifications", "location", "kpis"):
        del said[name]
    results = {kpi["name"]: kpi for kpi in _list(whole.need.kpis)}
    return Change(
        columns={
            **said,
            "from_month": first_of(form.from_month),
            "to_month": first_of(form.to_month),
            "slots": slot_mask(list(form.slots)),
            "location_code": await _located(form.location),
            "vendor_conflicts": _split(form.vendor_conflicts),
            "deliverables": _split(form.deliverables),
            "kpis": [
                {**results.get(kpi.name, {}), **_not_empty(msgspec.structs.asdict(kpi))}
                for kpi in form.kpis
            ],
        },
        skills=(
            *(item for item in _of_kind(whole, "required", "preferred")),
            *(Asked("qualification", line) for line in _split(form.qualifications)),
        ),
    )


async def _show_placement(whole: Whole) -> Shown:
    terms, opening = whole.stated_terms, whole.opening
    body = await taxonomy.municipality(whole.need.municipality)
    return {
        **{name: getattr(terms, name) for name in _TERMS},
        "employer": terms.employer or body.name,
        "term_from": terms.term.from_ or month(whole.need.from_month),
        "term_to": terms.term.to,
        "public_title": opening.public_title if opening else "",
        "public_text": opening.public_text if opening else "",
    }


async def _change_placement(form: schemas.PlacementForm, whole: Whole) -> Change:
    return Change(
        terms=TermsRecord(
            **{name: getattr(form, name) for name in _TERMS},
            term=Period(from_=form.term_from, to=form.term_to),
        ),
        public_title=form.public_title,
        public_text=form.public_text,
    )


STEPS: Mapping[str, Step] = {
    "trouble": Step(schemas.TroubleForm, _show_trouble, _change_trouble),
    "suggestions": Step(schemas.SuggestionsForm, _show_suggestions, _change_suggestions),
    "questions": Step(schemas.QuestionsForm, _show_questions, _change_questions),
    "conditions": Step(schemas.ConditionsForm, _show_conditions, _change_conditions),
    "placement": Step(schemas.PlacementForm, _show_placement, _change_placement),
}


def _first_guess(item: Suggested, place: int) -> str:
    """A long list of musts finds nobody, so only the surest few begin as required."""
    if item.weight >= _SURE and place < _MOST_REQUIRED:
        return "required"
    return "preferred" if item.weight >= _LIKELY else "none"


def _likely(found: Iterable[Suggested], kind: str) -> list[str]:
    return [item.code for item in found if item.kind == kind and item.weight >= _LIKELY]


def _likeliest(found: Iterable[Suggested], kind: str) -> str | None:
    return next((item.code for item in found if item.kind == kind), None)


def _of_kind(whole: Whole, *kinds: str) -> list[Asked]:
    return [Asked(s.kind, s.label, s.level) for s in whole.skills if s.kind in kinds]


async def _known(kind: str, code: str | None) -> str | None:
    """*code* again.

    Raises:
        Invalid: it is no term of this kind.
    """
    if code and await taxonomy.find_term(kind, code) is None:
        raise Invalid.one(kind, "bad_choice")
    return code or None


async def _located(written: str) -> str | None:
    """The code of a place named by name or code.

    Raises:
        Invalid: no public body is called so; the error names the nearest.
    """
    if not written:
        return None
    found = await taxonomy.find_municipality(written) or await taxonomy.municipality_named(written)
    if found is None:
        near = await taxonomy.nearest_municipalities(written)
        shown = "、".join(body.name for body in near)
        code = "unknown_municipality_near" if near else "unknown_municipality"
        raise Invalid.one("location", code, written=written, near=shown)
    return found.code


def _said_in(form: schemas.Versioned) -> dict[str, Any]:
    return {k: v for k, v in msgspec.structs.asdict(form).items() if k != "seen"}


def _not_empty(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if value not in (None, "")}


def _split(lines: str) -> list[str]:
    return list(dict.fromkeys(filter(None, map(tidy_line, lines.splitlines()))))


def _lines(items: Iterable[str]) -> str:
    return "\n".join(items)


def _list(value: Any) -> list[dict[str, Any]]:
    return list(value)
