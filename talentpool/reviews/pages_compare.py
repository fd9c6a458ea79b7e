"""Two to four people side by side, criterion by criterion."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from litestar import Request, Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from talentpool.actor import Actor
from talentpool.kit.http import page
from talentpool.kit.labels import label
from talentpool.kit.paging import ListState, list_state
from talentpool.kit.scope import reading
from talentpool.reviews import queries_screen
from talentpool.reviews.schemas import uuids
from talentpool.reviews.screen import Asked, Screen, Whole, screen, whole_of

FEWEST, MOST = 2, 4


@dataclass(frozen=True, slots=True)
class Criterion:
    """One row: how its cells are drawn, and a cell a person."""

    title: str
    kind: str
    cells: Sequence[Any]

    @property
    def is_same(self) -> bool:
        """Whether it tells nobody from the others."""
        return all(cell == self.cells[0] for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one heading."""

    title: str
    rows: Sequence[Criterion]

    def telling(self) -> "Group":
        """Only the rows that tell people apart."""
        return replace(self, rows=[row for row in self.rows if not row.is_same])


@get("/review/{need_id:uuid}/compare", name="reviews.compare")
async def compare(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], need_id: FromPath[UUID]
) -> Template:
    """Those whom the address names, or what is wrong with the choice."""
    state = list_state(request, filters=("c", "hide", "diff"))
    chosen = uuids(state.filters.get("c", ()))[:MOST]
    asked = Asked(hide=state.one("hide") == "1")
    async with reading(actor):
        shown = await screen(actor, need_id, asked)
        people = await _people(actor, shown, chosen)
    groups = [group.telling() if state.one("diff") else group for group in _groups(shown, people)]
    return page(
        "reviews/compare.html",
        s=shown,
        people=people,
        groups=[group for group in groups if group.rows],
        is_enough=len(people) >= FEWEST,
        state=state,
        diff_url=_toggled(state),
    )


async def _people(actor: Actor, shown: Screen, chosen: list[UUID]) -> list[Whole]:
    if shown.run is None or not chosen:
        return []
    ids = tuple(chosen)
    rows = await queries_screen.persons(shown.run["id"], shown.need["id"], ids)
    entries = await queries_screen.entries(shown.need, shown.run, page=1, chosen=ids)
    by_id = {entry.candidate: entry for entry in entries}
    return [whole_of(shown, row, by_id[row["candidate"]], actor) for row in rows]


def _toggled(state: ListState) -> str:
    return state.url(diff="" if state.one("diff") else "1")


def _groups(shown: Screen, people: list[Whole]) -> Iterator[Group]:
    if not people:
        return

    base = (shown.run or {}).get("base")
    for number, side in enumerate(people[0].sides):
        sides = [person.sides[number] for person in people]
        rows = [
            Criterion(part.title, "part", [side.parts[place] for side in sides])
            for place, part in enumerate(side.parts)
        ]
        total = Criterion(label("compare.total"), "points", [side.points for side in sides])
        yield Group(label(f"compare.{side.name}", base=base), [*rows, total])
    yield Group(label("compare.skills"), list(_skills(shown, people)))
    gates = [
        Criterion(gate.title, "gate", [person.gates[place] for person in people])
        for place, gate in enumerate(people[0].gates)
    ]
    yield Group(label("compare.gates"), gates)
    weeks = Criterion(label("compare.weeks"), "weeks", [person.entry for person in people])
    checks = Criterion(label("compare.checks"), "lines", [person.checks for person in people])
    said = Criterion(label("compare.answer"), "answer", [person.row["answer"] for person in people])
    yield Group(label("compare.work"), [weeks, checks, said])


def _skills(shown: Screen, people: list[Whole]) -> Iterator[Criterion]:
    for skill in shown.need["skills"]:
        if skill["kind"] != "qualification":
            levels = [_level(person, skill["code"]) for person in people]
            yield Criterion(skill["label"], "level", levels)


def _level(person: Whole, code: str | None) -> int:
    levels = [claim["level"] for claim in person.row["claims"] if code and claim["skill"] == code]
    return max(levels, default=0)


router = Router("/", route_handlers=[compare])
