"""Contact memos. Only `memos.service` writes here."""

from piccolo.columns import UUID, Text, Timestamptz
from piccolo.table import Table


class Memo(Table, tablename="memo"):
    """One contact: how, when, by whom, in one line."""

    id = UUID(primary_key=True)
    subject = Text(help_text="memos.states.Subject")
    subject_id = UUID()
    medium = Text(help_text="memos.states.Medium")
    line = Text()
    account = UUID()
    at = Timestamptz()
