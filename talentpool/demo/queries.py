"""How far the tour has got: read off the rows themselves, so that it ticks itself."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from talentpool.actor import Actor
from talentpool.demo import content
from talentpool.demo.content import Goal, TourStep
from talentpool.kit import clock
from talentpool.kit.scope import current, elevated, reading

Row = dict[str, Any]


class Mark(msgspec.Struct, frozen=True):
    """A step of the tour, whether it is done, and the row to begin at (none before the load)."""

    step: TourStep
    is_done: bool
    subject: UUID | None


async def marks(actor: Actor) -> list[Mark]:
    """All steps of the tour, in their order; in one statement, whoever looks."""
    steps = content.tour().step
    async with reading(actor), elevated("tour"):
        today = clock.today()
        rows = await current().connection.fetch(_ROWS, [step.need for step in steps])
    found = [dict(row) for row in rows]
    return [_mark(step, found, today) for step in steps]


def _mark(step: TourStep, rows: list[Row], today: date) -> Mark:
    about = [row for row in rows if row["need"] == step.need]
    own = [row for row in about if step.candidate in {None, row["candidate"]}]
    name = "proposal_id" if step.takes == "proposal_id" else "need_id"
    is_done = any(_is_reached(step.done_when, row, today) for row in own)
    return Mark(step, is_done, next((row[name] for row in own), None))


def _is_reached(goal: Goal, row: Row, today: date) -> bool:
    if goal.subject == "case":
        due = row["due_on"]
        return due is not None and bool(due >= today)
    return row[f"{goal.subject}_state"] in goal.states


_ROWS = """
select n.ref as need, n.id as need_id, n.state as need_state, n.next_step_due_on as due_on,
       p.id as proposal_id, p.state as proposal_state, c.ref as candidate
from need n
left join proposal p on p.need = n.id
left join candidate c on c.id = p.candidate
where n.ref = any ($1)
"""
