import json
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from matching.artifacts import open_scorer, read_arrays, save_scorer, write_arrays
from matching.errors import CorruptArtifact, ForeignArtifact, VocabularyMismatch
from matching.explain import Explanation, explain
from matching.jsonable import from_json, to_json
from matching.lexicon import Lexicon
from matching.pool import Pool
from matching.profiles import Need, Person
from matching.ranking import rank
from matching.results import Failure, Ranking
from matching.scorer import expert_scorer
from matching.teams import TeamResult, teams
from matching.testing import AS_OF, made_world
from matching.vectors import WordVectors, open_vectors, save_vectors
from matching.vocabulary import Concept, Skill, Vocabulary

SCORER = expert_scorer()


def test_a_scorer_survives_being_saved(tmp_path: Path) -> None:
    digest = save_scorer(SCORER, tmp_path / "s.npz")

    assert open_scorer(tmp_path / "s.npz", digest).digest == SCORER.digest


def test_300_changed_bytes_are_300_refusals(tmp_path: Path) -> None:
    path = tmp_path / "s.npz"
    digest = save_scorer(SCORER, path)
    whole = path.read_bytes()
    rng = np.random.default_rng(1)

    for _ in range(300):
        broken = bytearray(whole)
        at = int(rng.integers(len(broken)))
        broken[at] ^= int(rng.integers(1, 256))
        path.write_bytes(bytes(broken))
        with pytest.raises(CorruptArtifact):
            open_scorer(path, digest)


def test_a_cut_or_foreign_file_is_refused_even_without_its_hash(tmp_path: Path) -> None:
    path = tmp_path / "s.npz"
    save_scorer(SCORER, path)
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(CorruptArtifact):
        open_scorer(path)

    path.write_text("no archive")
    with pytest.raises(CorruptArtifact):
        open_scorer(path)

    write_arrays(path, "something.else", {}, {})
    with pytest.raises(ForeignArtifact):
        open_scorer(path)


@pytest.mark.filterwarnings("ignore")
def test_any_byte_changed_is_noticed_or_harmless_without_the_hash(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    write_arrays(path, "ages", {}, {"years": np.arange(40)})
    whole = path.read_bytes()

    refused = 0
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        try:
            read_arrays(path, "ages", None)
        except (CorruptArtifact, ForeignArtifact):
            refused += 1

    assert refused > len(whole) / 2


def test_a_bare_array_is_no_artifact(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.arange(3))

    with pytest.raises(CorruptArtifact):
        read_arrays(tmp_path / "a.npy", "ages", None)


def test_tables_that_are_not_those_that_were_saved_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "s.npz"
    save_scorer(SCORER, path)
    header, arrays = read_arrays(path, "matching.scorer", None)
    del header["kind"], header["format"]
    arrays["text"] = arrays["text"] + 1
    write_arrays(path, "matching.scorer", header, arrays)
    with pytest.raises(CorruptArtifact, match="not those"):
        open_scorer(path)

    del arrays["text"]
    write_arrays(path, "matching.scorer", header, arrays)
    with pytest.raises(CorruptArtifact):
        open_scorer(path)


def test_word_vectors_survive_being_saved(tmp_path: Path) -> None:
    vectors = WordVectors({"窓口": 1, "改善": 0}, np.ones((2, 3), dtype=np.int8))

    save_vectors(vectors, tmp_path / "w.npz")

    assert open_vectors(tmp_path / "w.npz").rows("窓口改善").tolist() == [0, 1]


def test_every_answer_survives_json() -> None:
    world = made_world(6, people=20, needs=3)
    pool = Pool.build(world.people, Lexicon(world.vocabulary), as_of=AS_OF)

    for need in world.needs:
        for kind, value in (
            (Ranking, rank(pool, SCORER, need)),
            (Explanation, explain(pool, SCORER, need, world.people[0].key)),
            (TeamResult, teams(pool, SCORER, need)),
            (Need, need),
            (Person, world.people[0]),
        ):
            again = from_json(kind, json.loads(json.dumps(to_json(value))))
            assert again == value


def test_facts_that_are_lists_stay_tuples() -> None:
    failure = Failure("slots_short", None, ("mon_am",), (), None)

    assert from_json(Failure, to_json(failure)) == failure


def test_a_vocabulary_that_contradicts_itself_is_refused() -> None:
    with pytest.raises(VocabularyMismatch, match="twice"):
        Vocabulary(skills=(Skill("a", "A"), Skill("a", "B")))
    with pytest.raises(VocabularyMismatch, match="no such skill"):
        Vocabulary(concepts=(Concept("c", "C", ("語句",), skills={"gone": 1.0}),))


def test_a_digest_depends_on_content_and_on_nothing_else() -> None:
    one, other = made_world(1, people=1, needs=1), made_world(1, people=1, needs=1)

    assert one.vocabulary.digest == other.vocabulary.digest
    assert one.vocabulary.digest != made_world(2, people=1, needs=1).vocabulary.digest
    assert len(fields(Vocabulary)) == 9
