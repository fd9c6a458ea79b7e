"""Who may write what, read off the source."""

import ast
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "talentpool"
# Works as the owner, on names out of the catalogue: the demonstration's way back to its beginning.
AS_OWNER = {Path("demo/snapshot.py")}
FORBIDDEN_CALLS = {"save", "batch", "run_sync", "transaction", "gather"}


def _modules() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path.relative_to(PACKAGE), ast.parse(path.read_text("utf-8"))


def test_a_state_is_never_assigned_outside_the_audit_slice():
    assigned = [
        f"{path}:{node.lineno}"
        for path, tree in _modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Attribute)
        and target.attr == "state"
        and path.parts[0] not in {"audit", "app.py"}
    ]

    assert assigned == []


def test_the_traps_of_the_orm_are_not_stepped_into():
    stepped = [
        f"{path}:{node.lineno} .{node.func.attr}()"
        for path, tree in _modules()
        if path.parts[0] not in {"kit", "worker.py", "supervisor.py"} and path not in AS_OWNER
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in FORBIDDEN_CALLS
        and not _is_module(tree, node.func.value)
    ]

    assert stepped == []


def test_sql_is_never_put_together_from_values():
    put_together = [
        f"{path}:{node.lineno}"
        for path, tree in _modules()
        if path.parts[0] != "kit" and path not in AS_OWNER
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"raw", "fetch", "fetchrow", "fetchval", "execute"}
        and node.args
        and isinstance(node.args[0], ast.JoinedStr | ast.BinOp)
    ]

    assert put_together == []


def test_a_slice_writes_only_its_own_tables():
    strangers = [
        f"{path}:{node.lineno} {node.func.value.id}.{node.func.attr}"
        for path, tree in _modules()
        if len(path.parts) == 2
        for node in ast.walk(tree)
        if _is_write(node) and _home_of(tree, node.func.value.id) not in {None, path.parts[0]}
    ]

    assert strangers == []


def _is_module(tree: ast.Module, receiver: ast.expr) -> bool:
    """Whether *receiver* is one of our modules, such as `service`: its verbs may be called so."""
    return isinstance(receiver, ast.Name) and any(
        (alias.asname or alias.name) == receiver.id
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    )


def _is_write(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"insert", "update", "delete"}
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id[0].isupper()
    )


def _home_of(tree: ast.Module, name: str) -> str | None:
    """The slice from whose tables *name* was imported."""
    homes = (
        (node.module or "").split(".")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and any((alias.asname or alias.name) == name for alias in node.names)
    )
    return next(
        (parts[1] for parts in homes if parts[0] == "talentpool" and "tables" in parts), None
    )
