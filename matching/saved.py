"""A pool as a file: its people as JSON and its weights of words as arrays, never pickled.

Opening reads the people again, so that a file can't disagree with what the library would read;
the weights are kept, since they were taken from the people who were there at the last build.
"""

import json
from pathlib import Path

import numpy as np

from matching.artifacts import Arrays, read_arrays, write_arrays
from matching.errors import VocabularyMismatch
from matching.jsonable import from_json, to_json
from matching.lexicon import Lexicon
from matching.pool import FIRST_CAPACITY, Pool
from matching.profiles import Person

KIND = "matching.pool"


def save_pool(pool: Pool, path: Path) -> str:
    """Write a pool and return the file's SHA-256, which opening it asks for.

    >>> import tempfile
    >>> from matching.vocabulary import Vocabulary
    >>> pool = Pool.build([Person("p", "practical")], Lexicon(Vocabulary()), as_of=0)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     len(save_pool(pool, Path(folder) / "pool.npz"))
    64
    """
    told = json.dumps([to_json(person) for person in pool])
    header = {
        "vocabulary": pool.lexicon.digest,
        "as_of": pool.as_of,
        "generation": pool.generation,
    }
    arrays: Arrays = {
        "people": np.frombuffer(told.encode(), dtype=np.uint8),
        "likeness": pool.likeness.idf,
        "meaning": pool.meaning.idf,
    }
    return write_arrays(path, KIND, header, arrays)


def open_pool(path: Path, lexicon: Lexicon, expected: str) -> Pool:
    """Read a pool whose file has the SHA-256 `expected`; it ranks as the saved one did.

    Raises `CorruptArtifact` when the bytes are not those that were saved, `ForeignArtifact` when
    they are no pool of this format, `VocabularyMismatch` when it was built with other words.

    >>> import tempfile
    >>> from matching.vocabulary import Vocabulary
    >>> pool = Pool.build([Person("p", "practical")], Lexicon(Vocabulary()), as_of=0)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     digest = save_pool(pool, Path(folder) / "pool.npz")
    ...     open_pool(Path(folder) / "pool.npz", pool.lexicon, digest).keys
    ['p']
    """
    header, arrays = read_arrays(path, KIND, expected)
    people = json.loads(arrays["people"].tobytes())
    pool = Pool(lexicon, as_of=header["as_of"], capacity=max(FIRST_CAPACITY, len(people)))
    is_same_table = arrays["meaning"].shape == pool.meaning.idf.shape
    if header["vocabulary"] != lexicon.digest or not is_same_table:
        raise VocabularyMismatch(f"{path.name}: the pool was built with other words")
    pool.likeness.idf, pool.meaning.idf = arrays["likeness"], arrays["meaning"]
    for person in people:
        pool.update(from_json(Person, person))
    pool.generation = header["generation"]
    return pool
