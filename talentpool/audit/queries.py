"""Who did what: the trail of one thing, of a municipality, of everything."""

from uuid import UUID

from talentpool.audit.tables import AuditEvent

_SHOWN = (
    AuditEvent.seq,
    AuditEvent.at,
    AuditEvent.actor,
    AuditEvent.role,
    AuditEvent.action,
    AuditEvent.subject_id,
    AuditEvent.before,
    AuditEvent.after,
    AuditEvent.detail,
)


async def trail(*subject_ids: UUID | str, most: int = 200) -> list[dict[str, object]]:
    """The events about these subjects, oldest first, as far as the scope's actor may see them."""
    ids = [str(subject) for subject in subject_ids]
    if not ids:
        return []
    newest = (
        await AuditEvent.select(*_SHOWN)
        .where(AuditEvent.subject_id.is_in(ids))
        .order_by(AuditEvent.seq, ascending=False)
        .limit(most)
    )
    return list(reversed(newest))


async def search(
    *, subject: str, about: str, role: str, limit: int, offset: int
) -> tuple[list[dict[str, object]], int]:
    """Events newest first, and how many there are: of a kind, about an id, by a role."""
    found = await AuditEvent.raw(_SEARCH, subject, subject, about, about, role, role, limit, offset)
    total = int(found[0]["total"]) if found else 0
    return found, total


async def subjects() -> list[str]:
    """The kinds of things that the trail speaks of."""
    rows = await AuditEvent.raw("select distinct subject from audit_event order by subject")
    return [row["subject"] for row in rows]


async def reason_names() -> dict[tuple[str, str], str]:
    """The reasons that people choose from, by list and code."""
    rows = await AuditEvent.raw(_REASONS)
    return {(row["list"], row["code"]): row["name_ja"] for row in rows}


_REASONS = """
select attributes->>'group' as list, attributes->>'code' as code, name_ja
from term where kind = 'reason' and retired_at is null
order by position
"""
_SEARCH = """
select seq, at, actor, role, action, subject, subject_id, before, after, detail, request_id,
       count(*) over () as total
from audit_event
where ({} = '' or subject = {}) and ({} = '' or subject_id = {}) and ({} = '' or role = {})
order by seq desc limit {} offset {}
"""
