"""The first pass is blind: people exchange their identities, and no page of the staff changes.

Each page is read three times: as it is, with all identities passed on to the next person, and with
them back in their places. What differs only in the middle tells who somebody is.
"""

import re
from collections.abc import Callable

import httpx

from talentpool.actor import Role, system
from talentpool.kit.scope import current, elevated, scope
from talentpool.kit.servers import ServerUrls
from talentpool.matches import service as matches
from tests.makers.candidates import a_candidate, a_person
from tests.makers.chains import AVAILABLE
from tests.prove.figures import Figure, Plan
from tests.prove.place import empty, pool
from tests.prove.walk import Route, admits, app_of, browser, matrix, routes_of, settings_of
from tests.prove.world import World, build

NAMES = ("甲野 一郎", "乙川 二葉", "丙田 三奈", "丁山 四季", "戊谷 五月")
STAFF = (Role.COORDINATOR, Role.PLANNER, Role.EXPERT, Role.OFFICER)
FIRST_PASS = re.compile(r"reviews\.|candidates\.|matches\.|placements\.")
# A token of a form, and the key by which a form is known: new with each page.
_NEW_EACH_TIME = re.compile(r"[0-9a-f]{80}|(?<=name=\"_once\" value=\")[^\"]+")
_PEOPLE = "select array_agg(id order by created_at, id) from person"
_PASS_ON = """
update person p set name = n.name, kana = n.kana, email = n.email, phone = n.phone,
    birth_on = n.birth_on, search = n.search
from person n, unnest($1::uuid[], $2::uuid[]) as pair (one, other)
where p.id = pair.one and n.id = pair.other
"""
Pages = dict[tuple[str, str], str]


async def run(
    urls: ServerUrls, plan: Plan, whole: int = 10, *, pages: re.Pattern[str] = FIRST_PASS
) -> Figure:
    """Worlds in which everybody of the staff reads every page of the first pass."""
    figure = Figure("swap", "no page of the first pass depends on who somebody is", "pages")
    for _ in range(plan.count(whole)):
        await empty(urls)
        async with pool(urls):
            await _exchange(figure, urls, pages)
    return figure


async def _exchange(figure: Figure, urls: ServerUrls, wanted: re.Pattern[str]) -> None:
    settings = settings_of(urls)
    app = app_of(settings)
    world = await _settle()
    rows = matrix()
    routes = [r for r in routes_of(app, world) if r.method == "GET" and wanted.match(r.name)]

    def may(role: str) -> Callable[[Route], bool]:
        return lambda route: admits(rows[route.name], role)

    readings: list[Pages] = []
    for step in (0, 1, -1):
        await _pass_on(step)
        pages: Pages = {}
        for role in map(str, STAFF):
            async with browser(app, settings, world.actors[role]) as client:
                for route in filter(may(role), routes):
                    pages[role, route.name] = _lasting(await client.get(route.path))
        readings.append(pages)
    _judge(figure, *readings)


def _judge(figure: Figure, first: Pages, swapped: Pages, again: Pages) -> None:
    for who, text in first.items():
        figure.tried += 1
        told = f"{who[0]}: {who[1]}"
        if text == again[who] != swapped[who]:
            figure.bad.append(f"{told} depends on who somebody is")
        if shown := [name for name in NAMES if name in text or name in swapped[who]]:
            figure.bad.append(f"{told} names {shown[0]}")


async def _settle() -> World:
    """The small world, and more people who fit, each with a name of their own."""
    world = await build()
    assert world.need is not None
    for number, name in enumerate(NAMES):
        person = await a_person(name, f"p{number}@example.jp")
        await a_candidate(
            person=person, claims={"CMS": 3}, programmes=["placement_fiscal"], remote="full",
            **AVAILABLE,
        )  # fmt: skip
    await matches.run_now(system(), world.need.id)
    return world


async def _pass_on(step: int) -> None:
    """Everybody gets the identity of the person *step* further on."""
    async with scope(system()), elevated("correct_person"):
        people = await current().connection.fetchval(_PEOPLE)
        others = [people[(number + step) % len(people)] for number in range(len(people))]
        await current().connection.execute(_PASS_ON, people, others)


def _lasting(answer: httpx.Response) -> str:
    return f"{answer.status_code} {_NEW_EACH_TIME.sub('', answer.text)}"
