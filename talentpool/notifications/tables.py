"""Notices and mail settings. Only `notifications.service` writes here."""

from piccolo.columns import JSONB, UUID, Boolean, Text, Timestamptz
from piccolo.table import Table


class Notice(Table, tablename="notice"):
    """Something to be told to one account, one person or one who is invited."""

    id = UUID(primary_key=True)
    key = Text(
        null=True,
        default=None,
        help_text="At most one notice with this key, ever; the handle for cancel",
    )
    kind = Text(help_text="A label code; also the name of the mail's template")
    account = UUID(null=True, default=None)
    person = UUID(null=True, default=None)
    invitation = UUID(null=True, default=None)
    subject = Text(help_text="Kind of thing it is about, such as `need`")
    subject_id = Text()
    path = Text(help_text="Where it leads")
    facts = JSONB(help_text="Numbers, dates and codes for the sentence; never personal data")
    created_at = Timestamptz()
    due_at = Timestamptz(help_text="Neither shown nor mailed before")
    read_at = Timestamptz(null=True, default=None)
    mail_state = Text(help_text="notifications.states.MailState")
    mailed_at = Timestamptz(null=True, default=None)


class MailSetting(Table, tablename="mail_setting"):
    """What an account wants by mail; without a row, everything."""

    account = UUID(primary_key=True)
    wants_notices = Boolean()
    wants_digest = Boolean()
