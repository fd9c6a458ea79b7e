import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.grams import grams
from matching.reading import TextReader
from matching.text import Finder, is_denied, label_key, normalise, plain, sentence_around
from matching.vocabulary import Category, Concept, Qualification, Skill, Term, Vocabulary

WORDS = Vocabulary(
    skills=(
        Skill("it", "情報"),
        Skill("rpa", "RPA", "it"),
        Skill("ai", "AI", "it"),
        Skill("test", "テスト", "it"),
        Skill("policy", "セキュリティポリシー", "it"),
        Skill("security", "セキュリティ", "it"),
    ),
    qualifications=(Qualification("pmp", "PMP"),),
    categories=(Category("c", "窓口改善", ("窓口改革",)),),
    concepts=(Concept("queue", "混雑", ("窓口…混雑", "待ち時間が長"), skills={"rpa": 0.5}),),
    terms=(Term("business", "tax", "固定資産税"),),
)


def found(text: str) -> set[str]:
    return {sign.code for sign in TextReader(WORDS).read(text)}


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("ＲＰＡ を導入した", {"rpa"}),
        ("mailの設定", set()),
        ("コンテスト", set()),
        ("結合テストを担当", {"test"}),
        ("情報セキュリティポリシーの改定", {"policy"}),
        ("PMPを取得、窓口改革", {"pmp", "c"}),
        ("固定資産税の係", {"tax"}),
        ("RPAは未経験です", set()),
        ("RPAの経験はありません", set()),
        ("RPAの経験は5年", {"rpa"}),
    ],
)
def test_what_a_text_names_is_read_and_what_it_takes_back_is_not(
    text: str, codes: set[str]
) -> None:
    assert found(text) == codes


def test_a_gap_in_a_phrase_stays_inside_the_sentence() -> None:
    assert found("窓口がいつも混雑しています") == {"queue"}
    assert found("窓口です。駅は混雑") == set()
    assert found("窓口" + "あ" * 13 + "混雑") == set()


def test_a_finding_points_at_the_words_as_they_were_written() -> None:
    text = "前文　待ち 時間が長くて"

    (sign,) = TextReader(WORDS).read(text)

    assert text[sign.start : sign.end] == "待ち 時間が長"


@given(st.text(max_size=60))
def test_every_normalised_character_knows_where_it_came_from(text: str) -> None:
    normal = normalise(text)

    assert len(normal.origin) == len(normal.text) + 1
    assert list(normal.origin) == sorted(normal.origin)


def test_half_width_voiced_kana_are_one_character() -> None:
    assert normalise("ｶﾞﾊﾞﾅﾝｽ").text == "ガバナンス"


def test_line_breaks_end_phrases_and_spaces_do_not() -> None:
    assert plain("あ い\nう") == "あい\nう"


def test_phrases_too_short_to_tell_anything_are_not_filed() -> None:
    assert list(Finder([("あ", 1), ("", 2)]).hits("ああ")) == []


def test_label_keys_ignore_width_case_kana_and_marks() -> None:
    assert label_key("Ｐｏｗｅｒ・Automate") == label_key("power automate")
    assert label_key("きんとーん") == label_key("キントーン")
    assert label_key("C#") != label_key("C")


def test_a_denial_reaches_only_within_its_clause() -> None:
    assert is_denied("rpaは未経験", 3)
    assert not is_denied("rpaは得意、aiは未経験", 3)


def test_a_long_sentence_is_cut_around_what_was_found() -> None:
    text = "あ" * 100 + "窓口" + "い" * 100

    start, end = sentence_around(text, 100, 102, limit=10)

    assert text[start:end] == "あ" * 8 + "窓口" + "い" * 8


@given(st.text(alphabet="窓口改善業務abc。、 ", max_size=40))
def test_repeating_a_text_adds_only_what_stands_at_the_seams(text: str) -> None:
    once, often = grams(plain(text + "。")), grams(plain((text + "。") * 5))

    assert once.tolist() == often.tolist()


def test_a_text_of_one_character_has_no_grams() -> None:
    assert len(grams("あ")) == 0
    assert len(grams("です")) == 0
