"""A file sent by page: shown with its problems, then taken, or put away."""

from datetime import timedelta
from uuid import UUID, uuid4

import msgspec

from talentpool.actor import Actor, Role
from talentpool.audit import service as audit
from talentpool.files import queries, service
from talentpool.files.schemas import Checked, Kind
from talentpool.files.states import UPLOAD, UploadState
from talentpool.files.tables import Upload
from talentpool.kit import clock
from talentpool.kit.errors import Forbidden, Invalid
from talentpool.kit.scope import current, reading, verb

MOST_BYTES = 5_000_000
MOST_ROWS = 5_000
_KEPT = timedelta(days=1)


async def show(actor: Actor, kind: Kind, filename: str, content: bytes) -> UUID:
    """Check a file and keep it for the decision.

    Raises:
        Forbidden: people are imported by coordinators alone.
        Invalid: it is too large, or can't be read as a whole.
    """
    if kind is Kind.CANDIDATES and actor.role is not Role.COORDINATOR:
        raise Forbidden("people are imported by coordinators")
    if len(content) > MOST_BYTES:
        size, most = f"{len(content) / 1e6:.1f}MB", f"{MOST_BYTES // 1_000_000}MB"
        raise Invalid.one("file", "file_too_large", size=size, max=most)
    checked = await service.check(actor, kind, content)
    if len(checked.records) > MOST_ROWS:
        raise Invalid.one("file", "too_many_rows", max=MOST_ROWS, now=len(checked.records))
    count = len({*checked.lines, *(problem.line for problem in checked.problems)} - {0})
    problems = msgspec.to_builtins(checked.problems)
    return await _keep(actor, kind, filename, content, count, problems)


@verb
async def _keep(
    actor: Actor, kind: Kind, filename: str, content: bytes, count: int, problems: list[object]
) -> UUID:
    upload = Upload(
        id=uuid4(),
        account=actor.account,
        municipality=actor.municipality,
        kind=str(kind),
        filename=filename[:200],
        content=content,
        row_count=count,
        problems=problems,
        created_at=clock.now(),
        expires_at=clock.now() + _KEPT,
    )
    await Upload.insert(upload)
    audit.record(actor, "upload.show", upload, rows=count, problems=len(problems))
    made: UUID = upload.id
    return made


async def take(
    actor: Actor, upload_id: UUID, *, is_straight_on: bool = False, note: str = ""
) -> None:
    """Take the file as it was shown, whole or not at all.

    It is done here and not by the worker: its database role may not write identities, and the
    decision that comes with going straight on is a person's.

    Raises:
        NotFound, IllegalMove
        Invalid: it has problems (by now), or goes straight on without a word why.
        Forbidden: only a coordinator lets records go straight on.
    """
    if is_straight_on and actor.role is not Role.COORDINATOR:
        raise Forbidden("going straight on is a coordinator's decision")
    if is_straight_on and not note:
        raise Invalid.one("note", "required")
    async with reading(actor):
        upload = await queries.get(upload_id)
    UPLOAD.after("take", UploadState(upload.state), actor.role)  # before the work, not after it
    checked = await service.check(actor, Kind(upload.kind), upload.content or b"")
    if checked.problems:
        raise Invalid.one("file", "has_problems")
    await _take(actor, upload, checked, note if is_straight_on else None)


@verb
async def _take(actor: Actor, upload: Upload, checked: Checked, note: str | None) -> None:
    decision = None if note is None else service.activation(actor, note)
    kind = Kind(upload.kind)
    result = await service.take(actor, kind, checked.records, straight_on=decision)
    change = {"content": None, "result": msgspec.to_builtins(result)}
    await audit.transition(actor, upload, UPLOAD, "take", change=change)


@verb
async def discard(actor: Actor, upload_id: UUID) -> None:
    """Put the file away; its content is gone at once.

    Raises:
        NotFound, IllegalMove
    """
    upload = await queries.get(upload_id)
    await audit.transition(actor, upload, UPLOAD, "discard", change={"content": None})


@verb
async def forget_old(actor: Actor) -> int:
    """Put away what nobody decided about within a day; how many files."""
    rows = await current().connection.fetch(
        "update upload set state = 'discarded', content = null, version = version + 1"
        " where state = 'shown' and expires_at < app_now() returning id"
    )
    return len(rows)
