"""The people of a need: what a coordinator and a municipality see of them and may do."""

import pytest

from talentpool.actor import Role
from talentpool.identity import service as identity
from talentpool.kit.scope import scope
from talentpool.reviews import queries as proposals
from tests.makers import marks
from tests.makers.accounts import an_actor, post, rows
from tests.makers.chains import NAME, Chain, a_placement, browsing, text_of, tomorrow
from tests.makers.needs import WAKABADAI, officer, state_terms

pytestmark = pytest.mark.usefixtures("db")


def list_of(case: Chain) -> str:
    return f"/needs/{case.need.id}/people"


def path(case: Chain, tail: str = "") -> str:
    return f"{list_of(case)}/{case.proposal}{tail}"


async def looks(case: Chain) -> int:
    """How often the person's identity was looked at, as an auditor finds."""
    auditor = await an_actor(Role.AUDITOR)
    log = "select 1 from access_log where person = $1"
    return len(await rows(log, case.candidate.person, who=auditor))


async def test_a_coordinator_sees_who_waits_for_whom_and_refers(client, settings, drain):
    case = await a_placement(drain, "consented")
    await browsing(client, settings, case.coordinator)

    before = text_of(await client.get(list_of(case)))
    page = text_of(await client.get(path(case)))
    answer = await post(client, settings, path(case, "/bring/refer"))

    assert "自治体に紹介してください" in before
    assert "コーディネーター" in before
    assert "氏名と連絡先（表示のたびに記録されます）" in page
    assert answer.status_code == 303
    assert await case.state() == "referred"


async def test_the_list_is_also_a_part_of_other_pages(client, settings, drain):
    case = await a_placement(drain, "consented")
    await browsing(client, settings, case.coordinator)

    answer = await client.get(list_of(case), headers={"HX-Request-Type": "partial"})

    assert "<html" not in answer.text
    assert f"候補-{case.candidate.handle}" in answer.text


async def test_a_retraction_wants_its_reason_and_stays_inside(client, settings, drain):
    case = await a_placement(drain)
    await browsing(client, settings, case.coordinator)

    without = await post(client, settings, path(case, "/bring/retract"))
    answer = await post(client, settings, path(case, "/bring/retract"), comment="条件が変わった。")

    assert (without.status_code, answer.status_code) == (422, 303)
    assert await case.state() == "lapsed"


async def test_a_municipality_sees_nobody_who_was_not_referred(client, settings, drain):
    case = await a_placement(drain, "consented")
    await browsing(client, settings, case.officer)

    listed = await client.get(list_of(case))
    person = await client.get(path(case))

    assert "紹介された候補は、まだいません" in listed.text
    assert case.candidate.handle not in listed.text
    assert person.status_code == 404


async def test_another_municipality_finds_nothing_at_all(client, settings, drain):
    case = await a_placement(drain, "referred")
    await browsing(client, settings, await officer(WAKABADAI))

    answers = [await client.get(url) for url in (list_of(case), path(case))]
    moved = await post(client, settings, path(case, "/choose/select"))

    assert [answer.status_code for answer in answers] == [404, 404]
    assert moved.status_code == 404
    assert await case.state() == "referred"


async def test_the_name_is_in_no_page_until_it_is_revealed_with_one_line_in_the_log(
    client, settings, drain
):
    case = await a_placement(drain, "referred")
    await browsing(client, settings, case.officer)
    pages = [await client.get(url) for url in (list_of(case), path(case), f"{list_of(case)}/print")]

    without = await post(client, settings, path(case, "/reveal"))
    assert await looks(case) == 0
    revealed = await post(client, settings, path(case, "/reveal"), purpose="selection")

    assert all(page.status_code == 200 and NAME not in page.text for page in pages)
    assert without.status_code == 422
    assert NAME in revealed.text
    assert marks.EMAIL in revealed.text
    assert await looks(case) == 1
    assert NAME not in (await client.get(path(case))).text


async def test_the_sheet_for_the_internal_approval_has_names_only_when_asked_for(
    client, settings, drain
):
    case = await a_placement(drain, "referred")
    await browsing(client, settings, case.officer)

    plain = await client.get(f"{list_of(case)}/print")
    named = await post(client, settings, f"{list_of(case)}/print", purpose="selection")

    assert "候補者一覧（庁内決裁用）" in plain.text
    assert NAME not in plain.text
    assert NAME in named.text
    assert await looks(case) == 1


async def test_bands_and_reasons_are_shown_and_never_points(client, settings, drain):
    case = await a_placement(drain, "referred")
    await browsing(client, settings, case.officer)
    points = "select points from suggestion where candidate = $1"
    (suggestion,) = await rows(points, case.candidate.id)

    texts = [text_of(await client.get(url)) for url in (list_of(case), path(case))]

    assert all("合う" in text and "必須スキル" in text for text in texts)
    assert all(f" {suggestion['points']} " not in text for text in texts)


async def test_a_withdrawn_consent_hides_the_person_at_the_next_request(client, settings, drain):
    case = await a_placement(drain, "referred")
    await browsing(client, settings, case.officer)
    seen = await client.get(path(case))
    async with scope(case.person):
        (consent,) = await proposals.live_consents(case.candidate.person, case.need.id)
    await identity.withdraw_consent(case.person, consent)

    page = await client.get(path(case))
    name = await post(client, settings, path(case, "/reveal"), purpose="selection")

    assert (seen.status_code, page.status_code, name.status_code) == (200, 404, 404)
    assert await looks(case) == 0


async def test_a_coordinator_closes_what_the_person_withdrew(client, settings, drain):
    case = await a_placement(drain, "consented")
    async with scope(case.person):
        (consent,) = await proposals.live_consents(case.candidate.person, case.need.id)
    await identity.withdraw_consent(case.person, consent)
    await browsing(client, settings, case.coordinator)

    listed = text_of(await client.get(list_of(case)))
    refused = await post(client, settings, path(case, "/bring/refer"))
    closed = await post(client, settings, path(case, "/bring/close"))

    assert "同意の取消し" in listed
    assert refused.status_code == 409
    assert "本人が同意を取り消したため、紹介できません" in text_of(refused)
    assert closed.status_code == 303
    assert await case.state() == "lapsed"


async def test_a_date_is_fixed_and_wrong_input_stays_as_typed(client, settings, drain):
    case = await a_placement(drain, "referred")
    await browsing(client, settings, case.officer)
    day = (await tomorrow()).isoformat()
    form = {"kind": "interview", "held_on": day, "starts_at": "25時", "place": "市役所3階"}

    wrong = await post(client, settings, path(case, "/choose/selection"), **form)
    past = await post(
        client,
        settings,
        path(case, "/choose/selection"),
        **form | {"starts_at": "14:00", "held_on": "2020-01-06"},
    )
    right = await post(
        client, settings, path(case, "/choose/selection"), **form | {"starts_at": "１４：００"}
    )

    assert (wrong.status_code, past.status_code, right.status_code) == (422, 422, 303)
    assert "市役所3階" in wrong.text
    assert "始まる時刻は、時刻で入力してください" in text_of(wrong)
    assert "14:00" in text_of(await client.get(path(case)))


async def test_somebody_else_is_chosen_with_the_reason(client, settings, drain):
    case = await a_placement(drain, "dated")
    await browsing(client, settings, case.officer)

    unsaid = await post(client, settings, path(case, "/choose/not-select"), reason="other")
    answer = await post(
        client, settings, path(case, "/choose/not-select"), reason="outside_applicant"
    )

    assert (unsaid.status_code, answer.status_code) == (422, 303)
    assert await case.state() == "not_selected"
    (selection,) = await rows("select result, reason from selection")
    assert selection == {"result": "not_selected", "reason": "outside_applicant"}


async def test_an_order_among_several_may_be_given(client, settings, drain):
    case = await a_placement(drain, "dated")
    await browsing(client, settings, case.officer)

    await post(client, settings, path(case, "/choose/select"), position="1")

    assert await case.state() == "selected"
    assert "順位 1" in text_of(await client.get(list_of(case)))


async def test_who_comes_second_is_told_who_did_what(client, settings, drain):
    case = await a_placement(drain, "selected")
    await browsing(client, settings, case.officer)

    answer = await post(client, settings, path(case, "/choose/not-select"), reason="budget")

    text = text_of(answer)
    assert answer.status_code == 409
    assert "最後の操作" in text
    assert case.officer.name in text
    assert "内定しました" in text
    assert await case.state() == "selected"


async def test_changed_terms_are_pointed_out_until_the_person_agrees(client, settings, drain):
    case = await a_placement(drain, "selected")
    await state_terms(case.need, 2, pay="時給1,400円")
    await browsing(client, settings, case.officer)

    text = text_of(await client.get(path(case)))

    assert "労働条件が、本人の同意の後に変わりました" in text


@pytest.mark.parametrize("step", ["selection", "select", "not-select"])
async def test_a_coordinator_never_decides_for_the_municipality(client, settings, drain, step):
    case = await a_placement(drain, "referred")
    await browsing(client, settings, case.coordinator)

    answer = await post(client, settings, path(case, f"/choose/{step}"))

    assert answer.status_code == 403


async def test_an_officer_never_refers(client, settings, drain):
    case = await a_placement(drain, "consented")
    await browsing(client, settings, case.officer)

    answer = await post(client, settings, path(case, "/bring/refer"))

    assert answer.status_code == 403
    assert await case.state() == "consented"
