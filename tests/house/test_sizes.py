"""Nothing grows until nobody reads it any more."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("talentpool", "matching", "tests")
LONGEST_FILE = 300
LONGEST_FUNCTION = 50


def _sources() -> list[Path]:
    return [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]


def test_no_python_file_is_longer_than_300_lines():
    too_long = {
        str(path.relative_to(ROOT)): lines
        for path in _sources()
        if (lines := len(path.read_text("utf-8").splitlines())) > LONGEST_FILE
    }

    assert too_long == {}


def test_no_function_is_longer_than_50_lines():
    too_long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in _sources()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.lineno + 1 - _docstring_lines(node) > LONGEST_FUNCTION
    ]

    assert too_long == []


def _docstring_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return len((ast.get_docstring(node, clean=False) or "").splitlines())
