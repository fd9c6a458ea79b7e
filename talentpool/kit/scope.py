"""The one way to the database: a transaction that knows who is acting, for what, and when.

Row-level security reads the settings made here, so a scope without the right actor sees nothing.
Piccolo's own `transaction()` is not used anywhere: it leaks its connection when COMMIT fails.
"""

import asyncio
import functools
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast

import asyncpg
from piccolo.engine.postgres import PostgresTransaction

from talentpool.kit import clock
from talentpool.kit.db import ENGINE
from talentpool.kit.errors import Unavailable

P = ParamSpec("P")
R = TypeVar("R")

_LIMITS = {
    "statement_timeout": "5000",
    "lock_timeout": "2000",
    "idle_in_transaction_session_timeout": "10000",
}
_ACQUIRE_SECONDS = 2.0
_RETRIES = 3
# The server undid everything, so doing it again from the start is safe.
_UNDONE = (asyncpg.SerializationError, asyncpg.DeadlockDetectedError)
# It does not answer, or not in time: the limits above end what would hang.
AWAY = (
    asyncpg.LockNotAvailableError,
    asyncpg.QueryCanceledError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    ConnectionError,
    TimeoutError,
)


class Contextual(Protocol):
    """Whoever acts: gives the settings that row-level security reads."""

    def settings(self) -> dict[str, str]:
        """Settings named `app.*`, all of them, empty where they don't apply."""
        ...


class Scope:
    """An open transaction and what is to happen at its end."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self._collected: dict[Callable[[list[Any]], Awaitable[None]], list[Any]] = {}
        self._rings: list[Callable[[], Awaitable[None]]] = []

    def collect(self, flush: Callable[[list[Any]], Awaitable[None]], item: Any) -> None:
        """Keep *item* for *flush*, which is called once with all of them, right before COMMIT."""
        self._collected.setdefault(flush, []).append(item)

    def ring(self, bell: Callable[[], Awaitable[None]]) -> None:
        """Call *bell* after COMMIT. It may fail: nothing that matters hangs on it."""
        self._rings.append(bell)

    def mark(self) -> tuple[dict[Any, int], int]:
        """Where the collections stand, to come back to when a savepoint is undone."""
        return {flush: len(items) for flush, items in self._collected.items()}, len(self._rings)

    def back_to(self, mark: tuple[dict[Any, int], int]) -> None:
        """Forget what was collected after *mark*."""
        lengths, rings = mark
        for flush, items in self._collected.items():
            del items[lengths.get(flush, 0) :]
        del self._rings[rings:]

    async def flush(self) -> None:
        """Do what was collected; part of the transaction."""
        for flush, items in self._collected.items():
            if items:
                await flush(items)

    async def rung(self) -> None:
        """Ring the bells; after the transaction."""
        for bell in self._rings:
            await bell()


def current() -> Scope:
    """The open scope.

    Raises:
        RuntimeError: there is none.
    """
    opened = _open_scope()
    if opened is None:
        raise RuntimeError("no scope is open")
    return opened


def _open_scope() -> Scope | None:
    transaction = cast("_Transaction | None", ENGINE.current_transaction.get())
    return transaction.scope if transaction is not None else None


class _Transaction(PostgresTransaction):
    """What Piccolo's queries look for in its context variable; ours to open and close."""

    __slots__ = ("scope",)

    def __init__(self, connection: Any) -> None:
        super().__init__(ENGINE)
        self.connection = connection
        self.scope = Scope(connection)


@asynccontextmanager
async def scope(who: Contextual, *, readonly: bool = False) -> AsyncIterator[Scope]:
    """Open a transaction as *who*; inside another scope, a savepoint of that one.

    Never start tasks or `gather` inside: the connection is one.

    Raises:
        Unavailable: the database is away or the pool is used up.
    """
    outer = _open_scope()
    if outer is not None:
        async with _savepoint(outer):
            yield outer
        return
    try:
        async with _transaction(who, readonly) as opened:
            yield opened
    except AWAY as error:
        raise Unavailable(type(error).__name__, retry_after=5) from error
    await opened.rung()


@asynccontextmanager
async def _savepoint(outer: Scope) -> AsyncIterator[None]:
    mark = outer.mark()
    try:
        async with outer.connection.transaction():
            yield
    except BaseException:
        outer.back_to(mark)
        raise


@asynccontextmanager
async def _transaction(who: Contextual, readonly: bool) -> AsyncIterator[Scope]:
    if ENGINE.pool is None:
        raise Unavailable("the connection pool is not open")
    connection = await ENGINE.pool.acquire(timeout=_ACQUIRE_SECONDS)
    try:
        async with connection.transaction(readonly=readonly):
            transaction = _Transaction(connection)
            instant = await _introduce(connection, who)
            token = ENGINE.current_transaction.set(transaction)
            try:
                with clock.frozen_at(instant):
                    yield transaction.scope
                    await transaction.scope.flush()
            finally:
                ENGINE.current_transaction.reset(token)
    finally:
        await asyncio.shield(ENGINE.pool.release(connection, timeout=2))


async def _introduce(connection: Any, who: Contextual) -> Any:
    """Tell the database who acts, with which limits; learn the time. One round trip."""
    settings = {
        **_LIMITS,
        **who.settings(),
        "app.clock_offset": f"{clock.offset().total_seconds():.6f} seconds",
    }
    sets = ", ".join(f"set_config(${2 * i + 1}, ${2 * i + 2}, true)" for i in range(len(settings)))
    pairs = [text for pair in settings.items() for text in pair]
    row = await connection.fetchrow(f"select now() as instant, {sets}", *pairs)
    return row["instant"] + clock.offset()


@asynccontextmanager
async def elevated(purpose: str) -> AsyncIterator[None]:
    """Inside the current scope, act for the service itself: rows of others may be touched.

    For the parts of a permitted verb that reach beyond the actor's own rows, such as releasing the
    other proposals when one is accepted. The actor stays the actor in the audit trail.
    """
    connection = current().connection
    before = await connection.fetchrow(
        "select current_setting('app.role', true) as role, current_setting('app.purpose', true) as"
        " purpose, set_config('app.role', 'system', true), set_config('app.purpose', $1, true)",
        purpose,
    )
    try:
        yield
    finally:
        if connection.is_in_transaction():
            await _restore(connection, before["role"], before["purpose"])


async def _restore(connection: Any, role: str, purpose: str) -> None:
    try:
        await connection.execute(
            "select set_config('app.role', $1, true), set_config('app.purpose', $2, true)",
            role,
            purpose or "",
        )
    except asyncpg.InFailedSQLTransactionError:
        # The block failed in the database: the enclosing savepoint or transaction undoes the
        # settings together with the rest.
        return


A = TypeVar("A", bound=Contextual)


def verb(
    function: Callable[Concatenate[A, P], Awaitable[R]],
) -> Callable[Concatenate[A, P], Coroutine[Any, Any, R]]:
    """One verb, one scoped transaction. A verb called by a verb joins it through a savepoint."""

    @functools.wraps(function)
    async def run(actor: A, /, *args: P.args, **kwargs: P.kwargs) -> R:
        tries = _RETRIES if _open_scope() is None else 1
        for attempt in range(1, tries):
            try:
                async with scope(actor):
                    return await function(actor, *args, **kwargs)
            except _UNDONE:
                await asyncio.sleep(random.uniform(0, 0.05 * 2**attempt))  # noqa: S311
        async with scope(actor):
            return await function(actor, *args, **kwargs)

    return run


@asynccontextmanager
async def reading(who: Contextual) -> AsyncIterator[Scope]:
    """A scope for a page that only shows; the database refuses to write in it."""
    async with scope(who, readonly=True) as opened:
        yield opened
