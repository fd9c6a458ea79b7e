"""What the library is compared with: character TF-IDF behind the same gates."""

import json
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from matching.evaluate import ndcg
from tests.matching.quality import world
from tests.matching.world.naive_gates import failures

Record = dict[str, Any]
DECLARED = 0.03
"""What a specialty equal to the need's category adds to the cosine."""


def mean_ndcg(refs: list[str], *, has_category: bool) -> float:
    """Return the mean NDCG@10 of the baseline's order over some needs of the realistic set."""
    grades, people, found = world()["grades"], world()["candidates"], []
    for need in world()["needs"]:
        if need["ref"] in refs:
            listed = order(need, people, has_category=has_category)
            ideal = [grade for (asked, _), grade in grades.items() if asked == need["ref"]]
            found.append(ndcg([grades.get((need["ref"], key), 0) for key in listed], ideal))
    return float(np.mean(found))


def order(need: Record, people: list[Record], *, has_category: bool) -> list[str]:
    """Return who passes the need's hard conditions, the most alike first; ties by reference."""
    scores = likeness([need], people)[0]
    if has_category:
        scores += DECLARED * np.array([need["category"] in row["specialties"] for row in people])
    listed = [row for row in range(len(people)) if not failures(need, people[row])]
    listed.sort(key=lambda row: (-scores[row], people[row]["ref"]))
    return [people[row]["ref"] for row in listed]


def likeness(needs: list[Record], people: list[Record]) -> NDArray[np.float64]:
    """Return the cosines of everything written, float64[needs, people]."""
    vectorizer, matrix = _fitted(json.dumps(people))
    words = vectorizer.transform([_need_text(need) for need in needs])
    return np.asarray((words @ matrix.T).todense())


@cache
def _fitted(people: str) -> tuple[TfidfVectorizer, Any]:
    vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(2, 3), sublinear_tf=True)
    return vectorizer, vectorizer.fit_transform(map(_person_text, json.loads(people)))


def _need_text(need: Record) -> str:
    names = ("title", "current_issue", "desired_outcome")
    return "\n".join(
        [*(need[name] for name in names), *need["required_skills"], *need["preferred_skills"]]
    )


def _person_text(person: Record) -> str:
    labels = [claim["label"] for claim in person["skills"]]
    told = [f"{entry['role']}\n{entry['description']}" for entry in person["career"]]
    return "\n".join([person["headline"], person["free_text"], *labels, *told])
