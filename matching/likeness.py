"""How alike the words of a need and of a career are: rows of hashed grams, scored exactly."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from matching.bits import Rows
from matching.evidence import TOP
from matching.grams import BUCKETS, NOTHING, grams, inverse_frequencies
from matching.text import plain

GRAMS = 192
"""Grams kept a text, rarest first."""
HALF = GRAMS // 2
"""Most texts have no more: the second half of the others is kept, and looked at, apart."""
FULL = 0.14
"""The likeness (cosine) that counts in full: of texts that share little but the matter, few reach
more."""

Words = NDArray[np.uint16]


def career_grams(told: str, labels: Iterable[str] = ()) -> Words:
    """Return the grams of words told (`matching.told.told_text`, normalised) and of some labels
    claimed, uint16[g].

    >>> len(career_grams("", ["改善"]))
    1
    """
    return grams("\n".join([told, *map(plain, labels)]))


class _Rows:
    """One text a person: its rarest grams as uint16[2, capacity, HALF], padded, and its norm."""

    def __init__(self, capacity: int) -> None:
        self.words = np.full((2, capacity, HALF), NOTHING, dtype=np.uint16)
        self.norms = np.ones(capacity, dtype=np.float32)

    def assign(self, row: int, words: Words, idf: NDArray[np.float32]) -> None:
        rarest = words[np.argsort(-idf[words], kind="stable")][:GRAMS]
        padded = np.full(GRAMS, NOTHING, dtype=np.uint16)
        padded[: len(rarest)] = rarest
        self.words[:, row] = padded.reshape(2, HALF)
        self.norms[row] = max(float(np.linalg.norm(idf[rarest])), 1.0)

    def grow(self, capacity: int) -> None:
        words, norms = self.words, self.norms
        self.words = np.full((2, capacity, HALF), NOTHING, dtype=np.uint16)
        self.words[:, : len(norms)] = words
        self.norms = np.ones(capacity, dtype=np.float32)
        self.norms[: len(norms)] = norms

    def alike(self, direction: NDArray[np.float32], rows: Rows) -> NDArray[np.float32]:
        words = self.words[0].take(rows, axis=0)
        shared: NDArray[np.float32] = direction.take(words).sum(axis=1)
        filled = np.flatnonzero(words[:, -1] != NOTHING)
        if len(filled):
            more = self.words[1].take(rows[filled], axis=0)
            shared[filled] += direction.take(more).sum(axis=1)
        return shared / self.norms.take(rows)


class Likeness:
    """The texts of a pool. `idf` float32[65536] is set at build and stays until the next."""

    def __init__(self, capacity: int) -> None:
        self.idf = np.ones(BUCKETS, dtype=np.float32)
        self.career = _Rows(capacity)

    def weigh(self, told: Iterable[str]) -> None:
        """Take the weights of words from what these people told, normalised.

        >>> likeness = Likeness(1)
        >>> likeness.weigh([""])
        >>> float(likeness.idf.max())
        1.6931471824645996
        """
        self.idf = inverse_frequencies(list(map(career_grams, told)))

    def assign(self, row: int, told: str, labels: Iterable[str]) -> None:
        """Set what a row's person told, normalised, and the labels that are echoed in it
        (`matching.evidence.Reading`): a label alone is no likeness.

        >>> likeness = Likeness(1)
        >>> likeness.assign(0, "", ["改善"])
        >>> int((likeness.career.words[:, 0] != NOTHING).sum())
        1
        """
        self.career.assign(row, career_grams(told, labels), self.idf)

    def grow(self, capacity: int) -> None:
        """Make room for rows up to `capacity`.

        >>> likeness = Likeness(1)
        >>> likeness.grow(4)
        >>> likeness.career.words.shape
        (2, 4, 96)
        """
        self.career.grow(capacity)

    def direction(self, words: Words) -> NDArray[np.float32]:
        """Return the weight of every gram in a need's direction, float32[65536].

        Source: cosine of binary TF-IDF vectors (Salton and Buckley 1988); the sum over a row's
        grams divided by its norm is the cosine.

        >>> direction = Likeness(1).direction(grams("窓口"))
        >>> float(direction.sum()), int((direction > 0).sum())
        (1.0, 1)
        """
        weights = np.zeros_like(self.idf)
        idf = self.idf[words]
        weights[words] = idf * idf / max(float(np.linalg.norm(idf)), 1e-9)
        return weights

    def codes(self, direction: NDArray[np.float32], rows: Rows) -> NDArray[np.uint8]:
        """Return the likeness of the rows as 0-31, uint8[rows].

        >>> likeness = Likeness(2)
        >>> likeness.assign(0, "", ["窓口"])
        >>> likeness.codes(likeness.direction(grams("窓口")), np.arange(2)).tolist()
        [31, 0]
        """
        alike = self.career.alike(direction, rows)
        codes: NDArray[np.uint8] = np.minimum(alike * (TOP / FULL), TOP).astype(np.uint8)
        return codes
