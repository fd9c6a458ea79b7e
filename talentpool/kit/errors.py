"""What can go wrong, said once: a code for people and machines, a status for HTTP.

Verbs raise these; `talentpool.kit.http` renders them. Users read the label of the code, logs keep
the detail, and no detail ever holds personal data.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing wrong with one field: a label code and the facts its sentence needs."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


class DomainError(Exception):
    """A rule of the domain said no."""

    code = "domain_error"
    status = 400

    def __init__(self, detail: str = "", *, code: str | None = None, **facts: Any) -> None:
        super().__init__(detail)
        self.code = code or self.code
        self.facts: Mapping[str, Any] = facts


class NotFound(DomainError):
    """There is no such thing, or it is not the actor's to see: the two are not told apart."""

    code = "not_found"
    status = 404


class Forbidden(DomainError):
    """The actor may see it but may not do this."""

    code = "forbidden"
    status = 403


class IllegalMove(DomainError):
    """The row's state does not allow this verb."""

    code = "illegal_move"
    status = 409


class StaleRow(DomainError):
    """Somebody else changed the row first; `facts["version"]` is its present one, where known."""

    code = "stale_row"
    status = 409


class TooMany(DomainError):
    """A throttle or a quota is used up; `facts["retry_after"]` is in seconds."""

    code = "too_many"
    status = 429


class Unavailable(DomainError):
    """A part we depend on is away; nothing was changed and trying again is safe."""

    code = "unavailable"
    status = 503


class Invalid(DomainError):
    """The input is wrong, field by field (or line by line, in a file)."""

    code = "invalid"
    status = 422

    def __init__(self, fields: Mapping[str, list[FieldError]], detail: str = "") -> None:
        super().__init__(detail or ", ".join(sorted(fields)))
        self.fields = dict(fields)

    @classmethod
    def one(cls, name: str, code: str, **facts: Any) -> "Invalid":
        """Shorthand for one error on one field."""
        return cls({name: [FieldError(code, facts)]})
