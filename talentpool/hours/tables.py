"""Minutes by person and ISO week. Only hours.service writes here."""

from piccolo.columns import UUID, Boolean, Date, Integer, Text, Timestamptz
from piccolo.table import Table


class WeekLedger(Table, tablename="week_ledger"):
    """One week of one person; the database refuses more than the capacity.

    Its key is (candidate, week); Piccolo knows single columns only, so rows are reached by SQL.
    """

    candidate = UUID(primary_key=True)
    person = UUID()
    week = Date(help_text="Monday, in Japan")
    capacity = Integer(help_text="Minutes offered")
    is_exception = Boolean(help_text="Said for this week alone; else it follows the registration")
    held = Integer(help_text="Minutes kept free for something not yet certain")
    booked = Integer(help_text="Minutes of agreed work")


class HoursEntry(Table, tablename="hours_entry"):
    """What is held or booked in one week for one engagement (or proposal)."""

    id = UUID(primary_key=True)
    candidate = UUID()
    person = UUID()
    municipality = Text()
    subject = UUID(help_text="Engagement, or proposal while it is held")
    week = Date()
    minutes = Integer()
    kind = Text()
    made_at = Timestamptz()
    released_at = Timestamptz(null=True, default=None)
