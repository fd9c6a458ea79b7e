"""`make run`: anywhere, by anybody, leaving nothing behind, coming back after every kill."""

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from talentpool.kit.processes import wait_until
from tests.run.service import PATIENCE, ROOT, Program, Service, talentpool

pytestmark = pytest.mark.xdist_group("run")

# An ordinary user who can read root's interpreter, should it lie in root's home.
NOBODY = [
    *("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"),
    *("--inh-caps=-all,+dac_read_search", "--ambient-caps=+dac_read_search"),
    "--bounding-set=-all,+dac_read_search",
    "--securebits=+no_setuid_fixup",
]
USERS = {"oneself": [], "nobody": NOBODY} if os.geteuid() == 0 else {"oneself": []}

ENDINGS: dict[str, Callable[[Program], None]] = {
    "ctrl-c": Program.interrupt,
    "sigterm": lambda program: program.popen.send_signal(signal.SIGTERM),
}


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    service = Service(tmp_path / "data")
    yield service
    service.close()


def checkout(folder: Path, owner: int) -> Path:
    """A copy of what is under version control or will be, with this environment."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, names.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    (folder / ".venv").symlink_to(ROOT / ".venv")
    os.chown(folder, owner, -1)
    return folder


@pytest.mark.parametrize("user", USERS)
def test_any_user_may_run_it_in_any_path(tmp_path: Path, user: str) -> None:
    owner = os.geteuid() if user == "oneself" else 65534
    folder = checkout(tmp_path / "with spaces, long" / ("path" * 30), owner)
    service = Service(folder / "var", cwd=folder, user=USERS[user])

    try:
        program = service.begin(TALENTPOOL_DATA_DIR="")
        program.wait_for("ready")

        assert service.is_whole()
        assert {path.owner() for path in (folder / "var").glob("run/*.pid")} == {folder.owner()}
    finally:
        program.popen.terminate()
        program.end()
        service.close()
    assert service.left_behind() == []


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_end_leaves_no_process_behind(service: Service, ending: str) -> None:
    program = service.start()
    assert None not in service.look().values()

    ENDINGS[ending](program)
    program.end()

    assert service.left_behind() == []
    assert not service.is_ready()


def test_a_second_start_finds_everything_as_it_was(service: Service) -> None:
    service.start().popen.terminate()
    assert wait_until(lambda: not any(service.look().values()), PATIENCE)
    born = (service.data_dir / "postgres" / "PG_VERSION").stat().st_mtime_ns
    secret = (service.data_dir / "secret_key").read_text()

    service.start()

    assert (service.data_dir / "postgres" / "PG_VERSION").stat().st_mtime_ns == born
    assert (service.data_dir / "secret_key").read_text() == secret
    assert service.is_whole()


def test_a_killed_part_is_started_again(service: Service) -> None:
    program = service.start()

    for name in ("web", "worker", "valkey", "postgres"):
        killed = service.kill(name)

        assert wait_until(service.is_whole, PATIENCE), f"{name}: {service.look()}"
        assert service.look()[name] != killed

    program.popen.terminate()
    program.end()
    assert service.left_behind() == []


def test_nothing_outlives_a_killed_supervisor_for_long_and_the_next_start_recovers(
    service: Service,
) -> None:
    service.start()
    before = service.look()
    service.kill("supervisor")

    for name in ("web", "worker"):
        process = before[name]
        assert process is not None
        assert wait_until(lambda process=process: not process.is_alive, PATIENCE), name
    program = service.start()

    assert service.is_whole()
    assert not any(process and process.is_alive for process in before.values())
    program.popen.terminate()
    program.end()
    assert service.left_behind() == []


def test_everything_killed_at_once_is_recovered_by_the_next_start(service: Service) -> None:
    service.start()
    for name in ("supervisor", "web", "worker", "valkey", "postgres"):
        if service.look()[name]:
            service.kill(name)

    service.start()

    assert service.is_whole()


def test_a_start_whose_make_was_killed_gives_way_to_the_next(service: Service) -> None:
    orphaned = service.start()
    earlier = service.look()["supervisor"]
    orphaned.popen.kill()

    program = service.start()

    assert any("earlier supervisor" in line for line in program.said)
    assert earlier is not None
    assert not earlier.is_alive
    assert service.is_whole()


def test_a_port_taken_by_a_stranger_is_said_with_the_remedy(service: Service) -> None:
    with socket.create_server(("127.0.0.1", service.port)):
        said = service.begin().end()

    assert f"port {service.port} of 127.0.0.1 cannot be used" in said
    assert f"make run PORT={service.port + 1}" in said
    assert "Traceback" not in said
    assert service.left_behind() == []


def test_an_open_address_without_https_is_refused(tmp_path: Path) -> None:
    refused = talentpool("run", HOST="0.0.0.0", TALENTPOOL_DATA_DIR=str(tmp_path))

    assert refused.returncode == 78
    assert "PUBLIC_URL=https://" in refused.stderr
    assert list(tmp_path.iterdir()) == []
