"""The servers of a data folder: started by the first command that needs them, ended by the last.

Commands count themselves in with a shared lock, which the kernel drops even after kill -9. Whoever
finds nobody else in the folder first ends what an earlier, killed command left behind.
"""

import asyncio
import fcntl
import hashlib
import os
import signal
import stat
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from talentpool.kit import bundled
from talentpool.kit.bootstrap import DATABASE, DatabaseRole, bootstrap_database
from talentpool.kit.processes import Register, end, wait_until

LONGEST_SOCKET_PATH = 100  # bytes; the kernel's limit is 108 with the terminating zero
LONGEST_SOCKET_NAME = len("/.s.PGSQL.5432.lock")
READY_SECONDS = 15.0
GENTLE_SECONDS = 20.0
_RETRY_SECONDS = 0.2
_LOG_TAIL = 10
_PASSING = "is still in use"  # the shared memory, by backends that outlive their server
# "Fast shutdown" of PostgreSQL: open transactions are rolled back, nobody is waited for.
_GENTLE_SIGNALS = {bundled.Postgres.name: signal.SIGINT}

Part = Literal["postgres", "valkey"]
EVERYTHING: frozenset[Part] = frozenset(("postgres", "valkey"))


class ServersFailed(Exception):
    """A bundled server did not start; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class ServerUrls:
    """Where to reach the servers, a URL for each role."""

    admin: str
    owner: str
    web: str
    worker: str
    audit: str
    backup: str
    redis: str

    def of_database(self, name: str) -> "ServerUrls":
        """The same servers, another database: tests have one each."""
        swap = {
            role: getattr(self, role).replace(f"/{DATABASE}?", f"/{name}?")
            for role in ("owner", "web", "worker", "audit", "backup")
        }
        return replace(self, **swap)


@contextmanager
def running(
    data_dir: Path, *, durable: bool = True, parts: frozenset[Part] = EVERYTHING
) -> Iterator[ServerUrls]:
    """Let the servers of *data_dir* run at least for the length of the block.

    Not `durable` is for tests: nothing is forced to disk. Call it outside an event loop.

    Raises:
        ServersFailed: a server does not start.
    """
    with using(data_dir, durable=durable, parts=parts) as servers:
        yield servers.urls


@contextmanager
def using(data_dir: Path, *, durable: bool, parts: frozenset[Part]) -> Iterator["Servers"]:
    """Like `running`, for the supervisor, which also revives servers that died."""
    servers = Servers(data_dir, durable=durable, parts=parts)
    servers.enter()
    try:
        yield servers
    finally:
        servers.leave()


class Servers:
    """The servers of one data folder, as seen by one command that uses them."""

    def __init__(self, data_dir: Path, *, durable: bool, parts: frozenset[Part]) -> None:
        self._data_dir = data_dir
        self._folder = data_dir / "run"
        sockets = _prepare_folders(data_dir)
        self._programs: list[bundled.Server] = [
            program
            for program in (
                bundled.Postgres(data_dir, sockets, durable=durable),
                bundled.Valkey(sockets),
            )
            if program.name in parts
        ]
        self._children: list[subprocess.Popen[bytes]] = []
        self._users = _Lock(self._folder / "users.lock")
        self.register = Register(self._folder)
        self.urls = _urls(sockets)

    def enter(self) -> None:
        """Count ourselves in; start what doesn't run."""
        with self._changing():
            if self._users.take_alone():
                end_all(self.register)
            try:
                self._start_missing()
            except BaseException:
                self._end_if_unused()
                raise
            self._users.share()

    def leave(self) -> None:
        """Count ourselves out; the last one ends the servers."""
        with self._changing():
            self._end_if_unused()

    def revive(self) -> list[str]:
        """Start again what died; the names of what was started."""
        self._reap()
        if all(self.register.find(program.name) for program in self._programs):
            return []
        with self._changing():
            return self._start_missing()

    @contextmanager
    def _changing(self) -> Iterator[None]:
        lock = _Lock(self._folder / "change.lock")
        lock.take()
        try:
            yield
        finally:
            lock.close()

    def _end_if_unused(self) -> None:
        if self._users.take_alone():
            end_all(self.register)
        self._users.close()
        self._reap()

    def _start_missing(self) -> list[str]:
        missing = [program for program in self._programs if not self.register.find(program.name)]
        for program in missing:
            self._start(program)
            if isinstance(program, bundled.Postgres):
                asyncio.run(bootstrap_database(self.urls.admin))
        return [program.name for program in missing]

    def _start(self, program: bundled.Server) -> None:
        """Start *program*, again if need be: backends of a killed server take a moment to end."""
        deadline = time.monotonic() + READY_SECONDS
        while not self._try_to_start(program):
            reason = self._end_of_log(program)
            if _PASSING not in reason or time.monotonic() > deadline:
                log = self._log(program)
                raise ServersFailed(f"{program.name} does not start; the end of {log}:\n{reason}")
            time.sleep(_RETRY_SECONDS)

    def _try_to_start(self, program: bundled.Server) -> bool:
        child = self._spawn(program)
        self.register.write(program.name, child.pid)
        wait_until(lambda: child.poll() is not None or program.is_ready(child.pid), READY_SECONDS)
        if child.poll() is None and program.is_ready(child.pid):
            self._children.append(child)
            return True
        child.kill()
        child.wait()
        return False

    def _spawn(self, program: bundled.Server) -> subprocess.Popen[bytes]:
        """In a session of its own: Ctrl-C is for the command, which ends the servers last."""
        try:
            program.prepare()
            with self._log(program).open("ab") as log:
                return subprocess.Popen(
                    program.command(),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    cwd="/",
                    env=bundled.environment(),
                    start_new_session=True,
                )
        except OSError as error:
            raise ServersFailed(str(error)) from error

    def _log(self, program: bundled.Server) -> Path:
        return self._data_dir / "log" / f"{program.name}.log"

    def _end_of_log(self, program: bundled.Server) -> str:
        text = self._log(program).read_text(errors="replace")
        return "\n".join(text.splitlines()[-_LOG_TAIL:])

    def _reap(self) -> None:
        self._children = [child for child in self._children if child.poll() is None]


def end_all(register: Register) -> None:
    """End everything remembered but ourselves: first who uses the servers, then the servers."""
    last = [bundled.Valkey.name, bundled.Postgres.name]
    for name in [*(name for name in register.names() if name not in last), *last]:
        process = register.find(name)
        if process is not None and process.pid != os.getpid():
            end(process, gently=_GENTLE_SIGNALS.get(name, signal.SIGTERM), patience=GENTLE_SECONDS)
        register.forget(name)


class _Lock:
    """A lock on a file, held by an open descriptor: it ends with the process, however it ends."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")

    def take(self) -> None:
        """Take it alone, waiting as long as it needs."""
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def take_alone(self) -> bool:
        """Take it alone if nobody else has it. If somebody has, a share of ours is lost."""
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def share(self) -> None:
        """Hold it together with others; held alone, it is turned into a shared one."""
        fcntl.flock(self._file, fcntl.LOCK_SH)

    def close(self) -> None:
        """Let go."""
        self._file.close()


def _prepare_folders(data_dir: Path) -> Path:
    """Make the folders, for our eyes only, and choose the one for the sockets."""
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        (data_dir / "log").mkdir(mode=0o700, exist_ok=True)
        (data_dir / "run").mkdir(mode=0o700, exist_ok=True)
        return _socket_folder(data_dir / "run")
    except OSError as error:
        raise ServersFailed(
            f"{error}. The data folder must be yours: give another one by TALENTPOOL_DATA_DIR"
        ) from error


def _socket_folder(folder: Path) -> Path:
    """*folder*, or one in /tmp named after it: sockets' paths are short, lists have commas."""
    path = os.fsencode(folder)
    if len(path) + LONGEST_SOCKET_NAME < LONGEST_SOCKET_PATH and not set(path) & set(b',"'):
        return folder
    digest = hashlib.sha256(path).hexdigest()[:12]
    # Not the TMPDIR of the moment: every command must come to the same folder.
    short = Path(f"/tmp/talentpool-{os.geteuid()}-{digest}")  # noqa: S108
    short.mkdir(mode=0o700, exist_ok=True)
    status = short.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid() or status.st_mode & 0o077:
        raise PermissionError(f"{short} was made by somebody else")
    return short


def _urls(sockets: Path) -> ServerUrls:
    def database(user: str, name: str = DATABASE) -> str:
        return f"postgresql://{user}@/{name}?host={quote(str(sockets))}&port={bundled.PORT}"

    return ServerUrls(
        admin=database(bundled.SUPERUSER, "postgres"),
        owner=database(DatabaseRole.OWNER),
        web=database(DatabaseRole.WEB),
        worker=database(DatabaseRole.WORKER),
        audit=database(DatabaseRole.AUDIT),
        backup=database(DatabaseRole.BACKUP),
        redis=f"unix://{quote(str(sockets / bundled.VALKEY_SOCKET))}",
    )
