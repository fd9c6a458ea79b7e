"""Style sheets, scripts and pictures, under a path that changes with their content."""

import hashlib
from functools import cache
from pathlib import Path

from litestar import Router
from litestar.datastructures import CacheControlHeader
from litestar.static_files import create_static_files_router

STATIC = Path(__file__).resolve().parents[2] / "frontend" / "static"
ONE_YEAR = 31_536_000
# On the routes that are the same whoever asks: nobody looks for a session.
SESSIONLESS = "sessionless"


@cache
def build_hash() -> str:
    """Twelve digits that stand for the content of every static file."""
    digest = hashlib.sha256()
    for file in sorted(STATIC.rglob("*")):
        if file.is_file():
            digest.update(file.relative_to(STATIC).as_posix().encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def static_path(name: str) -> str:
    """The address of one static file, such as `css/app.css`.

    Raises:
        FileNotFoundError: there is no such file.
    """
    if not (STATIC / name).is_file():
        raise FileNotFoundError(name)
    return f"/static/{build_hash()}/{name}"


def static_router(*, is_lasting: bool) -> Router:
    """Serves the files; *is_lasting* lets browsers keep them for a year, since paths never lie."""
    lasting = CacheControlHeader(max_age=ONE_YEAR, public=True, immutable=True)
    return create_static_files_router(
        path=f"/static/{build_hash()}",
        directories=[STATIC],
        name="static",
        cache_control=lasting if is_lasting else CacheControlHeader(no_store=True),
        opt={"public": True, SESSIONLESS: True},
    )
