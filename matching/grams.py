"""Character pairs and triples as hashed sets: repeating a text adds nothing."""

import numpy as np
from numpy.typing import NDArray

BUCKETS = 1 << 16
NOTHING = BUCKETS - 1
"""The padding bucket; its weight is always 0."""

_HIRAGANA = (0x3041, 0x309F)
_CJK = (0x3005, 0x9FFF)
_LATIN = ((0x61, 0x7A), (0x30, 0x39))
CONTENT, WORD = 1, 4
"""What a character of a word adds, and one that isn't hiragana adds over it: sums of two or three
tell how many there are of each."""
_BASIS, _PRIME = np.uint32(2166136261), np.uint32(16777619)


def _kinds() -> NDArray[np.uint8]:
    kinds = np.zeros(_CJK[1] + 2, dtype=np.uint8)
    for first, last in (_CJK, *_LATIN):
        kinds[first : last + 1] = WORD + CONTENT
    kinds[_HIRAGANA[0] : _HIRAGANA[1] + 1] = WORD
    return kinds


KINDS = _kinds()
"""What each code point adds; the last one stands for all beyond."""


def grams(text: str) -> NDArray[np.uint16]:
    """Return the sorted distinct buckets of a normalised text's pairs and triples, uint16[g].

    Grams of hiragana alone are grammar, and grams with punctuation join what a writer separated:
    neither is kept. The hash is fixed (FNV-1a over code points, Fowler et al. 1991), so it is
    the same in every process.

    >>> len(grams("窓口窓口窓口")) == len(grams("窓口窓口"))
    True
    """
    points = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
    if len(points) < 2:
        return np.empty(0, dtype=np.uint16)
    kinds = KINDS.take(points, mode="clip")
    ones = (points ^ _BASIS) * _PRIME
    pairs = (ones[:-1] ^ points[1:]) * _PRIME
    triples = (pairs[:-1] ^ points[2:]) * _PRIME
    of_pairs = kinds[:-1] + kinds[1:]
    of_triples = of_pairs[:-1] + kinds[2:]
    # Of a pair one character must be content, of a triple two.
    kept = np.concatenate([pairs[of_pairs > 2 * WORD], triples[of_triples > 3 * WORD + CONTENT]])
    return _distinct(((kept ^ (kept >> np.uint32(16))) % np.uint32(NOTHING)).astype(np.uint16))


def _distinct(buckets: NDArray[np.uint16]) -> NDArray[np.uint16]:
    """Return the distinct ones, rising: for a few hundred, sorting is the quickest."""
    rising = np.sort(buckets)
    is_new = np.ones(len(rising), dtype=bool)
    np.not_equal(rising[1:], rising[:-1], out=is_new[1:])
    return rising[is_new]


def inverse_frequencies(documents: list[NDArray[np.uint16]]) -> NDArray[np.float32]:
    """Return ln((1 + n) / (1 + df)) + 1 of every bucket, float32[BUCKETS], padding 0.

    Source: smoothed inverse document frequency (Sparck Jones 1972; the form scikit-learn uses).

    >>> float(inverse_frequencies([grams("窓口改善")])[NOTHING])
    0.0
    """
    counts = np.zeros(BUCKETS, dtype=np.float64)
    for document in documents:
        counts[document] += 1
    weights = np.log((1 + len(documents)) / (1 + counts)) + 1
    weights[NOTHING] = 0
    return weights.astype(np.float32)
