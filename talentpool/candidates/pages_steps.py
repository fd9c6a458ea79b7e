"""The pages of a registration: what each form shows of a record, and what it changes in it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace

from talentpool.candidates import schemas_forms as forms
from talentpool.candidates.schemas import (
    CandidateRecord,
    PayRecord,
    PreferencesRecord,
    PublicExperienceRecord,
    QualificationDate,
)
from talentpool.candidates.service_checks import insist_past
from talentpool.kit.errors import FieldError, Invalid, NotFound
from talentpool.kit.forms import Form, parse
from talentpool.kit.text import tidy_line

Shown = Mapping[str, Any]
_MINUTES = 60
CHECK = "check"


@dataclass(frozen=True, slots=True)
class Step:
    """One page about the record: its form, what it shows, what it changes."""

    form: type[Form]
    shown: Callable[[CandidateRecord], Shown]
    change: Callable[[Any, CandidateRecord], CandidateRecord]


@dataclass(frozen=True, slots=True)
class OwnStep:
    """One page about the person; unfinished, it may lack what it asks for."""

    form: type[Form]
    unfinished: type[Form]


# The seven groups and the questions of a target group: a task each, with its pages.
GROUPS: Mapping[str, Sequence[str]] = {
    "basics": ("basics",),
    "contact": ("contact",),
    "career": ("career",),
    "expertise": ("fields", "skills"),
    "public": ("public",),
    "qualifications": ("qualifications",),
    "preferences": ("time", "wishes", "standing"),
    "questions": ("questions",),
}
# How the task list is headed.
SECTIONS: Mapping[str, Sequence[str]] = {
    "about": ("basics", "contact"),
    "experience": ("career", "expertise", "public", "qualifications"),
    "wishes": ("preferences",),
    "sending": ("questions",),
}


def names(*, asks_questions: bool) -> list[str]:
    """All pages in their order."""
    found = [page for pages in GROUPS.values() for page in pages]
    return found if asks_questions else found[:-1]


def group_of(name: str) -> str:
    """The group that a page belongs to.

    Raises:
        NotFound: there is no such page.
    """
    for group, pages in GROUPS.items():
        if name in pages:
            return group
    raise NotFound(f"page {name}")


def by_question(
    errors: Mapping[str, list[FieldError]], asked: list[dict[str, Any]]
) -> dict[str, list[FieldError]]:
    """*errors* that tell the question: beside its own one, and in the summary far from it."""
    by_field = {f"answers.{at}.answer": question["ja"] for at, question in enumerate(asked)}
    return {
        name: [FieldError("unanswered", {"question": by_field[name]})] if name in by_field else said
        for name, said in errors.items()
    }


def _show_fields(record: CandidateRecord) -> Shown:
    return {
        "specialties": record.specialties,
        "headline": record.headline,
        "free_text": record.free_text,
        "evidence_links": "\n".join(record.evidence_links),
    }


def _change_fields(form: forms.FieldsForm, record: CandidateRecord) -> CandidateRecord:
    return replace(
        record,
        specialties=form.specialties,
        headline=form.headline,
        free_text=form.free_text,
        evidence_links=_links(form.evidence_links),
    )


def _links(text: str) -> list[str]:
    """The addresses of a text with one a line.

    Raises:
        Invalid: one of them is none.
    """
    return [parse(forms.LinkLine, {"evidence_links": line}).evidence_links for line in _lines(text)]


def _show_nothing(record: CandidateRecord) -> Shown:
    return {}


def _change_nothing(form: forms.EmptyForm, record: CandidateRecord) -> CandidateRecord:
    return record


def _insist_on_skills(form: forms.EmptyForm, record: CandidateRecord) -> CandidateRecord:
    """*record* again.

    Raises:
        Invalid: it has no skill yet.
    """
    if not record.skills:
        raise Invalid({"skills": [FieldError("skill_missing")]})
    return record


def _show_public(record: CandidateRecord) -> Shown:
    public = record.public_experience
    shown: Shown = {} if public is None else {n: getattr(public, n) for n in _PUBLIC}
    return {**shown, "basic_course_on": record.basic_course_on}


def _change_public(form: forms.PublicForm, record: CandidateRecord) -> CandidateRecord:
    insist_past(basic_course_on=form.basic_course_on)
    public = PublicExperienceRecord(**{name: getattr(form, name) for name in _PUBLIC})
    return replace(record, public_experience=public, basic_course_on=form.basic_course_on)


_PUBLIC = ("years", "kinds", "businesses", "steps")


def _show_qualifications(record: CandidateRecord) -> Shown:
    obtained = {held.label: held.obtained for held in record.qualification_dates}
    return {
        "qualifications": [
            {"label": label, "obtained": obtained.get(label)} for label in record.qualifications
        ]
    }


def _change_qualifications(
    form: forms.QualificationsForm, record: CandidateRecord
) -> CandidateRecord:
    rows = enumerate(form.qualifications)
    insist_past(**{f"qualifications.{at}.obtained": row.obtained for at, row in rows})
    return replace(
        record,
        qualifications=[row.label for row in form.qualifications],
        qualification_dates=[
            QualificationDate(label=row.label, obtained=row.obtained)
            for row in form.qualifications
            if row.obtained
        ],
    )


def _show_time(record: CandidateRecord) -> Shown:
    wish = record.preferences or PreferencesRecord()
    hours = wish.hours_per_week
    return {
        "weekly_minutes": None if hours is None else round(hours * _MINUTES),
        "slots": wish.slots,
        "from_month": wish.from_,
        "to_month": wish.to,
    }


def _change_time(form: forms.TimeForm, record: CandidateRecord) -> CandidateRecord:
    wish = replace(
        record.preferences or PreferencesRecord(),
        hours_per_week=_hours(form.weekly_minutes),
        slots=form.slots,
        from_=form.from_month,
        to=form.to_month,
    )
    return replace(record, preferences=wish)


def _show_wishes(record: CandidateRecord) -> Shown:
    wish, pay = record.preferences or PreferencesRecord(), record.min_pay
    return {
        "remote": wish.remote,
        "area_codes": wish.area_codes,
        "programs": wish.programs,
        "onsite_days_per_month": record.onsite_days_per_month,
        "appointment_types": record.appointment_types,
        "min_pay_amount": pay.amount if pay else None,
        "min_pay_unit": pay.unit if pay else None,
    }


def _change_wishes(form: forms.WishesForm, record: CandidateRecord) -> CandidateRecord:
    wish = replace(
        record.preferences or PreferencesRecord(),
        remote=form.remote,
        area_codes=form.area_codes,
        programs=form.programs,
    )
    amount, unit = form.min_pay_amount, form.min_pay_unit
    return replace(
        record,
        preferences=wish,
        onsite_days_per_month=form.onsite_days_per_month,
        appointment_types=form.appointment_types,
        min_pay=PayRecord(amount=amount, unit=unit) if amount is not None and unit else None,
    )


def _show_standing(record: CandidateRecord) -> Shown:
    hours = record.main_job_hours
    return {
        "employer": record.employer,
        "side_job_permission": record.side_job_permission,
        "side_job_permission_until": record.side_job_permission_until,
        "main_job_minutes": None if hours is None else round(hours * _MINUTES),
        "recent_clients": "\n".join(record.recent_clients),
        "affiliated_vendors": "\n".join(record.affiliated_vendors),
    }


def _change_standing(form: forms.StandingForm, record: CandidateRecord) -> CandidateRecord:
    minutes = form.main_job_minutes
    return replace(
        record,
        employer=form.employer,
        side_job_permission=form.side_job_permission,
        side_job_permission_until=form.side_job_permission_until,
        main_job_hours=None if minutes is None else _hours(minutes),
        recent_clients=_lines(form.recent_clients),
        affiliated_vendors=_lines(form.affiliated_vendors),
    )


def _show_questions(record: CandidateRecord) -> Shown:
    said = dict.fromkeys(record.conditions_met, True) | dict.fromkeys(
        record.conditions_unmet, False
    )
    return {"answers": [{"code": code, "answer": answer} for code, answer in said.items()]}


def _change_questions(form: forms.QuestionsForm, record: CandidateRecord) -> CandidateRecord:
    return replace(
        record,
        conditions_met=[row.code for row in form.answers if row.answer],
        conditions_unmet=[row.code for row in form.answers if not row.answer],
    )


STEPS: Mapping[str, Step | OwnStep] = {
    "basics": OwnStep(forms.BasicsForm, forms.UnfinishedBasicsForm),
    "contact": OwnStep(forms.ContactForm, forms.UnfinishedContactForm),
    "career": Step(forms.EmptyForm, _show_nothing, _change_nothing),
    "fields": Step(forms.FieldsForm, _show_fields, _change_fields),
    "skills": Step(forms.EmptyForm, _show_nothing, _insist_on_skills),
    "public": Step(forms.PublicForm, _show_public, _change_public),
    "qualifications": Step(forms.QualificationsForm, _show_qualifications, _change_qualifications),
    "time": Step(forms.TimeForm, _show_time, _change_time),
    "wishes": Step(forms.WishesForm, _show_wishes, _change_wishes),
    "standing": Step(forms.StandingForm, _show_standing, _change_standing),
    "questions": Step(forms.QuestionsForm, _show_questions, _change_questions),
}


def _hours(minutes: int) -> float:
    return round(minutes / _MINUTES, 2)


def _lines(text: str) -> list[str]:
    return list(dict.fromkeys(filter(None, map(tidy_line, text.splitlines()))))
