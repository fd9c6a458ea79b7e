"""Draws every state machine of the service into docs/states.md (`make states`)."""

from importlib import import_module
from pathlib import Path

from talentpool.kit.states import Machine

ROOT = Path(__file__).parents[2]
TARGET = ROOT / "docs" / "states.md"
HEAD = """# Life cycles

Drawn from the tables in each slice's `states.py` by `make states`; a test keeps this page current.
The roles of each move stand in the same tables.
"""


def machines() -> dict[str, Machine]:
    """All machines, by `slice.NAME`."""
    found = {}
    for path in sorted((ROOT / "talentpool").glob("*/states.py")):
        module = import_module(f"talentpool.{path.parent.name}.states")
        for name, value in vars(module).items():
            if isinstance(value, Machine):
                found[f"{path.parent.name}.{name}"] = value
    return found


def document() -> str:
    """The whole page."""
    drawings = [
        f"## {name}\n\n```mermaid\n{machine.diagram()}\n```\n"
        for name, machine in machines().items()
    ]
    return "\n".join([HEAD, *drawings])


if __name__ == "__main__":
    TARGET.write_text(document(), "utf-8")
