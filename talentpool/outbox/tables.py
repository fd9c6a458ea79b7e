"""Tasks for the worker. PostgreSQL is the truth, the queue is a bell."""

from piccolo.columns import JSONB, BigInt, Integer, Text, Timestamptz
from piccolo.table import Table


class Outbox(Table, tablename="outbox"):
    """One task: a job's name and the ids it needs."""

    id = BigInt(primary_key=True)
    job = Text(help_text="slice.function, as the worker registers it")
    args = JSONB(help_text="Ids and codes only")
    key = Text(
        null=True, help_text="At most one task with this key, ever; also the handle for undo"
    )
    request_id = Text(help_text="The request whose decision this follows")
    created_at = Timestamptz()
    due_at = Timestamptz()
    lease_until = Timestamptz(null=True, default=None)
    fence = Integer(help_text="Counts claims; a late worker's effect is refused by it")
    tries = Integer()
    last_error = Text(
        null=True, default=None, help_text="Class of the last error, without its message"
    )
    done_at = Timestamptz(null=True, default=None)
    dead_at = Timestamptz(
        null=True, default=None, help_text="Given up after MOST_TRIES; an administrator looks"
    )
