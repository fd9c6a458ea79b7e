"""Character pairs and triples as hashed sets: repeating a text adds nothing."""

import numpy as np
from numpy.typing import NDArray

BUCKETS = 1 << 16
NOTHING = BUCKETS - 1
"""The padding bucket; its weight is always 0."""

_HIRAGANA = (0x3041, 0x309F)
_CJK = (0x3005, 0x9FFF)


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
    is_word, is_content = _classes(points)
    pairs = _hashes(points, is_word, is_content, 2)
    triples = _hashes(points, is_word, is_content, 3)
    return np.unique(np.concatenate([pairs, triples]))


def _classes(points: NDArray[np.uint32]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    is_hiragana = (points >= _HIRAGANA[0]) & (points <= _HIRAGANA[1])
    is_japanese = (points >= _CJK[0]) & (points <= _CJK[1])
    is_latin = ((points >= 0x61) & (points <= 0x7A)) | ((points >= 0x30) & (points <= 0x39))
    is_word = is_japanese | is_latin
    return is_word, is_word & ~is_hiragana


def _hashes(
    points: NDArray[np.uint32],
    is_word: NDArray[np.bool_],
    is_content: NDArray[np.bool_],
    length: int,
) -> NDArray[np.uint16]:
    count = max(len(points) - length + 1, 0)
    hashed = np.full(count, 2166136261, dtype=np.uint32)
    keep = np.ones(count, dtype=bool)
    contents = np.zeros(count, dtype=np.uint8)
    for offset in range(length):
        window = slice(offset, offset + count)
        hashed = (hashed ^ points[window]) * np.uint32(16777619)
        keep &= is_word[window]
        contents += is_content[window]
    folded = (hashed ^ (hashed >> np.uint32(16))) % np.uint32(NOTHING)
    kept: NDArray[np.uint16] = folded[keep & (contents * 2 >= length)].astype(np.uint16)
    return kept


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
