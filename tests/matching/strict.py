"""A made world with conditions as strict as in life, and people who leave things open."""

from dataclasses import replace
from functools import cache

import numpy as np

from matching.lexicon import Lexicon
from matching.pool import Pool
from matching.profiles import Need, Preferences, Requirement
from matching.testing import AS_OF, Maker, made_vocabulary


@cache
def strict_world() -> tuple[Pool, list[Need]]:
    """1,000 people and 100 needs: 100,000 pairs."""
    rng = np.random.default_rng(5)
    lexicon = Lexicon(made_vocabulary(rng, fields=4))
    maker = Maker(rng, lexicon.vocabulary, 4)
    people = [
        replace(
            maker.person(f"p{i:04d}", maker.levels(), wish=maker.wish()),
            vendors=("みらい株式会社",) if i % 7 == 0 else (),
            public_kinds=frozenset({"none"} if i % 3 else {"si_public"}),
        )
        for i in range(1000)
    ]
    people[:3] = [
        replace(people[0], preferences=Preferences()),
        replace(people[1], preferences=Preferences(hours=8.0, from_month=AS_OF)),
        replace(people[2], career=(), claims=(), qualifications=()),
    ]
    needs = [
        replace(
            maker.strict_need(f"n{i}"),
            vendors=("㈱ミライ",) if i % 2 else (),
            qualifications=(Requirement("", code="q0"),) if i % 5 == 0 else (),
            require_all_skills=i % 4 == 0,
        )
        for i in range(100)
    ]
    return Pool.build(people, lexicon, as_of=AS_OF), needs
