"""The pool as matching sees it: built once a process, then kept up with what has changed.

Two are kept: the whole one that people are ranked in, and a bare one for counting who meets which
hard condition, light enough for the web process. A pool is changed in place, so whoever uses one
has it alone.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from matching.lexicon import Lexicon
from matching.pool import Pool
from matching.profiles import Person
from matching.vectors import bundled_vectors
from talentpool.actor import Actor
from talentpool.candidates.queries import Parts
from talentpool.kit import clock
from talentpool.kit.scope import reading
from talentpool.matches import profiles, queries
from talentpool.programmes import queries as programmes
from talentpool.taxonomy import queries as taxonomy

Row = Mapping[str, Any]
Load = Callable[[list[UUID] | None], Awaitable[tuple[list[dict[str, Any]], Parts]]]
# The weights of words come from the people that a pool was built of; past this share of changes
# it is built anew.
MOST_DRIFT = 0.2


@dataclass
class Market:
    """A pool at one generation, and whom its keys belong to."""

    lexicon: Lexicon
    as_of: int
    pool: Pool
    generation: int = 0
    revisions: dict[UUID, int] = field(default_factory=dict)
    persons: dict[str, UUID] = field(default_factory=dict)
    drift: int = 0

    def behind(self, revisions: Mapping[UUID, int]) -> tuple[list[UUID], list[UUID]]:
        """Who is new or has changed, and who has left."""
        changed = [key for key, seen in revisions.items() if self.revisions.get(key) != seen]
        return changed, [key for key in self.revisions if key not in revisions]

    def renew(self, people: Iterable[Person], gone: Iterable[UUID]) -> None:
        """Take in what has changed."""
        for person in people:
            self.pool.update(person)
            self.drift += 1
        for key in gone:
            self.pool.remove(str(key))
            del self.revisions[key], self.persons[str(key)]
            self.drift += 1

    def note(self, rows: Iterable[Row], generation: int) -> None:
        """Remember what was taken in."""
        self.generation = generation
        for row in rows:
            self.revisions[row["id"]] = row["revision"]
            self.persons[str(row["id"])] = row["person"]


class Keeper:
    """Keeps one market of a process."""

    def __init__(
        self, load: Load, read: Callable[[Row, Parts], Person], *, has_vectors: bool
    ) -> None:
        self._load = load
        self._read = read
        self._has_vectors = has_vectors
        self._turn = asyncio.Lock()
        self._words: tuple[object, Lexicon] | None = None
        self._market: Market | None = None

    @asynccontextmanager
    async def present(self, actor: Actor) -> AsyncIterator[Market]:
        """The market of now, nobody else's while it is in use."""
        async with self._turn:
            yield await self._brought_up(actor, await self._lexicon())

    async def _brought_up(self, actor: Actor, lexicon: Lexicon) -> Market:
        async with reading(actor):
            as_of, generation = profiles.month(clock.today()) or 0, await queries.generation()
            kept = self._kept(lexicon, as_of)
            if kept is not None and kept.generation == generation:
                return kept
            changed, gone = await _changes(kept)
            rows, parts = await self._load(changed)
        people = [self._read(row, parts) for row in rows]
        if kept is not None and changed is not None:
            await asyncio.to_thread(kept.renew, people, gone)
        else:
            pool = await asyncio.to_thread(Pool.build, people, lexicon, as_of=as_of)
            kept = Market(lexicon, as_of, pool)
        kept.note(rows, generation)
        self._market = kept
        return kept

    def _kept(self, lexicon: Lexicon, as_of: int) -> Market | None:
        """What is there, unless the words or the month have changed."""
        kept = self._market
        is_good = kept is not None and kept.lexicon is lexicon and kept.as_of == as_of
        return kept if is_good else None

    async def _lexicon(self) -> Lexicon:
        """The library's own lexicon of the terms in force; made again when they are read anew."""
        terms = await taxonomy.lexicon()
        if self._words is None or self._words[0] is not terms:
            tiers = await programmes.programme_tiers()
            vocabulary = replace(terms.vocabulary, programme_tiers=tiers)
            vectors = bundled_vectors() if self._has_vectors else None
            self._words = terms, await asyncio.to_thread(Lexicon, vocabulary, vectors)
        return self._words[1]


async def _changes(kept: Market | None) -> tuple[list[UUID] | None, list[UUID]]:
    """Who is to be read again (None: everybody) and who has left."""
    if kept is None:
        return None, []
    changed, gone = kept.behind(await queries.revisions())
    if kept.drift + len(changed) + len(gone) > MOST_DRIFT * len(kept.revisions):
        return None, []
    return changed, gone


WHOLE = Keeper(queries.registrations, profiles.person_of, has_vectors=True)
BARE = Keeper(queries.bare_registrations, profiles.bare_person_of, has_vectors=False)
