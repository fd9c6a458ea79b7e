"""How near in meaning a need and a career are, for troubles told in nobody's words.

A text is the weighted mean of its words' points, made once when it is saved.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from matching.bits import Rows
from matching.evidence import TOP
from matching.lexicon import Floats
from matching.text import plain
from matching.vectors import WordVectors

FULL = 0.5
"""The nearness (cosine) that counts in full."""
SCALE = 256.0
"""Stored points are the mean's coordinates in 1/256, so that sums are exact integers."""


class _Places:
    """One text a person as a stored point: int8[capacity, dimensions]."""

    def __init__(self, capacity: int, dimensions: int) -> None:
        self.points = np.zeros((capacity, dimensions), dtype=np.int8)

    def assign(self, row: int, place: Floats) -> None:
        self.points[row] = np.clip(np.rint(place * SCALE), -127, 127)

    def grow(self, capacity: int) -> None:
        points = self.points
        self.points = np.zeros((capacity, points.shape[1]), dtype=np.int8)
        self.points[: len(points)] = points

    def near(self, direction: Floats, rows: Rows) -> Floats:
        """Return the cosines, never below 0: float32 sums of small integers are exact."""
        # Not `@`: BLAS would divide so little work among threads and wait for them.
        cosines = np.vecdot(self.points.take(rows, axis=0).astype(np.float32), direction)
        near: Floats = np.maximum(cosines, np.float32(0)) * np.float32(1 / SCALE**2)
        return near


class Meaning:
    """The meanings of a pool's texts. Weights and centre are set at build and stay."""

    def __init__(self, capacity: int, vectors: WordVectors) -> None:
        self._vectors = vectors
        dimensions = vectors.points.shape[1]
        self.idf = np.ones(vectors.size, dtype=np.float32)
        self.centre = np.zeros(dimensions, dtype=np.float32)
        self.career = _Places(capacity, dimensions)

    def weigh(self, told: Iterable[str]) -> None:
        """Take the weights of words, and the centre of all careers, from what these people told.

        >>> from matching.vectors import no_vectors
        >>> meaning = Meaning(1, no_vectors())
        >>> meaning.weigh([""])
        >>> meaning.centre.tolist()
        [0.0]
        """
        rows = [self._vectors.rows(text) for text in told]
        counts = np.zeros(self._vectors.size)
        for found in rows:
            counts[found] += 1
        self.idf = (np.log((1 + len(rows)) / (1 + counts)) + 0.3).astype(np.float32)
        self.centre = np.zeros_like(self.centre)
        places = [self._place(found) for found in rows]
        self.centre = np.mean(places, axis=0, dtype=np.float32) if places else self.centre

    def assign(self, row: int, told: str) -> None:
        """Set what a row's person told, normalised.

        >>> from matching.vectors import no_vectors
        >>> meaning = Meaning(1, no_vectors())
        >>> meaning.assign(0, "窓口を改善")
        >>> meaning.career.points.tolist()
        [[0]]
        """
        self.career.assign(row, self._place(self._vectors.rows(told)))

    def grow(self, capacity: int) -> None:
        """Make room for rows up to `capacity`.

        >>> from matching.vectors import no_vectors
        >>> meaning = Meaning(1, no_vectors())
        >>> meaning.grow(3)
        >>> meaning.career.points.shape
        (3, 1)
        """
        self.career.grow(capacity)

    def direction(self, texts: Iterable[str]) -> Floats:
        """Return a need's point in whole 1/256, float32[dimensions].

        >>> words = WordVectors({"窓口": 0}, np.array([[3, 4]], dtype=np.int8))
        >>> Meaning(1, words).direction(["窓口"]).tolist()
        [154.0, 205.0]
        """
        rows = self._vectors.rows(plain("\n".join(texts)))
        direction: Floats = np.rint(self._mean(rows) * SCALE).astype(np.float32)
        return direction

    def codes(self, direction: Floats, rows: Rows) -> NDArray[np.uint8]:
        """Return the nearness of the rows as 0-31, uint8[rows].

        >>> words = WordVectors({"窓口": 0}, np.array([[3, 4]], dtype=np.int8))
        >>> meaning = Meaning(1, words)
        >>> meaning.codes(meaning.direction(["窓口"]), np.arange(1)).tolist()
        [0]
        """
        near = self.career.near(direction, rows)
        codes: NDArray[np.uint8] = np.minimum(near * (TOP / FULL), TOP).astype(np.uint8)
        return codes

    def nearness(self, direction: Floats, text: str) -> float:
        """Return how near a piece of normalised text is, -1 to 1, for quoting it.

        >>> words = WordVectors({"窓口": 0}, np.array([[3, 4]], dtype=np.int8))
        >>> meaning = Meaning(1, words)
        >>> round(meaning.nearness(meaning.direction(["窓口"]), "窓口"), 1)
        1.0
        """
        return float(self._place(self._vectors.rows(text)) @ direction) / SCALE

    def _place(self, rows: NDArray[np.intp]) -> Floats:
        """Return a text's point relative to the centre; a text of no known word is the centre."""
        mean = self._mean(rows)
        return mean - self.centre if len(rows) else mean

    def _mean(self, rows: NDArray[np.intp]) -> Floats:
        """Return the unit vector of the weighted mean of points.

        Source: inverse-frequency weighted averages (Arora et al. 2017, "A simple but tough-to-beat
        baseline"), with the corpus mean taken off instead of the first component.
        """
        summed: Floats = self.idf[rows] @ self._vectors.points[rows].astype(np.float32)
        return summed / max(float(np.linalg.norm(summed)), 1e-9)
