"""Run a verb at most once a form."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from talentpool.actor import Actor
from talentpool.kit.scope import scope
from talentpool.receipts.tables import Receipt


async def once(actor: Actor, key: UUID | None, act: Callable[[], Awaitable[UUID]]) -> UUID:
    """Do *act* unless the form with *key* has been acted on; give the id it gave then.

    A second sending that comes while the first is under way waits for it: the insert blocks on the
    unique key until the first has committed.
    """
    if key is None:
        return await act()
    async with scope(actor) as opened:
        won = await opened.connection.fetchrow(
            "insert into receipt (key, account) values ($1, $2) on conflict do nothing returning 1",
            key,
            actor.account,
        )
        if won is None:
            earlier = await opened.connection.fetchval(
                "select result from receipt where key = $1", key
            )
            return UUID(earlier)
        result = await act()
        await opened.connection.execute(
            "update receipt set result = $2 where key = $1", key, str(result)
        )
        return result


async def drop(keys: list[UUID]) -> None:
    """Drop old receipts; in the current scope, which is the service's own."""
    await Receipt.delete().where(Receipt.key.is_in(keys))
