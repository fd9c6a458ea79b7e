"""The clinic as an officer walks through it."""

import re

import httpx
import msgspec
import pytest

from talentpool.actor import Role
from talentpool.kit.scope import scope
from talentpool.needs import queries, queries_records, service_import
from tests.makers import accounts as makers
from tests.makers.accounts import post

TROUBLE = "窓口が混み、待ち時間が長い。紙の台帳で管理していて、担当が1名で兼務している。"


@pytest.fixture
async def officer(client, settings):
    account = await makers.an_account(Role.OFFICER)
    return await makers.browse_as(client, settings, account)


async def begin(client, settings, programme: str = "hands_on", **more: str) -> str:
    """A draft; its id."""
    answer = await post(
        client, settings, "/needs/new", programme=programme, current_issue=TROUBLE, **more
    )
    assert answer.status_code == 303, answer.text
    return re.search("/needs/([0-9a-f-]+)/edit/suggestions", answer.headers["location"])[1]


def text_of(page: httpx.Response) -> str:
    """What stands on a page, without its tags."""
    assert page.status_code in {200, 422}, page.text
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


async def test_a_trouble_in_plain_words_becomes_a_request_with_a_number_and_a_date(
    client, settings, officer
):
    need = await begin(client, settings)

    suggestions = text_of(await client.get(f"/needs/{need}/edit/suggestions"))
    for step in ("suggestions", "questions"):
        saved = await post(client, settings, f"/needs/{need}/edit/{step}")
        assert saved.status_code == 303
    saved = await post(
        client,
        settings,
        f"/needs/{need}/edit/conditions",
        **{
            "from_month.year": "2027", "from_month.month": "1",
            "to_month.year": "2027", "to_month.month": "3",
            "weekly_minutes": "週7時間45分", "remote": "hybrid", "location": "青波市",
            "headcount": "1",
        },
    )  # fmt: skip
    assert saved.headers["location"] == f"/needs/{need}/check"
    check = text_of(await client.get(f"/needs/{need}/check"))
    sent = await post(client, settings, f"/needs/{need}/submit")
    detail = text_of(await client.get(sent.headers["location"]))

    assert "「窓口が混" in suggestions
    assert "週7時間45分" in check
    assert re.search(r"番号はR-\d+です。\d{4}年\d+月\d+日", detail)
    assert "受付待ち" in detail


async def test_the_pages_of_a_dispatch_never_speak_of_appointment(client, settings, officer):
    need = await begin(client, settings)

    pages = [
        f"/needs/{need}/edit/{step}"
        for step in ("trouble", "suggestions", "questions", "conditions")
    ]
    pages += [f"/needs/{need}/check", f"/needs/{need}", f"/needs/{need}/print", "/needs"]
    texts = {path: text_of(await client.get(path)) for path in pages}

    for path, text in texts.items():
        for word in ("任用", "労働条件", "選考"):
            assert word not in text, (path, word)


async def test_the_kind_of_help_can_still_be_changed_before_it_is_handed_in(
    client, settings, officer
):
    need = await begin(client, settings)

    page = text_of(await client.get(f"/needs/{need}/edit/trouble?other_flows=1"))
    changed = await post(
        client,
        settings,
        f"/needs/{need}/edit/trouble",
        programme="placement_fiscal",
        current_issue=TROUBLE,
    )

    assert "会計年度任用職員" in page
    assert changed.status_code == 303
    assert (await client.get(f"/needs/{need}/edit/placement")).status_code == 200


async def test_a_placement_is_not_handed_in_without_its_working_conditions(
    client, settings, officer
):
    need = await begin(client, settings, "placement_fiscal")

    refused = await post(client, settings, f"/needs/{need}/submit")

    assert refused.status_code == 422
    text = text_of(refused)
    assert "次の項目を入力してください" in text
    assert "報酬の根拠となる条例" in text


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("weekly_minutes", "0", "1週間の時間は、30分から80時間まで"),
        ("weekly_minutes", "90", "1週間の時間は、30分から80時間まで"),
        ("location", "青波しし", "近い名前：青波市"),
        ("qualifications", "あ" * 201, "1行を200字以内"),
        ("as_is", "\u202eabc", "使えない文字（U+202E）"),
        ("headcount", "零", "整数で入力してください"),
    ],
)
async def test_a_wrong_condition_is_said_beside_its_field_and_nothing_typed_is_lost(
    client, settings, officer, field, value, said
):
    need = await begin(client, settings)

    refused = await post(
        client,
        settings,
        f"/needs/{need}/edit/conditions",
        **{"headcount": "2", "deliverables": "手引き", field: value},
    )

    assert refused.status_code == 422
    assert said in text_of(refused)
    assert "手引き" in refused.text
    assert value[:200] in refused.text


async def test_a_reversed_period_is_refused(client, settings, officer):
    need = await begin(client, settings)

    refused = await post(
        client,
        settings,
        f"/needs/{need}/edit/conditions",
        **{
            "from_month.year": "2027", "from_month.month": "4",
            "to_month.year": "2027", "to_month.month": "3", "headcount": "1",
        },
    )  # fmt: skip

    assert refused.status_code == 422
    assert "終わりの月は、始まりより後にしてください。" in text_of(refused)


async def test_an_empty_first_form_asks_to_choose_the_kind_of_help(client, settings, officer):
    typed = "窓口が混む。"

    refused = await post(client, settings, "/needs/new", current_issue=typed)

    assert refused.status_code == 422
    assert "支援の種類を選択してください。" in text_of(refused)
    assert typed in refused.text


async def test_the_same_first_form_sent_twice_makes_one_draft(client, settings, officer):
    form = {"programme": "hands_on", "current_issue": TROUBLE}
    once = "6f1c5c52-3f44-4a0c-9d5e-0c6a1b7a7d10"

    first = await post(client, settings, "/needs/new", _once=once, **form)
    second = await post(client, settings, "/needs/new", _once=once, **form)

    assert first.headers["location"] == second.headers["location"]
    assert len(await makers.rows("select id from need")) == 1


async def test_handing_in_twice_has_one_effect_and_the_same_answer(client, settings, officer):
    need = await begin(client, settings, "consultation")

    first = await post(client, settings, f"/needs/{need}/submit")
    second = await post(client, settings, f"/needs/{need}/submit")

    assert first.headers["location"] == second.headers["location"] == f"/needs/{need}"
    handed_in = await makers.rows("select 1 from audit_event where action = 'need.submit'")
    assert len(handed_in) == 1


async def test_what_nobody_knows_is_kept_as_it_was_written(client, settings, officer):
    need = await begin(client, settings)

    await post(client, settings, f"/needs/{need}/edit/suggestions", other_skills="ホゲホゲ術")

    kept = await makers.rows("select label, code from need_skill where kind = 'preferred'")
    assert [dict(row) for row in kept] == [{"label": "ホゲホゲ術", "code": None}]
    assert "一覧にない名前があります：ホゲホゲ術" in text_of(
        await client.get(f"/needs/{need}/check")
    )


async def test_a_suggestion_is_confirmed_or_removed(client, settings, officer):
    need = await begin(client, settings)
    page = (await client.get(f"/needs/{need}/edit/suggestions")).text
    labels = re.findall(r'name="skills\.(\d+)\.label" value="([^"]+)"', page)
    wants = {f"skills.{n}.label": label for n, label in labels}
    wants |= {f"skills.{n}.want": "none" for n, _ in labels}
    wants[f"skills.{labels[0][0]}.want"] = "required"

    await post(client, settings, f"/needs/{need}/edit/suggestions", **wants)

    kept = await makers.rows("select label, kind, code from need_skill")
    assert [(row["label"], row["kind"]) for row in kept] == [(labels[0][1], "required")]
    assert kept[0]["code"]


async def test_how_well_a_skill_is_mastered_is_said_in_words_and_survives_a_file(
    client, settings, officer
):
    need = await begin(client, settings, "consultation")
    step = f"/needs/{need}/edit/suggestions"
    asked = {
        "skills.0.label": "BPR", "skills.0.want": "required", "skills.0.level": "4",
        "skills.1.label": "Excel", "skills.1.want": "preferred", "skills.1.level": "",
        "other_skills": "ホゲホゲ術\nBPR",
    }  # fmt: skip

    wrong = await post(client, settings, step, **{**asked, "skills.0.level": "6"})
    await post(client, settings, step, **asked)
    page, check = await client.get(step), text_of(await client.get(f"/needs/{need}/check"))
    await post(client, settings, step, **asked)
    await post(client, settings, f"/needs/{need}/submit")
    coordinator = await makers.an_actor(Role.COORDINATOR)
    async with scope(coordinator):
        (record,) = [line async for line in queries_records.records()]
    copy = msgspec.structs.replace(record, ref="COPY")
    taken = await service_import.upsert(coordinator, copy)
    async with scope(coordinator):
        again = await queries_records.record(await queries.whole(taken.need))

    assert wrong.status_code == 422
    assert "どれくらいできる人か" in text_of(wrong)
    assert re.search(r'value="4" selected>むずかしい場面でもできる', page.text)
    assert "BPR（むずかしい場面でもできる）" in check
    assert "Excel、ホゲホゲ術" in check
    assert [(item.label, item.level) for item in record.skill_levels] == [("BPR", 4)]
    assert again == copy


async def test_stopping_keeps_the_draft_and_leads_home(client, settings, officer):
    left = await post(
        client, settings, "/needs/new", programme="hands_on", current_issue=TROUBLE, go="leave"
    )

    home = text_of(await client.get(left.headers["location"]))
    assert "窓口が混み" in home
    assert "下書き" in home


async def test_autosave_answers_with_nothing_and_keeps_what_was_typed(client, settings, officer):
    need = await begin(client, settings)

    saved = await post(
        client, settings, f"/needs/{need}/edit/questions?autosave=1", who="市民課の職員"
    )

    assert saved.status_code == 204
    assert "市民課の職員" in (await client.get(f"/needs/{need}/edit/questions")).text


async def test_words_that_may_not_be_asked_are_pointed_out(client, settings, officer):
    need = await begin(client, settings, desired_outcome="応募者の本籍を確認したい。")

    text = text_of(await client.get(f"/needs/{need}/check"))

    assert "聞いてはいけない事項に当たるかもしれない言葉があります：本籍" in text


async def test_another_municipality_finds_nothing(client, other_client, settings, officer):
    need = await begin(client, settings)
    stranger = other_client()
    await makers.browse_as(
        stranger,
        settings,
        await makers.an_account(Role.OFFICER, municipality=makers.OTHER_MUNICIPALITY),
    )

    for path in ("", "/edit/trouble", "/check", "/print"):
        assert (await stranger.get(f"/needs/{need}{path}")).status_code == 404
    assert (await post(stranger, settings, f"/needs/{need}/submit")).status_code == 404
