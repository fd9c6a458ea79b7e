"""What a person sees of a placement, and what the answer does."""

import pytest

from talentpool.placements import service as placements
from talentpool.reviews import service as reviews
from tests.makers.accounts import post, rows
from tests.makers.chains import NAME, a_dispatch, a_placement, browsing, set_date, text_of
from tests.makers.needs import state_of, state_terms

pytestmark = pytest.mark.usefixtures("db")


def path(case, tail: str = "") -> str:
    return f"/my/proposals/{case.proposal}{tail}"


async def test_the_question_says_the_terms_the_reasons_and_what_will_be_shown_to_whom(
    client, settings, drain
):
    case = await a_placement(drain)
    await browsing(client, settings, case.person)

    answer = await client.get(path(case))

    text = text_of(answer)
    assert answer.status_code == 200
    for said in (
        "市のホームページを更新する仕事", "時給1,500円", "労働条件", "任用", "必須スキル",
        "返事の期限", "氏名と連絡先、職務経歴、スキル、資格が伝わります", "基礎講座",
    ):  # fmt: skip
        assert said in text
    assert "ホームページの更新が追いつきません" not in text


async def test_the_list_names_what_waits_for_an_answer(client, settings, drain):
    case = await a_placement(drain)
    await browsing(client, settings, case.person)

    text = text_of(await client.get("/my/proposals"))

    assert "市のホームページを更新する仕事" in text
    assert "お返事待ち" in text


async def test_somebody_who_was_never_asked_reads_an_empty_list(client, settings, drain):
    case = await a_placement(drain)
    await reviews.retract(case.coordinator, case.proposal, "条件が変わりました。")
    other = await a_placement(drain)
    await browsing(client, settings, other.person)

    answer = await client.get("/my/proposals")
    of_another = await client.get(path(case))

    assert "お返事待ち" in answer.text
    assert of_another.status_code == 404


async def test_consent_is_given_to_the_terms_that_were_shown(client, settings, drain):
    case = await a_placement(drain)
    await browsing(client, settings, case.person)

    unticked = await post(client, settings, path(case, "/consent"), terms_revision="1")
    answer = await post(client, settings, path(case, "/consent"), terms_revision="1", agrees="true")

    assert unticked.status_code == 422
    assert answer.status_code == 303
    assert await case.state() == "consented"
    (proposal,) = await rows("select terms_revision from proposal")
    assert proposal["terms_revision"] == 1


async def test_terms_that_changed_meanwhile_are_shown_beside_the_old_ones(client, settings, drain):
    case = await a_placement(drain)
    await browsing(client, settings, case.person)
    await state_terms(case.need, 2, pay="時給1,400円")

    answer = await post(client, settings, path(case, "/consent"), terms_revision="1", agrees="true")

    text = text_of(answer)
    assert answer.status_code == 409
    assert "条件が変わりました" in text
    assert "時給1,500円" in text
    assert "時給1,400円" in text
    assert 'name="terms_revision" value="2"' in answer.text
    assert "checked" not in answer.text
    assert await case.state() == "consent_requested"


async def test_a_decline_wants_a_reason_of_the_list(client, settings, drain):
    case = await a_placement(drain)
    await browsing(client, settings, case.person)

    without = await post(client, settings, path(case, "/decline"))
    unknown = await post(client, settings, path(case, "/decline"), reason="lazy")
    answer = await post(client, settings, path(case, "/decline"), reason="workload")

    assert (without.status_code, unknown.status_code, answer.status_code) == (422, 422, 303)
    assert await case.state() == "declined"


async def test_an_answer_that_comes_too_late_is_told_what_happened(client, settings, drain):
    case = await a_placement(drain)
    await browsing(client, settings, case.person)
    await reviews.retract(case.coordinator, case.proposal, "予算がなくなりました。")

    answer = await post(client, settings, path(case, "/consent"), terms_revision="1", agrees="true")

    assert answer.status_code == 409
    assert "コーディネーター" in text_of(answer)
    assert "打診を取り下げました" in text_of(answer)
    assert "予算がなくなりました" not in answer.text


async def test_date_result_and_changed_terms_are_shown_and_agreed_to(client, settings, drain):
    case = await a_placement(drain, "referred")
    await set_date(case)
    await browsing(client, settings, case.person)
    dated = text_of(await client.get(path(case)))
    await state_terms(case.need, 2, pay="時給1,400円")
    await placements.select(case.officer, case.proposal)

    selected = text_of(await client.get(path(case)))
    answer = await post(client, settings, path(case, "/accept"), terms_revision="2", agrees="true")

    assert "面接" in dated
    assert "内定" in selected
    assert "前に確認した内容から、1件が変わりました" in selected
    assert answer.status_code == 303
    assert await case.state() == "accepted"


async def test_the_history_says_nothing_of_what_was_weighed_inside(client, settings, drain):
    case = await a_placement(drain)
    await browsing(client, settings, case.person)

    text = text_of(await client.get(path(case)))

    assert "打診が届きました" in text
    assert "承認" not in text


async def test_a_dispatch_leads_to_its_own_page(client, settings, drain):
    case = await a_dispatch(drain)
    await browsing(client, settings, case.person)

    answer = await client.get(path(case))

    assert answer.headers["location"] == f"/my/assignments/{case.proposal}"


async def test_no_score_and_no_name_of_others_stands_on_the_page(client, settings, drain):
    case = await a_placement(drain)
    await browsing(client, settings, case.person)

    answer = await client.get(path(case))

    assert NAME not in answer.text
    assert "/100" not in answer.text
    assert await state_of("proposal", case.proposal) == "consent_requested"
