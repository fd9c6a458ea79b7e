"""One stream of JSON lines, ours and those of the libraries, each with its request or job.

No line holds personal data: bodies and query strings are never logged, fields with telling names
are withheld, and in production an exception is told by its type and place, because messages of
the database quote the values that clashed.
"""

import logging
import sys
import traceback
from typing import Any

import msgspec
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from talentpool.kit.settings import Settings

WITHHELD_FIELDS = frozenset(
    ("body", "cookie", "email", "form", "kana", "name", "password", "phone", "query", "token")
)
WITHHELD = "[withheld]"
_DEEPEST = 20  # frames of a traceback worth keeping


def configure_logging(settings: Settings) -> None:
    """Send everything to standard error, a JSON object a line: standard output is for results."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _ExceptionTeller(tells_messages=not settings.is_production),
        withhold,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(serializer=_dump),
            ],
        )
    )
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for chatty in ("arq", "httpx", "uvicorn.access"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def withhold(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Keep the values of fields that would tell of a person out of the log."""
    return {key: WITHHELD if key in WITHHELD_FIELDS else value for key, value in event.items()}


class _ExceptionTeller:
    """Turns an exception into its type, its place and, where no outsider reads, its message."""

    def __init__(self, *, tells_messages: bool) -> None:
        self._tells_messages = tells_messages

    def __call__(self, logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
        error = _exception(event.pop("exc_info", None))
        if error is None:
            return event
        frames = traceback.extract_tb(error.__traceback__)[-_DEEPEST:]
        event["error"] = type(error).__qualname__
        event["trace"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        if self._tells_messages:
            event["message"] = str(error)
        return event


def _exception(exc_info: Any) -> BaseException | None:
    """What `exc_info` means in its several forms: an exception, a triple, or "the current one"."""
    if isinstance(exc_info, BaseException):
        return exc_info
    if isinstance(exc_info, tuple):
        return exc_info[1] if isinstance(exc_info[1], BaseException) else None
    return sys.exception() if exc_info else None


def _dump(event: Any, **_: Any) -> str:
    """JSON as people read it, Japanese unescaped; what JSON does not know is told as text."""
    return msgspec.json.encode(event, enc_hook=str).decode()
