"""The worker process; a module of its own, so that only the worker loads what scoring needs."""

import asyncio
import os

import click

from talentpool import worker as worker_process
from talentpool.environment import environment, server_variables
from talentpool.kit.bootstrap import refuse_strong_role
from talentpool.kit.children import hold_lifeline


@click.command
def worker() -> None:
    """Do what the outbox holds: matching, mail, everything that may come later."""
    hold_lifeline(os.environ)
    with environment() as settings:
        asyncio.run(refuse_strong_role(settings.url("database_worker_url")))
        os.environ.update(server_variables(settings))
        worker_process.main()
