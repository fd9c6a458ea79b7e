"""Notices words that are a need's own, pasted: 64 bits a text, compared with every need.

Whoever pastes a need is read at their worst for it (`matching.evidence.Reading.lowest`), so that
own words may count without pasting paying.
"""

import numpy as np
from numpy.typing import NDArray

from matching.bits import Rows
from matching.grams import grams
from matching.profiles import Person
from matching.text import plain
from matching.told import LOOKED_AT

BITS = 64
NEAR = 19
"""Texts whose signatures differ in at most this many bits are the same (a cosine above 0.6)."""
LEAST = 12
"""A text of fewer grams is too short to tell whose it is."""

Words = NDArray[np.uint16]


def signature(words: Words) -> np.uint64:
    """Return a text's signature: 64 bits, each the sign of a sum over its grams; 0 if too short.

    Source: SimHash (Charikar 2002); the grams' bits are splitmix64 (Steele et al. 2014).

    >>> int(signature(np.arange(3, dtype=np.uint16)))
    0
    >>> one, other = (signature(np.arange(size, dtype=np.uint16)) for size in (100, 110))
    >>> bool(np.bitwise_count(one ^ other) < NEAR)
    True
    """
    if len(words) < LEAST:
        return np.uint64(0)
    mixed = words.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    bits = np.unpackbits(mixed.view(np.uint8).reshape(-1, 8), axis=1)
    signs = np.packbits(2 * bits.sum(axis=0, dtype=np.int64) > len(words))
    told: np.uint64 = signs.view(np.uint64)[0]
    return told


class Signatures:
    """The signature of each person's own words, uint64[capacity]; 0 where there are none.

    >>> kept = Signatures(1)
    >>> text = "転入の手続きで五つの課を回り、同じ住所を七回書いていただいています"
    >>> kept.assign(0, Person("p", "practical", free_text=text))
    >>> kept.like(grams(plain(text)), 1).tolist(), kept.like(grams("窓口"), 1).tolist()
    ([0], [])
    """

    def __init__(self, capacity: int) -> None:
        self.told = np.zeros(capacity, dtype=np.uint64)

    def assign(self, row: int, person: Person) -> None:
        """Set a row's own words.

        >>> kept = Signatures(1)
        >>> kept.assign(0, Person("p", "practical", free_text="短い"))
        >>> kept.told.tolist()
        [0]
        """
        self.told[row] = signature(grams(plain(person.free_text[:LOOKED_AT])))

    def grow(self, capacity: int) -> None:
        """Make room for rows up to `capacity`.

        >>> kept = Signatures(1)
        >>> kept.grow(3)
        >>> len(kept.told)
        3
        """
        self.told = np.pad(self.told, (0, capacity - len(self.told)))

    def like(self, words: Words, count: int) -> Rows:
        """Return the rows below `count` whose own words are these, rising, intp[k].

        >>> Signatures(1).like(np.arange(50, dtype=np.uint16), 1).tolist()
        []
        """
        asked = signature(words)
        if not asked:
            return np.empty(0, dtype=np.intp)
        told = self.told[:count]
        near = np.flatnonzero(np.bitwise_count(told ^ asked) <= NEAR)
        rows: Rows = near[told[near] != 0]
        return rows
