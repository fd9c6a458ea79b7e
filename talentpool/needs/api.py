"""Needs for other systems: taken as interchange records, moved by the verbs of the pages."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from talentpool.accounts import queries as accounts
from talentpool.actor import Actor
from talentpool.kit.errors import Invalid
from talentpool.kit.paging import PAGE_SIZE
from talentpool.kit.rest import (
    IdempotencyKey,
    Listing,
    Moved,
    PageNumber,
    Seen,
    SeenVersion,
    act,
    api_router,
    listing,
    offset_of,
    read,
    receipt_key,
    replace,
)
from talentpool.kit.scope import reading
from talentpool.needs import (
    queries,
    queries_records,
    service,
    service_clinic,
    service_import,
    service_triage,
)
from talentpool.needs.schemas_api import (
    DeclineIn,
    NeedOut,
    NeedRow,
    NextStepIn,
    NoteIn,
    ReturnIn,
    TakenOut,
)
from talentpool.needs.schemas_interchange import NeedRecord, Outcome
from talentpool.needs.states import NeedState
from talentpool.needs.tables import Need
from talentpool.receipts import service as receipts
from talentpool.taxonomy import queries as taxonomy

_STATUS = {Outcome.ADDED: 201}


@read("/needs", name="list_needs")
async def list_needs(
    request: Request[Any, Any, Any],
    actor: NamedDependency[Actor],
    in_state: Annotated[NeedState | None, QueryParameter(name="state")] = None,
    page: PageNumber = 1,
) -> Listing[NeedRow]:
    """The needs of one's own municipality, or for staff all that were handed in; latest first."""
    async with reading(actor):
        found, total = await queries.told_to(
            actor, in_state, limit=PAGE_SIZE, offset=offset_of(page)
        )
    rows = [NeedRow(**await _facts(need)) for need in found]
    return listing(request, rows, total, page)


@read("/needs/{need_id:uuid}", name="get_need")
async def get_need(actor: NamedDependency[Actor], need_id: FromPath[UUID]) -> NeedOut:
    """One need, with the record that would make it again."""
    async with reading(actor):
        whole = await queries.whole(need_id)
        record = await queries_records.record(whole)
    need = whole.need
    return NeedOut(
        **await _facts(need),
        assignee=need.assignee,
        state_reason=need.state_reason,
        state_note=need.state_note,
        opened_at=need.opened_at,
        record=record,
    )


@act("/needs", name="take_need", status_code=201, also={200: TakenOut})
async def take_need(
    request: Request[Any, Any, Any],
    actor: NamedDependency[Actor],
    data: JSONBody[NeedRecord],
    idempotency_key: IdempotencyKey = None,
) -> Response[TakenOut]:
    """Take a record: a new `ref` makes a need and hands it in (201), a known one updates (200)."""
    outcome = Outcome.UNCHANGED

    async def take() -> UUID:
        nonlocal outcome
        taken = await service_import.take(actor, data)
        outcome = taken.outcome
        return taken.need

    need_id = await receipts.once(actor, receipt_key(request, idempotency_key), take)
    async with reading(actor):
        need = await queries.get(need_id)
    return Response(TakenOut.of(need, outcome), status_code=_STATUS.get(outcome, 200))


@replace("/needs/{need_id:uuid}", name="update_need")
async def update_need(
    actor: NamedDependency[Actor],
    need_id: FromPath[UUID],
    data: JSONBody[NeedRecord],
    seen: SeenVersion = None,
) -> TakenOut:
    """Bring a need in line with a record, whose `ref` is the need's own, or its number."""
    outcome = await service_import.update(actor, need_id, data, seen=seen)
    async with reading(actor):
        return TakenOut.of(await queries.get(need_id), outcome)


@act("/needs/{need_id:uuid}/submit", name="submit_need")
async def submit_need(
    actor: NamedDependency[Actor], need_id: FromPath[UUID], data: JSONBody[Seen]
) -> Moved:
    """Hand a need in, again where it was returned."""
    await service_clinic.submit(actor, need_id, seen=data.seen)
    return await _moved(actor, need_id)


@act("/needs/{need_id:uuid}/open", name="open_need")
async def open_need(
    actor: NamedDependency[Actor], need_id: FromPath[UUID], data: JSONBody[Seen]
) -> Moved:
    """Accept a need: people are ranked for it."""
    await service_triage.open_(actor, need_id, seen=data.seen)
    return await _moved(actor, need_id)


@act("/needs/{need_id:uuid}/return", name="return_need")
async def return_need(
    actor: NamedDependency[Actor], need_id: FromPath[UUID], data: JSONBody[ReturnIn]
) -> Moved:
    """Return a need to its municipality with a question."""
    await service_triage.return_(actor, need_id, data.text, seen=data.seen)
    return await _moved(actor, need_id)


@act("/needs/{need_id:uuid}/decline", name="decline_need")
async def decline_need(
    actor: NamedDependency[Actor], need_id: FromPath[UUID], data: JSONBody[DeclineIn]
) -> Moved:
    """Decline a need; a placement for a statutory reason only."""
    await service_triage.decline(actor, need_id, data.reason, data.note, seen=data.seen)
    return await _moved(actor, need_id)


@act("/needs/{need_id:uuid}/next-step", name="set_next_step")
async def set_next_step(
    actor: NamedDependency[Actor], need_id: FromPath[UUID], data: JSONBody[NextStepIn]
) -> Moved:
    """Say who does what next, by when."""
    await _insist_on_coordinator(actor, data.assignee)
    await service_triage.set_next_step(
        actor,
        need_id,
        next_step=data.next_step,
        due_on=data.next_step_due_on,
        assignee=data.assignee,
        seen=data.seen,
    )
    return await _moved(actor, need_id)


@act("/needs/{need_id:uuid}/cancel", name="cancel_need")
async def cancel_need(
    actor: NamedDependency[Actor], need_id: FromPath[UUID], data: JSONBody[NoteIn]
) -> Moved:
    """Call an open need off and say why; whoever was asked is told."""
    await service.cancel(actor, need_id, data.note, seen=data.seen)
    return await _moved(actor, need_id)


@act("/needs/{need_id:uuid}/withdraw", name="withdraw_need")
async def withdraw_need(
    actor: NamedDependency[Actor], need_id: FromPath[UUID], data: JSONBody[NoteIn]
) -> Moved:
    """Take a need back before it is opened."""
    await service.withdraw(actor, need_id, data.note, seen=data.seen)
    return await _moved(actor, need_id)


async def _facts(need: Need) -> Mapping[str, Any]:
    body = await taxonomy.find_municipality(need.municipality)
    same = {name: getattr(need, name) for name in _SAME}
    return same | {
        "municipality_name": body.name if body else "",
        "section": need.section_name,
        "state": NeedState(need.state),
        "from_month": queries_records.month(need.from_month),
        "to_month": queries_records.month(need.to_month),
    }


async def _moved(actor: Actor, need_id: UUID) -> Moved:
    async with reading(actor):
        need = await queries.get(need_id)
    return Moved(need.id, need.state, need.version)


async def _insist_on_coordinator(actor: Actor, assignee: UUID | None) -> None:
    """Refuse whom nobody can find.

    Raises:
        Invalid: no coordinator has this id.
    """
    async with reading(actor):
        known = {row["id"] for row in await accounts.coordinators()}
    if assignee is not None and assignee not in known:
        raise Invalid.one("assignee", "bad_choice")


_SAME = (
    "id", "number", "ref", "title", "municipality", "programme", "version", "revision",
    "weekly_minutes", "next_step", "next_step_due_on", "promised_reply_on", "submitted_at",
    "changed_at",
)  # fmt: skip

router = api_router(
    "needs",
    [
        list_needs,
        get_need,
        take_need,
        update_need,
        submit_need,
        open_need,
        return_need,
        decline_need,
        set_next_step,
        cancel_need,
        withdraw_need,
    ],
)
