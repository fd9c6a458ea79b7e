"""What people write as a label, resolved to a code: with the reason and how sure we are."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache, partial

from matching.text import label_key, loose_key, plain
from matching.vocabulary import Vocabulary

CONFIDENCE = {
    "exact": 1.0,
    "folded": 0.97,
    "contained": 0.8,
    "typo": 0.75,
    "ambiguous": 0.6,
    "unresolved": 0.0,
    "void": 0.0,
}
REMEMBERED = 65_536
_WRAPPING = re.compile(r"[（(\[【].*?[)）\]】]")
_TAIL = re.compile(
    r"(?:の)?(?:(?:実務|業務|利用|使用|運用|開発|導入|構築)?(?:経験者?|スキル|知識|知見|能力|技術|資格|"
    r"合格者?|取得者?|保有者?|保有|所持|取得|合格|業務|全般))$"
)
_VOID = re.compile(
    r"失効|消除|未更新|予定|勉強中|学習中|受験中|科目(?:のみ)?合格|一部合格|不合格|準備中|挑戦中"
)
_UNLEARNED = re.compile(
    r"(?:勉強|学習|独学|習得|修行)中|未経験|初学|これから|(?:興味|関心)(?:が?あり|$)|勉強予定"
)
_COMPANY_FORMS = re.compile(
    r"(?:株式会社|有限会社|合同会社|合資会社|合名会社|一般社団法人|一般財団法人|公益社団法人|公益財団法人|"
    r"\((?:株|有|同|合|資|名|社|財)\)|㈱|㈲|kabushikikaisha|"
    r"(?:,?(?:co\.?,?ltd\.?|inc\.?|corp(?:oration)?\.?|ltd\.?|llc|k\.k\.)$))"
)


@dataclass(frozen=True, slots=True)
class Resolution:
    """A label's meaning. `code` None is unresolved; `alternatives` are other possible codes."""

    label: str
    code: str | None
    reason: str
    confidence: float
    matched: str = ""
    alternatives: tuple[str, ...] = ()


class _Names:
    """Names of one kind of thing, filed under every key they can be found by."""

    def __init__(self, named: Iterable[tuple[str, str]]) -> None:
        self.by_key: dict[str, list[str]] = {}
        self.by_loose: dict[str, list[str]] = {}
        self.spelled: dict[str, str] = {}
        for name, code in named:
            self._file(name, code)
        self.by_length: dict[int, list[tuple[str, frozenset[str]]]] = {}
        for key in self.by_loose:
            if allowed_edits(key):
                self.by_length.setdefault(len(key), []).append((key, frozenset(key)))

    def _file(self, name: str, code: str) -> None:
        for index, key in ((self.by_key, label_key(name)), (self.by_loose, loose_key(name))):
            if key:
                codes = index.setdefault(key, [])
                self.spelled.setdefault(key, name)
                if code not in codes:
                    codes.append(code)

    def nearest(self, key: str) -> str | None:
        """Return the one name within the edit distance its length allows; None if two tie."""
        best: list[tuple[int, str]] = []
        allowed = allowed_edits(key)
        characters = frozenset(key)
        for length in range(len(key) - allowed, len(key) + allowed + 1) if allowed else ():
            for other, its in self.by_length.get(length, ()):
                if len(characters - its) <= allowed:
                    distance = edit_distance(key, other, allowed)
                    if distance <= min(allowed, allowed_edits(other)):
                        best.append((distance, other))
        best.sort()
        if not best:
            return None
        tied = {
            code
            for distance, other in best
            if distance == best[0][0]
            for code in self.by_loose[other]
        }
        return best[0][1] if len(tied) == 1 else None

    def contained(self, key: str) -> str | None:
        """Return the longest name inside the key that makes up at least half of it."""
        for length in range(len(key) - 1, max(2, (len(key) + 1) // 2) - 1, -1):
            found = {key[start : start + length] for start in range(len(key) - length + 1)}
            names = sorted(name for name in found if name in self.by_loose)
            names = [name for name in names if _is_whole_word(key, name)]
            if names:
                return names[0]
        return None


def _is_whole_word(key: str, name: str) -> bool:
    start = key.index(name)
    before, after = key[start - 1 : start], key[start + len(name) : start + len(name) + 1]
    return not (
        (_is_latin(before) and _is_latin(name[0])) or (_is_latin(after) and _is_latin(name[-1]))
    )


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def allowed_edits(key: str) -> int:
    """Return how many edits still mean the same word: 0 to 3 characters none, to 7 one, then two.

    Digits change meaning (level 1 is not level 2), so a key with digits allows none.

    >>> allowed_edits("キントン"), allowed_edits("g検定2"), allowed_edits("powerautomate")
    (1, 0, 2)
    """
    if any(character.isdigit() for character in key):
        return 0
    return 0 if len(key) <= 3 else 1 if len(key) <= 7 else 2


def edit_distance(left: str, right: str, limit: int) -> int:
    """Return the distance in inserted, deleted, replaced or swapped neighbours, or limit + 1.

    Source: optimal string alignment (Damerau 1964; Boytsov 2011, section 2.2), cut off at `limit`.

    >>> edit_distance("kintone", "kintnoe", 2)
    1
    """
    if abs(len(left) - len(right)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, character in enumerate(left, 1):
        before, last, row = row, before, [i]
        for j, other in enumerate(right, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (character != other))
            if i > 1 and j > 1 and character == right[j - 2] and left[i - 2] == other:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)


class Resolver:
    """Resolves labels of skills and qualifications. Build once; immutable and thread-safe."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        headings = {skill.code for skill in vocabulary.skills if skill.parent is None}
        self._skills = _Names(
            (name, skill.code)
            for skill in vocabulary.skills
            if skill.code not in headings
            for name in (skill.label, *skill.synonyms, *skill.labels_only)
        )
        self._find_skill = lru_cache(REMEMBERED)(partial(_resolve, names=self._skills))
        self._qualifications = _Names(
            (name, held.code)
            for held in vocabulary.qualifications
            for name in (held.label, *held.synonyms, *held.labels_only)
        )

    def skill(self, label: str) -> Resolution:
        """Resolve what somebody wrote as a skill; one still to be learned (勉強中, 未経験) is
        nobody's: reason `void`.

        >>> from matching.vocabulary import Skill, Vocabulary
        >>> words = Vocabulary(skills=(Skill("it", "IT"), Skill("rpa", "RPA", parent="it")))
        >>> Resolver(words).skill("ＲＰＡの経験").code
        'rpa'
        """
        if _UNLEARNED.search(plain(label)):
            return Resolution(label, None, "void", CONFIDENCE["void"])
        return self._find_skill(label)

    def qualification(self, label: str) -> Resolution:
        """Resolve what somebody wrote as a qualification; one that has lapsed or is only planned
        (失効, 取得予定, 科目合格) is nobody's: reason `void`.

        >>> from matching.vocabulary import Qualification, Vocabulary
        >>> words = Vocabulary(qualifications=(Qualification("pmp", "PMP"),))
        >>> Resolver(words).qualification("PMP（2021年取得）").reason
        'folded'
        """
        if _VOID.search(plain(label)):
            return Resolution(label, None, "void", CONFIDENCE["void"])
        return _resolve(label, self._qualifications)


def _resolve(label: str, names: _Names) -> Resolution:
    key = label_key(label)
    if key in names.by_key:
        return _found(label, "exact", key, names.by_key[key], names)
    for spelling in _spellings(label):
        folded = loose_key(spelling)
        if folded in names.by_loose:
            return _found(label, "folded", folded, names.by_loose[folded], names)
    stripped = loose_key(_spellings(label)[-1])
    if near := names.nearest(stripped):
        return _found(label, "typo", near, names.by_loose[near], names)
    if inside := names.contained(stripped):
        return _found(label, "contained", inside, names.by_loose[inside], names)
    return Resolution(label, None, "unresolved", CONFIDENCE["unresolved"])


def _spellings(label: str) -> list[str]:
    """Return the label, without bracketed remarks, and without 「…の経験」 and the like."""
    bare = _WRAPPING.sub("", plain(label)) or plain(label)
    inside = [found.strip("（()）[]【】") for found in _WRAPPING.findall(plain(label))]
    return [label, bare, *inside, _TAIL.sub("", bare) or bare]


def _found(label: str, reason: str, key: str, codes: list[str], names: _Names) -> Resolution:
    certain = len(codes) == 1
    said = reason if certain else "ambiguous"
    return Resolution(label, codes[0], said, CONFIDENCE[said], names.spelled[key], tuple(codes[1:]))


def company_key(name: str) -> str:
    """Return a firm's name without company form, width, case, kana and spaces.

    >>> company_key("㈱ミライ 情報") == company_key("みらい情報株式会社")
    True
    """
    return label_key(_COMPANY_FORMS.sub("", plain(name)))


def same_company(left: str, right: str) -> bool:
    """Say whether two names mean one firm; 「Aサービス」 is not 「A」.

    >>> same_company("株式会社みらい", "みらいサービス株式会社")
    False
    """
    key = company_key(left)
    return bool(key) and key == company_key(right)
