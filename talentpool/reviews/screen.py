"""The review screen put together: one need, the people of one page, one of them whole."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from talentpool.actor import Actor
from talentpool.kit.paging import ListState
from talentpool.matches import parts, queries, reasons
from talentpool.matches.schemas import Gate, NearMiss, Quote, Side, Words
from talentpool.needs.states import MATCHED
from talentpool.programmes.schemas import ProgrammeOut
from talentpool.reviews import queries_screen, service_reasons
from talentpool.reviews.queries_screen import PLACES
from talentpool.reviews.schemas import uuids
from talentpool.reviews.schemas_screen import Entry, ProposalShown, QueueRow
from talentpool.reviews.states import MACHINES, ProposalState

Row = Mapping[str, Any]
VIEWS = ("mine", "due", "all")
_DECIDING = ("approve", "hold", "not_refer")
# Rows of the queue beside the work, and how many of them come before the need that is open.
BESIDE, BEFORE = 30, 3
_STATES = sorted(str(state) for state in MATCHED)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: whom, which page, whether names of organisations are hidden."""

    candidate: UUID | None = None
    page: int | None = None
    hide: bool = False
    view: str = ""
    q: str = ""

    @classmethod
    def of(cls, state: ListState, candidate: UUID | None = None) -> "Asked":
        """Read it from a list's state."""
        found = uuids([state.one("c")])
        view = state.one("view")
        return cls(
            candidate=candidate or (found[0] if found else None),
            page=state.page if state.page > 1 else None,
            hide=state.one("hide") == "1",
            view=view if view in VIEWS else "",
            q=state.one("q"),
        )

    def query(self, **changes: Any) -> dict[str, Any]:
        """The address's parameters with *changes*; what is not set is left out."""
        hide = "1" if self.hide else ""
        kept = {"c": self.candidate, "hide": hide, "view": self.view, "q": self.q, **changes}
        return {name: str(value) for name, value in kept.items() if value}


@dataclass(frozen=True, slots=True)
class Whole:
    """One person against the need, with what speaks for and against them in words."""

    row: Row
    entry: Entry
    sides: list[Side]
    strong: list[str]
    weak: list[str]
    checks: list[str]
    gates: list[Gate]
    owes: str | None
    overlapping: list[Entry]
    proposal: ProposalShown | None
    verbs: frozenset[str]

    @property
    def gates_met(self) -> int:
        """How many hard conditions hold beyond doubt."""
        return sum(gate.status == "ok" for gate in self.gates)


@dataclass(frozen=True, slots=True)
class Screen:
    """Everything that a page about one need shows."""

    asked: Asked
    need: Row
    programme: ProgrammeOut
    words: Words
    run: Row | None
    entries: list[Entry] = field(default_factory=list)
    others: list[Entry] = field(default_factory=list)
    person: Whole | None = None
    proposals: list[ProposalShown] = field(default_factory=list)
    near_misses: tuple[NearMiss, ...] = ()
    reasons: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    @property
    def flow(self) -> str:
        """Which of the two ways the need goes."""
        return str(self.programme.flow)

    @property
    def is_matched(self) -> bool:
        """Whether people are ranked for the need as long as it is in this state."""
        return self.need["state"] in MATCHED

    @property
    def is_current(self) -> bool:
        """Whether the run saw the need as it is now."""
        return self.run is not None and self.run["need_revision"] == self.need["revision"]

    @property
    def pages(self) -> int:
        """How many pages the list of eligible people has."""
        return -(-self.run["eligible_count"] // PLACES) if self.run else 0

    @property
    def page(self) -> int:
        """Which of them is shown."""
        return (self.entries[0].rank - 1) // PLACES + 1 if self.entries else 1

    def beside(self, step: int) -> Entry | None:
        """Whoever stands before or after the person shown."""
        ids = [entry.candidate for entry in self.entries]
        if self.person is None or self.person.entry.candidate not in ids:
            return None
        at = ids.index(self.person.entry.candidate) + step
        return self.entries[at] if 0 <= at < len(ids) else None

    def reason(self, verb: str, code: str | None) -> str:
        """What a reason is called; empty where a verb has none."""
        return dict(self.reasons.get(verb, ())).get(f"{verb}:{code}", "")

    def phrases(self, code: str | None) -> list[str]:
        """The words of the need that a skill or menu was read from."""
        return [
            source["phrase"]
            for item in (self.run["suggestions"] if self.run else ())
            if item["code"] == code
            for source in item["sources"]
        ]

    def suggested(self) -> list[Quote]:
        """What the machine read out of the words, beyond what was named, with those words."""
        named = {skill["code"] for skill in self.need["skills"]}
        found = self.run["suggestions"] if self.run else ()
        return [
            Quote(self.words.name(item["kind"], item["code"]), item["sources"][0]["phrase"])
            for item in found
            if item["kind"] == "skill" and item["code"] not in named and item["sources"]
        ]


async def screen(actor: Actor, need_id: UUID, asked: Asked) -> Screen:
    """Read it: six statements at most.

    Raises:
        NotFound: there is no such need, or its run does not have the person asked for.
    """
    need = await queries_screen.need(need_id)
    words = await queries.words()
    programme = words.programmes[need["programme"]]
    run = await queries_screen.run(need_id)
    proposals = await queries_screen.proposals(need_id)
    if run is None:
        return Screen(asked, need, programme, words, None, proposals=proposals)
    chosen = asked.candidate
    row = await queries_screen.person(run["id"], need_id, chosen) if chosen else None
    listed = await queries_screen.entries(
        need, run, page=_page(asked, row), chosen=(chosen,) if chosen else ()
    )
    if row is None and listed:
        row = await queries_screen.person(run["id"], need_id, listed[0].candidate)
    return Screen(
        asked,
        need,
        programme,
        words,
        run,
        entries=[entry for entry in listed if entry.is_eligible],
        others=[entry for entry in listed if not entry.is_eligible],
        person=_whole(actor, need, run, row, listed, proposals, words, asked.hide) if row else None,
        proposals=proposals,
        near_misses=reasons.near_misses_of(run["near_misses"], words),
        reasons=await _reasons(str(programme.flow)),
    )


async def queue(asked: Asked, actor: Actor) -> "Queue":
    """The needs under review, as the address filters them."""
    rows = await queries_screen.queue(_STATES)
    by_view = {
        "mine": [row for row in rows if row.assignee == actor.account],
        "due": [row for row in rows if row.tone],
        "all": rows,
    }
    view = asked.view or ("mine" if by_view["mine"] else "all")
    shown = [row for row in by_view[view] if not asked.q or row.answers_to(asked.q)]
    counts = {name: len(found) for name, found in by_view.items()}
    return Queue(view, asked.q, shown, counts, {row.id: row for row in rows})


@dataclass(frozen=True, slots=True)
class Queue:
    """The needs under review, and how many each view has."""

    view: str
    q: str
    rows: list[QueueRow]
    counts: dict[str, int]
    by_need: dict[UUID, QueueRow]

    def around(self, need_id: UUID) -> list[QueueRow]:
        """The part of the list that stands beside a need, with a little of what comes before it."""
        here = next((place for place, row in enumerate(self.rows) if row.id == need_id), 0)
        first = max(0, min(here - BEFORE, len(self.rows) - BESIDE))
        return self.rows[first : first + BESIDE]

    def query(self, **changes: str) -> dict[str, str]:
        """The parameters of a link that keeps the filters."""
        kept = {"view": self.view, "q": self.q, **changes}
        return {name: value for name, value in kept.items() if value}


def whole_of(screen: Screen, row: Row, entry: Entry, actor: Actor) -> Whole:
    """Another person of the same run, for comparison."""
    assert screen.run is not None
    hide = screen.asked.hide
    return _whole(
        actor, screen.need, screen.run, row, [entry], screen.proposals, screen.words, hide
    )


def _page(asked: Asked, row: Row | None) -> int:
    if asked.page is not None:
        return asked.page
    return (row["rank"] - 1) // PLACES + 1 if row and row["is_eligible"] else 1


def _whole(
    actor: Actor,
    need: Row,
    run: Row,
    row: Row,
    listed: list[Entry],
    proposals: list[ProposalShown],
    words: Words,
    hide: bool,
) -> Whole:
    entry = next(entry for entry in listed if entry.candidate == row["candidate"])
    sides = parts.sides_of(row, need, row, words, hide=hide)
    strong, weak = parts.strongest(sides)
    proposal = next((p for p in proposals if p.candidate == entry.candidate), None)
    flow = str(words.programmes[need["programme"]].flow)
    return Whole(
        row=row,
        entry=entry,
        sides=sides,
        strong=strong,
        weak=weak,
        checks=reasons.checks_of(row, words),
        gates=reasons.gates_of(need, row, row, run["near_misses"], words),
        owes=service_reasons.owes(row) if entry.is_eligible else None,
        overlapping=[
            other
            for other in listed
            if other.is_eligible and abs(other.rank - entry.rank) == 1 and entry.overlaps(other)
        ],
        proposal=proposal,
        verbs=_verbs(actor, entry, proposal, flow),
    )


def _verbs(actor: Actor, entry: Entry, proposal: ProposalShown | None, flow: str) -> frozenset[str]:
    state = ProposalState(proposal.state if proposal else entry.state)
    verbs = set(MACHINES[flow].verbs(state, actor.role))
    return frozenset(verbs if entry.is_eligible else verbs - {"approve"})


async def _reasons(flow: str) -> dict[str, list[tuple[str, str]]]:
    return {
        verb: [
            (f"{verb}:{code}", term.name)
            for code, term in (await service_reasons.reasons_of(verb, flow)).items()
        ]
        for verb in _DECIDING
    }
