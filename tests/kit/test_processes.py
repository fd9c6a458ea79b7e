"""A process is its id and its start time; what is remembered can be ended, and nothing else."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from talentpool.kit.processes import Process, Register, end, running

FOREVER = "import signal; print(flush=True); signal.pause()"
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN);" + FOREVER


@pytest.fixture
def child() -> Iterator[subprocess.Popen[bytes]]:
    yield from _child(FOREVER)


@pytest.fixture
def deaf_child() -> Iterator[subprocess.Popen[bytes]]:
    yield from _child(DEAF)


def _child(program: str) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process
        process.kill()


def test_a_zombie_does_not_run(child: subprocess.Popen[bytes]) -> None:
    process = running(child.pid)
    assert process is not None

    end(process, gently=signal.SIGTERM, patience=5)

    assert not process.is_alive
    assert running(child.pid) is None
    assert child.poll() == -signal.SIGTERM


def test_who_does_not_listen_is_killed(deaf_child: subprocess.Popen[bytes]) -> None:
    process = running(deaf_child.pid)
    assert process is not None

    end(process, gently=signal.SIGTERM, patience=0.2)

    assert deaf_child.wait() == -signal.SIGKILL


def test_a_later_process_with_the_same_id_is_left_alone(child: subprocess.Popen[bytes]) -> None:
    earlier = Process(child.pid, "1")

    end(earlier, gently=signal.SIGKILL, patience=0.2)

    assert child.poll() is None


def test_the_register_finds_what_runs_and_forgets_what_does_not(
    tmp_path: Path, child: subprocess.Popen[bytes]
) -> None:
    register = Register(tmp_path)
    register.write("server", child.pid)
    assert register.find("server") == running(child.pid)
    assert register.names() == ["server"]

    child.kill()
    child.wait()

    assert register.find("server") is None


@pytest.mark.parametrize("text", ["", "12", "one two", "1 2 3"])
def test_a_damaged_entry_names_nobody(tmp_path: Path, text: str) -> None:
    (tmp_path / "server.pid").write_text(text)

    assert Register(tmp_path).find("server") is None
