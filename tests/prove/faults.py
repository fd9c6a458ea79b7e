"""Faults: real processes are killed, stopped and emptied while forms are sent.

The lease of a task lasts a minute; where a fault has to outlast it, its end is moved to now, as if
the minute had passed. After each fault all that was acknowledged stands once, every task is done,
every opened need has been ranked once, and the invariants hold.
"""

import asyncio
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from arq import create_pool

from talentpool.accounts import service_credentials
from talentpool.actor import Role
from talentpool.environment import prepare_database
from talentpool.kit.processes import wait_until
from talentpool.kit.queue import redis_settings
from talentpool.kit.security import CSRF_FIELD, cookie_name, csrf_token_for
from talentpool.kit.servers import Servers, ServerUrls
from talentpool.kit.settings import Settings
from talentpool.needs.states import NeedState
from tests.makers.accounts import a_session, an_account, as_account
from tests.makers.candidates import a_candidate
from tests.makers.needs import a_need
from tests.prove.estate import PATIENCE, Estate, estate
from tests.prove.figures import Figure, Plan
from tests.prove.invariants import broken, witness
from tests.prove.place import pool
from tests.prove.senders import Senders

PEOPLE = 5
NEEDS_A_FAULT = 12
_LOOK = 0.2
_STANDING = "select line, count(*) from memo group by line"
_OPENED = """
select n.id, count(r.id) from unnest($1::uuid[]) as n (id) left join match_run r on r.need = n.id
group by n.id
"""
_WAITING = """
select count(*) from outbox where done_at is null and dead_at is null and due_at <= now()
"""
_DEAD = "select job || ': ' || coalesce(last_error, '') from outbox where dead_at is not null"
_MINUTE_LATER = (
    "update outbox set lease_until = now() where done_at is null and lease_until > now()"
)


async def run(urls: ServerUrls, plan: Plan, whole: int = 1_000) -> Figure:
    """Faults by chance, each kind as often as the others; servers of its own."""
    figure = Figure("faults", "no fault loses or doubles what was acknowledged", "faults")
    await asyncio.to_thread(prove, figure, plan, plan.count(whole), lambda line: None)
    return figure


def prove(figure: Figure, plan: Plan, count: int, tell: Callable[[str], None]) -> None:
    """*count* faults, one after the other; *tell* hears of each."""
    chance = plan.chance("faults")
    kinds: list[str] = []
    with (
        tempfile.TemporaryDirectory(prefix="faults-") as folder,
        estate(Path(folder), _prepare) as whole,
    ):
        sent = asyncio.run(_people(whole))
        try:
            while figure.tried < count and not figure.bad:
                kinds = kinds or chance.sample(sorted(FAULTS), len(FAULTS))
                name = kinds.pop()
                figure.bad += _one(whole, sent, name, chance.uniform(0.05, 0.8))
                figure.tried += 1
                forms, needs = len(sent.acknowledged), len(sent.opened)
                figure.note = f"{forms:,} forms and {needs:,} needs acknowledged"
                tell(f"{name}: {figure.note}, {len(figure.bad)} lost or doubled")
        finally:
            sent.end()


def _one(whole: Estate, sent: Senders, name: str, after: float) -> list[str]:
    """One fault under load: the harm, the repair, the look at what stands."""
    asyncio.run(_submit(whole, sent))
    sent.go_on(after)
    FAULTS[name](whole)
    whole.repair()
    sent.go_on(after)
    with sent.paused():
        return [f"after {name}: {wrong}" for wrong in asyncio.run(_compare(whole, sent))]


def _prepare(servers: Servers) -> None:
    asyncio.run(prepare_database(servers.urls.owner, with_invented=True))


async def _people(whole: Estate) -> Senders:
    """A coordinator with a session and a token, people to be ranked, and a need to talk of."""
    settings = Settings.from_environment(whole.variables)
    async with pool(whole.servers.urls):
        for _ in range(PEOPLE):
            await a_candidate(claims={"CMS": 3}, weekly_minutes=480, remote="full")
        account = await an_account(Role.COORDINATOR)
        session = (await a_session(account)).token
        token = await service_credentials.create_api_token(as_account(account), "prove", 30)
        about = await a_need(programme="hands_on")
    cookies = {cookie_name(settings, "session"): session}
    sent = Senders(whole.port, cookies, token, {CSRF_FIELD: csrf_token_for(settings, session)})
    sent.begin(about.id)
    return sent


async def _submit(whole: Estate, sent: Senders) -> None:
    """Needs that wait to be opened."""
    async with pool(whole.servers.urls):
        for _ in range(NEEDS_A_FAULT):
            sent.waiting.put((await a_need(NeedState.SUBMITTED, programme="hands_on")).id)


async def _ask(whole: Estate, statement: str) -> object:
    """One value, as the service itself sees it."""
    eye = await witness(whole.servers.urls.web)
    try:
        return await eye.fetchval(statement)
    finally:
        await eye.close()


def _kill_worker(whole: Estate) -> None:
    whole.worker.kill()
    whole.worker.wait()


def _stop_worker(whole: Estate) -> None:
    """It sleeps past its lease, another does its work, then it goes on where it was."""
    stopped = whole.worker
    stopped.send_signal(signal.SIGSTOP)
    try:
        whole.second_worker()
        asyncio.run(_ask(whole, _MINUTE_LATER))
        done = wait_until(lambda: not asyncio.run(_ask(whole, _WAITING)), PATIENCE)
        assert done, "the second worker did not do it"
    finally:
        stopped.send_signal(signal.SIGCONT)
        stopped.terminate()
        stopped.wait()


def _kill_web(whole: Estate) -> None:
    whole.web.kill()
    whole.web.wait()


def _flush(whole: Estate) -> None:
    asyncio.run(_flush_all(whole.servers.urls.redis))


async def _flush_all(url: str) -> None:
    valkey = await create_pool(redis_settings(url))
    await valkey.flushall()
    await valkey.aclose()


FAULTS: dict[str, Callable[[Estate], None]] = {
    "kill -9 worker": _kill_worker,
    "SIGSTOP worker past its lease": _stop_worker,
    "kill -9 web": _kill_web,
    "FLUSHALL": _flush,
    "kill -9 valkey": lambda whole: whole.kill("valkey"),
    "kill -9 postmaster": lambda whole: whole.kill("postgres"),
}


async def _compare(whole: Estate, sent: Senders) -> list[str]:
    """What is not as it was acknowledged."""
    await _ask(whole, _MINUTE_LATER)
    eye = await witness(whole.servers.urls.web)
    try:
        for _ in range(int(PATIENCE / _LOOK)):
            if not await eye.fetchval(_WAITING):
                break
            await asyncio.sleep(_LOOK)
        else:
            return ["tasks are not done"]
        stands = {row["line"]: row["count"] for row in await eye.fetch(_STANDING)}
        wrong = [f"form {key} is lost" for key in sent.acknowledged if key not in stands]
        wrong += [f"form {key} stands {n} times" for key, n in stands.items() if n != 1]
        runs = await eye.fetch(_OPENED, sent.opened)
        wrong += [f"need {row['id']} has {row['count']} runs" for row in runs if row["count"] != 1]
        wrong += [f"dead: {row[0]}" for row in await eye.fetch(_DEAD)]
        return wrong + sent.wrong + await broken(eye)
    finally:
        await eye.close()


def main() -> int:
    """`make demo-fault`: each kind once, told as it goes."""
    plan = Plan.from_environment()
    figure = Figure("faults", "", "faults")

    def tell(line: str) -> None:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()

    tell(f"Starting PostgreSQL, Valkey, web and worker. SEED={plan.seed}")
    prove(figure, plan, len(FAULTS), tell)
    for wrong in figure.bad:
        tell(f"    {wrong}")
    return 0 if figure.holds else 1


if __name__ == "__main__":
    sys.exit(main())
