"""Uploaded files. Only files.service writes here."""

from uuid import UUID as Id

from piccolo.columns import JSONB, UUID, Bytea, Integer, Text, Timestamptz
from piccolo.table import Table

from talentpool.files.states import UploadState


class Upload(Table, tablename="upload"):
    """One file that somebody sent by page."""

    id = UUID(primary_key=True)
    account = UUID()
    municipality = Text(null=True, default=None)
    kind = Text(help_text="candidates, needs")
    state = Text(default=UploadState.SHOWN)
    version = Integer(default=1)
    filename = Text()
    content = Bytea(null=True, default=None, help_text="Gone once taken or discarded")
    row_count = Integer()
    problems = JSONB(default="[]")
    result = JSONB(null=True, default=None)
    created_at = Timestamptz()
    expires_at = Timestamptz()

    def belongs_to(self) -> tuple[str | None, Id | None]:
        """The sender's municipality; nobody's person."""
        return self.municipality, None
