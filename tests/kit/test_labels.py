"""Labels: one sentence a code, facts filled in, languages complete."""

import string
from datetime import date

import pytest

from talentpool.kit.labels import LABELS, Labels, MissingLabel, language, read_labels

COMPLETE_IN_ENGLISH = ("common", "errors", "forms")


@pytest.fixture
def english():
    token = language.set("en")
    yield
    language.reset(token)


def test_facts_are_filled_in_and_dates_are_written_out():
    labels = Labels({"ja": {"reply": "{day}までに{count}件"}})

    assert labels.text("reply", day=date(2026, 11, 24), count=3) == "2026年11月24日（火）までに3件"


def test_a_missing_label_is_an_error_here_and_its_code_in_production():
    labels = Labels({"ja": {}})

    with pytest.raises(MissingLabel, match=r"need_state\.open"):
        labels.text("need_state.open")
    labels.is_strict = False
    assert labels.text("need_state.open") == "need_state.open"


def test_a_missing_fact_is_an_error():
    with pytest.raises(MissingLabel, match="days"):
        Labels({"ja": {"x": "{days}日"}}).text("x")


def test_a_fact_is_never_a_template_itself():
    assert Labels({"ja": {"x": "「{name}」"}}).text("x", name="{secret}") == "「{secret}」"


@pytest.mark.usefixtures("english")
def test_english_borrows_what_it_lacks():
    labels = Labels({"ja": {"a": "あ", "b": "い"}, "en": {"a": "A"}})

    assert [labels.text("a"), labels.text("b")] == ["A", "い"]


def test_two_files_may_not_give_one_code_two_texts(tmp_path):
    (tmp_path / "ja").mkdir()
    for name, text in (("one", "x"), ("two", "y")):
        (tmp_path / "ja" / f"{name}.toml").write_text(f'"a.b" = "{text}"', encoding="utf-8")

    with pytest.raises(ValueError, match=r"a\.b is given in one\.toml and in two\.toml"):
        read_labels(tmp_path)


def test_the_frame_of_the_pages_is_complete_in_both_languages():
    ja, en = ({k for f in COMPLETE_IN_ENGLISH for k in _codes(lang, f)} for lang in ("ja", "en"))

    assert ja == en


def test_every_english_label_needs_the_facts_of_its_japanese_one_and_no_more():
    labels = read_labels(LABELS)

    wrong = {
        code: (_facts(text), _facts(labels["ja"].get(code, "")))
        for code, text in labels["en"].items()
        if not _facts(text) <= _facts(labels["ja"].get(code, ""))
    }

    assert wrong == {}


def _codes(lang: str, file: str) -> set[str]:
    text = (LABELS / lang / f"{file}.toml").read_text(encoding="utf-8")
    return {line.split('"')[1] for line in text.splitlines() if line.startswith('"')}


def _facts(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}
