"""What is told by name exists by that name: jobs, routes, rows of the matrix."""

import ast
from pathlib import Path

import msgspec
from litestar import Litestar

from talentpool import guards, worker
from talentpool.actor import Role
from talentpool.app import make_app
from talentpool.kit.settings import Settings

PACKAGE = Path(__file__).parents[2] / "talentpool"


def _put_jobs() -> set[str]:
    """The job names that stand in the code beside `outbox.put`, literally or as a constant."""
    names = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                head, _, tail = node.value.partition(".")
                if tail.isidentifier() and (PACKAGE / head / "jobs.py").exists():
                    names.add(node.value)
    return names


def test_every_job_that_is_put_is_done_by_the_worker_and_the_reverse():
    put = {name for name in _put_jobs() if _is_job(name)}

    assert put == set(worker.JOBS)


def _is_job(name: str) -> bool:
    head, _, tail = name.partition(".")
    source = (PACKAGE / head / "jobs.py").read_text("utf-8")
    return any(
        isinstance(node, ast.AsyncFunctionDef) and node.name == tail
        for node in ast.parse(source).body
    )


def test_every_periodic_job_is_a_job():
    assert set(worker.PERIODIC) <= set(worker.JOBS)


def _everything(tmp_path: Path) -> Litestar:
    settings = Settings.from_environment({"TALENTPOOL_DATA_DIR": str(tmp_path)})
    return make_app(msgspec.structs.replace(settings, is_demonstration=True))


def test_the_matrix_has_no_row_without_a_route(tmp_path: Path):
    names = set(guards.route_names(_everything(tmp_path)))

    assert set(guards.matrix()) - names == set()


def test_the_matrix_names_real_roles():
    named = {
        role
        for row in guards.matrix().values()
        if not isinstance(row.roles, str)
        for role in row.roles
    }

    assert named <= {str(role) for role in Role}
