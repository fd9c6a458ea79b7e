"""Registrations from files: thousands in a handful of statements, labels kept as written.

The same `ref` brings a known registration in line. Whoever is new goes to screening; with an
`Activation`, a coordinator's recorded decision, those that are complete go on into the pool.
"""

import asyncio
import secrets
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

import msgspec

from talentpool.accounts import queries as accounts
from talentpool.actor import Actor, Role
from talentpool.audit import service as audit
from talentpool.candidates import queries_records, records, service_import_rows
from talentpool.candidates.records import Meanings
from talentpool.candidates.schemas import CandidateRecord, missing_for_activation
from talentpool.candidates.service import ALPHABET, pool_changed
from talentpool.candidates.service_checks import checks
from talentpool.candidates.service_import_rows import Known
from talentpool.candidates.states import CANDIDATE, CLOSED, IN_SCREENING, CandidateState
from talentpool.identity import service_bulk as identities
from talentpool.identity.service_bulk import PersonRow
from talentpool.kit import clock
from talentpool.kit.errors import FieldError, Forbidden, Invalid
from talentpool.kit.scope import verb
from talentpool.kit.workdays import add_working_days
from talentpool.programmes import queries as programmes
from talentpool.taxonomy import queries as taxonomy

_MAY_IMPORT = frozenset({Role.COORDINATOR, Role.SYSTEM})
_CHUNK = 1000
_DAYS_TO_SCREEN = 5
_HANDLE_LENGTH = 6


class Activation(msgspec.Struct, frozen=True):
    """A coordinator's decision that complete registrations of a file go straight into the pool."""

    by: UUID
    note: str = ""


class Outcome(StrEnum):
    """What taking a record did."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


class Taken(msgspec.Struct, frozen=True):
    """A record that was taken; *missing* names what keeps it out of the pool."""

    ref: str
    candidate: UUID
    outcome: Outcome
    state: CandidateState
    missing: tuple[str, ...] = ()


class Plan(msgspec.Struct, frozen=True):
    """One record and what is to become of it."""

    record: CandidateRecord
    id: UUID
    person: UUID
    handle: str
    known: Known | None
    before: CandidateState | None
    after: CandidateState
    missing: tuple[str, ...]
    is_changed: bool

    @property
    def is_activated(self) -> bool:
        """Whether it enters the pool by the decision that came with the file."""
        return self.after is CandidateState.ACTIVE and self.before is not CandidateState.ACTIVE


async def import_records(
    actor: Actor, found: Sequence[CandidateRecord], *, activation: Activation | None = None
) -> list[Taken]:
    """Take records, all or none; how each was taken, in their order.

    Raises:
        Forbidden: only coordinators and the service import, only a coordinator's word activates.
        Invalid: see `problems`; fields are named by position: `3.programs`.
        StaleRow: somebody changed one of the known registrations meanwhile.
    """
    # Thousands of new words take their time: found out before the transaction begins.
    resolver = (await taxonomy.lexicon()).resolver
    meanings = await asyncio.to_thread(
        records.meanings, found, resolver.skill, resolver.qualification
    )
    return await _import(actor, found, meanings, activation)


@verb
async def _import(
    actor: Actor,
    found: Sequence[CandidateRecord],
    meanings: Meanings,
    activation: Activation | None,
) -> list[Taken]:
    if actor.role not in _MAY_IMPORT:
        raise Forbidden("import_records")
    await _insist_on_coordinator(activation)
    wrong = await problems(actor, found)
    if wrong:
        raise Invalid(wrong)
    keys = {line.interchange_name: line.key for line in await programmes.all_programmes()}
    spelt = [records.with_programmes(record, keys) for record in found]
    handles = iter(await _free_handles(len(spelt)))
    taken: list[Taken] = []
    for start in range(0, len(spelt), _CHUNK):
        taken += await _take(actor, spelt[start : start + _CHUNK], meanings, handles, activation)
    if any(one.state is CandidateState.ACTIVE and one.outcome != "unchanged" for one in taken):
        await pool_changed(actor)
    return taken


async def problems(actor: Actor, found: Sequence[CandidateRecord]) -> dict[str, list[FieldError]]:
    """Everything wrong with records beyond their form, by position and field; for a preview.

    In a scope: what the service knows by the same `ref` is looked at.
    """
    check = await checks()
    known = await service_import_rows.known([record.ref for record in found if record.ref])
    wrong: dict[str, list[FieldError]] = {}
    first: dict[str, int] = {}
    for position, record in enumerate(found):
        errors = check.errors(record)
        if not record.ref:
            errors["ref"] = FieldError("required")
        if record.ref and first.setdefault(record.ref, position) != position:
            errors["ref"] = FieldError("ref_twice", {"first": first[record.ref] + 1})
        if record.ref in known and known[record.ref].state in CLOSED:
            errors["ref"] = FieldError("registration_closed")
        wrong |= {f"{position}.{field}": [error] for field, error in errors.items()}
    return wrong


async def _insist_on_coordinator(activation: Activation | None) -> None:
    if activation is None:
        return
    account = await accounts.get(activation.by)
    if account.role != Role.COORDINATOR:
        raise Forbidden("only a coordinator activates", code="activation_by_coordinator")


async def _take(
    actor: Actor,
    found: Sequence[CandidateRecord],
    meanings: Meanings,
    handles: Iterator[str],
    activation: Activation | None,
) -> list[Taken]:
    plans = await _plan(found, handles, activation)
    corrected = await _write_people(actor, plans)
    changed = [plan for plan in plans if plan.is_changed]
    await service_import_rows.write(
        [(_candidate_row(plan), plan.record, plan.known) for plan in changed], meanings
    )
    if activation is not None:
        entered = [plan for plan in plans if plan.is_activated]
        await service_import_rows.remember_activation(
            [_membership(plan) for plan in entered], activation.by, activation.note
        )
    for plan in changed:
        audit.note(
            actor,
            "candidate.import",
            subject_id=str(plan.id),
            candidate=plan.person,
            before=plan.before,
            after=plan.after,
            ref=plan.record.ref,
        )
    return [_taken(plan, plan.person in corrected) for plan in plans]


async def _plan(
    found: Sequence[CandidateRecord], handles: Iterator[str], activation: Activation | None
) -> list[Plan]:
    known = await service_import_rows.known([record.ref or "" for record in found])
    stored = await queries_records.stored([row.id for row in known.values()])
    by_id = {row["id"]: record for row, record in stored}
    plans = []
    for record in found:
        row = known.get(record.ref or "")
        missing = tuple(missing_for_activation(record))
        before = row.state if row else None
        after = _state_after(before, enters=activation is not None and not missing)
        is_same = row is not None and _without_identity(record) == by_id[row.id]
        plans.append(
            Plan(
                record=record,
                id=row.id if row else uuid4(),
                person=row.person if row else uuid4(),
                handle=row.handle if row else next(handles),
                known=row,
                before=before,
                after=after,
                missing=missing,
                is_changed=not (is_same and before == after),
            )
        )
    return plans


def _state_after(before: CandidateState | None, *, enters: bool) -> CandidateState:
    """Where a registration stands after its record was taken, by the machine's own moves."""
    state = before or CandidateState.DRAFT
    for verb_name in ("submit", "accept") if enters else ("submit",):
        move = CANDIDATE.moves[verb_name]
        is_held = verb_name == "accept" and state is CandidateState.ON_HOLD
        if state in move.sources and not is_held:
            state = CandidateState(move.target)
    return state


async def _free_handles(count: int) -> list[str]:
    """Pseudonyms that nobody has."""
    free: set[str] = set()
    while len(free) < count:
        made = {
            "".join(secrets.choice(ALPHABET) for _ in range(_HANDLE_LENGTH))
            for _ in range(count - len(free))
        }
        free |= made - await service_import_rows.taken_handles(made)
    return sorted(free)


async def _write_people(actor: Actor, plans: Sequence[Plan]) -> set[UUID]:
    """Register the new, correct the known; who of the known was different."""
    await identities.register_people(
        actor, [_person_row(plan) for plan in plans if plan.known is None]
    )
    return await identities.correct_people(
        actor,
        [_person_row(plan) for plan in plans if plan.known is not None and plan.record.name],
    )


def _person_row(plan: Plan) -> PersonRow:
    record = plan.record
    return PersonRow(
        id=plan.person,
        name=record.name or "",
        kana=record.name_kana or "",
        birth_on=record.birth_date,
        email=record.email or "",
        phone=record.phone or "",
    )


def _candidate_row(plan: Plan) -> dict[str, Any]:
    now = clock.now()
    return {
        **records.columns(plan.record),
        "id": plan.id,
        "person": plan.person,
        "handle": plan.handle,
        "ref": plan.record.ref,
        "state": str(plan.after),
        "done_tasks": records.done_pages(plan.record),
        "submitted_at": now
        if plan.known is None or plan.before != plan.after
        else plan.known.submitted_at,
        "confirmed_at": now,
        "next_step_due_on": (
            add_working_days(clock.today(), _DAYS_TO_SCREEN) if plan.after in IN_SCREENING else None
        ),
        "changed_at": now,
    }


def _membership(plan: Plan) -> dict[str, Any]:
    return {"candidate": plan.id, "person": plan.person, "tier": str(plan.record.tier)}


def _taken(plan: Plan, is_corrected: bool) -> Taken:
    outcome = Outcome.CHANGED if plan.is_changed or is_corrected else Outcome.UNCHANGED
    if plan.known is None:
        outcome = Outcome.ADDED
    missing = () if plan.after is CandidateState.ACTIVE else plan.missing
    return Taken(plan.record.ref or "", plan.id, outcome, plan.after, missing)


def _without_identity(record: CandidateRecord) -> CandidateRecord:
    return msgspec.structs.replace(
        record, name=None, name_kana=None, birth_date=None, email=None, phone=None
    )
