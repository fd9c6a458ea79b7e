"""The pool of people as columns: one row a person, changed in place."""

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from matching.bits import Coded, Masks, RowSets, empty_words, flags, put, widened
from matching.conditions import has_public_experience, period_stated
from matching.copies import Signatures
from matching.errors import InvalidProfile, UnknownPerson
from matching.evidence import Reading, read_person
from matching.facts import NOWHERE, Facts, facts_of, public_code
from matching.lexicon import Lexicon
from matching.likeness import Likeness
from matching.meaning import Meaning
from matching.profiles import ANY_SLOT, Person, check_person
from matching.signs import NOTHING, Signs, signs_of
from matching.text import plain
from matching.told import told_text

FIRST_CAPACITY = 64
SAMPLE = 2000
"""People whose texts the weights of words are taken from, evenly spread."""


class Pool:
    """People as columns. One writer at a time; `generation` grows with every change."""

    def __init__(self, lexicon: Lexicon, *, as_of: int, capacity: int = FIRST_CAPACITY) -> None:
        self.lexicon = lexicon
        self.as_of = as_of
        self.generation = 0
        self.capacity = capacity
        self.count = 0
        self.keys: list[str] = []
        self.people: list[Person | None] = []
        self.row_of: dict[str, int] = {}
        self.signs: list[Signs] = []
        self._facts: list[Facts] = []
        skills, categories = len(lexicon.skills), len(lexicon.categories)
        self.strength = np.zeros((skills, capacity), dtype=np.uint8)
        self.lowest = np.zeros((skills, capacity), dtype=np.uint8)
        self.highest = np.zeros((skills, capacity), dtype=np.uint8)
        self.categories = np.zeros((categories, capacity), dtype=np.uint8)
        self.public = np.zeros(capacity, dtype=np.uint8)
        self.unresolved = np.zeros(capacity, dtype=np.uint8)
        self.unverified = np.zeros(capacity, dtype=np.uint8)
        self.likeness = Likeness(capacity)
        self.meaning = Meaning(capacity, lexicon.vectors)
        self.copies = Signatures(capacity)
        self.active = empty_words(capacity)
        self.is_public = empty_words(capacity)
        self.hours: Coded[float | None] = Coded(capacity)
        self.period: Coded[tuple[int, int]] = Coded(capacity)
        self.slots = Masks(capacity)
        self.remote: Coded[str | None] = Coded(capacity)
        self.tier: Coded[str] = Coded(capacity)
        self.programmes = RowSets(capacity)
        self.areas = RowSets(capacity)
        self.qualifications = RowSets(capacity)
        self.vendors = RowSets(capacity)
        self.employers = RowSets(capacity)

    @classmethod
    def build(cls, people: Iterable[Person], lexicon: Lexicon, *, as_of: int) -> "Pool":
        """Return the pool of all people. `as_of` is the month "now" as an index.

        The weights of words are taken from these people's careers and stay until the next build.
        Raises `InvalidProfile` for an impossible value or a key that is there twice.

        >>> from matching.vocabulary import Vocabulary
        >>> len(Pool.build([Person(key="p", tier="practical")], Lexicon(Vocabulary()), as_of=0))
        1
        """
        listed = list(people)
        pool = cls(lexicon, as_of=as_of, capacity=max(FIRST_CAPACITY, len(listed)))
        told = [plain(told_text(person)) for person in listed[:: -(-len(listed) // SAMPLE) or 1]]
        pool.likeness.weigh(told)
        pool.meaning.weigh(told)
        for person in listed:
            if person.key in pool.row_of:
                raise InvalidProfile(f"{person.key!r} is there twice", field="key")
            pool.update(person)
        return pool

    def __len__(self) -> int:
        return len(self.row_of)

    def update(self, person: Person) -> None:
        """Add a person or replace what is known of them. Raises `InvalidProfile`.

        >>> from matching.vocabulary import Vocabulary
        >>> pool = Pool.build([Person("p", "practical")], Lexicon(Vocabulary()), as_of=0)
        >>> pool.update(Person("q", "special"))
        >>> len(pool)
        2
        """
        check_person(person)
        self.put(person, read_person(person, self.lexicon, self.as_of))

    def put(self, person: Person, reading: Reading) -> None:
        """Add or replace a checked person whose reading is at hand.

        >>> from matching.vocabulary import Vocabulary
        >>> pool = Pool.build([Person("p", "practical")], Lexicon(Vocabulary()), as_of=0)
        >>> person = Person("q", "special")
        >>> pool.put(person, read_person(person, pool.lexicon, 0))
        >>> pool.keys
        ['p', 'q']
        """
        row = self.row_of.get(person.key)
        if row is None:
            row = self._new_row(person.key)
        self.people[row] = person
        self.signs[row] = signs_of(reading)
        told = plain(told_text(person))
        self.likeness.assign(row, told, (person.claims[at].label for at in reading.echoed))
        self.meaning.assign(row, told)
        self.copies.assign(row, person)
        self._assign_reading(row, person, reading)
        self._assign_conditions(row, person)
        self._assign_sets(row, facts_of(person, self.lexicon, self.as_of))
        put(self.active, row, True)
        put(self.is_public, row, has_public_experience(person))
        self.generation += 1

    def remove(self, key: str) -> None:
        """Take a person out. Raises `UnknownPerson`.

        >>> from matching.vocabulary import Vocabulary
        >>> pool = Pool.build([Person("p", "practical")], Lexicon(Vocabulary()), as_of=0)
        >>> pool.remove("p")
        >>> len(pool)
        0
        """
        row = self.row(key)
        self._assign_sets(row, NOWHERE)
        put(self.active, row, False)
        put(self.is_public, row, False)
        self.people[row] = None
        self.signs[row] = NOTHING
        del self.row_of[key]
        self.generation += 1

    def row(self, key: str) -> int:
        """Return a person's row. Raises `UnknownPerson`.

        >>> from matching.vocabulary import Vocabulary
        >>> pool = Pool.build([Person("p", "practical")], Lexicon(Vocabulary()), as_of=0)
        >>> pool.row("p")
        0
        """
        if key not in self.row_of:
            raise UnknownPerson(f"nobody in the pool has the key {key!r}", key=key)
        return self.row_of[key]

    def person(self, key: str) -> Person:
        """Return a person as given. Raises `UnknownPerson`.

        >>> from matching.vocabulary import Vocabulary
        >>> pool = Pool.build([Person("p", "practical")], Lexicon(Vocabulary()), as_of=0)
        >>> pool.person("p").tier
        'practical'
        """
        person = self.people[self.row(key)]
        assert person is not None
        return person

    def is_active(self) -> NDArray[np.bool_]:
        """Return bool[count]: which rows hold a person.

        >>> from matching.vocabulary import Vocabulary
        >>> pool = Pool.build([Person("p", "practical")], Lexicon(Vocabulary()), as_of=0)
        >>> pool.is_active().tolist()
        [True]
        """
        return flags(self.active, self.count)

    def __iter__(self) -> Iterator[Person]:
        return (person for person in self.people if person is not None)

    def _new_row(self, key: str) -> int:
        if self.count == self.capacity:
            self._grow(self.capacity * 2)
        row = self.count
        self.count += 1
        self.row_of[key] = row
        self.keys.append(key)
        self.people.append(None)
        self.signs.append(NOTHING)
        self._facts.append(NOWHERE)
        return row

    def _assign_reading(self, row: int, person: Person, reading: Reading) -> None:
        self.strength[:, row] = reading.strength
        self.lowest[:, row] = reading.lowest
        self.highest[:, row] = reading.highest
        self.categories[:, row] = reading.categories
        self.public[row] = public_code(person)
        self.unresolved[row] = min(len(reading.unresolved), 255)
        self.unverified[row] = min(reading.unverified, 255)

    def _assign_conditions(self, row: int, person: Person) -> None:
        wish = person.preferences
        self.hours.assign(row, wish.hours)
        self.period.assign(row, period_stated(person))
        self.slots.assign(row, wish.slots or ANY_SLOT)
        self.remote.assign(row, wish.remote)
        self.tier.assign(row, person.tier)

    def _assign_sets(self, row: int, facts: Facts) -> None:
        before = self._facts[row]
        self.programmes.assign(row, facts.programmes, before.programmes)
        self.areas.assign(row, facts.areas, before.areas)
        self.qualifications.assign(row, facts.qualifications, before.qualifications)
        self.vendors.assign(row, facts.vendors, before.vendors)
        self.employers.assign(row, facts.employers, before.employers)
        self._facts[row] = facts

    def _grow(self, capacity: int) -> None:
        for name in (
            "strength",
            "lowest",
            "highest",
            "categories",
            "public",
            "unresolved",
            "unverified",
        ):
            before = getattr(self, name)
            wider = np.zeros((*before.shape[:-1], capacity), dtype=before.dtype)
            wider[..., : self.capacity] = before
            setattr(self, name, wider)
        self.active = widened(self.active, capacity)
        self.is_public = widened(self.is_public, capacity)
        for column in (
            self.hours,
            self.period,
            self.slots,
            self.remote,
            self.tier,
            self.programmes,
            self.areas,
            self.qualifications,
            self.vendors,
            self.employers,
            self.likeness,
            self.meaning,
            self.copies,
        ):
            column.grow(capacity)
        self.capacity = capacity
