"""Japanese as people type it, brought to one form without losing where each character came from."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from operator import add
from typing import Any, Generic, TypeVar

GAP = "…"
GAP_PATTERN = r"[^。！？!?\n]{0,12}"
_MARK = re.compile("[ﾞﾟ゙゚]")
_CLUSTER = re.compile("(?s:.)[ﾞﾟ゙゚]*")
_TO_KATAKANA = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}
_KEY_NOISE = re.compile(r"[^\w+#.]|_")
_SENTENCE_END = re.compile(r"[。！？!?\n]")
# What follows a word and takes it back: 「RPAは未経験」「開発は対象外」.
_DENIAL = re.compile(
    r"^[^。！？!?\n、,]{0,8}?"
    r"(?:未経験|経験(?:は|が|も)?(?:ない|なし|無|あり?ません|浅)|(?:は|では?)(?:な[いく]|対象外|不要)|"
    r"(?:が|は)?でき(?:ない|ません)|以外)"
)
_CLAUSE_END = re.compile(r"[。！？!?\n]|(?:が|ものの|けれども?|けど|一方で?|代わりに)[、,]")
# A clause that proves nothing: not done, only wished for, left to others.
_NOTHING_DONE = re.compile(
    r"未経験|経験(?:は|が|も)?(?:ほとんど|全く|まったく|一切)?(?:ない|なし|無[いし]|あり?ません|ございません|浅い)|"
    r"(?:した|やった|触った|使った|関わった|携わった)こと(?:は|が|も)?(?:ない|あり?ません|無い)|"
    r"(?:担当|関与|経験|従事|対応)(?:は|も)?して(?:い)?(?:ない|ません|おりません)|"
    r"(?:携わって|関わって|触れて)(?:は|も)?い?(?:ない|ません|おりません)|"
    r"(?:詳しく|明るく|得意で)は?(?:ない|あり?ません)|専門外|門外漢|不案内|苦手(?:です|な|。|$)|"
    r"(?:学び|身に[つ付]け|習い|覚え|挑戦し|習得し|勉強し|やってみ|携わってみ)たい|"
    r"(?:勉強|学習|独学|習得)中|学び始め|勉強を始め|(?:興味|関心)が(?:ある|あり)|目指して(?:いる|います|おり)|"
    r"(?:任せ|まかせ)(?:きり|て(?:いた|きた|おり|いました)|た[。、]|た$)|丸投げ|(?:外部|業者|他社|外)(?:に|へ)委託して(?:いた|おり|いました)|"
    r"報告を受け(?:る|た|て)|(?:指示|発注)(?:のみ|だけ|するのみ|するだけ)"
)
Payload = TypeVar("Payload")


@dataclass(frozen=True, slots=True)
class Normal:
    """Normalised text; `origin[i]` is the offset in the original of normalised character i."""

    text: str
    origin: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the original that normalised characters start..end came from.

        >>> normalise("Ｒ ＰＡ").span(0, 2)
        (0, 3)
        """
        return self.origin[start], self.origin[end]


def _clusters(text: str) -> Sequence[str]:
    """Return the characters with the voicing marks that belong to them (half-width ｶﾞ is two)."""
    return _CLUSTER.findall(text) if _MARK.search(text) else text


def normalise(text: str) -> Normal:
    """Return the text in NFKC, case-folded, without spaces; line breaks stay (they end phrases).

    >>> normalise("ＲＰＡ の導入").text
    'rpaの導入'
    """
    clusters = _clusters(text)
    folded = list(map(_fold, clusters))
    starts = accumulate(map(len, clusters), initial=0)
    origin = [start for start, piece in zip(starts, folded, strict=False) for _ in piece]
    return Normal("".join(folded), (*origin, len(text)))


@lru_cache(maxsize=8192)
def _fold(cluster: str) -> str:
    if cluster.isspace() and cluster != "\n":
        return ""
    return unicodedata.normalize("NFKC", cluster).casefold()


def plain(text: str) -> str:
    """Return the normalised text alone.

    >>> plain("ｶﾞﾊﾞﾒﾝﾄ　クラウド")
    'ガバメントクラウド'
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "\n".join("".join(line.split()) for line in folded.split("\n"))


@lru_cache(maxsize=65536)
def label_key(label: str) -> str:
    """Return the form under which two labels are the same: width, case, kana, marks don't count.

    >>> label_key("Power-Automate") == label_key("ｐｏｗｅｒ ａｕｔｏｍａｔｅ")
    True
    """
    folded = plain(label).translate(_TO_KATAKANA)
    return _KEY_NOISE.sub("", folded)


def loose_key(label: str) -> str:
    """Return the label key without long-vowel marks: サーバー and サーバ are the same.

    >>> loose_key("サーバー")
    'サバ'
    """
    return label_key(label).replace("ー", "")


@dataclass(frozen=True, slots=True)
class Hit(Generic[Payload]):
    """One phrase found: where in the normalised text, and what it stands for."""

    start: int
    end: int
    payload: Payload


@dataclass(frozen=True, slots=True)
class _Filed(Generic[Payload]):
    """What a phrase stands for; of one with gaps also the pattern, and its last part, without which
    nobody need look. Of several that begin at one place the whole ones come first, each kind in
    the order in which they were filed."""

    order: tuple[bool, int]
    pattern: re.Pattern[str] | None
    last: str
    payload: Payload

    def end(self, text: str, start: int, end: int) -> int | None:
        """Return where the phrase ends whose first part stands at start..end, if it is there."""
        if self.pattern is None:
            return end if _stands_alone(text, start, end) else None
        found = self.pattern.match(text, start)
        return found.end() if found else None


def _order(told: tuple[_Filed[Any], str]) -> tuple[bool, int]:
    return told[0].order


class Finder(Generic[Payload]):
    """Finds thousands of phrases in one pass: phrases are filed under their first two characters.

    Latin words only match whole (`ai` is not in `mail`), and so do katakana of three characters
    or fewer (テスト is not in コンテスト).
    """

    def __init__(self, phrases: Iterable[tuple[str, Payload]]) -> None:
        self._filed: dict[str, list[_Filed[Payload]]] = {}
        self._number = 0
        for phrase, payload in phrases:
            self._file(plain(phrase.replace("...", GAP)), payload)
        self._lengths = lengths_by_head(self._filed)

    def _file(self, phrase: str, payload: Payload) -> None:
        parts = [part for part in re.split(f"{GAP}|\\.\\.\\.", phrase) if part]
        if not parts or len(parts[0]) < 2:
            return
        is_gapped = len(parts) > 1
        pattern = re.compile(GAP_PATTERN.join(map(re.escape, parts))) if is_gapped else None
        filed = self._filed.setdefault(parts[0], [])
        last = parts[-1] if is_gapped else ""
        filed.append(_Filed((is_gapped, self._number), pattern, last, payload))
        self._number += 1

    def hits(self, text: str) -> Iterator[Hit[Payload]]:
        """Yield every phrase found in normalised text, by position.

        >>> finder = Finder([("窓口…混雑", 1), ("待ち", 2)])
        >>> [hit.payload for hit in finder.hits("窓口が混雑し待ちが長い")]
        [1, 2]
        """
        filed, lengths = self._filed, self._lengths
        for start, head in enumerate(map(add, text, text[1:])):
            if head in lengths:
                ends = [start + length for length in lengths[head]]
                begun = [phrase for end in ends if (phrase := text[start:end]) in filed]
                if begun:
                    yield from self._begun(text, start, begun)

    def _begun(self, text: str, start: int, begun: Iterable[str]) -> Iterable[Hit[Payload]]:
        """Return what is found of the phrases that begin at a place, whole ones first."""
        told = [
            (filed, phrase)
            for phrase in dict.fromkeys(begun)
            for filed in self._filed[phrase]
            if filed.last in text
        ]
        found = []
        for filed, phrase in sorted(told, key=_order) if len(told) > 1 else told:
            end = filed.end(text, start, start + len(phrase))
            if end:
                found.append(Hit(start, end, filed.payload))
        return found


def lengths_by_head(words: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Return how long the words are that begin with the same two characters, longest first.

    >>> lengths_by_head(["窓口", "窓口業務", "庁"])
    {'窓口': (4, 2)}
    """
    lengths: dict[str, set[int]] = {}
    for word in words:
        if len(word) >= 2:
            lengths.setdefault(word[:2], set()).add(len(word))
    return {head: tuple(sorted(found, reverse=True)) for head, found in lengths.items()}


def _stands_alone(text: str, start: int, end: int) -> bool:
    short = end - start <= 3
    before = start > 0 and _continues(text[start - 1], text[start], short)
    after = end < len(text) and _continues(text[end - 1], text[end], short)
    return not (before or after)


def _continues(left: str, right: str, short: bool) -> bool:
    """Say whether two neighbours belong to one Latin word (or one short katakana word)."""
    if left.isascii() and right.isascii():
        return left.isalnum() and right.isalnum()
    return short and _is_katakana(left) and _is_katakana(right)


def _is_katakana(character: str) -> bool:
    return "ァ" <= character <= "ー"


def without_denials(text: str) -> str:
    """Return the text, of the same length, with line breaks for clauses that prove nothing: what
    was not done, is only wished for, or was left to others.

    >>> without_denials("自治体の経験はありませんが、通販の画面を直した。AIを学びたい").split()
    ['通販の画面を直した。']
    """
    kept, start = [], 0
    for end in [*(found.end() for found in _CLAUSE_END.finditer(text)), len(text)]:
        clause = text[start:end]
        kept.append("\n" * len(clause) if _NOTHING_DONE.search(clause) else clause)
        start = end
    return "".join(kept)


def is_denied(text: str, end: int) -> bool:
    """Say whether what follows position `end` takes the word before it back.

    >>> is_denied("rpaは未経験です", 3), is_denied("rpaの経験5年", 3)
    (True, False)
    """
    return _DENIAL.match(text[end : end + 24]) is not None


def longest(hits: Iterable[Hit[Payload]]) -> list[Hit[Payload]]:
    """Drop hits that lie inside a longer one: セキュリティポリシー hides セキュリティ.

    >>> [hit.payload for hit in longest([Hit(0, 2, "a"), Hit(0, 5, "b"), Hit(6, 8, "c")])]
    ['b', 'c']
    """
    kept: list[Hit[Payload]] = []
    for hit in sorted(hits, key=lambda found: (found.start, -found.end)):
        if not kept or hit.end > kept[-1].end or _same_span(hit, kept[-1]):
            kept.append(hit)
    return kept


def _same_span(hit: Hit[Payload], other: Hit[Payload]) -> bool:
    return (hit.start, hit.end) == (other.start, other.end)


def sentence_around(text: str, start: int, end: int, *, limit: int = 60) -> tuple[int, int]:
    """Return the span of the sentence around start..end, cut to about `limit` characters.

    >>> text = "前文。窓口の改善を担当した。後文"
    >>> text[slice(*sentence_around(text, 3, 5))]
    '窓口の改善を担当した'
    """
    left = max((found.end() for found in _SENTENCE_END.finditer(text, 0, start)), default=0)
    found = _SENTENCE_END.search(text, end)
    right = found.start() if found else len(text)
    return max(left, end - limit), min(right, start + limit)
