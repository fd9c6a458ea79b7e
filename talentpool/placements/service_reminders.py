"""What nobody should have to remember: late answers, forgotten holds, changed terms, lost consent.

People are told; nothing is decided. Each is said once, by the notice's key.
"""

from typing import Any
from uuid import UUID

from talentpool.actor import Actor
from talentpool.kit import clock, workdays
from talentpool.kit.scope import current, verb
from talentpool.notifications import service as notifications
from talentpool.placements.states import AGREED

HOLD_WORKDAYS = 10
_Row = dict[str, Any]
# Where a coordinator looks after a proposal, by flow.
_DESKS = {"placement": "/needs/{need}/people", "dispatch": "/plans/{need}"}


@verb
async def remind(actor: Actor) -> None:
    """Say all that is to be said now."""
    today = clock.today()
    for row in await _rows(_LATE, today):
        await _tell_coordinator(actor, row, "proposal.reply_overdue")
    for row in await _rows(_HELD):
        day = row["changed_at"].astimezone(clock.JST).date()
        if workdays.add_working_days(day, HOLD_WORKDAYS) < today:
            await _tell_coordinator(actor, row, "proposal.hold_overdue")
    for row in await _rows(_CONSENT_LOST, _names()):
        await _tell_coordinator(actor, row, "proposal.consent_withdrawn")
    for row in await _rows(_TERMS_CHANGED, _names()):
        await _tell_person(actor, row)


async def _tell_coordinator(actor: Actor, row: _Row, kind: str) -> None:
    await notifications.notify(
        actor,
        kind,
        account=row["assignee"],
        subject="need",
        subject_id=row["need"],
        path=_DESKS[row["flow"]].format(need=row["need"]),
        key=f"{kind}:{row['id']}:{row['version']}",
    )


async def _tell_person(actor: Actor, row: _Row) -> None:
    proposal: UUID = row["id"]
    await notifications.notify(
        actor,
        "proposal.terms_changed",
        person=row["person"],
        subject="proposal",
        subject_id=proposal,
        path=f"/my/proposals/{proposal}",
        key=f"terms_changed:{proposal}:{row['revision']}",
    )


async def _rows(statement: str, *values: Any) -> list[_Row]:
    return [dict(row) for row in await current().connection.fetch(statement, *values)]


def _names() -> list[str]:
    return [str(state) for state in AGREED]


_LATE = """
select p.id, p.need, p.flow, p.version, n.assignee
from proposal p join need n on n.id = p.need
where p.state in ('consent_requested', 'asked') and p.reply_by < $1 and n.assignee is not null
"""
_HELD = """
select p.id, p.need, p.flow, p.version, p.changed_at, n.assignee
from proposal p join need n on n.id = p.need
where p.state = 'held' and n.assignee is not null
"""
_CONSENT_LOST = """
select p.id, p.need, p.flow, p.version, n.assignee
from proposal p join need n on n.id = p.need
where p.flow = 'placement' and p.state = any($1) and n.assignee is not null
  and not exists (select from consent c where c.person = p.person and c.need = p.need
                  and c.withdrawn_at is null)
"""
_TERMS_CHANGED = """
select p.id, p.person, t.revision
from proposal p join lateral (
    select max(revision) as revision from terms where need = p.need
) t on t.revision > p.terms_revision
where p.flow = 'placement' and p.state = any($1)
"""
