"""A person's words that count: what was done, without what is taken back, and a few about oneself.

Words that cost nothing prove nothing. A headline counts where the career speaks of the same; free
text never does.
"""

import re
from functools import lru_cache

import numpy as np

from matching.grams import grams
from matching.profiles import Career, Person
from matching.text import plain, without_denials

HEADLINE = 40
"""Characters of the headline that count: enough to say what somebody is, too few to list."""
_MUNICIPAL = re.compile(
    r"自治体|役場|役所|県庁|庁内|住民|[市町村区]民|行政|公共|市町村|団体|教育委員会|官公庁|議会|公文書|"
    r"[0-9一二三四五六七八九十数各](?:つの)?[都道府県市区町村]|(?<![都])[市町村県][のでをにと]"
)
REMEMBERED = 64
"""People whose words are kept for a while: several parts read the same person in turn."""
ECHO = 0.06
"""The share of a headline's grams that the career must hold for the headline to count."""


def entry_text(entry: Career) -> str:
    """Return the text of a career entry: the role, then what was done.

    >>> entry_text(Career("みらい", "主任", 24_000, None, False, "窓口を改善"))
    '主任\\n窓口を改善'
    """
    return f"{entry.role}\n{entry.text}"


def shown_text(entry: Career) -> str:
    """Return what of a career entry counts as evidence, with the offsets of `entry_text`.

    Clauses that say what was *not* done, is only wished for, or was left to others are blank.

    >>> shown_text(Career("みらい", "主任", 0, None, False, "窓口を改善。RPAは未経験")).strip()
    '主任\\n窓口を改善。'
    """
    return without_denials(entry_text(entry))


def is_municipal(entry: Career) -> bool:
    """Say whether an entry tells of work for a public body, so that its words mean what they mean
    there: 窓口 is not one of a shop.

    >>> is_municipal(Career("みらい", "担当", 0, None, False, "3市の申請画面を直した"))
    True
    """
    return entry.public_sector or _MUNICIPAL.search(plain(entry_text(entry))) is not None


@lru_cache(maxsize=REMEMBERED)
def headline(person: Person) -> str:
    """Return the part of the headline that counts; "" where the career says nothing of the kind.

    >>> work = Career("市", "主任", 24_000, None, False, "窓口を改善")
    >>> headline(Person("p", "practical", headline="窓口の改善", career=(work,)))
    '窓口の改善'
    >>> headline(Person("p", "practical", headline="電子契約の専門家", career=(work,)))
    ''
    """
    words = without_denials(person.headline[:HEADLINE])
    said, done = grams(plain(words)), grams(plain(_career_text(person)))
    echo = len(np.intersect1d(said, done, assume_unique=True))
    return words if echo > 0 and echo >= ECHO * len(said) else ""


def told_text(person: Person) -> str:
    """Return all of a person's words that count as likeness: career and headline.

    >>> told_text(Person(key="p", tier="practical", headline="改善が得意", free_text="ぜひ"))
    ''
    """
    return "\n".join([_career_text(person), headline(person)]).strip()


@lru_cache(maxsize=REMEMBERED)
def _career_text(person: Person) -> str:
    return "\n".join(map(shown_text, person.career))
