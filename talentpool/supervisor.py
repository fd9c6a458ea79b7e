"""`talentpool run`: the whole service on one machine, started by one command and ended with it.

The newest start of a data folder wins: what an earlier one left, alive or half dead, is ended
first. Only a stranger on the port stops the start.
"""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
from importlib.util import find_spec
from pathlib import Path
from types import FrameType

import click

from talentpool.environment import bundled_servers, server_variables, with_urls
from talentpool.kit.children import Child
from talentpool.kit.processes import Register, end
from talentpool.kit.servers import Servers
from talentpool.kit.settings import EXIT_CONFIGURATION, Settings, is_loopback

CHILDREN = ("web", "worker")
DEMONSTRATION = "talentpool.commands.demo"
GENTLE_SECONDS = 45.0  # an earlier supervisor first ends its own children, then the servers
LONGEST_LOG = 10_000_000  # bytes; a longer one is set aside at the next start
_LOOK_SECONDS = 0.2
_ANSWER_SECONDS = 2.0


@click.command
def run() -> None:
    """Start servers, web and worker; end them all on Ctrl-C or SIGTERM."""
    settings = Settings.from_environment(os.environ)
    stopping = _stop_on_signals()
    register = Register(settings.data_dir / "run")
    _end_earlier_start(register)
    with bundled_servers(settings) as servers:
        _refuse_taken_port(settings)
        complete = settings if servers is None else with_urls(settings, servers.urls)
        _load_demonstration(complete)
        code = Supervisor(complete, servers, register).run(stopping)
    sys.exit(code)


class Supervisor:
    """Keeps web, worker and the bundled servers running until told to stop."""

    def __init__(self, settings: Settings, servers: Servers | None, register: Register) -> None:
        self._settings = settings
        self._servers = servers
        self._register = register
        self._lifeline, self._writing_end = os.pipe()
        logs = settings.data_dir / "log"
        logs.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._children = [
            Child(name, [sys.executable, "-m", "talentpool.cli", name], _log(logs, name))
            for name in CHILDREN
        ]

    def run(self, stopping: threading.Event) -> int:
        """Supervise until *stopping*; the exit code of the whole."""
        self._register.write("supervisor", os.getpid())
        try:
            return self._supervise(stopping)
        finally:
            self._stop()

    def _supervise(self, stopping: threading.Event) -> int:
        is_announced = False
        while not stopping.wait(_LOOK_SECONDS):
            if self._is_misconfigured():
                return EXIT_CONFIGURATION
            self._revive_servers()
            self._start_due()
            if not is_announced and self._is_ready():
                click.echo(f"talentpool is ready: {self._settings.public_url}")
                is_announced = True
        return 0

    def _start_due(self) -> None:
        variables = os.environ | server_variables(self._settings)
        for child in self._children:
            pid = child.start_if_due(variables, self._lifeline)
            if pid is not None:
                self._register.write(child.name, pid)

    def _is_misconfigured(self) -> bool:
        """Tell of children that ended; whether one says that starting it again is no use."""
        codes = {child: child.ended() for child in self._children}
        for child, code in codes.items():
            if code is not None:
                _say(f"{child.name} ended with {code}; see {child.log}")
        return EXIT_CONFIGURATION in codes.values()

    def _revive_servers(self) -> None:
        if self._servers is not None:
            for name in self._servers.revive():
                _say(f"{name} was gone and has been started again")

    def _is_ready(self) -> bool:
        connection = http.client.HTTPConnection(
            _reachable(self._settings.host), self._settings.port, timeout=_ANSWER_SECONDS
        )
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _stop(self) -> None:
        for child in self._children:
            child.stop()
        for child in self._children:
            child.wait()
        for name in (*CHILDREN, "supervisor"):
            self._register.forget(name)


def _end_earlier_start(register: Register) -> None:
    """The earlier supervisor ends its children itself; killed, it left them to us."""
    for name in ("supervisor", *CHILDREN):
        process = register.find(name)
        if process is not None:
            _say(f"an earlier {name} of this data folder still runs ({process.pid}): ending it")
            end(process, gently=signal.SIGTERM, patience=GENTLE_SECONDS)
        register.forget(name)


def _refuse_taken_port(settings: Settings) -> None:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        socket.create_server((settings.host, settings.port), family=family).close()
    except OSError as error:
        raise click.ClickException(
            f"port {settings.port} of {settings.host} cannot be used ({error.strerror}). "
            f"If another program has it, choose another port: make run PORT={settings.port + 1}"
        ) from error


def _load_demonstration(settings: Settings) -> None:
    """On the first start of a folder; a load that was killed is done again by the next start."""
    mark = settings.data_dir / "demonstration"
    if not settings.is_demonstration or mark.exists() or find_spec(DEMONSTRATION) is None:
        return
    _say("loading the demonstration (this once)")
    command = [sys.executable, "-m", "talentpool.cli", "demo", "load"]
    # Not told where our servers are, it finds them as we did, with the owner's role.
    done = subprocess.run(command, check=False)
    if done.returncode == 0:
        mark.touch()
    else:
        _say("the demonstration was not loaded, see above; starting without it")


def _reachable(host: str) -> str:
    """Where to ask ourselves: "every address" is not one that can be called."""
    return host if is_loopback(host) else "127.0.0.1"


def _stop_on_signals() -> threading.Event:
    stopping = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopping.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    return stopping


def _log(folder: Path, name: str) -> Path:
    """The log of *name*; one that has grown long becomes the previous one."""
    log = folder / f"{name}.log"
    if log.exists() and log.stat().st_size > LONGEST_LOG:
        log.replace(log.with_suffix(".log.1"))
    return log


def _say(line: str) -> None:
    click.echo(f"talentpool: {line}", err=True)
