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
