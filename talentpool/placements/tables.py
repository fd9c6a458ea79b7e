"""The municipality's selection. Only placements.service writes here."""

from piccolo.columns import UUID, Date, Integer, Text, Time, Timestamptz
from piccolo.table import Table


class Selection(Table, tablename="selection"):
    """One date of documents or an interview, and its result; a new date supersedes it."""

    id = UUID(primary_key=True)
    proposal = UUID()
    need = UUID()
    person = UUID()
    municipality = Text()
    kind = Text(help_text="documents, interview, documents_and_interview")
    held_on = Date()
    starts_at = Time(null=True, default=None)
    place = Text()
    result = Text(null=True, default=None)
    reason = Text(null=True, default=None)
    note = Text()
    position = Integer(null=True, default=None, help_text="The order among several, if any")
    set_by = UUID(null=True, default=None)
    set_at = Timestamptz()
    superseded_at = Timestamptz(null=True, default=None)
