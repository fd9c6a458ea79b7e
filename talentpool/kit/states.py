"""State machines as data: which verb leads from where to where, and who may do it.

One table decides legality, permission, the buttons a page shows and the diagram in STATES.md.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from talentpool.kit.errors import Forbidden, IllegalMove


@dataclass(frozen=True, slots=True)
class Move:
    """One verb: the states it starts from, the state it leads to, the roles that may do it."""

    sources: frozenset[StrEnum]
    target: StrEnum
    roles: frozenset[StrEnum]


@dataclass(frozen=True, slots=True)
class Machine:
    """All moves of one kind of row."""

    name: str
    start: StrEnum
    moves: Mapping[str, Move]

    def after(self, verb: str, state: StrEnum, role: StrEnum) -> StrEnum:
        """The state that *verb* leads to.

        Raises:
            IllegalMove: *verb* does not start from *state*, or is another flow's.
            Forbidden: *role* may not do it.
        """
        move = self.moves.get(verb)
        if move is None or state not in move.sources:
            raise IllegalMove(f"{self.name}: {verb} from {state}", verb=verb, state=str(state))
        if role not in move.roles:
            raise Forbidden(f"{self.name}: {verb} by {role}")
        return move.target

    def verbs(self, state: StrEnum, role: StrEnum) -> Iterator[str]:
        """The verbs that *role* may do now, in the order of the table: the page's buttons."""
        for verb, move in self.moves.items():
            if state in move.sources and role in move.roles:
                yield verb

    def diagram(self) -> str:
        """The machine as a Mermaid state diagram."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.start}"]
        for verb, move in self.moves.items():
            lines += [f"    {s} --> {move.target}: {verb}" for s in sorted(move.sources)]
        return "\n".join(lines)
