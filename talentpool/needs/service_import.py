"""Needs from files: the same `ref` updates, labels stay as they were written."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from talentpool.accounts import queries as accounts
from talentpool.actor import MUNICIPAL, Actor
from talentpool.kit import clock
from talentpool.kit.errors import FieldError, Invalid
from talentpool.kit.scope import current, verb
from talentpool.kit.workdays import add_working_days
from talentpool.needs import queries, queries_records, service_triage, service_writing
from talentpool.needs.schemas_interchange import Budget, NeedRecord, Outcome, Period
from talentpool.needs.service_writing import Asked, Change
from talentpool.needs.states import EDITABLE, NeedState
from talentpool.needs.tables import Need
from talentpool.programmes import queries as programmes
from talentpool.programmes.schemas import ProgrammeOut
from talentpool.taxonomy import queries as taxonomy
from talentpool.taxonomy.schemas import MunicipalityOut

_MINUTES_AN_HOUR = 60


class Taken(msgspec.Struct, frozen=True):
    """A record that was taken."""

    need: UUID
    outcome: Outcome
    state: NeedState


async def problems(actor: Actor, record: NeedRecord) -> dict[str, list[FieldError]]:
    """Everything that is wrong with a record beyond its form, by field; for a preview."""
    found: dict[str, list[FieldError]] = {}
    body = await _body(record)
    if body is None:
        found |= await _unknown_body(record)
    elif actor.role in MUNICIPAL and body.code != actor.municipality:
        found["municipality_code"] = [FieldError("other_municipality")]
    else:
        found |= await _clashes(actor, record, body)
    programme = await programmes.named_in_file(record.program)
    if programme is None or not programme.is_enabled:
        found["program"] = [FieldError("bad_choice")]
    if record.category and not await taxonomy.find_term("category", record.category):
        found["category"] = [FieldError("bad_choice")]
    if _is_reversed(record.period):
        found["period.to"] = [FieldError("period_reversed")]
    if record.terms and _is_reversed(record.terms.term):
        found["terms.term.to"] = [FieldError("period_reversed")]
    for name, where in record.refused_texts():
        found[name] = [FieldError("bad_characters", where)]
    return found


def is_complete(record: NeedRecord, programme: ProgrammeOut) -> bool:
    """Whether an imported need may be opened without asking anything."""
    has_period = bool(record.period.from_ and record.period.to and record.hours_per_week)
    return bool(record.title and record.current_issue) and (
        has_period or not programme.asks_for_hours
    )


@verb
async def upsert(
    actor: Actor, record: NeedRecord, *, open_: bool = False, seen: int | None = None
) -> Taken:
    """Take a record: a new need goes to triage, a known one is brought in line.

    With *open_* a complete one is opened at once. A placement without its working conditions is
    ranked then but neither advertised nor referred to until they are stated.

    Raises:
        Invalid: see `problems`; or the need is closed, or people work on it already.
        Forbidden, StaleRow: see `service_writing.write`.
    """
    if wrong := await problems(actor, record):
        raise Invalid(wrong)
    body, programme = await _body(record), await programmes.named_in_file(record.program)
    assert body is not None, "problems() has looked"
    assert programme is not None, "problems() has looked"
    change = await change_of(record, body, programme)
    need = await queries.find_by_ref(record.ref, body.code)
    if need is None:
        need, outcome = await _add(actor, record, body, change), Outcome.ADDED
    else:
        outcome = await _bring_in_line(actor, need, change, seen)
    await _go_on(actor, need, programme, is_open=open_ and is_complete(record, programme))
    return Taken(need.id, outcome, NeedState(need.state))


@verb
async def take(actor: Actor, record: NeedRecord) -> Taken:
    """Take one record by itself; whoever sends the same `ref` at the same time waits for this one.

    Raises:
        Invalid, Forbidden, StaleRow: see `upsert`.
    """
    lock = "select pg_advisory_xact_lock(hashtextextended($1, 0))"
    await current().connection.execute(lock, f"need:{record.ref}")
    return await upsert(actor, record)


@verb
async def update(
    actor: Actor, need_id: UUID, record: NeedRecord, *, seen: int | None = None
) -> Outcome:
    """Bring one need in line with a record.

    Raises:
        NotFound: there is none, or not for this actor.
        Invalid: see `upsert`; or the record's `ref` is another need's.
        Forbidden, StaleRow: see `service_writing.write`.
    """
    await queries.get(need_id)
    taken = await upsert(actor, record, seen=seen)
    if taken.need != need_id:
        raise Invalid.one("ref", "ref_of_another")
    return taken.outcome


async def _add(actor: Actor, record: NeedRecord, body: MunicipalityOut, change: Change) -> Need:
    own = {"ref": record.ref, "municipality": body.code}
    added = msgspec.structs.replace(change, columns={**change.columns, **own})
    return await service_writing.add(actor, added, action="need.import")


async def _bring_in_line(actor: Actor, need: Need, change: Change, seen: int | None) -> Outcome:
    if need.state not in EDITABLE:
        raise Invalid.one("ref", "need_closed")
    is_changed = await service_writing.write(actor, need, change, action="need.import", seen=seen)
    return Outcome.CHANGED if is_changed else Outcome.UNCHANGED


async def _go_on(actor: Actor, need: Need, programme: ProgrammeOut, *, is_open: bool) -> None:
    if need.state == NeedState.DRAFT:
        promised = add_working_days(clock.today(), programme.reply_days)
        change = {
            "promised_reply_on": promised,
            "next_step_due_on": promised,
            "submitted_at": clock.now(),
        }
        await service_writing.move(actor, need, "submit", change=change)
    if is_open and need.state == NeedState.SUBMITTED:
        await service_triage.set_open(actor, need)


async def _body(record: NeedRecord) -> MunicipalityOut | None:
    if record.municipality_code:
        return await taxonomy.find_municipality(record.municipality_code)
    named = await taxonomy.municipality_named(record.municipality)
    if named is None and record.municipality:
        return await taxonomy.find_municipality(queries_records.UNLISTED)
    return named


async def _unknown_body(record: NeedRecord) -> dict[str, list[FieldError]]:
    is_by_code = bool(record.municipality_code)
    written = record.municipality_code or record.municipality
    near = await taxonomy.nearest_municipalities(record.municipality or written)
    names = "、".join(f"{body.name}（{body.code}）" for body in near)
    field = "municipality_code" if is_by_code else "municipality"
    code = "unknown_municipality_near" if names else "unknown_municipality"
    return {field: [FieldError(code, {"written": written, "near": names})]}


async def _clashes(
    actor: Actor, record: NeedRecord, body: MunicipalityOut
) -> dict[str, list[FieldError]]:
    """What can't be taken beside what is stored: another body's key, a coordinator's choice."""
    known = await queries.called(record.ref)
    own = next((need for need in known if need.municipality == body.code), None)
    if known and own is None:
        return {"ref": [FieldError("ref_of_other")]}
    stored = own.require_all_skills if own else False
    if actor.role in MUNICIPAL and record.require_all_skills != stored:
        return {"require_all_skills": [FieldError("coordinators_choice")]}
    return {}


async def change_of(record: NeedRecord, body: MunicipalityOut, programme: ProgrammeOut) -> Change:
    """What a record says, as it is written of a need of *body*; in a scope."""
    levels = {item.label: item.level for item in record.skill_levels}
    lists = {
        "required": record.required_skills,
        "preferred": record.preferred_skills,
        "qualification": record.required_qualifications,
    }
    return Change(
        columns={
            **_same_names(record),
            "requester_name": _requester(record, body),
            "programme": programme.key,
            "section_name": record.section,
            "section": await _section(body, record.section),
            "answers": msgspec.to_builtins(record.answers) if record.answers else {},
            "public_experience": record.required_public_experience,
            "from_month": queries_records.first_of(record.period.from_),
            "to_month": queries_records.first_of(record.period.to),
            "weekly_minutes": _minutes(record.hours_per_week),
            "slots": queries_records.slot_mask(record.slots),
            **_budget_columns(record.budget),
        },
        skills=tuple(
            Asked(kind, label, levels.get(label) if kind != "qualification" else None)
            for kind, labels in lists.items()
            for label in labels
        ),
        terms=record.terms,
        public_title=record.public_title,
        public_text=record.public_text,
    )


def _requester(record: NeedRecord, body: MunicipalityOut) -> str:
    """Under which name it asks; a body that is on no list keeps the name it was written with."""
    return record.municipality if body.code == queries_records.UNLISTED else record.requester_name


_SAME = (
    "title", "current_issue", "desired_outcome", "category", "location_code", "remote",
    "headcount", "vendor_conflicts", "appointment_type", "network_model",
    "menus", "businesses", "step", "tools", "as_is", "to_be", "deliverables", "legal_deadline",
    "onsite_days_per_month", "procurement_involved", "orders_given_by", "contact",
    "require_all_skills",
)  # fmt: skip


def _same_names(record: NeedRecord) -> dict[str, Any]:
    """What has one name in files and in the table."""
    same = {name: getattr(record, name) for name in _SAME}
    return same | {
        "kpis": msgspec.to_builtins(record.kpis),
        "roles": msgspec.to_builtins(record.roles),
    }


def _budget_columns(budget: Budget | None) -> dict[str, Any]:
    return {
        "budget_status": budget.status if budget else None,
        "budget_amount": budget.amount if budget else None,
    }


def _minutes(hours: float | None) -> int | None:
    return round(hours * _MINUTES_AN_HOUR) if hours else None


async def _section(body: MunicipalityOut, name: str) -> UUID | None:
    known = {section["name"]: section["id"] for section in await accounts.sections(body.code)}
    return known.get(name)


def _is_reversed(period: Period) -> bool:
    first, last = _day(period.from_), _day(period.to)
    return bool(first and last and last < first)


def _day(month: str | None) -> date | None:
    return queries_records.first_of(month)
