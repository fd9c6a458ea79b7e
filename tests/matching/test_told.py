"""Own words: what tells of work counts, what costs nothing does not."""

from dataclasses import replace

import pytest

from matching.lexicon import Lexicon
from matching.pool import Pool
from matching.profiles import Career, Claim, Need, Person, Requirement
from matching.ranking import run
from matching.scorer import expert_scorer
from matching.testing import AS_OF
from matching.told import own_words, shown_text, told_text
from matching.vocabulary import Skill, Vocabulary

NAMES = ("申請画面", "契約書", "文書庫", "地図帳", "統計表")
WORDS = Vocabulary(
    skills=(Skill("it", "情報"), *(Skill(f"s{i}", name, "it") for i, name in enumerate(NAMES)))
)
LEXICON = Lexicon(WORDS)
ASKED = (
    "転入のときに五つの課を回っていただき、申請画面もないので同じ住所を七回書いていただいています。"
    "夏までに二つの課で試し、秋から全部の課に広げる手順を職員と作ります。"
)
NEED = Need(
    "n",
    "hands_on",
    texts={"current_issue": ASKED},
    required=(Requirement("申請画面"),),
    remote="full",
)
WORKER = Person(
    "p", "practical", career=(Career("市", "担当", AS_OF - 60, None, True, "税の通知を送った"),)
)


def code(person: Person) -> int:
    """Return how much of what is asked is read in the person, 0-31."""
    pool = Pool.build([person], LEXICON, as_of=AS_OF)
    told = run(pool, expert_scorer(), NEED).ranking().people[0]
    return next(term.code for term in told.terms if term.table == "required")


def test_own_words_about_work_count_and_are_quoted() -> None:
    person = replace(WORKER, free_text="3市で申請画面を直しました。")
    pool = Pool.build([person], LEXICON, as_of=AS_OF)

    told = run(pool, expert_scorer(), NEED).ranking().people[0]

    (pointer,) = told.evidence["required_skills"]
    assert (pointer.kind, pointer.phrase) == ("own", "3市で申請画面を直しました")
    assert told.low < told.points


@pytest.mark.parametrize(
    "words",
    [
        "申請画面が得意です。",
        "申請画面をこれから学びたい。",
        "申請画面がなくて困っています。",
        "申請画面を直しました。" * 20,
        "申請画面、契約書、文書庫、地図帳、統計表を直した。",
        "申請画面 契約書 文書庫 地図帳 統計表 何でも屋",
        ASKED,
    ],
)
def test_praise_wishes_needs_repetitions_lists_and_pasted_needs_count_for_nothing(
    words: str,
) -> None:
    assert code(replace(WORKER, free_text=words)) == 0


def test_a_list_in_the_career_or_the_headline_shows_nothing() -> None:
    listed = "契約 申請 文書 地図 統計 画面 通知"
    entry = Career("市", "担当", 0, None, True, listed)
    person = Person("p", "practical", headline=listed, career=(entry,))

    assert shown_text(entry).strip() == "担当"
    assert told_text(person).strip() == "担当"


def test_only_the_first_of_many_own_words_count() -> None:
    sentences = [f"第{number}の町で窓口の並びを{number}回変えました。" for number in range(40)]
    varied = "".join(
        f"{sentence[:8]}{chr(0x4E00 + i * 7)}{sentence[8:]}" for i, sentence in enumerate(sentences)
    )

    assert len(own_words(Person("p", "practical", free_text=varied)).strip()) < 400


def test_a_label_still_to_be_learned_is_nobodys_claim() -> None:
    claim = Claim("申請画面（勉強中）", 4, 2.0)

    assert LEXICON.resolver.skill(claim.label).reason == "void"
    assert code(replace(WORKER, claims=(claim,))) == 0
