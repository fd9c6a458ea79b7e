"""Ways to take a guard away from running code and a living database, and to put it back."""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import asyncpg

from talentpool.kit.servers import ServerUrls
from tests.prove.place import empty

Harm = Callable[[ServerUrls], AbstractAsyncContextManager[None]]


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


def granted(what: str, table: str, role: str) -> Harm:
    """More rights than a role of the service has."""
    return executed(f"grant {what} on {table} to {role}", f"revoke {what} on {table} from {role}")


async def _execute(urls: ServerUrls, statement: str) -> None:
    owner = await asyncpg.connect(urls.owner)
    await owner.execute(statement)
    await owner.close()
