"""Cells of spreadsheets: text that a spreadsheet program must not take for a formula.

One leading apostrophe is added on the way out and one removed on the way in, so that every text
survives the round trip (OWASP, "CSV Injection").
"""

import re
from typing import Any

_RISKY = "=+\\-@\t\r\0＝＋－＠"
_LOOKS_RISKY = re.compile(f"'*[{_RISKY}]")
_WAS_GUARDED = re.compile(f"'+[{_RISKY}]")


def guarded(value: Any) -> Any:
    """*value* as a cell that is only ever text; other types than text are left alone.

    >>> guarded("=1+1"), guarded(-1), guarded("'=1")
    ("'=1+1", -1, "''=1")
    """
    return f"'{value}" if isinstance(value, str) and _LOOKS_RISKY.match(value) else value


def unguarded(text: str) -> str:
    """What `guarded` was given.

    >>> unguarded("'=1+1"), unguarded("'quoted'")
    ('=1+1', "'quoted'")
    """
    return text[1:] if _WAS_GUARDED.match(text) else text
