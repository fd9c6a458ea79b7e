"""A pool survives being saved; what is broken, foreign or of other words is refused."""

from dataclasses import replace
from pathlib import Path

import pytest

from matching.artifacts import save_scorer
from matching.errors import CorruptArtifact, ForeignArtifact, VocabularyMismatch
from matching.lexicon import Lexicon
from matching.pool import Pool
from matching.ranking import rank
from matching.saved import open_pool, save_pool
from matching.scorer import expert_scorer
from matching.testing import AS_OF, made_world
from matching.vectors import bundled_vectors
from tests.matching.strict import strict_world

SCORER = expert_scorer()
WORLD = made_world(31, people=30, needs=3)
LEXICON = Lexicon(WORLD.vocabulary)


def changed_pool() -> Pool:
    pool = Pool.build(WORLD.people, LEXICON, as_of=AS_OF)
    pool.remove(WORLD.people[3].key)
    pool.update(replace(WORLD.people[4], vendors=("みらい",)))
    return pool


def test_a_pool_that_was_changed_and_saved_ranks_as_before(tmp_path: Path) -> None:
    pool = changed_pool()

    opened = open_pool(tmp_path / "p.npz", LEXICON, save_pool(pool, tmp_path / "p.npz"))

    assert list(opened) == list(pool)
    for need in WORLD.needs:
        assert rank(opened, SCORER, need) == rank(pool, SCORER, need)


def test_every_condition_survives_being_saved(tmp_path: Path) -> None:
    pool, needs = strict_world()

    opened = open_pool(tmp_path / "p.npz", pool.lexicon, save_pool(pool, tmp_path / "p.npz"))

    for need in needs[:3]:
        assert rank(opened, SCORER, need) == rank(pool, SCORER, need)


@pytest.mark.parametrize("at", [0, 500, -1])
def test_a_changed_byte_is_refused(at: int, tmp_path: Path) -> None:
    path = tmp_path / "p.npz"
    digest = save_pool(changed_pool(), path)
    broken = bytearray(path.read_bytes())
    broken[at] ^= 1

    path.write_bytes(bytes(broken))

    with pytest.raises(CorruptArtifact):
        open_pool(path, LEXICON, digest)


def test_a_scorer_is_no_pool(tmp_path: Path) -> None:
    digest = save_scorer(SCORER, tmp_path / "s.npz")

    with pytest.raises(ForeignArtifact):
        open_pool(tmp_path / "s.npz", LEXICON, digest)


def test_a_pool_of_another_vocabulary_or_word_table_is_refused(tmp_path: Path) -> None:
    digest = save_pool(changed_pool(), tmp_path / "p.npz")
    other_words = Lexicon(made_world(32, people=1, needs=1).vocabulary)
    other_table = Lexicon(WORLD.vocabulary, bundled_vectors())

    for lexicon in (other_words, other_table):
        with pytest.raises(VocabularyMismatch):
            open_pool(tmp_path / "p.npz", lexicon, digest)
