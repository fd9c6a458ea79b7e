"""Every setting of the service, read once from the environment and never changed afterwards.

All problems are found before anything starts and told together: an operator mends the
environment once, not once a message.
"""

import ipaddress
import secrets
from collections.abc import Mapping
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, urlsplit

import msgspec

CHECKOUT = Path(__file__).resolve().parents[2]
EXIT_CONFIGURATION = 78  # EX_CONFIG of sysexits.h
SHORTEST_SECRET = 32
FEWEST_DIFFERENT_CHARACTERS = 10  # "aaaa…" and "changeme" repeated are long, not secret
CONTACT_DELAY_SECONDS = 600
CONTACT_DELAY_SECONDS_IN_DEMONSTRATION = 15
DATABASE_VARIABLES = ("DATABASE_URL", "DATABASE_WORKER_URL", "DATABASE_OWNER_URL")


class Mode(StrEnum):
    """Where the service runs: on somebody's desk, or for the public."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class SettingsError(Exception):
    """The environment does not describe a service that may start; one line a problem."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What the environment said. No URL of a server: the bundled one of the data folder."""

    mode: Mode
    host: str
    port: int
    public_url: str
    data_dir: Path
    secret_key: str
    database_url: str | None
    database_worker_url: str | None
    database_owner_url: str | None
    database_backup_url: str | None
    redis_url: str | None
    smtp_url: str | None
    mail_from: str
    is_demonstration: bool
    contact_delay_seconds: int
    placement_licence: str | None
    commit: str
    version: str

    @property
    def is_production(self) -> bool:
        """Whether the public is served."""
        return self.mode is Mode.PRODUCTION

    @property
    def has_bundled_database(self) -> bool:
        """Whether PostgreSQL is ours to start: no URL of a database was given."""
        return not (self.database_url or self.database_worker_url or self.database_owner_url)

    def url(self, field: str) -> str:
        """The server URL kept in *field*, for the process that cannot do without it.

        Raises:
            SettingsError: it was not given.
        """
        value: str | None = getattr(self, field)
        if value is None:
            raise SettingsError([f"{field.upper()} is needed by this command"])
        return value

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Read and judge the whole environment.

        Raises:
            SettingsError: with every problem there is.
        """
        reader = _Reader(environment)
        settings = _read(reader)
        problems = reader.problems + _problems(settings, environment)
        if problems:
            raise SettingsError(problems)
        if not settings.secret_key:
            return msgspec.structs.replace(settings, secret_key=_kept_secret(settings.data_dir))
        return settings


class _Reader:
    """Reads single variables; what cannot be read is noted and replaced by the default."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.problems: list[str] = []
        self._environment = environment

    def text(self, name: str) -> str | None:
        """An empty variable is an absent one, as compose files write them."""
        return self._environment.get(name, "").strip() or None

    def number(self, name: str, default: int, lowest: int, highest: int) -> int:
        value = self.text(name)
        if value is None:
            return default
        if value.isascii() and value.isdecimal() and lowest <= int(value) <= highest:
            return int(value)
        self.problems.append(f"{name} must be a whole number from {lowest} to {highest}: {value!r}")
        return default

    def flag(self, name: str, default: bool) -> bool:
        value = self.text(name)
        if value is None:
            return default
        if value in {"0", "1"}:
            return value == "1"
        self.problems.append(f"{name} must be 0 or 1: {value!r}")
        return default

    def mode(self) -> Mode:
        value = self.text("TALENTPOOL_MODE") or Mode.DEVELOPMENT
        if value in set(Mode):
            return Mode(value)
        self.problems.append(f"TALENTPOOL_MODE must be development or production: {value!r}")
        return Mode.PRODUCTION


def _read(reader: _Reader) -> Settings:
    mode = reader.mode()
    port = reader.number("PORT", 8000, 1, 65535)
    is_demonstration = reader.flag("TALENTPOOL_DEMONSTRATION", mode is Mode.DEVELOPMENT)
    delay = CONTACT_DELAY_SECONDS_IN_DEMONSTRATION if is_demonstration else CONTACT_DELAY_SECONDS
    return Settings(
        mode=mode,
        host=reader.text("HOST") or "127.0.0.1",
        port=port,
        public_url=(reader.text("PUBLIC_URL") or f"http://localhost:{port}").rstrip("/"),
        data_dir=Path(reader.text("TALENTPOOL_DATA_DIR") or CHECKOUT / "var").absolute(),
        secret_key=reader.text("TALENTPOOL_SECRET_KEY") or "",
        database_url=reader.text("DATABASE_URL"),
        database_worker_url=reader.text("DATABASE_WORKER_URL"),
        database_owner_url=reader.text("DATABASE_OWNER_URL"),
        database_backup_url=reader.text("DATABASE_BACKUP_URL"),
        redis_url=reader.text("REDIS_URL"),
        smtp_url=reader.text("SMTP_URL"),
        mail_from=reader.text("MAIL_FROM") or "talentpool@localhost",
        is_demonstration=is_demonstration,
        contact_delay_seconds=reader.number("TALENTPOOL_CONTACT_DELAY_SECONDS", delay, 0, 86_400),
        placement_licence=reader.text("TALENTPOOL_PLACEMENT_LICENCE"),
        commit=reader.text("TALENTPOOL_COMMIT") or "unknown",
        version=version("talentpool"),
    )


def _problems(settings: Settings, environment: Mapping[str, str]) -> list[str]:
    problems = _address_problems(settings)
    problems += _url_problems(settings)
    if settings.is_production:
        problems += _production_problems(settings, environment)
    elif settings.secret_key:
        problems += _secret_problems(settings.secret_key)
    return problems


def _address_problems(settings: Settings) -> list[str]:
    """Session cookies are `Secure`; browsers keep those on https and on localhost, nowhere else."""
    public = _split(settings.public_url)
    if public.scheme not in {"http", "https"} or not public.hostname:
        return [f"PUBLIC_URL must be an http or https address: {settings.public_url!r}"]
    if public.scheme == "https":
        return []
    if not is_loopback(public.hostname):
        return ["PUBLIC_URL must start with https:// (sign-in cookies are dropped on plain http)"]
    if not settings.is_production and not is_loopback(settings.host):
        return [f"HOST={settings.host} is open to the network: give PUBLIC_URL=https://..."]
    return []


def _url_problems(settings: Settings) -> list[str]:
    schemes = {
        "database_url": {"postgresql", "postgres"},
        "database_worker_url": {"postgresql", "postgres"},
        "database_owner_url": {"postgresql", "postgres"},
        "database_backup_url": {"postgresql", "postgres"},
        "redis_url": {"redis", "rediss", "unix"},
        "smtp_url": {"smtp", "smtps"},
    }
    return [
        f"{field.upper()} must start with {' or '.join(f'{s}://' for s in sorted(allowed))}"
        for field, allowed in schemes.items()
        if (url := getattr(settings, field)) and _split(url).scheme not in allowed
    ]


def _production_problems(settings: Settings, environment: Mapping[str, str]) -> list[str]:
    problems = _secret_problems(settings.secret_key)
    if settings.is_demonstration:
        problems.append(
            "TALENTPOOL_DEMONSTRATION=1 is for development: it signs in without password"
        )
    problems += [
        f"{name} is needed in production"
        for name in ("PUBLIC_URL", "SMTP_URL", "MAIL_FROM")
        if not environment.get(name, "").strip()
    ]
    problems += [
        f"{name} has no password although it goes over TCP"
        for name in DATABASE_VARIABLES
        if _is_passwordless_tcp(getattr(settings, name.lower()))
    ]
    return problems


def _secret_problems(secret: str) -> list[str]:
    if not secret:
        return ["TALENTPOOL_SECRET_KEY is needed in production"]
    if len(secret) < SHORTEST_SECRET or len(set(secret)) < FEWEST_DIFFERENT_CHARACTERS:
        return [
            f"TALENTPOOL_SECRET_KEY must be random and have {SHORTEST_SECRET} characters or more: "
            'python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
        ]
    return []


def _is_passwordless_tcp(url: str | None) -> bool:
    if url is None:
        return False
    parts = _split(url)
    hosts = [parts.hostname or "", *parse_qs(parts.query).get("host", [])]
    is_tcp = any(host and not host.startswith("/") for host in hosts)
    return is_tcp and not (parts.password or parse_qs(parts.query).get("password"))


def _split(url: str) -> SplitResult:
    """The parts of *url*; something unreadable has no scheme and is refused for that."""
    try:
        return urlsplit(url)
    except ValueError:
        return SplitResult("", "", "", "", "")


def is_loopback(host: str) -> bool:
    """Whether *host* can be reached from this machine alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _kept_secret(data_dir: Path) -> str:
    """The secret of a development folder, made on first use so that sessions outlive a restart."""
    path = data_dir / "secret_key"
    if not path.exists():
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = data_dir / f"secret_key.{secrets.token_hex(4)}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48))
        _keep_first(draft, path)
    return path.read_text()


def _keep_first(draft: Path, path: Path) -> None:
    """Two commands may start in an empty folder at once: the first secret stands."""
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
