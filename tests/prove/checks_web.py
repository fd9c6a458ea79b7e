"""Small checks of what stands before the pages: who is let in, with what, and what goes out."""

from uuid import uuid4

import structlog

from talentpool.accounts import queries as account_queries
from talentpool.accounts import service as accounts
from talentpool.accounts.states import SessionStage
from talentpool.actor import Role
from talentpool.app import LARGEST_BODY, make_app
from talentpool.guards import matrix
from talentpool.kit.security import CSRF_FIELD, cookie_name, csrf_token_for
from talentpool.kit.servers import ServerUrls
from tests.makers.accounts import PASSWORD, a_session, an_account, an_actor
from tests.makers.accounts import post as send
from tests.makers.needs import a_need
from tests.prove.canaries import MAIL, NAME, heard
from tests.prove.nasty import MARK
from tests.prove.place import pool
from tests.prove.walk import app_of, browser, settings_of

_TRIES = 12  # the tenth in a row from one address is the last without a pause


async def throttle(urls: ServerUrls) -> list[str]:
    """Whoever guesses passwords has to wait."""
    settings = settings_of(urls)
    async with pool(urls):
        account = await an_account(Role.COORDINATOR, password=PASSWORD)
        async with browser(app_of(settings), settings, None) as client:
            for _ in range(_TRIES):
                form = {"login_name": account.login_name, "password": "wrong wrong wrong"}
                answer = await send(client, settings, "/login", **form)
    return [] if answer.status_code == 429 else [f"try {_TRIES}: {answer.status_code}"]


async def half_way(urls: ServerUrls) -> list[str]:
    """With the password alone nobody of the staff gets to a page."""
    settings = settings_of(urls)
    async with pool(urls):
        account = await an_account(Role.COORDINATOR)
        half = await a_session(account, SessionStage.SECOND_FACTOR)
        async with browser(app_of(settings), settings, None) as client:
            client.cookies.set(cookie_name(settings, "session"), half.token)
            answer = await client.get("/review")
    return ["a page with half a sign-in"] if answer.status_code == 200 else []


async def other_duties(urls: ServerUrls) -> list[str]:
    """Who is given another role is signed out everywhere."""
    async with pool(urls):
        manager = await an_actor(Role.MUNICIPAL_MANAGER)
        account = await an_account(Role.MUNICIPAL_MANAGER)
        session = await a_session(account)
        await accounts.reassign(manager, account.id, Role.OFFICER, "財政課", account.version)
        lives = await account_queries.session_of(session.token)
    return ["a session outlives its role"] if lives else []


async def foreign(urls: ServerUrls) -> list[str]:
    """A form that another site sends is refused, even with our token."""
    settings = settings_of(urls)
    async with pool(urls):
        account = await an_account(Role.COORDINATOR)
        async with browser(app_of(settings), settings, account) as client:
            binding = client.cookies.get(cookie_name(settings, "session")) or ""
            form = {CSRF_FIELD: csrf_token_for(settings, binding), "line": "x"}
            where = {"sec-fetch-site": "cross-site", "origin": "https://evil.example"}
            answer = await client.post(f"/memos/need/{uuid4()}", data=form, headers=where)
    return [] if answer.status_code == 403 else [f"from another site: {answer.status_code}"]


async def large_body(urls: ServerUrls) -> list[str]:
    """Nobody fills the memory with one form."""
    settings = settings_of(urls)
    async with pool(urls):
        account = await an_account(Role.COORDINATOR)
        async with browser(make_app(settings), settings, account) as client:
            line = "x" * (2 * LARGEST_BODY)
            answer = await send(client, settings, f"/memos/need/{uuid4()}", line=line)
    return [] if answer.status_code == 413 else [f"a large form: {answer.status_code}"]


async def kept_pages(urls: ServerUrls) -> list[str]:
    """A shared machine keeps no page of somebody who was signed in."""
    settings = settings_of(urls)
    async with pool(urls):
        account = await an_account(Role.COORDINATOR)
        async with browser(app_of(settings), settings, account) as client:
            answer = await client.get("/review")
    return [] if answer.headers.get("cache-control") == "no-store" else ["a page may be kept"]


async def forgotten_row(urls: ServerUrls) -> list[str]:
    """With a route that nobody was named for, the application does not start."""
    rows = matrix()
    row = rows.pop("needs.detail")
    try:
        make_app(settings_of(urls))
    except RuntimeError:
        return []
    finally:
        rows["needs.detail"] = row
    return ["a route without a row"]


async def markup(urls: ServerUrls) -> list[str]:
    """What was typed shows as text."""
    settings = settings_of(urls)
    async with pool(urls):
        need = await a_need(title=f"{MARK}</script>")
        account = await an_account(Role.OFFICER)
        async with browser(make_app(settings), settings, account) as client:
            answer = await client.get(f"/needs/{need.id}")
    found = [] if answer.status_code == 200 else [f"the need's page: {answer.status_code}"]
    return found + (["markup comes back"] if MARK in answer.text else [])


async def written_down(urls: ServerUrls) -> list[str]:
    """A log in production tells neither fields with telling names nor what an error says."""
    with heard(settings_of(urls)) as said:
        log = structlog.get_logger()
        log.info("prove", email=MAIL)
        try:
            raise ValueError(NAME)
        except ValueError:
            log.exception("prove")
    return [mark for mark in (MAIL, NAME) if mark in said.getvalue()]
