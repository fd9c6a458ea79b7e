"""A small real application with the page side of ours, and handlers that fail in every way."""

from pathlib import Path
from typing import Any

import httpx
from litestar import Litestar, Request, get, post
from litestar.exceptions import NotAuthorizedException
from litestar.params import FromPath
from litestar.response import Redirect

from talentpool.kit.errors import Invalid, StaleRow, TooMany
from talentpool.kit.http import Web, redirect
from talentpool.kit.settings import Settings
from talentpool.styleguide import router

HOST = "http://localhost:8000"
FIELD = '_csrf_token" value="'


@get("/fail/{kind:str}", opt={"public": True})
async def fail(kind: FromPath[str]) -> None:
    errors: dict[str, Exception] = {
        "stale": StaleRow("row 1"),
        "many": TooMany(retry_after=90),
        "invalid": Invalid.one("start", "bad_month"),
        "locked": NotAuthorizedException("login required"),
    }
    raise errors.get(kind) or RuntimeError("secret detail")


@post("/done", opt={"public": True})
async def done(request: Request[Any, Any, Any]) -> Redirect:
    form = await request.form()
    return redirect("/styleguide/public", flash=form["code"], undo="/styleguide/undo")


@post("/api/echo", status_code=200, opt={"public": True})
async def echo() -> dict[str, str]:
    return {"ok": "yes"}


def settings_for(folder: Path, url: str = HOST) -> Settings:
    return Settings.from_environment(
        {
            "TALENTPOOL_DATA_DIR": str(folder),
            "TALENTPOOL_SECRET_KEY": "0123456789abcdef0123456789abcdef",
            "PUBLIC_URL": url,
        }
    )


def make(settings: Settings) -> Litestar:
    handlers = [router, fail, done, echo]
    return Litestar(handlers, plugins=[Web(settings)], logging_config=None)


async def token_from(client: httpx.AsyncClient) -> str:
    page = await client.get("/styleguide/public")
    return page.text.partition(FIELD)[2].partition('"')[0]
