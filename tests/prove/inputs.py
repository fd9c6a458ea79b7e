"""Bad inputs: whatever a form, a query or the API is sent, the answer is a proper one, in time.

Every route that takes something gets values that no page of ours would send, from those who may
call it; some values are plausible, so that the bad ones get past the first check. What was stored
on the way is then looked at on every page.
"""

import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from litestar import Litestar

from talentpool.accounts import service_credentials
from talentpool.actor import Role
from talentpool.app import make_app
from talentpool.kit.security import CSRF_FIELD, cookie_name, csrf_token_for
from talentpool.kit.servers import ServerUrls
from talentpool.kit.settings import Settings
from tests.makers.accounts import as_account
from tests.prove.accidents import ACCIDENTS
from tests.prove.figures import Figure, Plan
from tests.prove.nasty import MARK, Sender, forms_of
from tests.prove.place import empty, pool
from tests.prove.walk import (
    Browser,
    Route,
    admits,
    matrix,
    routes_of,
    settings_of,
)
from tests.prove.world import World, build

A_WORLD = 600  # inputs, after which there is little left to change
PATIENCE = 20.0
LONGEST_QUERY = 2_000
_LEAVES = {"accounts.sign_out", "accounts.sign_out_everywhere"}
Target = tuple[Route, str]


async def run(urls: ServerUrls, plan: Plan, whole: int = 100_000) -> Figure:
    """Inputs until there are enough, in ever new worlds."""
    figure = Figure("inputs", "no input breaks a page, hangs it or comes back as markup", "inputs")
    sender = Sender(plan.chance("inputs"))
    wanted = plan.count(whole)
    settings = settings_of(urls)
    app = make_app(settings)
    taken: dict[int, int] = {}
    async with pool(urls):
        while figure.tried < wanted:
            await empty(urls)
            world = await build()
            clients = await _clients(app, settings, world)
            attack = Attack(figure, settings, sender, clients, await _tokens(world), taken)
            await attack.send(_targets(app, world), min(A_WORLD, wanted - figure.tried))
            await attack.look(list(routes_of(app, world)))
            for client in clients.values():
                await client.aclose()
    figure.note = ", ".join(f"{taken[family]:,} {family}xx" for family in sorted(taken))
    return figure


class Attack:
    """Sends to one world."""

    def __init__(
        self,
        figure: Figure,
        settings: Settings,
        sender: Sender,
        clients: dict[str, httpx.AsyncClient],
        tokens: dict[str, str],
        taken: dict[int, int],
    ) -> None:
        self.figure, self.settings, self.sender = figure, settings, sender
        self.clients, self.tokens, self.taken = clients, tokens, taken
        self.chance: random.Random = sender.chance
        ACCIDENTS.listen()

    async def send(self, targets: list[Target], count: int) -> None:
        """*count* inputs to routes by chance."""
        for _ in range(count):
            route, who = self.chance.choice(targets)
            async with self._watched(route, who) as answers:
                answers.append(await self._ask(route, who))

    async def look(self, routes: list[Route]) -> None:
        """Every page as everybody: what was stored shows as text."""
        for route in (route for route in routes if route.method == "GET"):
            for who, client in self.clients.items():
                async with self._watched(route, who) as answers:
                    answers.append(await client.get(route.path))

    @asynccontextmanager
    async def _watched(self, route: Route, who: str) -> AsyncIterator[list[httpx.Response]]:
        began = time.monotonic()
        answers: list[httpx.Response] = []
        yield answers
        took = time.monotonic() - began
        told = f"{who}: {route.method} {route.name}"
        self.figure.tried += 1
        for answer in answers:
            family = answer.status_code // 100
            self.taken[family] = self.taken.get(family, 0) + 1
            if family == 5 and route.name != "health.ready":
                self.figure.bad.append(f"{told} -> {answer.status_code} {ACCIDENTS.last}")
            if "html" in answer.headers.get("content-type", "") and MARK in answer.text:
                self.figure.bad.append(f"{told} gives markup back")
        if took > PATIENCE:
            self.figure.bad.append(f"{told} took {took:.0f} s")

    async def _ask(self, route: Route, who: str) -> httpx.Response:
        client = self.clients[who]
        forms = forms_of(route.name.split(".")[0])
        if route.method == "GET":
            query = self.sender.form_body(self.sender.pairs(forms)[:6])[:LONGEST_QUERY]
            return await client.get(f"{route.path}?{query.decode()}")
        if route.path.startswith("/api/"):
            body, kind = self.sender.json_body(forms), "application/json"
            headers = {"authorization": f"Bearer {self.tokens.get(who, '')}", "content-type": kind}
            return await client.request(route.method, route.path, content=body, headers=headers)
        if self.chance.random() < 0.1:
            return await self._upload(client, route)
        body = self.sender.form_body([*self.sender.pairs(forms), (CSRF_FIELD, self._token(client))])
        headers = {"content-type": "application/x-www-form-urlencoded"}
        return await client.request(route.method, route.path, content=body, headers=headers)

    async def _upload(self, client: httpx.AsyncClient, route: Route) -> httpx.Response:
        """The same as a file, or with a file where none belongs."""
        text = self.sender.text().encode("utf-8", "surrogatepass")
        names = self.chance.choice(["file", "text", "version", "name"])
        data = {CSRF_FIELD: self._token(client)}
        return await client.request(
            route.method, route.path, data=data, files={names: ("a\u202eb.csv", text)}
        )

    def _token(self, client: httpx.AsyncClient) -> str:
        names = [cookie_name(self.settings, name) for name in ("session", "anonymous")]
        binding = next((value for name in names if (value := client.cookies.get(name))), "")
        return csrf_token_for(self.settings, binding)


def _targets(app: Litestar, world: World) -> list[Target]:
    """Each route with each of those who may call it; those that change something twice."""
    rows = matrix()
    targets: list[Target] = []
    for route in routes_of(app, world):
        if route.name in _LEAVES:
            continue
        for who in ["anonymous", *world.actors]:
            if admits(rows[route.name], who.split(" ")[0]):
                targets += [(route, who)] * (1 if route.method == "GET" else 4)
    return targets


async def _clients(app: Litestar, settings: Settings, world: World) -> dict[str, httpx.AsyncClient]:
    """A signed-in browser for everybody."""
    return {
        who: await Browser(app, settings, account).__aenter__()
        for who, account in [("anonymous", None), *world.actors.items()]
    }


async def _tokens(world: World) -> dict[str, str]:
    """A token for each account that may have one."""
    return {
        who: await service_credentials.create_api_token(as_account(account), "prove", 30)
        for who, account in world.actors.items()
        if not who.startswith(Role.CANDIDATE)
    }
