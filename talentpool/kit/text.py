"""Text as people write it: what is kept, what is refused, and how it is folded for searching.

What is stored stays as it was typed. Normal forms change names: NFC and NFKC both turn U+FA19 (神
as some people write it) into another character. Folding makes *search columns*, never records.
"""

import re
import unicodedata
from dataclasses import dataclass

import jaconv

# Cc control, Cf format (bidi, zero width, tags), Cs surrogates, Co private use, Zl and Zp line and
# paragraph separators. Variation selectors are Mn and stay. Cn stays as well: this Python's tables
# are older than the newest ideographs in people's names.
REFUSED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})

# Old and variant forms that no normal form joins, folded on the most frequent member.
VARIANTS = str.maketrans(
    "髙﨑邊邉齋齊斎澤濵濱廣國嶋嶌櫻眞惠榮瀨德曾冨來條橫淺萬豐靜龍瀧與渕",
    "高崎辺辺斉斉斉沢浜浜広国島島桜真恵栄瀬徳曽富来条横浅万豊静竜滝与淵",
)
VARIATION_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
DASHES = re.compile("[‐‑‒–—―−－ー]")
SPACES = re.compile(r"\s+")
BLANKS = re.compile(r"[^\S\n]+")


@dataclass(frozen=True, slots=True)
class RefusedCharacter:
    """The first character that may not be kept, and where it stands (counted from 1)."""

    code: str
    position: int


def find_refused(text: str, *, allow_lines: bool = False) -> RefusedCharacter | None:
    """The first NUL, control, direction or invisible character of *text*."""
    for position, character in enumerate(text, start=1):
        if character == "\n" and allow_lines:
            continue
        if unicodedata.category(character) in REFUSED_CATEGORIES:
            return RefusedCharacter(f"U+{ord(character):04X}", position)
    return None


def tidy_line(text: str) -> str:
    """One line: ends trimmed, runs of blanks (tabs and line breaks too) made one space."""
    return SPACES.sub(" ", text).strip()


def tidy_text(text: str) -> str:
    """Several lines: line ends made LF, blanks at ends of lines dropped, the lines kept."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(BLANKS.sub(" ", line).rstrip() for line in lines).strip("\n ")


def narrow(text: str) -> str:
    """Compatibility forms made plain, for numbers, dates, addresses and codes; never for names."""
    return unicodedata.normalize("NFKC", text).strip()


def to_katakana(text: str) -> str:
    """Hiragana and half-width kana as full-width katakana."""
    katakana: str = jaconv.hira2kata(unicodedata.normalize("NFKC", text))
    return tidy_line(katakana)


def fold(text: str) -> str:
    """The search form: width, case, kana, dashes, blanks and variant characters made equal.

    "ﾃﾞｼﾞﾀﾙ 太郎", "でじたる太郎" and "デジタル　太郎" fold to one string; 髙 finds 高.
    """
    plain = VARIATION_SELECTORS.sub("", unicodedata.normalize("NFKC", text).casefold())
    katakana: str = jaconv.hira2kata(plain.translate(VARIANTS))
    return SPACES.sub("", DASHES.sub("-", katakana))


def shorten(text: str, length: int) -> str:
    """At most *length* characters, an ellipsis standing for the rest."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
