"""What memos are about and how people were reached."""

from enum import StrEnum


class Subject(StrEnum):
    """What a memo hangs on."""

    NEED = "need"
    CANDIDATE = "candidate"


class Medium(StrEnum):
    """How somebody was reached."""

    PHONE = "phone"
    MAIL = "mail"
    MEETING = "meeting"
