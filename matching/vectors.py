"""Words as points: what is near in meaning is near in space, for texts that share no word.

The bundled table is distilled from chiVe (Works Applications, Apache License 2.0) as shipped in
ja_ginza (Megagon Labs, MIT): see `data/NOTICE`. Everything works without it; likeness in meaning
then adds nothing.
"""

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matching.artifacts import read_arrays, write_arrays
from matching.text import lengths_by_head

BUNDLED = Path(__file__).parent / "data" / "words.npz"
KIND = "matching.words"


class WordVectors:
    """Words and their points: `points` int8[rows, dimensions], several words may share one row."""

    def __init__(self, row_of: dict[str, int], points: NDArray[np.int8]) -> None:
        self._row_of = row_of
        self._lengths = lengths_by_head(row_of)
        self.points = points

    @property
    def size(self) -> int:
        """The number of points.

        >>> WordVectors({"窓口": 0, "受付": 0}, np.zeros((1, 4), np.int8)).size
        1
        """
        return len(self.points)

    def rows(self, text: str) -> NDArray[np.intp]:
        """Return the distinct points of a normalised text's words, intp[k], longest words first.

        >>> WordVectors({"窓口": 0, "窓": 1}, np.zeros((2, 4), np.int8)).rows("窓口の窓").tolist()
        [0]
        """
        found = set()
        start, row_of, lengths = 0, self._row_of, self._lengths
        while start < len(text) - 1:
            for length in lengths.get(text[start : start + 2], ()):
                row = row_of.get(word := text[start : start + length])
                if row is not None:
                    found.add(row)
                    start += len(word)
                    break
            else:
                start += 1
        return np.array(sorted(found), dtype=np.intp)


def no_vectors() -> WordVectors:
    """Return the table of no words.

    >>> no_vectors().size
    0
    """
    return WordVectors({}, np.zeros((0, 1), dtype=np.int8))


def save_vectors(vectors: WordVectors, path: Path) -> str:
    """Write a table and return its SHA-256.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     digest = save_vectors(no_vectors(), Path(folder) / "words.npz")
    ...     open_vectors(Path(folder) / "words.npz").size
    0
    """
    words = sorted(vectors._row_of)
    rows = np.array([vectors._row_of[word] for word in words], dtype=np.uint16)
    told = np.frombuffer("\n".join(words).encode(), dtype=np.uint8)
    return write_arrays(path, KIND, {}, {"words": told, "rows": rows, "points": vectors.points})


def open_vectors(path: Path) -> WordVectors:
    """Read a table. Raises `CorruptArtifact`, `ForeignArtifact`.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     digest = save_vectors(no_vectors(), Path(folder) / "words.npz")
    ...     open_vectors(Path(folder) / "words.npz").points.shape
    (0, 1)
    """
    _, arrays = read_arrays(path, KIND, None)
    words = arrays["words"].tobytes().decode().split("\n")
    row_of = dict(zip(words, arrays["rows"].tolist(), strict=False))
    return WordVectors(row_of, arrays["points"])


@cache
def bundled_vectors() -> WordVectors:
    """Return the table that comes with the library, read once a process (0.3 s, 60 MB).

    >>> bundled_vectors().size > 10_000
    True
    """
    return open_vectors(BUNDLED)
