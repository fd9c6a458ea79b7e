"""Text: what is kept byte for byte, what is refused, how it is folded."""

import pytest

from talentpool.kit import text

HARD_NAMES = [
    "髙橋",
    "山﨑",
    "\ufa19谷",  # 神 as a compatibility ideograph: both normal forms would change it
    "葛\U000e0100城",  # with an ideographic variation selector
    "𠮷野",
    "渡邉 邊",
    "ﾀｶﾊｼ",
    "O’Brien-Sørensen",
    "Nguyễn Thị",
    "\U00031350田",  # newer than this Python's tables
]


@pytest.mark.parametrize("name", HARD_NAMES)
def test_a_hard_name_is_kept_byte_for_byte(name):
    kept = text.tidy_line(f"  {name}\t")

    assert kept.encode() == name.encode()
    assert text.find_refused(kept) is None


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("a\x00b", "U+0000"),
        ("a\x1bb", "U+001B"),
        ("a\u202eb", "U+202E"),  # right-to-left override
        ("a\u200bb", "U+200B"),  # zero-width space
        ("a\u2066b", "U+2066"),
        ("a\ufeffb", "U+FEFF"),
        ("a\U000e0041b", "U+E0041"),  # a tag character
        ("a\ue000b", "U+E000"),  # private use
        ("a\u2028b", "U+2028"),
    ],
)
def test_an_invisible_or_direction_character_is_found_with_its_place(typed, code):
    assert text.find_refused(typed) == text.RefusedCharacter(code, 2)


def test_lines_are_kept_in_long_texts_only():
    kept = text.tidy_text(" 一行目 \r\n\r\n二行目\t終わり\r")

    assert kept == "一行目\n\n二行目 終わり"
    assert text.find_refused(kept, allow_lines=True) is None
    assert text.find_refused(kept) == text.RefusedCharacter("U+000A", 4)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ﾃﾞｼﾞﾀﾙ 太郎", "でじたる太郎"),
        ("ＡＢＣ", "abc"),
        ("髙橋", "高橋"),
        ("渡邉", "渡辺"),
        ("葛\U000e0100城", "葛城"),
        ("データ－移行", "データー移行"),
        ("Straße", "STRASSE"),
    ],
)
def test_spellings_of_one_word_fold_to_one_search_form(one, other):
    assert text.fold(one) == text.fold(other)


def test_different_words_stay_different():
    assert text.fold("ハハ") != text.fold("ババ")


def test_a_long_text_is_cut_with_an_ellipsis_and_a_short_one_is_not():
    assert text.shorten("あいうえお", 4) == "あいう…"
    assert text.shorten("あいうえ", 4) == "あいうえ"
