"""Sets of rows as bits (one a row), and columns of few distinct values as codes."""

from collections.abc import Hashable
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
Rows = NDArray[np.intp]
Codes = NDArray[np.unsignedinteger[Any]]
Value = TypeVar("Value", bound=Hashable)
Number = TypeVar("Number", bound=np.generic)
WORD, OCTET = 64, 8
LOW_BITS, HIGH_BITS = 11, 10
"""How a mask of 21 half-days is divided, so that each half can be looked up in a small table."""


def empty_words(capacity: int) -> Words:
    """Return no rows: uint64[ceil(capacity / 64)].

    >>> empty_words(65).shape
    (2,)
    """
    return np.zeros(-(-capacity // WORD), dtype=np.uint64)


def put(words: Words, row: int, is_in: bool) -> None:
    """Put a row in the set or take it out, in place.

    >>> words = empty_words(64)
    >>> put(words, 3, True)
    >>> members(words, 64).tolist()
    [3]
    """
    bit = np.uint64(1 << (row % WORD))
    if is_in:
        words[row // WORD] |= bit
    else:
        words[row // WORD] &= ~bit


def members(words: Words, count: int) -> Rows:
    """Return the rows of a set in rising order, intp[k].

    numpy looks for the flags one by one where fewer than a tenth are set, so of such sets only the
    bytes that hold any are unpacked: an eighth of them is set at least.

    >>> members(np.array([5], dtype=np.uint64), 64).tolist()
    [0, 2]
    >>> members(np.array([5] + 9 * [0], dtype=np.uint64), 640).tolist()
    [0, 2]
    """
    if 10 * int(np.bitwise_count(words).sum()) > count:
        return np.flatnonzero(flags(words, count))
    octets = words.view(np.uint8)
    filled = np.flatnonzero(octets != 0)
    found = np.flatnonzero(flags(octets.take(filled), len(filled) * OCTET))
    rows: Rows = filled.take(found >> 3) * OCTET + (found & 7)
    return rows[: np.searchsorted(rows, count)]


def flags(words: Words | NDArray[np.uint8], count: int) -> NDArray[np.bool_]:
    """Return a set as bool[count].

    >>> flags(np.array([5], dtype=np.uint64), 3).tolist()
    [True, False, True]
    """
    return np.unpackbits(words.view(np.uint8), count=count, bitorder="little").view(bool)


def _longer(column: NDArray[Number], capacity: int) -> NDArray[Number]:
    longer = np.zeros(capacity, dtype=column.dtype)
    longer[: len(column)] = column
    return longer


class RowSets:
    """Named sets of rows (areas, programmes, qualifications), made when first used."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.sets: dict[str, Words] = {}

    def assign(self, row: int, names: frozenset[str], before: frozenset[str]) -> None:
        """Let the row be in exactly `names`, having been in `before`.

        >>> sets = RowSets(64)
        >>> sets.assign(3, frozenset({"a"}), frozenset())
        >>> sets.assign(3, frozenset({"b"}), frozenset({"a"}))
        >>> members(sets.sets["a"], 64).tolist(), members(sets.sets["b"], 64).tolist()
        ([], [3])
        """
        for name in before - names:
            put(self.sets[name], row, False)
        for name in names - before:
            if name not in self.sets:
                self.sets[name] = empty_words(self.capacity)
            put(self.sets[name], row, True)

    def union(self, names: frozenset[str]) -> Words:
        """Return the rows in any of the sets.

        >>> sets = RowSets(64)
        >>> sets.assign(3, frozenset({"a"}), frozenset())
        >>> members(sets.union(frozenset({"a", "z"})), 64).tolist()
        [3]
        """
        words = empty_words(self.capacity)
        for name in names & self.sets.keys():
            words |= self.sets[name]
        return words

    def grow(self, capacity: int) -> None:
        """Make room for rows up to `capacity`.

        >>> sets = RowSets(64)
        >>> sets.grow(128)
        >>> sets.assign(100, frozenset({"a"}), frozenset())
        >>> members(sets.sets["a"], 128).tolist()
        [100]
        """
        self.capacity = capacity
        self.sets = {name: widened(words, capacity) for name, words in self.sets.items()}


def widened(words: Words, capacity: int) -> Words:
    """Return the words with room for `capacity` rows, the new ones not in the set.

    >>> widened(np.array([1], dtype=np.uint64), 128).tolist()
    [1, 0]
    """
    wider = empty_words(capacity)
    wider[: len(words)] = words
    return wider


class Coded(Generic[Value]):
    """A column with few distinct values: codes and the values they stand for.

    A condition is worked out once a value and looked up for the rows. Codes are uint8 until there
    are more values: what is looked up for everybody should be small.
    """

    def __init__(self, capacity: int) -> None:
        self.codes: Codes = np.zeros(capacity, dtype=np.uint8)
        self.values: list[Value] = []
        self._code_of: dict[Value, int] = {}

    def assign(self, row: int, value: Value) -> None:
        """Set a row's value.

        >>> column: Coded[str] = Coded(2)
        >>> column.assign(1, "special")
        >>> column.values[column.codes[1]]
        'special'
        """
        code = self._code_of.setdefault(value, len(self.values))
        if code == len(self.values):
            self.values.append(value)
            if code > np.iinfo(self.codes.dtype).max:
                self.codes = self.codes.astype(np.min_scalar_type(code))
        self.codes[row] = code

    def grow(self, capacity: int) -> None:
        """Make room for rows up to `capacity`.

        >>> column: Coded[str] = Coded(1)
        >>> column.grow(4)
        >>> len(column.codes)
        4
        """
        self.codes = _longer(self.codes, capacity)


class Masks:
    """A column of masks of 21 bits as two of small numbers: what each half means is looked up."""

    def __init__(self, capacity: int) -> None:
        self.low = np.zeros(capacity, dtype=np.uint16)
        self.high = np.zeros(capacity, dtype=np.uint16)

    def assign(self, row: int, mask: int) -> None:
        """Set a row's mask.

        >>> column = Masks(1)
        >>> column.assign(0, (1 << LOW_BITS) + 3)
        >>> column.low.tolist(), column.high.tolist()
        ([3], [1])
        """
        self.low[row] = mask & ((1 << LOW_BITS) - 1)
        self.high[row] = mask >> LOW_BITS

    def grow(self, capacity: int) -> None:
        """Make room for rows up to `capacity`.

        >>> column = Masks(1)
        >>> column.grow(4)
        >>> len(column.low)
        4
        """
        self.low, self.high = _longer(self.low, capacity), _longer(self.high, capacity)
