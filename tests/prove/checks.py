"""Small checks, each resting on one guard: what it finds wrong, and nothing while all is whole."""

from uuid import uuid4

import asyncpg

from talentpool.actor import Actor, Role, system
from talentpool.identity import service as identity
from talentpool.identity.states import RevealPurpose
from talentpool.kit import cells
from talentpool.kit.errors import Forbidden, StaleRow
from talentpool.kit.scope import scope
from talentpool.kit.servers import ServerUrls
from talentpool.needs import service_triage
from talentpool.needs.states import NeedState
from talentpool.outbox import service as outbox
from tests.makers.accounts import an_account, an_actor
from tests.makers.identity import a_person
from tests.makers.needs import a_need, sql
from tests.prove import cuts as cuts_proof
from tests.prove import races as races_proof
from tests.prove import tenancy as tenancy_proof
from tests.prove.figures import Plan
from tests.prove.place import pool
from tests.prove.walk import admits, app_of, browser, matrix, routes_of, settings_of
from tests.prove.world import build

_SMALL = Plan(0.001, 1)
_SEE_ALL = "select id from person"


async def tenancy(urls: ServerUrls) -> list[str]:
    """The proof of tenancy, with few transactions."""
    return (await tenancy_proof.run(urls, _SMALL, 400_000)).bad


async def races(urls: ServerUrls) -> list[str]:
    """One race for the hours of a week."""
    return (await races_proof.run(urls, _SMALL)).bad


async def cuts(urls: ServerUrls) -> list[str]:
    """A few cut commits."""
    return (await cuts_proof.run(urls, _SMALL, 20_000)).bad


async def fence(urls: ServerUrls) -> list[str]:
    """A lease that has run out has no effect any more."""
    async with pool(urls):
        async with scope(system()):
            await outbox.put(system(), "accounts.tidy")
        first = await outbox.claim()
        assert first is not None
        await sql("update outbox set lease_until = now() - interval '1 second' returning 1")
        await outbox.claim()
        try:
            async with outbox.effect(first):
                pass
        except StaleRow:
            return []
    return ["an effect after the lease"]


async def forgery(urls: ServerUrls) -> list[str]:
    """A form without a token is refused."""
    settings = settings_of(urls)
    async with pool(urls):
        account = await an_account(Role.COORDINATOR)
        async with browser(app_of(settings), settings, account) as client:
            answer = await client.post(f"/memos/need/{uuid4()}", data={"line": "x"})
    return [] if answer.status_code == 403 else [f"forged form: {answer.status_code}"]


async def routes(urls: ServerUrls) -> list[str]:
    """The oracle's verdict on the plain pages that a candidate may not call."""
    settings = settings_of(urls)
    app, rows = app_of(settings), matrix()
    wrong = []
    async with pool(urls):
        world = await build()
        async with browser(app, settings, world.actors["candidate"]) as client:
            for route in routes_of(app, world):
                if route.method == "GET" and not admits(rows[route.name], str(Role.CANDIDATE)):
                    answer = await client.get(route.path)
                    wrong += [route.name] if answer.status_code == 200 else []
    return wrong


async def moves(urls: ServerUrls) -> list[str]:
    """An officer does not open the need of its own town."""
    async with pool(urls):
        need = await a_need(NeedState.SUBMITTED, programme="hands_on")
        officer = await an_actor(Role.OFFICER, municipality=need.municipality)
        try:
            await service_triage.open_(officer, need.id)
        except Forbidden:
            return []
    return ["an officer opens a need"]


async def headers(urls: ServerUrls) -> list[str]:
    """Every page says what a browser may load."""
    settings = settings_of(urls)
    async with pool(urls), browser(app_of(settings), settings, None) as client:
        answer = await client.get("/login")
    return [] if "content-security-policy" in answer.headers else ["a page without a policy"]


async def formulas(urls: ServerUrls) -> list[str]:
    """No cell of a file begins like a formula."""
    return [cell for cell in ("=1+1", "@SUM(A1)", "+1", "-1", "＝1") if cells.guarded(cell) == cell]


async def names(urls: ServerUrls) -> list[str]:
    """A purpose without a line in the log shows nobody."""
    async with pool(urls):
        await a_person()
        async with scope(await an_actor(Role.COORDINATOR)) as opened:
            await opened.connection.execute("select set_config('app.purpose', 'contact', true)")
            found = await opened.connection.fetch(_SEE_ALL)
    return [f"{len(found)} people without a line"] if found else []


async def earlier_line(urls: ServerUrls) -> list[str]:
    """The line of an earlier request shows nobody in this one."""
    async with pool(urls):
        person, who = await a_person(), await an_actor(Role.COORDINATOR)
        await identity.reveal(who, person, RevealPurpose.CONTACT)
        async with scope(who) as opened:
            await opened.connection.execute("select set_config('app.purpose', 'contact', true)")
            found = await opened.connection.fetch(_SEE_ALL)
    return [f"{len(found)} people by an old line"] if found else []


async def forged_line(urls: ServerUrls) -> list[str]:
    """Nobody writes into the access log in the name of somebody else."""
    async with pool(urls):
        person, who = await a_person(), await an_actor(Role.COORDINATOR)
        return await _refused(
            who,
            "insert into access_log (account, role, person, purpose)"
            f" values ('{uuid4()}', 'coordinator', '{person}', 'contact')",
        )


async def worker_names(urls: ServerUrls) -> list[str]:
    """The worker's database role has no way to names."""
    worker = await asyncpg.connect(urls.worker)
    try:
        await worker.fetch(_SEE_ALL)
    except asyncpg.InsufficientPrivilegeError:
        return []
    finally:
        await worker.close()
    return ["the worker reads names"]


async def fixed_trail(urls: ServerUrls) -> list[str]:
    """The service itself cannot change the trail."""
    async with pool(urls):
        return await _refused(system(), "update audit_event set action = 'x'")


async def decisions(urls: ServerUrls) -> list[str]:
    """A decision stands as it was made."""
    async with pool(urls):
        return await _refused(system(), "update decision set reason = 'x'")


async def _refused(who: Actor, statement: str) -> list[str]:
    try:
        async with scope(who) as opened:
            await opened.connection.execute(statement)
    except asyncpg.InsufficientPrivilegeError:
        return []
    return [f"not refused: {statement}"]
