"""The trail. Only `audit_append` in the database writes it; no foreign keys, so it outlives all."""

from piccolo.columns import JSONB, UUID, BigInt, Bytea, Text, Timestamptz
from piccolo.table import Table


class AuditEvent(Table, tablename="audit_event"):
    """One change of one row, or one act worth remembering."""

    seq = BigInt(primary_key=True, help_text="Position in the chain, without gaps")
    at = Timestamptz()
    actor = UUID(null=True, default=None, help_text="Account; null for the service itself")
    role = Text()
    action = Text(help_text="subject.verb, a label code")
    subject = Text(help_text="Kind of row, such as `need`")
    subject_id = Text()
    municipality = Text(null=True, default=None, help_text="Whose trail it belongs to, for reading")
    candidate = UUID(null=True, default=None, help_text="Identity it concerns, for reading")
    before = Text(null=True, default=None)
    after = Text(null=True, default=None)
    detail = JSONB(help_text="Codes and ids only, never personal data")
    request_id = Text()
    prev = Bytea(help_text="Hash of the event before")
    hash = Bytea(help_text="sha256(prev + body)")
