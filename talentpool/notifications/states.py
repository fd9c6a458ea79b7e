"""Where the mail of a notice stands."""

from enum import StrEnum


class MailState(StrEnum):
    """`SENDING` outlives a crash: then it is not known whether the mail went out."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    OFF = "off"
    CANCELLED = "cancelled"
