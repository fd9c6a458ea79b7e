"""Canaries: marked people go through everything; no log, mail, task or key holds a mark.

Everybody asks for all pages and sends all forms, with marks in the query and in the fields, as
production logs it; what is due is done and mailed. Names belong into answers and one table.
"""

import contextlib
import io
from collections.abc import Iterator

import httpx
import msgspec
from arq import create_pool

from talentpool import worker
from talentpool.actor import system
from talentpool.app import make_app
from talentpool.kit import queue
from talentpool.kit.log import configure_logging
from talentpool.kit.mail import kept, open_post
from talentpool.kit.scope import current, elevated, scope
from talentpool.kit.security import CSRF_FIELD, cookie_name, csrf_token_for
from talentpool.kit.servers import ServerUrls
from talentpool.kit.settings import Mode, Settings
from tests.prove import walk
from tests.prove.figures import Figure, Plan
from tests.prove.invariants import witness
from tests.prove.place import pool
from tests.prove.world import build

NAME, KANA, MAIL, PHONE = (
    "金糸雀 鳴子",
    "カナリア ナルコ",
    "kanaria.naruko@example.jp",
    "0399887766",
)
MARKS = (NAME, "金糸雀", KANA, "カナリア", MAIL, "kanaria", PHONE, "99887766")
_MARK = "update person set name = $1, kana = $2, email = $3, phone = $4"
# Where ids and codes belong, and nothing that tells who somebody is.
_PLACES = {
    "tasks": "select o::text from outbox o",
    "notices": "select n::text from notice n",
    "trail": "select e::text from audit_event e",
    "access log": "select l::text from access_log l",
}


_AS = {
    "tasks": "select set_config('app.role', 'system', false)",
    "access log": "select set_config('app.role', 'auditor', false)",
    "trail": "select set_config('app.role', 'auditor', false)",
    "notices": "select set_config('app.role', 'system', false)",
}
_LEAVES = {"accounts.sign_out", "accounts.sign_out_everywhere"}


async def run(urls: ServerUrls, plan: Plan) -> Figure:
    """Everything once; the scale changes nothing."""
    figure = Figure("canaries", "no log, mail, task or key tells who somebody is", "places")
    settings = walk.settings_of(urls)
    async with pool(urls):
        with heard(settings) as said:
            open_post(settings)
            await queue.open_bell(urls.redis)
            await _live(settings)
            await worker.drain()
        mails = kept(settings)
        figure.bad += [] if mails else ["mail: none was sent"]
        for mail in mails:
            _search(figure, "mail", f"{mail['Subject']} {mail.get_content()}")
    for line in said.getvalue().splitlines():
        _search(figure, "log", line)
    await _look(figure, urls)
    await queue.close_bell()
    figure.note = f"{len(mails)} mails, {len(said.getvalue().splitlines()):,} lines of log"
    return figure


@contextlib.contextmanager
def heard(settings: Settings) -> Iterator[io.StringIO]:
    """What is logged meanwhile, as in production."""
    with contextlib.redirect_stderr(io.StringIO()) as said:
        configure_logging(msgspec.structs.replace(settings, mode=Mode.PRODUCTION))
        yield said


async def _live(settings: Settings) -> None:
    world = await build()
    async with scope(system()), elevated("correct_person"):
        await current().connection.execute(_MARK, NAME, KANA, MAIL, PHONE)
    app = make_app(settings)
    for account in [None, *world.actors.values()]:
        async with walk.browser(app, settings, account) as client:
            for route in walk.routes_of(app, world):
                if route.name not in _LEAVES:
                    await _ask(client, settings, route)


async def _ask(client: httpx.AsyncClient, settings: Settings, route: walk.Route) -> None:
    names = [cookie_name(settings, name) for name in ("session", "anonymous")]
    binding = next((value for name in names if (value := client.cookies.get(name))), "")
    token = csrf_token_for(settings, binding)
    form = {CSRF_FIELD: token, "name": NAME, "kana": KANA, "email": MAIL, "phone": PHONE}
    sent = None if route.method == "GET" else {**form, "purpose": "contact", "q": NAME}
    await client.request(route.method, route.path, params={"q": NAME, "name": MAIL}, data=sent)


async def _look(figure: Figure, urls: ServerUrls) -> None:
    eye = await witness(urls.web)
    for place, statement in _PLACES.items():
        await eye.execute(_AS[place])
        rows = await eye.fetch(statement)
        figure.bad += [] if rows else [f"{place}: nothing to look at"]
        for row in rows:
            _search(figure, place, row[0])
    await eye.close()
    valkey = await create_pool(queue.redis_settings(urls.redis))
    for key in await valkey.keys("*"):
        _search(figure, "Valkey", f"{key!r} {await valkey.dump(key)!r}")
    await valkey.aclose()


def _search(figure: Figure, place: str, text: str) -> None:
    figure.tried += 1
    figure.bad += [f"{place}: {mark} in {text[:300]}" for mark in MARKS if mark in text]
