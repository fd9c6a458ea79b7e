"""Measures what needs the tests' own worlds: `python -m tests.matching.bench [--json]`.

The realistic set is graded by people's rules, the naive conditions are written apart from the
library; neither belongs into it, so these rows stand here.
"""

import argparse
import sys
from collections.abc import Iterator

import numpy as np

from matching.bench_report import Row, always, at_least, at_most, tell
from matching.ranking import run
from matching.scorer import expert_scorer
from tests.matching import baseline, late
from tests.matching.naive import naive_failures
from tests.matching.parts import OTHERS, STRANGER, Part
from tests.matching.pointers import drawn, mark, verdicts
from tests.matching.quality import listed, mean_ndcg, refs, world
from tests.matching.strict import strict_world
from tests.matching.stuffing import claiming, moves, pasted

HALVES = {"look": "half looked at", "measure": "half only measured"}
SHOWN = "those whose career shows the thing: a claim adds to evidence"
SAME_WORDS = "the same words in another trade, lists of everything, lecturers on the subject"
WORDS_APART = "what remains are troubles whose words no concept and no career shares"


def main() -> int:
    """Print every row; the status is 0 also where a goal is missed (the row says so)."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    tell(rows(), as_json=parser.parse_args().json)
    return 0


def rows() -> Iterator[Row]:
    """Yield the quality on the realistic set, then the reasons against the naive conditions."""
    for half, told in HALVES.items():
        yield from quality(half, f"realistic set, {told}")
    yield from apart(STRANGER, "realistic set, another style")
    yield from others()
    yield from terse()
    yield from compared()
    yield from traps()
    yield from stuffing()
    yield pointers()
    yield reasons()


def quality(half: str, name: str) -> Iterator[Row]:
    """Yield NDCG@10 over all needs of a half, its vague ones, and those without their category."""
    every, vague = refs(half=half), refs(half=half, vague=True)
    bare = mean_ndcg(vague, has_category=False)
    yield at_least(f"{name}: NDCG@10, all", mean_ndcg(every), "", 0.93, why=WORDS_APART)
    yield at_least(f"{name}: NDCG@10, vague", mean_ndcg(vague), "", 0.88, why=WORDS_APART)
    yield at_least(f"{name}: NDCG@10, vague, no category", bare, "", 0.8, why=WORDS_APART)


def apart(part: Part, name: str) -> Iterator[Row]:
    """Yield the same of a part with people of its own."""
    for told, vague, goal in (("all", None, 0.93), ("vague", True, 0.88)):
        found = part.mean_ndcg(vague=vague)
        yield at_least(f"{name}: NDCG@10, {told}", found, "", goal, why=WORDS_APART)
    bare = part.mean_ndcg(vague=True, has_category=False)
    yield at_least(f"{name}: NDCG@10, vague, no category", bare, "", 0.8, why=WORDS_APART)


def others() -> Iterator[Row]:
    """Yield the parts by other writers, each also against character TF-IDF with the category."""
    for writer, part in OTHERS.items():
        yield from apart(part, f"realistic set, {writer}")
        for told, vague in (("all", None), ("vague", True)):
            plain = part.baseline_ndcg(vague=vague)
            gained = part.mean_ndcg(vague=vague) - plain
            name = f"realistic set, {writer}: over TF-IDF with the category ({plain:.3f}), {told}"
            yield at_least(name, gained, "", 0.05, why="needs and careers share their words there")


def terse() -> Iterator[Row]:
    """Yield the same of the fourth part: twelve needs told in fragments."""
    for told, vague, goal in (("all", None, 0.93), ("vague", True, 0.88)):
        name = f"realistic set, twelve terse needs: NDCG@10, {told}"
        yield at_least(name, late.mean_ndcg(vague=vague), "", goal, why=WORDS_APART)


def compared() -> Iterator[Row]:
    """Yield how much better the order is than that of character TF-IDF behind the same gates."""
    every = {vague: refs(vague=vague) + refs(half="look", vague=vague) for vague in (None, True)}
    for has_category, told in ((False, ""), (True, " with the declared category")):
        for vague, which in ((None, "all"), (True, "vague")):
            plain = baseline.mean_ndcg(every[vague], has_category=has_category)
            gained = mean_ndcg(every[vague]) - plain
            name = f"realistic set: NDCG@10 over character TF-IDF{told} ({plain:.3f}), {which}"
            yield at_least(name, gained, "", 0.05)


def stuffing() -> Iterator[Row]:
    """Yield how many places words that cost nothing win people whom nobody would refer."""
    name = "realistic set: places won by pasting the need twenty times, at most"
    yield at_most(name, max(moves(pasted, named=False)), "places", 1)
    claimed = np.array(list(moves(claiming, named=True)))
    name = f"realistic set: places won by claiming what is asked, mean of {len(claimed)}"
    yield at_most(name, float(claimed.mean()), "places", 1)
    name = f"realistic set: share who win more than one place so (at most {claimed.max()})"
    yield at_most(name, float(np.mean(claimed > 1)), "", 0.1, why=SHOWN)


def pointers() -> Row:
    """Return how many of 100 drawn explanations point at words that a reader accepted."""
    known = verdicts()
    told = [known.get(mark(pointer)) for pointer in drawn()]
    unread = told.count(None)
    why = f"{unread} are new and not judged yet" if unread else "words that only look right"
    return at_least(
        "explanations a reader accepts, of 100 drawn", sum(map(bool, told)), "", 90, why=why
    )


def traps() -> Iterator[Row]:
    """Yield how many people stand among the first three who only look right."""
    trapped = [
        key
        for half in HALVES
        for ref in refs(half=half)
        for key in listed(ref)[:3]
        if (ref, key) in world()["traps"]
    ]
    yield at_most("realistic set: traps among the first three", len(trapped), "people", 0)
    for told, part in {"another style": STRANGER, **OTHERS}.items():
        name = f"realistic set, {told}: traps among the first three"
        yield at_most(name, len(part.trapped()), "people", 0, why=SAME_WORDS)


def reasons() -> Row:
    """Return how often the reasons are those of a naive evaluation."""
    pool, needs = strict_world()
    same = pairs = 0
    for need in needs:
        ran = run(pool, expert_scorer(), need)
        codes = np.array([gate.code for gate in ran.program.gates])
        for row, person in enumerate(pool):
            same += set(codes[ran.failures[:, row]].tolist()) == naive_failures(person, need, pool)
            pairs += 1
    return always(f"reasons equal to naive conditions, of {pairs:,} pairs", same, pairs)


if __name__ == "__main__":
    sys.exit(main())
