"""The examples in the library are true; every public function has one, a description and types."""

import doctest
import importlib
import inspect
import pkgutil
import subprocess
import sys
from types import ModuleType

import pytest

import matching

MODULES = [
    importlib.import_module(f"matching.{module.name}")
    for module in pkgutil.iter_modules(matching.__path__)
]
WITHOUT = ("matching.bench", "matching.testing")


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_the_examples_of_a_module_are_true(module: ModuleType) -> None:
    result = doctest.testmod(module, optionflags=doctest.ELLIPSIS)

    assert result.failed == 0


@pytest.mark.parametrize(
    "module",
    [m for m in MODULES if not m.__name__.startswith(WITHOUT)],
    ids=lambda module: module.__name__,
)
def test_every_public_function_says_what_it_does_by_an_example_and_is_typed(
    module: ModuleType,
) -> None:
    for name, item in vars(module).items():
        item = inspect.unwrap(item) if callable(item) else item
        if inspect.isfunction(item) and item.__module__ == module.__name__ and name[0] != "_":
            assert item.__doc__, f"{module.__name__}.{name} has no docstring"
            assert ">>>" in item.__doc__, f"{module.__name__}.{name} has no example"
            assert "return" in item.__annotations__, f"{module.__name__}.{name} has no type"


@pytest.mark.parametrize(
    "module",
    [m for m in MODULES if not m.__name__.startswith(WITHOUT)],
    ids=lambda module: module.__name__,
)
def test_every_public_method_says_what_it_does_by_an_example(module: ModuleType) -> None:
    for name, kind in vars(module).items():
        if inspect.isclass(kind) and kind.__module__ == module.__name__ and name[0] != "_":
            for method, item in vars(kind).items():
                told = inspect.getdoc(_function(item)) if method[0] != "_" else ">>>"
                is_told = not inspect.isfunction(_function(item)) or ">>>" in (told or "")
                assert is_told, f"{module.__name__}.{name}.{method} has no example"


def _function(item: object) -> object:
    """Return what a method, property or cached property calls."""
    for wrapped in ("__func__", "fget", "func"):
        item = getattr(item, wrapped, item)
    return item


def test_web_modules_load_neither_scikit_learn_nor_scipy() -> None:
    code = (
        "import sys, matching.concepts, matching.labels, matching.jsonable, matching.results,"
        "matching.lexicon, matching.explain, matching.gates, matching.score;"
        "print(sorted(m for m in sys.modules if m.split('.')[0] in ('sklearn', 'scipy')))"
    )

    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert told.stdout.strip() == "[]"
