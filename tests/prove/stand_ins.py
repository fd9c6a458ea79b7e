"""What takes the place of a guard while it is away: the same, without the guarding."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from email.policy import EmailPolicy
from typing import Any

import asyncpg
import msgspec
from jinja2 import Environment
from litestar.datastructures import MutableScopeHeaders

from talentpool import guards
from talentpool.accounts.schemas import FoundSession
from talentpool.accounts.states import SessionStage
from talentpool.audit import service as audit
from talentpool.audit import verification
from talentpool.kit import log, security, states
from talentpool.kit import scope as scopes
from talentpool.kit.servers import ServerUrls
from talentpool.outbox import service as outbox
from tests.prove.removals import patched

_actor = FoundSession.actor
_append = audit._append
_create_pool = asyncpg.create_pool
_harden = security.harden
_matrix = guards.matrix
_scope = scopes.scope
_teller = log._ExceptionTeller
_verify = verification.verify


async def nothing(*args: object, **kwargs: object) -> None:
    """Neither counts, nor asks, nor ends anything."""


def any_role(machine: states.Machine, verb: str, state: Any, role: Any) -> Any:
    """A move that anybody makes from anywhere."""
    return machine.moves[verb].target


async def without_receipt(actor: object, key: object, act: Callable[[], Awaitable[Any]]) -> Any:
    """A form that acts each time it is sent."""
    return await act()


@asynccontextmanager
async def without_fence(task: outbox.Task) -> AsyncIterator[Any]:
    """An effect whoever has the task now."""
    yield task.actor()


@asynccontextmanager
async def put_at_once(urls: ServerUrls) -> AsyncIterator[None]:
    """Tasks that are put whatever becomes of the transaction."""

    async def put(actor: object, job: str, **about: object) -> None:
        owner = await asyncpg.connect(urls.owner)
        await owner.execute("insert into outbox (job) values ($1)", job)
        await owner.close()

    async with patched(outbox, "put", put)(urls):
        yield


async def write_blindly(row: Any, values: dict[Any, Any], seen: int | None) -> None:
    """A change of whatever version there is."""
    table = type(row)
    changes = {**values, "version": row.version + 1}
    await table.update(changes).where(table._meta.primary_key == row.id)


async def always(*args: object) -> bool:
    """It is never too late."""
    return True


async def without_detail(events: list[Any]) -> None:
    """Events that do not say why."""
    await _append([{**event, "detail": {}} for event in events])


async def verify_alone(dsn: str, kept: object = None) -> verification.Verdict:
    """The chain by itself, without what was kept outside."""
    return await _verify(dsn)


def whole(found: FoundSession) -> Any:
    """Somebody who acts, however far the sign-in has come."""
    return _actor(msgspec.structs.replace(found, stage=SessionStage.FULL))


def may_be_kept(settings: Any, message: Any, scope: Any) -> None:
    """All headers but the one that says what browsers must not keep."""
    _harden(settings, message, scope)
    if message["type"] == "http.response.start":
        del MutableScopeHeaders.from_message(message)["cache-control"]


def wider_matrix() -> dict[str, guards.Permission]:
    """One row that admits everybody."""
    return {**_matrix(), "reviews.queue": guards.Permission(roles="anyone")}


def narrower_matrix() -> dict[str, guards.Permission]:
    """One row that does not admit those whose work it is."""
    return {**_matrix(), "needs.open": guards.Permission(roles=("administrator",))}


def patient_pool(dsn: str, **options: Any) -> Any:
    """A pool that waits for whatever it has asked."""
    return _create_pool(dsn, **options | {"command_timeout": None})


@asynccontextmanager
async def kept() -> AsyncIterator[None]:
    """What is done inside stays done."""
    yield


def unescaped(**options: Any) -> Environment:
    """Templates that believe what was typed."""
    return Environment(**{**options, "autoescape": False})


def telling(*, tells_messages: bool) -> Any:
    """A log that tells what errors say, in production too."""
    return _teller(tells_messages=True)


def writing_scope(who: Any, *, readonly: bool = False) -> Any:
    """A scope that writes, also where a page only shows."""
    return _scope(who)


async def introduce_for_good(connection: Any, who: scopes.Contextual) -> Any:
    """Who acts, told to the connection instead of the transaction."""
    for name, value in who.settings().items():
        await connection.execute("select set_config($1, $2, false)", name, value)
    return await connection.fetchval("select now()")


class LaxPolicy(EmailPolicy):
    """Headers as they are given."""

    verify_generated_headers = False

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        """No look at line breaks."""
        return name, value


LAX = LaxPolicy(linesep="\r\n")
