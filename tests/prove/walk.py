"""Authorisation: every route as everybody, held against the matrix by an oracle of its own.

Requests are valid, and about a case that is where they belong: whoever is refused is refused for
who they are, and somebody succeeds; what a success has changed is undone before the next request.
A refusal leaves the database untouched and the body without a trace of what was asked for; nothing
ever answers with a 5xx. The oracle reads the matrix itself; it shares no code with the guard.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import httpx
import msgspec
from litestar import Litestar
from litestar.routes import HTTPRoute

from talentpool.accounts.states import SessionStage
from talentpool.actor import system
from talentpool.app import make_app
from talentpool.kit.mail import open_post
from talentpool.kit.scope import current, scope
from talentpool.kit.security import CSRF_FIELD, cookie_name, csrf_token_for
from talentpool.kit.servers import ServerUrls
from talentpool.kit.settings import Settings
from tests.makers.accounts import a_session
from tests.prove.accidents import ACCIDENTS
from tests.prove.cases import Cases, furnish
from tests.prove.deeds import Deed, deeds
from tests.prove.doors import open_doors
from tests.prove.figures import Figure, Plan
from tests.prove.looks import looks
from tests.prove.place import pool
from tests.prove.rewind import rewound
from tests.prove.verdicts import END_SESSIONS, NOTHING, UNSAFE, Done, Route, is_to_sign_in
from tests.prove.world import SECRET, World, build

MATRIX = Path(__file__).parents[2] / "talentpool" / "authz"
ANONYMOUS = "anonymous"
# Relations that end at a town's border, and parameters that lead across it.
_TOWNS_OWN = {"own", "own_municipality", "consented"}
_KNOWSNOTHING = {"identity.reveal_form"}  # asks why, before anything is looked up
_ITS_THINGS = {"need_id", "candidate_id", "proposal_id", "person_id", "subject_id"}
_NOBODYS = "00000000-0000-4000-8000-000000000000"


async def run(urls: ServerUrls, plan: Plan) -> Figure:
    """All routes by all actors; with a scale above a tenth three times, in other orders."""
    figure = Figure("walk", "each route admits exactly those whom the matrix names", "verdicts")
    rounds = 3 if plan.scale >= 1 else 1
    async with pool(urls):
        for number in range(rounds):
            world = await build()
            await _walk(figure, urls, world, plan, number)
    return figure


async def _walk(figure: Figure, urls: ServerUrls, world: World, plan: Plan, number: int) -> None:
    ACCIDENTS.listen()
    settings = settings_of(urls)
    app = app_of(settings)
    rows = matrix()
    open_post(settings)
    cases = await furnish(world)
    async with browser(app, settings, None) as client:
        doors = await open_doors(world, settings, client)
    routes = list(routes_of(app, world, deeds(world, cases) | looks(cases) | doors.deeds))
    plan.chance(f"walk {number}").shuffle(routes)
    done = Done()
    visitors = {ANONYMOUS: (None, SessionStage.FULL)} | doors.halves
    visitors |= {who: (account, SessionStage.FULL) for who, account in world.actors.items()}
    for who, (account, stage) in visitors.items():
        async with browser(app, settings, account, stage) as client:
            client.auth = _opening(cases, who)
            for route in routes:
                if route.name in END_SESSIONS:
                    continue
                figure.bad += await _judge(client, settings, route, who, rows[route.name], done)
                figure.tried += 1
    figure.bad += done.missed(routes)
    figure.note = str(done)


async def _judge(
    client: httpx.AsyncClient,
    settings: Settings,
    route: Route,
    who: str,
    row: dict[str, Any],
    done: Done,
) -> list[str]:
    role = who.split(" ")[0]
    before = await _last_write()
    is_deed = route.method in UNSAFE and admits(row, role)
    cookies = httpx.Cookies(client.cookies)
    async with rewound() if is_deed else nullcontext():
        answer = await _ask(client, settings, route)
    if is_deed:
        client.cookies = cookies
    if admits(row, role):
        done.note(route, who, answer)
    told = f"{who}: {route.method} {route.name} -> {answer.status_code}"
    if answer.status_code >= 500 and not (
        answer.status_code == 503 and route.name == "health.ready"
    ):
        return [f"{told} (must not fail) {ACCIDENTS.last}"]
    if not admits(row, role):
        is_refused = answer.status_code in {401, 403, 404} or is_to_sign_in(answer)
        wrong = [] if is_refused else [f"{told} (must be refused)"]
        if SECRET in answer.text:
            wrong.append(f"{told} (shows what it refuses)")
        if await _last_write() != before and await _writes(client, settings, route):
            wrong.append(f"{told} (writes although it refuses)")
        return wrong
    if who.endswith("elsewhere"):
        wrong = [f"{told} (shows another town's words)"] if SECRET in answer.text else []
        if route.is_about_town and row["relation"] in _TOWNS_OWN and answer.status_code < 400:
            wrong.append(f"{told} (answers about another town)")
        return wrong
    if row.get("relation", "none") == "none" and answer.status_code == 403:
        return [f"{told} (must be admitted)"]
    return []


def admits(row: dict[str, Any], role: str) -> bool:
    """Whether the matrix lets *role* in at all."""
    roles = row["roles"]
    if roles == "anyone":
        return True
    return role != ANONYMOUS if roles == "signed_in" else role in roles


def matrix() -> dict[str, dict[str, Any]]:
    """All rows as the files say them."""
    rows: dict[str, dict[str, Any]] = {}
    for file in sorted(MATRIX.glob("*.toml")):
        rows |= tomllib.loads(file.read_text("utf-8"))
    return rows


def routes_of(
    app: Litestar, world: World, valid: Mapping[str, Deed] = MappingProxyType({})
) -> Iterator[Route]:
    """Every handler and method with a path that leads to something of the world, or to the case
    that a valid request is about."""
    for route in app.routes:
        if not isinstance(route, HTTPRoute):
            continue
        names = {part.name for part in route.path_components if not isinstance(part, str)}
        for handler in route.route_handlers:
            name = str(handler.name)
            deed = valid.get(name, NOTHING)
            path = _path(route, world.parameters() | dict(deed.path))
            is_about = name not in _KNOWSNOTHING and not _ITS_THINGS.isdisjoint(names)
            for method in sorted(set(handler.http_methods) - {"OPTIONS", "HEAD"}):
                yield Route(name, str(method), path, is_about, deed)


def _path(route: HTTPRoute, values: Mapping[str, str]) -> str:
    parts = [
        part if isinstance(part, str) else values.get(part.name, _NOBODYS)
        for part in route.path_components
    ]
    return "/" + "/".join(parts)


@cache
def app_of(settings: Settings) -> Litestar:
    """The application, made once a place."""
    return make_app(settings)


def settings_of(urls: ServerUrls) -> Settings:
    """The demonstration's settings: all routes there are."""
    plain = Settings.from_environment(
        {"DATABASE_URL": urls.web, "DATABASE_WORKER_URL": urls.worker, "REDIS_URL": urls.redis,
         "DATABASE_OWNER_URL": urls.owner, "TALENTPOOL_DATA_DIR": str(_folder(urls))}
    )  # fmt: skip
    return msgspec.structs.replace(plain, is_demonstration=True)


def browser(
    app: Litestar, settings: Settings, account: Any, stage: SessionStage = SessionStage.FULL
) -> "Browser":
    """A client in this process, signed in to *account* as far as *stage*."""
    return Browser(app, settings, account, stage)


class Browser:
    """Signs in on entry."""

    def __init__(
        self,
        app: Litestar,
        settings: Settings,
        account: Any,
        stage: SessionStage = SessionStage.FULL,
    ) -> None:
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        self._client = httpx.AsyncClient(transport=transport, base_url="http://localhost")
        self._settings = settings
        self._account, self._stage = account, stage

    async def __aenter__(self) -> httpx.AsyncClient:
        if self._account is not None:
            begun = await a_session(self._account, self._stage)
            name = cookie_name(self._settings, "session")
            self._client.cookies.set(name, begun.token)
        else:
            await self._client.get("/login")
        return self._client

    async def __aexit__(self, *error: object) -> None:
        await self._client.aclose()


async def _ask(client: httpx.AsyncClient, settings: Settings, route: Route) -> httpx.Response:
    if route.method not in UNSAFE:
        return await client.request(route.method, route.path)
    names = [cookie_name(settings, name) for name in ("session", "anonymous")]
    if not any(client.cookies.get(name) for name in names):
        await client.get("/login")
    binding = next((value for name in names if (value := client.cookies.get(name))), "")
    fields = {
        name: value() if callable(value) else value for name, value in route.deed.fields.items()
    }
    if route.path.startswith("/api/"):
        return await client.request(route.method, route.path, json=fields)
    form = {CSRF_FIELD: csrf_token_for(settings, binding), **fields}
    files = {"file": ("x.jsonl", route.deed.file)} if route.deed.file else None
    return await client.request(route.method, route.path, data=form, files=files)


def _opening(cases: Cases, who: str) -> Callable[[httpx.Request], httpx.Request]:
    """Adds what opens the API to those who may have a token."""

    def opening(request: httpx.Request) -> httpx.Request:
        if who in cases.tokens and request.url.path.startswith("/api/"):
            request.headers["authorization"] = f"Bearer {cases.tokens[who]}"
        return request

    return opening


async def _last_write() -> int:
    """The next transaction number that a writer would get: it stands still while nobody writes."""
    async with scope(system(), readonly=True):
        found: int = await current().connection.fetchval(
            "select pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
        )
    return found


async def _writes(client: httpx.AsyncClient, settings: Settings, route: Route) -> bool:
    """Whether it writes every time: a session that was noted as seen a moment ago is not noted
    again, and the database looks after its own tables now and then, several in a row.
    """
    for _ in range(12):
        before = await _last_write()
        await _ask(client, settings, route)
        if await _last_write() == before:
            return False
    return True


def _folder(urls: ServerUrls) -> Path:
    return Path(urls.redis.removeprefix("unix://")).parent / "prove"
