"""A placement need from the first words to the opening, in the words of its flow."""

import re

from talentpool.actor import Role
from tests.makers import accounts as makers
from tests.makers.accounts import post
from tests.needs.test_pages import text_of

TERMS = {
    "public_title": "市のホームページを更新する仕事",
    "public_text": "記事の公開をお願いします。",
    "duties": "記事の公開",
    "duties_change_range": "変更なし",
    "term_from.year": "2027",
    "term_from.month": "1",
    "term_to.year": "2027",
    "term_to.month": "3",
    "trial_period": "採用の日から1か月",
    "place": "青波市役所",
    "place_change_range": "変更なし",
    "work_hours": "9時から16時まで",
    "breaks": "12時から13時まで",
    "days_off": "土日祝",
    "overtime": "原則なし",
    "pay": "時間額1,420円",
    "pay_ordinance": "報酬条例",
    "insurance": "労災",
    "renewal_criteria": "勤務成績",
    "renewal_limit": "2回まで",
    "employer": "青波市",
    "smoking_measures": "敷地内禁煙",
}
CONDITIONS = {
    "from_month.year": "2027",
    "from_month.month": "1",
    "to_month.year": "2027",
    "to_month.month": "6",
    "weekly_minutes": "14",
    "remote": "hybrid",
    "location": "139017",
    "headcount": "1",
    "appointment_type": "fiscal_part_time",
}


async def test_a_placement_is_asked_for_stated_handed_in_and_opened(client, other_client, settings):
    await makers.browse_as(client, settings, await makers.an_account(Role.OFFICER))
    desk = other_client()
    await makers.browse_as(desk, settings, await makers.an_account(Role.COORDINATOR))
    trouble = {"programme": "placement_fiscal", "current_issue": "更新が担当1名に集中している。"}

    begun = await post(client, settings, "/needs/new", **trouble)
    need = re.search("/needs/([0-9a-f-]+)/", begun.headers["location"])[1]
    for step, form in {
        "suggestions": {},
        "questions": {},
        "conditions": CONDITIONS,
        "placement": TERMS,
    }.items():
        saved = await post(client, settings, f"/needs/{need}/edit/{step}", **form)
        assert saved.status_code == 303
    check = text_of(await client.get(f"/needs/{need}/check"))
    sent = await post(client, settings, f"/needs/{need}/submit")
    opened = await post(desk, settings, f"/triage/{need}/open")
    detail = text_of(await client.get(f"/needs/{need}"))
    sheet = text_of(await client.get(f"/needs/{need}/print"))
    seen = re.search(
        'name="seen" value="([0-9]+)"', (await client.get(f"/needs/{need}/edit/placement")).text
    )[1]
    dearer = {**TERMS, "pay": "時間額1,500円", "seen": seen}
    changed = await post(client, settings, f"/needs/{need}/edit/placement", **dearer)
    late = await client.get(f"/needs/{need}/check")

    assert late.headers["location"] == f"/needs/{need}"
    assert changed.headers["location"] == f"/needs/{need}"
    assert saved.headers["location"] == f"/needs/{need}/check"
    assert "希望の期間が、3月31日を過ぎています。" in check
    assert sent.status_code == opened.status_code == 303
    assert "条件に合う人材を探します。" in detail
    assert "募集文と労働条件" in detail
    assert "会計年度任用職員" in sheet
    openings = await makers.rows("select is_open, public_title from opening")
    assert openings == [{"is_open": True, "public_title": TERMS["public_title"]}]


async def test_changed_terms_of_an_open_need_are_a_new_statement(client, settings):
    account = await makers.an_account(Role.OFFICER)
    await makers.browse_as(client, settings, account)
    begun = await post(
        client, settings, "/needs/new", programme="placement_fiscal", current_issue="更新"
    )
    need = re.search("/needs/([0-9a-f-]+)/", begun.headers["location"])[1]
    await post(client, settings, f"/needs/{need}/edit/placement", **TERMS)

    await post(
        client, settings, f"/needs/{need}/edit/placement", **{**TERMS, "pay": "時間額1,500円"}
    )
    await post(
        client, settings, f"/needs/{need}/edit/placement", **{**TERMS, "pay": "時間額1,500円"}
    )

    stated = await makers.rows("select revision, fields from terms order by revision")
    assert [(row["revision"], row["fields"]["pay"]) for row in stated] == [
        (1, "時間額1,420円"),
        (2, "時間額1,500円"),
    ]
