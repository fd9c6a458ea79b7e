"""The web process."""

import asyncio
import os

import click
import uvicorn

from talentpool.environment import environment, server_variables
from talentpool.kit.bootstrap import refuse_strong_role
from talentpool.kit.children import hold_lifeline

GENTLE_SECONDS = 15


@click.command
def web() -> None:
    """Serve the pages and the API on HOST and PORT."""
    hold_lifeline(os.environ)
    with environment() as settings:
        asyncio.run(refuse_strong_role(settings.url("database_url")))
        os.environ.update(server_variables(settings))
        uvicorn.run(
            "talentpool.app:create_app",
            factory=True,
            host=settings.host,
            port=settings.port,
            log_config=None,  # ours is configured already
            access_log=False,  # its lines hold query strings
            server_header=False,
            timeout_graceful_shutdown=GENTLE_SECONDS,
        )
