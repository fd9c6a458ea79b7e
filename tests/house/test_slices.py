"""Inside a slice imports point down as well: pages -> service -> queries -> tables -> states.

A file is named by its kind, or by its kind and a theme (`pages_clinic`). Anything else is a named
extra, listed here with its height: a ninth kind of file is a decision, not an accident.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "talentpool"
HEIGHTS = {
    "states": 0,
    "tables": 1,
    "schemas": 1,
    "queries": 3,
    "service": 5,
    "pages": 6,
    "api": 6,
    "jobs": 6,
}
EXTRAS = {
    "accounts/passwords": 2,
    "accounts/factors": 2,
    "accounts/sessions": 5,
    "audit/verification": 3,
    "audit/wording": 2,
    "candidates/records": 2,
    "candidates/records_reading": 2,
    "files/flat": 2,
    "files/rows": 2,
    "files/checking": 3,
    "files/spreadsheet": 0,
    "files/writing": 3,
    "matches/parts": 2,
    "matches/profiles": 4,
    "matches/reasons": 2,
    "programmes/sources": 2,
    "reviews/screen": 5,
    "rights/journal": 2,
    "rights/restoring": 5,
    "taxonomy/sources": 2,
    "taxonomy/words": 2,
}
# Not slices: plumbing, commands, history, the demonstration's own players.
APART = {"kit", "commands", "migrations", "authz", "demo"}


def _height(slice_name: str, stem: str) -> int | None:
    return HEIGHTS.get(stem.split("_")[0], EXTRAS.get(f"{slice_name}/{stem}"))


def _files() -> Iterator[Path]:
    for path in sorted(PACKAGE.glob("*/*.py")):
        if path.parent.name not in APART and path.stem != "__init__":
            yield path


def _imports(path: Path, source: str) -> Iterator[str]:
    """The stems of the modules of its own slice that a file imports."""
    own = f"talentpool.{path.parent.name}"
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module == own:
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"{own}."):
            yield node.module.removeprefix(f"{own}.")


def breaches(path: Path, source: str) -> list[str]:
    """Imports of a file that point up."""
    slice_name = path.parent.name
    height = _height(slice_name, path.stem)
    return [
        f"{slice_name}/{path.stem} -> {stem}"
        for stem in _imports(path, source)
        if (below := _height(slice_name, stem)) is not None and height is not None
        if below > height
    ]


def test_every_file_of_a_slice_is_of_a_known_kind():
    unknown = [
        f"{path.parent.name}/{path.stem}"
        for path in _files()
        if _height(path.parent.name, path.stem) is None
    ]

    assert unknown == []


def test_no_named_extra_has_gone():
    assert [name for name in EXTRAS if not (PACKAGE / f"{name}.py").exists()] == []


def test_inside_a_slice_imports_point_down():
    found = [breach for path in _files() for breach in breaches(path, path.read_text("utf-8"))]

    assert found == []


@pytest.mark.parametrize(
    ("stem", "imported"), [("states", "tables"), ("queries", "service"), ("service", "pages")]
)
def test_an_import_that_points_up_is_found(stem: str, imported: str):
    path = PACKAGE / "needs" / f"{stem}.py"

    assert breaches(path, f"from talentpool.needs import {imported}\n") == [
        f"needs/{stem} -> {imported}"
    ]


def test_initialisers_are_one_docstring():
    grown = [
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.glob("*/__init__.py")
        if len(ast.parse(path.read_text("utf-8")).body) != 1
    ]

    assert grown == []
