"""Filters, languages and escaping, as pages and mails see them."""

from datetime import UTC, date, datetime

import pytest
from jinja2 import Environment, UndefinedError

from talentpool.kit.labels import language
from talentpool.kit.templates import make_environment
from tests.kit.webapp import settings_for


@pytest.fixture
def environment(tmp_path) -> Environment:
    return make_environment(settings_for(tmp_path), {"shout": str.upper})


@pytest.fixture
def english():
    token = language.set("en")
    yield
    language.reset(token)


def render(environment: Environment, source: str, **context: object) -> str:
    return environment.from_string(source).render(**context)


FACTS = {
    "moment": datetime(2026, 11, 23, 15, 5, tzinfo=UTC),  # already the 24th in Japan
    "first": date(2019, 5, 1),
    "old": date(1868, 1, 1),
}


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ moment | date }}", "2026年11月24日（火）"),
        ("{{ moment | datetime }}", "2026年11月24日（火）00:05"),
        ("{{ first | far_date }}", "2019年5月1日"),
        ("{{ '+81312340126' | phone }} {{ none | phone or 'なし' }}", "03-1234-0126 なし"),
        ("{{ moment | era }}", "令和8年11月24日"),
        ("{{ first | era }}", "令和元年5月1日"),
        ("{{ old | era }}", "1868年1月1日"),
        ("{{ '2026-04' | month }}", "2026年4月"),
        ("{{ 45000 | money }}", "45,000円"),
        ("{{ 465 | hours }}", "7時間45分"),
        ("{{ 480 | weekly }}", "週8時間"),
        ("{{ 0 | hours }}", "0時間"),
        ("{{ 12 | signed }} {{ -3 | signed }} {{ 0 | signed }}", "+12 −3 ±0"),
        ("{{ 1200000 | size }} {{ 900 | size }}", "1.2MB 1KB"),
        ("{{ 'ok' | label('gate') }} {{ 'gate.fail' | label }}", "満たす 満たさない"),
        ("{{ tone('gate', 'ok') }} {{ tone('gate', 'unheard of') }}", "ok line"),
        ("{{ shout('a') }}", "A"),
    ],
)
def test_values_are_shown_as_readers_expect_them(environment, source, text):
    assert render(environment, source, **FACTS) == text


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ moment | datetime }}", "Tue 24 Nov 2026 00:05"),
        ("{{ first | far_date }}", "1 May 2019"),
        ("{{ '2026-04' | month }}", "Apr 2026"),
        ("{{ 45000 | money }}", "¥45,000"),
        ("{{ 465 | hours }}", "7 h 45 min"),
        ("{{ '働く場所' | budoux }}", "働く場所"),
    ],
)
def test_english_has_its_own_forms(environment, source, text):
    assert render(environment, source, **FACTS) == text


def test_a_page_that_was_compiled_for_one_reader_speaks_the_next_ones_language(environment):
    page = environment.from_string("{{ 45000 | money }} {{ '窓口の手続きを見直す' | budoux }}")

    shown = {}
    for name in ("en", "ja", "en"):
        token = language.set(name)
        shown[name] = page.render()
        language.reset(token)

    assert shown == {
        "en": "¥45,000 窓口の手続きを見直す",
        "ja": "45,000円 窓口の<wbr>手続きを<wbr>見直す",
    }


def test_headings_break_between_phrases_and_stay_escaped(environment):
    shown = render(environment, "{{ title | budoux }}", title="窓口の<b>手続きを見直す")

    assert "<wbr>" in shown
    assert "&lt;b&gt;" in shown
    assert shown.replace("<wbr>", "") == "窓口の&lt;b&gt;手続きを見直す"


def test_what_people_wrote_is_escaped(environment):
    assert render(environment, "{{ name }}", name="<i>A&B") == "&lt;i&gt;A&amp;B"


def test_a_name_that_nobody_gave_is_an_error(environment):
    with pytest.raises(UndefinedError):
        render(environment, "{{ forgotten }}")


def test_names_in_sentences_are_escaped_too(environment):
    source = "{% trans name=name %}{{ name }}さん{% endtrans %}"

    assert render(environment, source, name="<b>") == "&lt;b&gt;さん"


def test_bars_of_one_shade_are_one_shape(environment):
    source = (
        '{% import "components/charts.html" as charts %}{{ charts.spark([8, 16, 0, 16], 15, "") }}'
    )

    shown = render(environment, source)

    assert shown.count("<path") == 3
    assert '<path class="full" d="M7 1h5.5v21h-5.5zM21 1h5.5v21h-5.5z"/>' in shown
    assert '<path class="part" d="M0 11.5h5.5v10.5h-5.5z"/>' in shown
    assert '<path class="none" d="M14 20h5.5v2h-5.5z"/>' in shown
