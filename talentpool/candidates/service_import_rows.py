"""The statements behind the import: each writes the rows of a thousand registrations."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from talentpool.candidates import queries, records
from talentpool.candidates.records import Meanings
from talentpool.candidates.schemas import CandidateRecord
from talentpool.candidates.states import CandidateState, Tier
from talentpool.kit.db import dump_json
from talentpool.kit.errors import StaleRow
from talentpool.kit.scope import current, elevated

Row = dict[str, Any]


class Known(msgspec.Struct, frozen=True):
    """A registration that the service has by a sender's key."""

    ref: str
    id: UUID
    person: UUID
    handle: str
    state: CandidateState
    version: int
    submitted_at: datetime | None


async def known(refs: Sequence[str]) -> dict[str, Known]:
    """What the service has by these keys. Without one, a person's pseudonym is the key."""
    rows = await current().connection.fetch(_KNOWN, list(refs))
    return {row["key"]: msgspec.convert(_known(row), Known) for row in rows}


async def taken_handles(handles: Iterable[str]) -> set[str]:
    """Which of these pseudonyms somebody has."""
    rows = await current().connection.fetch(
        "select handle from candidate where handle = any($1)", list(handles)
    )
    return {row["handle"] for row in rows}


async def write(
    found: Sequence[tuple[Row, CandidateRecord, Known | None]], meanings: Meanings
) -> None:
    """Write registrations with their parts: new rows added, known ones brought in line.

    Raises:
        StaleRow: somebody changed one of the known meanwhile.
    """
    connection = current().connection
    new = [row for row, _, before in found if before is None]
    old = [row | {"version": before.version} for row, _, before in found if before is not None]
    if new:
        await connection.execute(_ADD, dump_json(new))
    if old:
        changed = await connection.fetch(_CHANGE, dump_json(old))
        if len(changed) < len(old):
            raise StaleRow("an imported registration was changed meanwhile")
    await _write_parts(found, [row["id"] for row in old], meanings)


async def remember_activation(entered: Sequence[Row], by: UUID, note: str) -> None:
    """Keep the decision for each; for tier ① also that its sender has interviewed them."""
    if not entered:
        return
    connection = current().connection
    special = [row for row in entered if row["tier"] == Tier.SPECIAL]
    async with elevated("remember_activation"):
        await connection.execute(_DECIDE, dump_json(list(entered)), by, note)
        await connection.execute(_INTERVIEWED, dump_json(special), note)


async def _write_parts(
    found: Sequence[tuple[Row, CandidateRecord, Known | None]],
    old: list[UUID],
    meanings: Meanings,
) -> None:
    connection = current().connection
    verified = await queries.verified_claims(old) if old else {}
    tables: dict[str, list[Row]] = {"career": [], "claim": [], "held_qualification": []}
    for row, record, _ in found:
        parts = records.parts(record, meanings)
        claims = records.still_verified(parts.claims, verified.get(row["id"], {}))
        owner = {"candidate": row["id"], "person": row["person"]}
        tables["career"] += [owner | part for part in parts.careers]
        tables["claim"] += [owner | part for part in claims]
        tables["held_qualification"] += [owner | part for part in parts.qualifications]
    for name in reversed(tables):
        if old:
            await connection.execute(_DROP[name], old)
    for name, rows in tables.items():
        if rows:
            await connection.execute(_LAY[name], dump_json(rows))


def _known(row: Any) -> Row:
    return dict(row) | {"ref": row["key"]}


_KNOWN = """
select coalesce(ref, handle) as key, id, person, handle, state, version, submitted_at
from candidate
where ref = any($1) or (ref is null and handle = any($1))
"""
_ADD = """
insert into candidate (
    id, person, handle, ref, kind, tier, target_group, state, headline, free_text, specialties,
    public_years, public_kinds, public_businesses, public_steps, weekly_minutes, slots,
    available_from, available_to, remote, area_codes, programmes, appointment_types,
    onsite_days_per_month, min_pay, employer, recent_clients, side_job_permission,
    side_job_permission_until, main_job_minutes, affiliated_vendors, evidence_links,
    basic_course_on, conditions_met, conditions_unmet, done_tasks, search, next_step_due_on,
    submitted_at, confirmed_at, changed_at)
select
    id, person, handle, ref, kind, tier, target_group, state, headline, free_text, specialties,
    public_years, public_kinds, public_businesses, public_steps, weekly_minutes, slots,
    available_from, available_to, remote, area_codes, programmes, appointment_types,
    onsite_days_per_month, min_pay, employer, recent_clients, side_job_permission,
    side_job_permission_until, main_job_minutes, affiliated_vendors, evidence_links,
    basic_course_on, conditions_met, conditions_unmet, done_tasks, search, next_step_due_on,
    submitted_at, confirmed_at, changed_at
from jsonb_populate_recordset(null::candidate, $1::jsonb)
"""
_CHANGE = """
update candidate c set
    ref = r.ref, kind = r.kind, tier = r.tier, target_group = r.target_group, state = r.state,
    headline = r.headline, free_text = r.free_text, specialties = r.specialties,
    public_years = r.public_years, public_kinds = r.public_kinds,
    public_businesses = r.public_businesses, public_steps = r.public_steps,
    weekly_minutes = r.weekly_minutes, slots = r.slots, available_from = r.available_from,
    available_to = r.available_to, remote = r.remote, area_codes = r.area_codes,
    programmes = r.programmes, appointment_types = r.appointment_types,
    onsite_days_per_month = r.onsite_days_per_month, min_pay = r.min_pay, employer = r.employer,
    recent_clients = r.recent_clients, side_job_permission = r.side_job_permission,
    side_job_permission_until = r.side_job_permission_until,
    main_job_minutes = r.main_job_minutes, affiliated_vendors = r.affiliated_vendors,
    evidence_links = r.evidence_links, basic_course_on = r.basic_course_on,
    conditions_met = r.conditions_met, conditions_unmet = r.conditions_unmet,
    done_tasks = r.done_tasks, search = r.search,
    next_step_due_on = case when c.state = r.state
        then c.next_step_due_on else r.next_step_due_on end,
    submitted_at = r.submitted_at, confirmed_at = r.confirmed_at, changed_at = r.changed_at,
    version = c.version + 1, revision = c.revision + 1
from jsonb_populate_recordset(null::candidate, $1::jsonb) r
where c.id = r.id and c.version = r.version
returning c.id
"""
_LAY = {
    "career": """
        insert into career (id, candidate, person, position, organization, organization_kind, role,
                            from_month, to_month, is_public, description)
        select id, candidate, person, position, organization, organization_kind, role,
               from_month, to_month, is_public, description
        from jsonb_populate_recordset(null::career, $1::jsonb)""",
    "claim": """
        insert into claim (id, candidate, person, position, label, skill, level, years,
                           last_used_on, career, evidence_kind, evidence_text, verified_by,
                           verified_at)
        select id, candidate, person, position, label, skill, level, years,
               last_used_on, career, evidence_kind, evidence_text, verified_by, verified_at
        from jsonb_populate_recordset(null::claim, $1::jsonb)""",
    "held_qualification": """
        insert into held_qualification (id, candidate, person, position, label, qualification,
                                        obtained_on)
        select id, candidate, person, position, label, qualification, obtained_on
        from jsonb_populate_recordset(null::held_qualification, $1::jsonb)""",
}
_DROP = {
    "career": "delete from career where candidate = any($1)",
    "claim": "delete from claim where candidate = any($1)",
    "held_qualification": "delete from held_qualification where candidate = any($1)",
}
_DECIDE = """
insert into screening_decision (candidate, person, verb, note, decided_by)
select r.candidate, r.person, 'accept', $3, $2::uuid
from jsonb_to_recordset($1::jsonb) as r (candidate uuid, person uuid)
"""
_INTERVIEWED = """
insert into interview (candidate, person, conducted_by, held_on, outcome, note)
select r.candidate, r.person, 'sender', (app_now() at time zone 'Asia/Tokyo')::date,
       'recommended', $2
from jsonb_to_recordset($1::jsonb) as r (candidate uuid, person uuid)
"""
