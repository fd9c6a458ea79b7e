"""What is known of a word, a label, a body."""

import pytest

from talentpool.taxonomy import queries

pytestmark = pytest.mark.usefixtures("db")


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("ＢＰＲ", "bpr"),
        ("キントーン", "kintone"),
        ("kintnoe", "kintone"),
        ("RPAの経験", "rpa"),
        ("ホゲホゲ術", None),
    ],
)
async def test_a_skill_is_meant_however_it_is_written(label, code):
    assert (await queries.resolve(label)).code == code


async def test_a_trouble_calls_for_help_and_says_which_words_did():
    found = await queries.suggest({"current_issue": "窓口が混み、待ち時間が長い"})

    skills = [item for item in found if item.kind == "skill"]
    menus = [item.code for item in found if item.kind == "menu"]
    assert "service_counter" in menus
    assert any("窓口が混" in phrase for phrase in skills[0].phrases)
    assert skills[0].label != skills[0].code


async def test_a_text_that_says_nothing_known_suggests_nothing():
    assert await queries.suggest({"current_issue": "うーん"}) == ()


@pytest.mark.parametrize("typed", ["あおなみ", "ｱｵﾅﾐ", "青波", "139017"])
async def test_a_body_is_found_by_name_kana_or_code(typed):
    assert [body.code for body in await queries.search_municipalities(typed)] == ["139017"]


@pytest.mark.parametrize(("typed", "meant"), [("青浪市", "青波市"), ("139018", "青波市")])
async def test_whoever_mistypes_a_body_is_told_the_nearest(typed, meant):
    assert meant in [body.name for body in await queries.nearest_municipalities(typed)]


async def test_reasons_of_another_flow_are_left_out():
    placement = {r.attributes["code"] for r in await queries.reasons("need_declined", "placement")}
    dispatch = {r.attributes["code"] for r in await queries.reasons("need_declined", "dispatch")}

    assert "organised_crime" in placement - dispatch
    assert "no_capacity" in dispatch - placement


async def test_a_term_that_does_not_exist_keeps_its_code_as_its_name():
    assert (await queries.lexicon()).name("business", "書いたまま") == "書いたまま"
