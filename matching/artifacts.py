"""Scorers as files: an npz of arrays with a JSON header, told apart by hash, never pickled."""

import hashlib
import io
import json
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.errors import CorruptArtifact, ForeignArtifact, InvalidProfile
from matching.scorer import FACTOR_OF, Scorer

FORMAT = 1
SCORER_KIND = "matching.scorer"
Arrays = dict[str, NDArray[Any]]
UNREADABLE = (
    *(KeyError, ValueError, TypeError, EOFError, OSError, RuntimeError, MemoryError),
    *(zipfile.BadZipFile, zlib.error),
)
"""What reading broken bytes as an archive of arrays can end in."""


def save_scorer(scorer: Scorer, path: Path) -> str:
    """Write a scorer and return the file's SHA-256.

    >>> import tempfile
    >>> from matching.scorer import expert_scorer
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "scorer.npz"
    ...     digest = save_scorer(expert_scorer(), path)
    ...     open_scorer(path, digest).version
    'expert-4'
    """
    header = {
        "version": scorer.version,
        "slope": scorer.slope,
        "offset": scorer.offset,
        "digest": scorer.digest,
    }
    return write_arrays(path, SCORER_KIND, header, dict(scorer.tables))


def open_scorer(path: Path, expected: str | None = None) -> Scorer:
    """Read a scorer; `expected` is the SHA-256 it must have.

    Raises `CorruptArtifact` when the bytes are not those that were saved, `ForeignArtifact` when
    they are whole but no scorer of this format.

    >>> import tempfile
    >>> from matching.scorer import expert_scorer
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     digest = save_scorer(expert_scorer(), Path(folder) / "scorer.npz")
    ...     open_scorer(Path(folder) / "scorer.npz", digest).digest == expert_scorer().digest
    True
    """
    header, arrays = read_arrays(path, SCORER_KIND, expected)
    try:
        scorer = Scorer(
            str(header["version"]),
            {name: arrays[name].astype(np.int32) for name in FACTOR_OF},
            float(header["slope"]),
            float(header["offset"]),
        )
    except (KeyError, TypeError, ValueError, InvalidProfile) as error:
        raise CorruptArtifact(f"{path.name}: {error}") from error
    if scorer.digest != header.get("digest"):
        raise CorruptArtifact(f"{path.name}: the tables are not those that were saved")
    return scorer


def write_arrays(path: Path, kind: str, header: dict[str, Any], arrays: Arrays) -> str:
    """Write named arrays with a JSON header and return the file's SHA-256.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     len(write_arrays(Path(folder) / "a.npz", "ages", {}, {"years": np.array([40])}))
    64
    """
    told = json.dumps({"kind": kind, "format": FORMAT, **header}, sort_keys=True)
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer, allow_pickle=False, header=np.frombuffer(told.encode(), np.uint8), **arrays
    )
    path.write_bytes(buffer.getvalue())
    return hashlib.sha256(buffer.getvalue()).hexdigest()


def read_arrays(path: Path, kind: str, expected: str | None) -> tuple[dict[str, Any], Arrays]:
    """Read what `write_arrays` wrote. Raises `CorruptArtifact` or `ForeignArtifact`.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "a.npz"
    ...     digest = write_arrays(path, "ages", {"unit": "year"}, {"years": np.array([40])})
    ...     header, arrays = read_arrays(path, "ages", digest)
    >>> header["unit"], arrays["years"].tolist()
    ('year', [40])
    """
    content = path.read_bytes()
    if expected is not None and hashlib.sha256(content).hexdigest() != expected:
        raise CorruptArtifact(f"{path.name}: the file is not the one that was saved")
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as opened:
            arrays = {name: opened[name] for name in opened.files}
        header = json.loads(arrays.pop("header").tobytes())
    except UNREADABLE as error:
        raise CorruptArtifact(f"{path.name}: {error}") from error
    if not isinstance(header, dict) or (header.get("kind"), header.get("format")) != (kind, FORMAT):
        raise ForeignArtifact(f"{path.name} is no {kind} of format {FORMAT}")
    return header, arrays
