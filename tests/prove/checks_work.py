"""Small checks of what happens to cases: nothing doubled, nothing forgotten, nothing unseen."""

import asyncio
import re
from datetime import timedelta
from uuid import UUID

import asyncpg

from talentpool import worker
from talentpool.actor import Actor, Role, system
from talentpool.audit import service as audit
from talentpool.identity import service as identity
from talentpool.identity.states import RevealPurpose
from talentpool.kit.db import ENGINE, open_pool
from talentpool.kit.errors import IllegalMove, NotFound, StaleRow, Unavailable
from talentpool.kit.mail import open_post
from talentpool.kit.scope import reading, scope
from talentpool.kit.servers import ServerUrls
from talentpool.matches import service as matches
from talentpool.needs import queries as needs
from talentpool.needs.states import NeedState
from talentpool.needs.tables import Need
from talentpool.outbox import service as outbox
from talentpool.reviews import service as reviews
from tests.makers.accounts import an_account, an_actor, as_account, post
from tests.makers.candidates import a_candidate
from tests.makers.chains import AVAILABLE, a_placement, appoint
from tests.makers.needs import a_need, sql
from tests.prove import swap as swap_proof
from tests.prove import tampering as tampering_proof
from tests.prove import tenancy as tenancy_proof
from tests.prove.estate import stopped
from tests.prove.figures import Plan
from tests.prove.invariants import broken, witness
from tests.prove.place import pool
from tests.prove.rewind import rewound
from tests.prove.walk import app_of, browser, settings_of
from tests.prove.world import World, build

_PATIENCE = 0.2
_SMALL = Plan(0.04, 1)
_REVIEW = re.compile(r"reviews\.")
_ANOTHER = """
select candidate from suggestion s join match_run r on r.id = s.run
where r.need = $1 and candidate <> $2
"""


async def lease(urls: ServerUrls) -> list[str]:
    """A task that somebody has is nobody else's."""
    async with pool(urls):
        async with scope(system()):
            await outbox.put(system(), "accounts.tidy")
        await outbox.claim()
        return ["one task, two workers"] if await outbox.claim() else []


async def thrown_away(urls: ServerUrls) -> list[str]:
    """What did not happen has no consequences."""
    async with pool(urls):
        try:
            async with scope(system()):
                await outbox.put(system(), "accounts.tidy")
                raise NotFound("thrown away")
        except NotFound:
            pass
        return ["a task of nothing"] if await sql("select count(*) from outbox") else []


async def stale(urls: ServerUrls) -> list[str]:
    """Of two who saw the same version, one is told that it is no longer true."""
    async with pool(urls):
        need = (await a_need()).id
        async with scope(system()):
            first, second = await needs.get(need), await needs.get(need)
            await audit.amend(system(), first, "need.prove", {Need.title: "先"})
            try:
                await audit.amend(system(), second, "need.prove", {Need.title: "後"})
            except StaleRow:
                return []
    return ["the first change is overwritten"]


async def late_undo(urls: ServerUrls) -> list[str]:
    """A decision that is being carried out cannot be taken back."""
    async with pool(urls):
        coordinator, proposal = await _approved()
        await outbox.claim()
        try:
            await reviews.undo(coordinator, proposal)
        except IllegalMove:
            return []
    return ["taken back while the person is asked"]


async def siblings(urls: ServerUrls) -> list[str]:
    """Who waits for a post that is taken is told so."""
    open_post(settings_of(urls))
    async with pool(urls):
        chain = await a_placement(worker.drain, "accepted")
        other = await sql(_ANOTHER, chain.need.id, chain.candidate.id)
        await reviews.approve(
            chain.coordinator, chain.need.id, other, "best_fit", comment="確認しました。",
            contact_in=None,
        )  # fmt: skip
        await appoint(chain)
        left = await sql("select count(*) from proposal where state = 'approved'")
    return ["somebody waits for nothing"] if left else []


async def traced(urls: ServerUrls) -> list[str]:
    """Each change is in the trail, with who, from where to where, and why."""
    async with pool(urls):
        _, proposal = await _approved()
        told = await sql(
            "select count(*) from audit_event where subject_id = $1 and action like '%.approve'"
            " and actor is not null and role = 'coordinator' and before = 'suggested'"
            " and after = 'approved'"
            " and detail ->> 'reason' = 'best_fit'",
            str(proposal),
        )
    eye = await witness(urls.web)
    wrong = await broken(eye)
    await eye.close()
    return wrong + ([] if told == 1 else ["the trail does not tell what was decided"])


async def tail(urls: ServerUrls) -> list[str]:
    """Tampering is found, a cut tail too."""
    return (await tampering_proof.run(urls, _SMALL)).bad


async def withdrawal(urls: ServerUrls) -> list[str]:
    """With its consent taken back, a person is gone from the town's next page."""
    settings = settings_of(urls)
    async with pool(urls):
        world = await build()
        await _withdraw(world)
        path = f"/needs/{world.parameters()['need_id']}/people/{world.proposal}"
        async with browser(app_of(settings), settings, world.actors["officer"]) as client:
            answer = await client.get(path)
    return ["still on the page"] if answer.status_code == 200 else []


async def withdrawn_name(urls: ServerUrls) -> list[str]:
    """With its consent taken back, a person's name is not told again."""
    async with pool(urls):
        world = await build()
        assert world.candidate is not None
        assert world.need is not None
        await _withdraw(world)
        officer = as_account(world.actors["officer"])
        try:
            await identity.reveal(
                officer, world.candidate.person, RevealPurpose.CONTACT, need=world.need.id
            )
        except NotFound:
            return []
    return ["a name without consent"]


async def swap(urls: ServerUrls) -> list[str]:
    """Two people exchange their identities; no page of the first pass changes."""
    return (await swap_proof.run(urls, _SMALL, pages=_REVIEW)).bad


async def catalogue(urls: ServerUrls) -> list[str]:
    """Every table with rows of somebody has policies that bind its owner too."""
    owner = await asyncpg.connect(urls.owner)
    try:
        return await tenancy_proof.bare_tables(owner)
    finally:
        await owner.close()


async def reading_writes(urls: ServerUrls) -> list[str]:
    """A page that only shows cannot write."""
    async with pool(urls):
        await a_need()
        try:
            async with reading(system()) as opened:
                await opened.connection.execute("update need set title = 'x'")
        except asyncpg.ReadOnlySQLTransactionError:
            return []
    return ["a page writes"]


async def unscoped(urls: ServerUrls) -> list[str]:
    """A question put by nobody is an error, and not an empty page."""
    async with pool(urls):
        try:
            await Need.select(Need.id)
        except RuntimeError:
            return []
    return ["a question put by nobody"]


async def settings_left(urls: ServerUrls) -> list[str]:
    """Who acted last is forgotten with the transaction."""
    async with pool(urls, most=1):
        async with scope(system()):
            pass
        assert ENGINE.pool is not None
        async with ENGINE.pool.acquire() as connection:
            left = await connection.fetchval("select current_setting('app.role', true)")
    return [f"still {left}"] if left else []


async def deed_done(urls: ServerUrls) -> list[str]:
    """Whose work it is opens a need, and finds it unopened the next time."""
    settings = settings_of(urls)
    wrong = []
    async with pool(urls):
        need = await a_need(NeedState.SUBMITTED, programme="hands_on")
        account = await an_account(Role.COORDINATOR)
        async with browser(app_of(settings), settings, account) as client:
            for turn in ("first", "second"):
                async with rewound():
                    answer = await post(client, settings, f"/triage/{need.id}/open")
                wrong += [] if answer.status_code == 303 else [f"{turn}: {answer.status_code}"]
    return wrong


async def hanging(urls: ServerUrls) -> list[str]:
    """A database that answers nothing is given up in time."""
    async with open_pool(urls.web, name="hanging", most=1, patience=_PATIENCE):
        async with scope(system()) as opened:
            backend = opened.connection.get_server_pid()
        with stopped(backend):
            asked = asyncio.create_task(_ask())
            done, _ = await asyncio.wait({asked}, timeout=20 * _PATIENCE)
        await asyncio.wait({asked})
    return [] if done and isinstance(asked.exception(), Unavailable) else ["it is waited for"]


async def _ask() -> None:
    async with scope(system()):
        pass


async def _approved() -> tuple[Actor, UUID]:
    """Somebody approved, to be asked at once."""
    coordinator = await an_actor(Role.COORDINATOR)
    person = await a_candidate(programmes=["placement_fiscal"], remote="full", **AVAILABLE)
    need = await a_need()
    await matches.run_now(system(), need.id)
    proposal = await reviews.approve(
        coordinator, need.id, person.id, "best_fit", comment="確認しました。",
        contact_in=timedelta(0),
    )  # fmt: skip
    return coordinator, proposal


async def _withdraw(world: World) -> None:
    assert world.candidate is not None
    consent = await sql("select id from consent where person = $1", world.candidate.person)
    await identity.withdraw_consent(system(), consent)
