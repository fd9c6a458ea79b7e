"""The image's commands, as the files say them, against servers reached by URL with passwords.

The image itself is not built here; hadolint reads its recipe.
"""

import asyncio
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from talentpool.cli import COMMANDS
from talentpool.kit import bundled
from talentpool.kit.bootstrap import bootstrap_database
from talentpool.kit.processes import wait_until
from tests.run.deployment import (
    COMPOSE,
    SECRETS,
    ListeningPostgres,
    health_command,
    image_command,
    image_environment,
    valkey_command,
)
from tests.run.service import PATIENCE, ROOT, Program, environment, free_port, get

pytestmark = pytest.mark.xdist_group("run")

OURS = ("bootstrap", "migrate", "web", "worker")


class Deployment:
    """Servers on ports of this machine, as the compose file would have them in a network."""

    def __init__(self, folder: Path) -> None:
        self.ports = {name: free_port() for name in ("postgres", "valkey", "web")}
        self.data_dir = folder / "data"
        self.folder = folder

    def variables(self, service: str, **changes: str) -> dict[str, str]:
        given = image_environment(service, self.ports)
        return environment(**given | {"TALENTPOOL_DATA_DIR": str(self.data_dir)} | changes)

    def run(self, command: list[str], service: str, **changes: str) -> tuple[int, str]:
        """A command of the image to its end."""
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=self.variables(service, **changes),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        return done.returncode, done.stdout

    def admin(self, database: str = "postgres") -> str:
        return f"postgresql://postgres@/{database}?host={self.folder}&port={self.ports['postgres']}"


@pytest.fixture(scope="module")
def deployment() -> Iterator[Deployment]:
    with tempfile.TemporaryDirectory(dir="/tmp") as short_enough_for_a_socket:
        yield from _servers(Path(short_enough_for_a_socket))


def _servers(folder: Path) -> Iterator[Deployment]:
    deployment = Deployment(folder)
    postgres = ListeningPostgres(folder, deployment.ports["postgres"])
    postgres.prepare()
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with (
        subprocess.Popen(postgres.command(), env=bundled.environment(), **quiet) as database,
        subprocess.Popen(valkey_command(deployment.ports["valkey"]), **quiet) as valkey,
    ):
        assert wait_until(lambda: postgres.is_ready(database.pid), PATIENCE)
        asyncio.run(_set_password(deployment.admin()))
        yield deployment
        database.send_signal(signal.SIGINT)
        valkey.terminate()


async def _set_password(admin: str) -> None:
    connection = await asyncpg.connect(admin)
    await connection.execute(f"alter role postgres password '{SECRETS['POSTGRES_PASSWORD']}'")
    await connection.close()


@pytest.fixture(scope="module")
def migrated(deployment: Deployment) -> Deployment:
    for service in ("bootstrap", "migrate"):
        code, said = deployment.run(image_command(service), service)
        assert code == 0, said
    return deployment


def test_every_service_of_ours_calls_a_command_there_is() -> None:
    assert {image_command(name)[0] for name in OURS} == {"talentpool"}
    assert {image_command(name)[1] for name in OURS} <= set(COMMANDS)
    assert image_command("web") == ["talentpool", "web"]


def test_no_process_is_given_a_password_that_is_not_its_own() -> None:
    given = {name: set(COMPOSE["services"][name]["environment"]) for name in OURS}

    assert given["web"] & {"DATABASE_WORKER_URL", "DATABASE_OWNER_URL"} == set()
    assert given["worker"] & {"DATABASE_URL", "DATABASE_OWNER_URL"} == set()
    assert [name for name in OURS if "DATABASE_ADMIN_URL" in given[name]] == ["bootstrap"]


def test_web_and_worker_start_answer_and_end(migrated: Deployment) -> None:
    port = migrated.ports["web"]
    web = Program(image_command("web"), migrated.variables("web"))
    worker = Program(image_command("worker"), migrated.variables("worker"))

    try:
        worker.wait_for("worker.ready")
        worker.wait_for("pool.read")
        assert wait_until(lambda: get(port, "/readyz")[0] == 200, PATIENCE)
        assert get(port, "/healthz") == (200, {"status": "ok"})
        assert get(port, "/version")[1]["version"] == "0.1.0"
        assert migrated.run(health_command("web"), "web")[0] == 0
        code, said = migrated.run(health_command("worker"), "worker")
        assert (code, said.count("ok ")) == (0, 3), said
    finally:
        web.popen.terminate()
        worker.popen.terminate()

    assert web.end().rpartition("exit ")[2] in {"0", "-15", "143"}
    assert worker.end().rpartition("exit ")[2] == "0"
    assert migrated.run(health_command("web"), "web")[0] == 1
    assert not migrated.data_dir.exists()


def test_bootstrap_and_migrate_may_be_run_again(migrated: Deployment) -> None:
    for service in ("bootstrap", "migrate"):
        code, said = migrated.run(image_command(service), service)

        assert code == 0, said
    assert said.splitlines()[-1] == "The schema is up to date."


def test_an_old_schema_is_told_by_the_check(migrated: Deployment) -> None:
    asyncio.run(bootstrap_database(migrated.admin(), database="empty"))
    url = migrated.variables("worker")["DATABASE_WORKER_URL"].replace("/talentpool", "/empty")

    code, said = migrated.run(["talentpool", "check"], "worker", DATABASE_WORKER_URL=url)

    assert code == 1
    assert "talentpool migrate" in said


@pytest.mark.parametrize("service", ["web", "worker"])
def test_a_process_refuses_the_owners_role(migrated: Deployment, service: str) -> None:
    owner = migrated.variables("migrate")["DATABASE_OWNER_URL"]
    name = {"web": "DATABASE_URL", "worker": "DATABASE_WORKER_URL"}[service]

    code, said = migrated.run(image_command(service), service, **{name: owner})

    assert code == 78
    assert "owns tables" in said


def test_a_process_refuses_a_server_that_takes_any_password(migrated: Deployment) -> None:
    asyncio.run(bootstrap_database(migrated.admin(), database="careless"))
    url = migrated.variables("web")["DATABASE_URL"].replace("/talentpool", "/careless")

    code, said = migrated.run(image_command("web"), "web", DATABASE_URL=url)

    assert code == 78
    assert "with any password" in said
    assert SECRETS["WEB_PASSWORD"] not in said


def test_an_unconfigured_image_says_everything_that_is_missing() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "talentpool.cli", "web"],
        cwd=ROOT,
        env=environment(TALENTPOOL_MODE="production", TALENTPOOL_DEMONSTRATION="1"),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 78
    for name in ("TALENTPOOL_SECRET_KEY", "TALENTPOOL_DEMONSTRATION", "PUBLIC_URL", "SMTP_URL"):
        assert f"talentpool: {name}" in done.stderr


def test_hadolint_finds_nothing() -> None:
    hadolint = Path(sys.executable).with_name("hadolint")

    done = subprocess.run([hadolint, "Dockerfile"], cwd=ROOT, capture_output=True, text=True)

    assert (done.returncode, done.stdout) == (0, "")
