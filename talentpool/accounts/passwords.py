"""Passwords: which are refused, how they are kept, how they are checked without holding up others.

Rules after NIST SP 800-63B-4, section 3.1.1: long enough, not one that everybody tries, nothing
else; no rules of composition, no expiry. Twelve characters lie between its eight (with a second
factor, which staff and municipalities have) and its fifteen (alone, as candidates have it): the
throttle and the blocklist make up for the difference. Kept as argon2id with OWASP's parameters:
19 MiB, two passes, one lane.
"""

import asyncio
import re
import unicodedata
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import ParamSpec, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from talentpool.kit.errors import FieldError, Unavailable

P = ParamSpec("P")
R = TypeVar("R")

SHORTEST = 12
_FEWEST_DIFFERENT = 5
_AT_ONCE = 2  # each holds 19 MiB and a core
_WAITING = 20
_DECORATION = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_LEET = str.maketrans("013457@$!", "oieastasi")

_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_lanes = asyncio.Semaphore(_AT_ONCE)
_queue: set[object] = set()


def weakness(password: str, *known: str) -> FieldError | None:
    """Why *password* cannot be taken, if so; *known* are names that anybody would try first."""
    folded = _normal(password).casefold()
    if len(folded) < SHORTEST:
        return FieldError("password_short", {"min": SHORTEST, "now": len(folded)})
    if len(set(folded)) < _FEWEST_DIFFERENT or _is_run(folded):
        return FieldError("password_simple")
    if _is_common(folded):
        return FieldError("password_common")
    if any(len(name) > 3 and name.casefold() in folded for name in known):
        return FieldError("password_known")
    return None


async def make_hash(password: str) -> str:
    """What is stored for *password*.

    Raises:
        Unavailable: too many are waiting.
    """
    return await _in_lane(_hasher.hash, _normal(password))


async def is_right(stored: str | None, password: str) -> bool:
    """Whether *password* is the one *stored*; where none is, the same work is done for nothing.

    Raises:
        Unavailable: too many are waiting.
    """
    matches = await _in_lane(_verify, stored or _nobodys(), _normal(password))
    return matches and stored is not None


@cache
def _common_words() -> frozenset[str]:
    text = files("talentpool.accounts").joinpath("common_passwords.txt").read_text("utf-8")
    return frozenset(
        word for line in text.splitlines() if not line.startswith("#") for word in line.split()
    )


@cache
def _nobodys() -> str:
    return _hasher.hash("a password that opens nothing")


def _verify(stored: str, password: str) -> bool:
    try:
        return _hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


async def _in_lane(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """In a thread, a few at a time: hashing must stop neither the loop nor the machine."""
    if len(_queue) >= _WAITING:
        raise Unavailable("password checks are queueing", retry_after=5)
    ticket = object()
    _queue.add(ticket)
    try:
        async with _lanes:
            return await asyncio.to_thread(work, *args, **kwargs)
    finally:
        _queue.discard(ticket)


def _normal(password: str) -> str:
    """NFKC, so that the same keys typed on another machine are the same password (RFC 8265)."""
    return unicodedata.normalize("NFKC", password)


def _is_common(folded: str) -> bool:
    """A common word with figures hung on, written twice, or joined from two."""
    bare = _DECORATION.sub("", folded)
    words = _common_words()
    for plain in (folded, bare, folded.translate(_LEET), bare.translate(_LEET)):
        cuts = range(3, len(plain) - 2)
        if plain in words or any(plain[:n] in words and plain[n:] in words for n in cuts):
            return True
    return False


def _is_run(folded: str) -> bool:
    """`abcdefghijkl`, `210987654321`, `abcabcabcabc`."""
    steps = {ord(b) - ord(a) for a, b in pairwise(folded)}
    return steps <= {1, -9} or steps <= {-1, 9} or folded in (folded + folded)[1:-1]
