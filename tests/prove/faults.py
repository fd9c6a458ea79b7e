"""Faults: real processes are killed, stopped, cut off and emptied while forms are sent.

After each fault all that was acknowledged stands once, every task is done or rightly given up,
every opened need has been ranked once, and the invariants hold. The same seed gives the same
sequence of faults; what they meet on the way is up to the processes.
"""

import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import asyncpg

from talentpool.accounts import service_credentials
from talentpool.actor import Role
from talentpool.environment import prepare_database
from talentpool.kit.security import CSRF_FIELD, cookie_name, csrf_token_for
from talentpool.kit.servers import Servers, ServerUrls
from talentpool.kit.settings import Settings
from talentpool.needs.states import NeedState
from tests.makers.accounts import a_session, an_account, as_account
from tests.makers.candidates import a_candidate
from tests.makers.needs import a_need
from tests.prove.estate import PATIENCE, Estate, estate
from tests.prove.figures import Figure, Plan
from tests.prove.harms import FAULTS, MINUTE_LATER, WAITING, Scene
from tests.prove.invariants import broken, witness
from tests.prove.place import pool
from tests.prove.senders import Senders

PEOPLE = 40
NEEDS_A_FAULT = 6
FAULTS_A_PLACE = 100
"""So many faults meet one place; then a new one begins, whose pages are not full of old cases."""
_LOOK = 0.1
_AGAIN = 5.0  # seconds after which the pauses of tasks that failed are cut short once more
_STANDING = "select line, count(*) from memo group by line"
_OPENED = """
select n.id, count(r.id) from unnest($1::uuid[]) as n (id) left join match_run r on r.need = n.id
group by n.id
"""
_DEAD = """
select coalesce(key, job), last_error from outbox where dead_at is not null
"""


@dataclass
class Met:
    """What was acknowledged and interrupted in the places that are gone."""

    forms: int = 0
    needs: int = 0
    tasks: int = 0

    def with_those(self, sent: Senders) -> "Met":
        """Together with those of the present place."""
        forms, needs = len(sent.acknowledged), len(sent.opened)
        return Met(self.forms + forms, self.needs + needs, self.tasks + sent.met)

    def __str__(self) -> str:
        return (
            f"{self.forms:,} forms and {self.needs:,} needs acknowledged,"
            f" {self.tasks} tasks interrupted"
        )


async def run(urls: ServerUrls, plan: Plan, whole: int = 1_000) -> Figure:
    """Faults by chance, in rounds of forty; servers of its own."""
    figure = Figure("faults", "no fault loses or doubles what was acknowledged", "faults")
    names, chance = sequence(plan.chance("faults")), plan.chance("moments")
    met, left = Met(), plan.count(whole)
    while left > 0 and not figure.bad:
        few = list(islice(names, min(left, FAULTS_A_PLACE)))
        met = await asyncio.to_thread(prove, figure, chance, few, lambda line: None, met)
        left -= len(few)
    return figure


def sequence(chance: random.Random) -> Iterator[str]:
    """Faults without end: each as often in a round as the table says."""
    round_ = [name for name, (times, _) in FAULTS.items() for _ in range(times)]
    while True:
        yield from chance.sample(round_, len(round_))


def prove(
    figure: Figure,
    chance: random.Random,
    names: list[str],
    tell: Callable[[str], None],
    before: Met | None = None,
) -> Met:
    """These faults, one after the other, until one does harm; *tell* hears of each."""
    with (
        tempfile.TemporaryDirectory(prefix="faults-") as folder,
        estate(Path(folder), _prepare) as whole,
    ):
        sent = asyncio.run(_people(whole))
        try:
            for name in names:
                began = time.monotonic()
                figure.bad += [f"after {name}: {bad}" for bad in _one(whole, sent, chance, name)]
                figure.tried += 1
                figure.note = str((before or Met()).with_those(sent))
                took = time.monotonic() - began
                tell(f"{name}: {figure.note}, {len(figure.bad)} lost or doubled ({took:.1f} s)")
                if figure.bad:
                    break
        finally:
            sent.end()
    return (before or Met()).with_those(sent)


def _one(whole: Estate, sent: Senders, chance: random.Random, name: str) -> list[str]:
    """One fault under load: the harm, the repair, the look at what stands."""
    scene = Scene(whole, sent, chance)
    _, harm = FAULTS[name]
    try:
        asyncio.run(_submit(whole, sent))
        scene.go_on(chance.randrange(8))
        harm(scene)
        whole.repair()
        scene.go_on(1)
        with sent.paused():
            return asyncio.run(_compare(whole, sent))
    except AssertionError as stuck:
        return [str(stuck)]


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


async def _compare(whole: Estate, sent: Senders) -> list[str]:
    """What is not as it was acknowledged."""
    eye = await witness(whole.servers.urls.web)
    try:
        if not await _all_done(eye):
            return ["tasks are not done"]
        stands = {row["line"]: row["count"] for row in await eye.fetch(_STANDING)}
        wrong = [f"form {key} is lost" for key in sent.acknowledged if key not in stands]
        wrong += [f"form {key} stands {n} times" for key, n in stands.items() if n != 1]
        runs = await eye.fetch(_OPENED, sent.opened)
        wrong += [f"need {row['id']} has {row['count']} runs" for row in runs if row["count"] != 1]
        dead = {row[0]: row[1] for row in await eye.fetch(_DEAD)}
        wrong += [f"dead: {key}: {dead[key]}" for key in dead.keys() - set(sent.poison)]
        wrong += [f"poison lives: {key}" for key in set(sent.poison) - dead.keys()]
        return wrong + sent.wrong + await broken(eye)
    finally:
        await eye.close()


async def _all_done(eye: asyncpg.Connection) -> bool:
    """Whether the queue empties, leases and pauses cut short now and then."""
    looks = int(_AGAIN / _LOOK)
    for number in range(int(PATIENCE / _LOOK)):
        if number % looks == 0:
            await eye.execute(MINUTE_LATER)
        if not await eye.fetchval(WAITING):
            return True
        await asyncio.sleep(_LOOK)
    return False


def main() -> int:
    """`make demo-fault`: each kind once, told as it goes."""
    plan = Plan.from_environment()
    figure = Figure("faults", "", "faults")

    def tell(line: str) -> None:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()

    tell(f"Starting PostgreSQL, Valkey, web and workers. SEED={plan.seed}")
    names = plan.chance("demo").sample(sorted(FAULTS), len(FAULTS))
    prove(figure, plan.chance("moments"), names, tell)
    for wrong in figure.bad:
        tell(f"    {wrong}")
    return 0 if figure.holds else 1


if __name__ == "__main__":
    sys.exit(main())
