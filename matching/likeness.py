"""How alike the words of a need and of a career are: rows of hashed grams, scored exactly."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from matching.bits import Rows
from matching.evidence import TOP
from matching.grams import BUCKETS, NOTHING, grams, inverse_frequencies
from matching.profiles import Person
from matching.text import plain
from matching.told import told_text

GRAMS = 192
"""Grams kept a text, rarest first."""
HALF = GRAMS // 2
"""Most texts have no more: the second half of the others is kept, and looked at, apart."""
FULL = 0.25
"""The likeness (cosine) that counts in full."""

Words = NDArray[np.uint16]


def career_grams(person: Person, echoed: Iterable[int] = ()) -> Words:
    """Return the grams of what was done, of the headline and of some labels claimed, uint16[g].

    `echoed` says which (`matching.evidence.Reading`): a label alone is no likeness.

    >>> from matching.profiles import Claim
    >>> len(career_grams(Person("p", "practical", claims=(Claim("改善", 3),)), echoed=[0]))
    1
    """
    labels = [person.claims[position].label for position in echoed]
    return grams(plain("\n".join([told_text(person), *labels])))


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

    def weigh(self, people: Iterable[Person]) -> None:
        """Take the weights of words from these people's texts.

        >>> likeness = Likeness(1)
        >>> likeness.weigh([Person("p", "practical")])
        >>> float(likeness.idf.max())
        1.6931471824645996
        """
        documents = [career_grams(person) for person in people]
        self.idf = inverse_frequencies(documents)

    def assign(self, row: int, person: Person, echoed: Iterable[int]) -> None:
        """Set a row's texts.

        >>> from matching.profiles import Claim
        >>> likeness = Likeness(1)
        >>> likeness.assign(0, Person("p", "practical", claims=(Claim("改善", 3),)), echoed=[0])
        >>> int((likeness.career.words[:, 0] != NOTHING).sum())
        1
        """
        self.career.assign(row, career_grams(person, echoed), self.idf)

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

        >>> from matching.profiles import Claim
        >>> likeness = Likeness(2)
        >>> likeness.assign(0, Person("p", "practical", claims=(Claim("窓口", 3),)), echoed=[0])
        >>> likeness.codes(likeness.direction(grams("窓口")), np.arange(2)).tolist()
        [31, 0]
        """
        alike = self.career.alike(direction, rows)
        codes: NDArray[np.uint8] = np.minimum(alike * (TOP / FULL), TOP).astype(np.uint8)
        return codes
