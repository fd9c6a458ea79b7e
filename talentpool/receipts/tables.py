"""One row a form that was acted on."""

from piccolo.columns import UUID, Text, Timestamptz
from piccolo.table import Table


class Receipt(Table, tablename="receipt"):
    """The key that a form carried, and what came of it."""

    key = UUID(primary_key=True, help_text="Made when the form was shown")
    account = UUID(null=True, default=None)
    at = Timestamptz()
    result = Text(null=True, default=None, help_text="Id of what the verb gave")
