"""What was said with whom, and when last."""

from datetime import datetime
from uuid import UUID

import msgspec

from talentpool.memos.schemas import ShownMemo
from talentpool.memos.tables import Memo


async def of(subject_id: UUID) -> list[ShownMemo]:
    """All memos on one need or candidate, newest first."""
    return msgspec.convert(await Memo.raw(_OF, subject_id), list[ShownMemo])


async def last_contact(subject_ids: list[UUID]) -> dict[UUID, datetime]:
    """When each of these was last spoken to; those never spoken to are absent."""
    rows = await Memo.raw(_LAST, subject_ids)
    return {row["subject_id"]: row["at"] for row in rows}


_OF = """
select m.id, m.medium, m.line, m.at, a.display_name as by
from memo m join account a on a.id = m.account
where m.subject_id = {} order by m.at desc, m.id
"""
_LAST = """
select subject_id, max(at) as at from memo where subject_id = any ({}::uuid[]) group by subject_id
"""
