"""Sabotage: each guard is taken away once, and the check that rests on it has to notice.

A check is green with its guard and red without; one that stays green proves nothing, and is told.
"""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg

from talentpool.guards import Permission
from talentpool.hours import service as hours
from talentpool.kit import cells, security, states
from talentpool.kit.servers import ServerUrls
from talentpool.outbox import service as outbox
from talentpool.receipts import service as receipts
from tests.prove import checks
from tests.prove.figures import Figure, Plan
from tests.prove.place import empty

Check = Callable[[ServerUrls], Awaitable[list[str]]]
Harm = Callable[[ServerUrls], AbstractAsyncContextManager[None]]


@dataclass(frozen=True, slots=True)
class Sabotage:
    """A guard, what takes it away, and the check that must then fail."""

    guard: str
    harm: Harm
    check: Check


async def run(urls: ServerUrls, plan: Plan) -> Figure:
    """All of them, in an order by chance; the scale changes nothing."""
    figure = Figure("sabotage", "a guard that is taken away is missed", "guards")
    for sabotage in plan.chance("sabotage").sample(SABOTAGES, len(SABOTAGES)):
        await empty(urls)
        if found := await sabotage.check(urls):
            figure.bad.append(f"{sabotage.guard}: not whole to begin with: {found[0]}")
        await empty(urls)
        async with sabotage.harm(urls):
            if not await sabotage.check(urls):
                figure.bad.append(f"{sabotage.guard}: nobody noticed")
        figure.tried += 1
    figure.note = f"{figure.tried - len(figure.bad)} of {figure.tried} caught"
    return figure


def patched(owner: Any, name: str, value: Any) -> Harm:
    """*value* in the place of an attribute."""

    @asynccontextmanager
    async def harm(urls: ServerUrls) -> AsyncIterator[None]:
        before = getattr(owner, name)
        setattr(owner, name, value)
        try:
            yield
        finally:
            setattr(owner, name, before)

    return harm


def executed(do: str, undo: str) -> Harm:
    """A statement of the database's owner, and the one that takes it back."""

    @asynccontextmanager
    async def harm(urls: ServerUrls) -> AsyncIterator[None]:
        await _execute(urls, do)
        try:
            yield
        finally:
            await empty(urls)
            await _execute(urls, undo)

    return harm


def widened(table: str, policy: str, old: str, new: str) -> Harm:
    """A policy with a part of its condition replaced."""

    @asynccontextmanager
    async def harm(urls: ServerUrls) -> AsyncIterator[None]:
        owner = await asyncpg.connect(urls.owner)
        row = await owner.fetchrow(
            "select qual, with_check from pg_policies where policyname = $1", policy
        )
        kind, before = ("using", row["qual"]) if row["qual"] else ("with check", row["with_check"])
        after, count = re.subn(old, new, before, flags=re.DOTALL)
        assert count, f"{policy} does not say {old}: {before}"
        await owner.execute(f"alter policy {policy} on {table} {kind} ({after})")
        try:
            yield
        finally:
            await owner.execute(f"alter policy {policy} on {table} {kind} ({before})")
            await owner.close()

    return harm


def both(first: Harm, second: Harm) -> Harm:
    """Two at once: one guard behind the other."""

    @asynccontextmanager
    async def harm(urls: ServerUrls) -> AsyncIterator[None]:
        async with first(urls), second(urls):
            yield

    return harm


async def _execute(urls: ServerUrls, statement: str) -> None:
    owner = await asyncpg.connect(urls.owner)
    await owner.execute(statement)
    await owner.close()


def _granted(what: str, table: str, role: str) -> Harm:
    return executed(f"grant {what} on {table} to {role}", f"revoke {what} on {table} from {role}")


def _anybody(machine: states.Machine, verb: str, state: Any, role: Any) -> Any:
    return machine.moves[verb].target


async def _unverified(middleware: object, request: object) -> None:
    return None


async def _without_receipt(actor: object, key: object, act: Callable[[], Awaitable[Any]]) -> Any:
    return await act()


@asynccontextmanager
async def _without_fence(task: outbox.Task) -> AsyncIterator[Any]:
    yield task.actor()


_TAKE_ANYTHING = {
    kind: statement.replace(" and held + booked + $3 <= capacity", "")
    for kind, statement in hours._TAKE.items()
}
_NO_CHECK = executed(
    "alter table week_ledger drop constraint week_ledger_never_overbooked",
    "alter table week_ledger add constraint week_ledger_never_overbooked"
    " check (held + booked <= capacity)",
)
_ALL = "^.*$"
SABOTAGES = (
    Sabotage("policy of needs", widened("need", "need_own", _ALL, "true"), checks.tenancy),
    Sabotage(
        "policy of questions", widened("question", "question_own", _ALL, "true"), checks.tenancy
    ),
    Sabotage(
        "row-level security of sections",
        executed(
            "alter table section disable row level security",
            "alter table section enable row level security",
        ),
        checks.tenancy,
    ),
    Sabotage(
        "hours: condition and check",
        both(_NO_CHECK, patched(hours, "_TAKE", _TAKE_ANYTHING)),
        checks.races,
    ),
    Sabotage("receipts", patched(receipts, "once", _without_receipt), checks.cuts),
    Sabotage("fence of the outbox", patched(outbox, "effect", _without_fence), checks.fence),
    Sabotage(
        "anti-forgery token",
        patched(security.CsrfMiddleware, "_verify", _unverified),
        checks.forgery,
    ),
    Sabotage(
        "matrix of routes", patched(Permission, "admits", lambda row, role: True), checks.routes
    ),
    Sabotage("roles of moves", patched(states.Machine, "after", _anybody), checks.moves),
    Sabotage("security headers", patched(security, "HEADERS", {}), checks.headers),
    Sabotage("formula guard", patched(cells, "_LOOKS_RISKY", re.compile("(?!)")), checks.formulas),
    Sabotage(
        "no line, no name",
        widened("person", "person_revealed", _ALL, "app_purpose() is not null"),
        checks.names,
    ),
    Sabotage(
        "transaction of the access log",
        widened("person", "person_revealed", r"l\.transaction = this_transaction\(\)", "true"),
        checks.earlier_line,
    ),
    Sabotage(
        "who writes the access log",
        widened("access_log", "access_log_append", _ALL, "true"),
        checks.forged_line,
    ),
    Sabotage(
        "grants of the worker",
        _granted("select", "person, access_log", "app_worker"),
        checks.worker_names,
    ),
    Sabotage(
        "the trail is only appended to",
        _granted("update", "audit_event", "app_web"),
        checks.fixed_trail,
    ),
    Sabotage(
        "decisions are not changed", _granted("update", "decision", "app_web"), checks.decisions
    ),
)
