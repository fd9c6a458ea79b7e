"""Noting a contact. Memos are not changed: a wrong one is followed by a right one.

Only with their subject are they forgotten.
"""

from uuid import UUID, uuid4

from talentpool.actor import Actor, Role
from talentpool.audit import service as audit
from talentpool.kit import clock
from talentpool.kit.errors import Forbidden
from talentpool.kit.scope import elevated, verb
from talentpool.memos.states import Medium, Subject
from talentpool.memos.tables import Memo

_WRITERS = frozenset({Role.COORDINATOR, Role.EXPERT, Role.PLANNER})


@verb
async def add(actor: Actor, subject: Subject, subject_id: UUID, medium: Medium, line: str) -> UUID:
    """Note in one line that somebody was reached.

    Raises:
        Forbidden: only those who look after needs and people keep memos.
    """
    if actor.role not in _WRITERS:
        raise Forbidden("memo")
    memo = Memo(
        id=uuid4(),
        subject=str(subject),
        subject_id=subject_id,
        medium=str(medium),
        line=line,
        account=actor.account,
        at=clock.now(),
    )
    await Memo.insert(memo)
    audit.note(actor, "memo.add", subject_id=str(subject_id), on=str(subject), medium=str(medium))
    made: UUID = memo.id
    return made


async def forget(subject_id: UUID) -> None:
    """Drop what was noted about somebody who is forgotten; in the current scope."""
    async with elevated("forget_memos"):
        await Memo.delete().where(Memo.subject_id == subject_id)
