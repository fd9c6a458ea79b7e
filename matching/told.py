"""A person's words that count: what was done, without what is taken back, and some about oneself.

Words that cost nothing prove nothing. A headline counts where the career speaks of the same; of
the free text, sentences that tell of work, not of needs, wishes or praise.
"""

import re
from functools import lru_cache

import numpy as np

from matching.grams import grams
from matching.profiles import Career, Person
from matching.text import plain, without_denials

HEADLINE = 40
"""Characters of the headline that count: enough to say what somebody is, too few to list."""
LOOKED_AT = 600
"""Characters of the free text that are looked at."""
OWN_WORDS = 300
"""Characters of them that may count."""
ITEM, ITEMS, SPACED_ITEMS = 8, 8, 5
"""A list: so many words of at most 8 characters on average, or half as many with spaces between."""
_SEPARATORS = re.compile(r"[、・,，／/|\s]+")
PIECE, VARIED = 4, 0.8
"""Of a text that doesn't repeat itself, at least this share of all pieces of 4 are distinct."""
_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?\n]*")
# What an officer writes of a need, and nobody of their own work.
_ASKS = re.compile(
    r"困って|困り|ほしい|欲しい|[いえきけしせちてにびみりれ]たい|分から[なず]|わから[なず]|お願い|"
    r"(?:でき|進|足り|追いつ|回ら)[^。]{0,6}(?:な[いく]|ません|ず)|予定(?:して|で|だ)|いただ[きけ]|求められ|不安|"
    r"検討(?:して|中)|必要[がだで]|と言われ|課題|まま[だでと]|止まって|乱立|のに、|状況"
)
_PRAISES = re.compile(
    r"得意|でき(?:ます|る人|るよう|る$)|詳しい|強み|お任せ|おまかせ|プロ(?:です|フェッショナル)|達人|対応可能|"
    r"[何な]んでも|何でも|全般|スペシャリスト|第一人者|自信|エキスパート|精通|熟知|必ずや|はず"
)
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


@lru_cache(maxsize=REMEMBERED)
def shown_text(entry: Career) -> str:
    """Return what of a career entry counts as evidence, with the offsets of `entry_text`.

    Clauses that say what was *not* done, is only wished for, or was left to others are blank, and
    so are mere lists of words.

    >>> shown_text(Career("みらい", "主任", 0, None, False, "窓口を改善。RPAは未経験")).strip()
    '主任\\n窓口を改善。'
    """
    return _without_lists(without_denials(entry_text(entry)))


def _without_lists(text: str) -> str:
    """Return the text with line breaks for sentences that only string words together."""
    return _SENTENCE.sub(lambda found: _list_blanked(found.group()), text)


def _list_blanked(sentence: str) -> str:
    items = list(filter(None, _SEPARATORS.split(sentence)))
    spaces = len(re.findall(r"\s+", sentence.strip()))
    is_short = len("".join(items)) <= ITEM * len(items)
    is_japanese = 2 * sum(not item.isascii() for item in items) >= len(items)
    is_list = is_short and is_japanese and (len(items) >= ITEMS or spaces >= SPACED_ITEMS)
    return "\n" * len(sentence) if is_list else sentence


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
    words = _without_lists(without_denials(person.headline[:HEADLINE]))
    said, done = grams(plain(words)), grams(plain(_career_text(person.career)))
    echo = len(np.intersect1d(said, done, assume_unique=True))
    return words if echo > 0 and echo >= ECHO * len(said) else ""


def own_words(person: Person) -> str:
    """Return the free text's beginning with line breaks for what doesn't count; offsets stay.

    Needs, wishes and praise don't count, nor does anything of a text that repeats itself.

    >>> text = "3市で申請画面を直しました。何でもできます。"
    >>> own_words(Person("p", "practical", free_text=text)).strip()
    '3市で申請画面を直しました。'
    >>> own_words(Person("p", "practical", free_text=text * 2))
    ''
    """
    words = _without_lists(without_denials(person.free_text[:LOOKED_AT]))
    sentences = _SENTENCE.findall(words)
    said = list(map(plain, sentences))
    if _repeats("".join(said)):
        return ""
    kept, room = [], OWN_WORDS
    for sentence, plainly in zip(sentences, said, strict=True):
        counts = room > 0 and not _ASKS.search(plainly) and not _PRAISES.search(plainly)
        kept.append(sentence if counts else "\n" * len(sentence))
        room -= len(plainly) if counts else 0
    return "".join(kept)


def _repeats(text: str) -> bool:
    pieces = [text[start : start + PIECE] for start in range(len(text) - PIECE)]
    return len(set(pieces)) < VARIED * len(pieces)


def told_text(person: Person) -> str:
    """Return all of a person's words that count as likeness: career and headline, not free text.

    >>> told_text(Person(key="p", tier="practical", headline="改善が得意", free_text="ぜひ"))
    ''
    """
    return "\n".join([_career_text(person.career), headline(person)]).strip()


@lru_cache(maxsize=REMEMBERED)
def _career_text(career: tuple[Career, ...]) -> str:
    return "\n".join(map(shown_text, career))
