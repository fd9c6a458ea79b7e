"""Coordinators and experts at work: by pseudonym, with reasons, nothing typed lost."""

import pytest

from talentpool.actor import Role, system
from talentpool.candidates.states import CandidateState as S
from talentpool.identity import service as identity
from talentpool.kit.scope import scope
from tests.makers.accounts import an_account, browse_as, post, rows
from tests.makers.candidates import a_candidate
from tests.makers.needs import state_of

pytestmark = pytest.mark.usefixtures("db")

KEY = "6f1f5a52-6a0e-4f0c-9d57-0d8f4d3c2b1a"
NAME, MAIL = "秘密 太郎", "himitsu@example.jp"


@pytest.fixture
async def coordinator(client, settings):
    return await browse_as(client, settings, await an_account(Role.COORDINATOR))


async def somebody(state: S = S.SUBMITTED, **columns):
    person = await identity.register_person(
        system(), name=NAME, kana="ヒミツ タロウ", email=MAIL, phone="+81312345678"
    )
    return await a_candidate(
        state, person=person, headline="窓口の人", search="窓口の人 kintone", **columns
    )


async def test_no_staff_page_shows_a_name_before_it_is_revealed(client, coordinator):
    candidate = await somebody(
        claims={"kintone": 3}, free_text="45歳です。連絡は a@example.jp へ。"
    )
    paths = [
        "/screening", "/candidates", f"/screening/{candidate.id}", f"/candidates/{candidate.id}",
        "/screening/unknown-labels",
    ]  # fmt: skip

    pages = {path: await client.get(path) for path in paths}

    assert {path: page.status_code for path, page in pages.items()} == dict.fromkeys(paths, 200)
    for page in pages.values():
        for secret in (NAME, "ヒミツ", MAIL, "12345678", "45歳", "a@example.jp"):
            assert secret not in page.text
    assert f"候補-{candidate.handle}" in pages[f"/screening/{candidate.id}"].text


async def test_a_reveal_writes_one_line_in_the_access_log(client, settings, coordinator):
    candidate = await somebody()

    shown = await post(client, settings, f"/persons/{candidate.person}/reveal", purpose="screening")

    assert NAME in shown.text
    assert len(await rows("select id from access_log", who=coordinator)) == 1


@pytest.mark.parametrize(
    ("decision", "form", "state"),
    [
        ("accept", {}, S.ACTIVE),
        ("start_screening", {}, S.SCREENING),
        ("call_to_interview", {}, S.INTERVIEW),
        ("hold", {"reason": "evidence_lacking"}, S.ON_HOLD),
        ("return", {"note": "経歴を確認してください。"}, S.RETURNED),
        ("decline", {"reason": "outside_notified_scope", "note": "範囲外"}, S.DECLINED),
    ],
)
async def test_each_decision_leads_to_its_state(
    client, settings, coordinator, decision, form, state
):
    candidate = await somebody()

    answer = await post(client, settings, f"/screening/{candidate.id}/{decision}", **form)

    assert answer.status_code == 303
    assert await state_of("candidate", candidate.id) == state
    page = await client.get(f"/screening/{candidate.id}")
    assert page.status_code == 200


async def test_a_refused_decision_keeps_what_was_typed(client, settings, coordinator):
    candidate = await somebody()

    refused = await post(client, settings, f"/screening/{candidate.id}/hold", note="あとで電話する")

    assert refused.status_code == 422
    assert "理由を選択してください。" in refused.text
    assert "あとで電話する" in refused.text


async def test_the_list_filters_by_its_address(client, coordinator):
    held = await somebody(S.ON_HOLD)
    person = await identity.register_person(system(), name="別人")
    waiting = await a_candidate(S.SUBMITTED, person=person, tier="special")

    on_hold = await client.get("/screening?state=on_hold")
    special = await client.get("/screening?tier=special")
    by_word = await client.get("/screening?q=ＫＩＮＴＯＮＥ")

    assert held.handle in on_hold.text
    assert waiting.handle not in on_hold.text
    assert waiting.handle in special.text
    assert held.handle not in special.text
    assert held.handle in by_word.text
    assert waiting.handle not in by_word.text


async def test_what_is_overdue_says_so(client, coordinator):
    candidate = await somebody()
    async with scope(system()) as opened:
        await opened.connection.execute("update candidate set next_step_due_on = '2020-01-06'")

    page = await client.get("/screening?due=overdue")

    assert candidate.handle in page.text
    assert "期限を過ぎています" in page.text


async def test_people_are_found_by_skill_and_by_pseudonym(client, coordinator):
    candidate = await somebody(S.ACTIVE, claims={"kintone": 3})
    async with scope(system()) as opened:
        await opened.connection.execute("update claim set skill = 'kintone'")

    by_skill = await client.get("/candidates?q=キントーン")
    by_other = await client.get("/candidates?q=UiPath")
    by_word = await client.get("/candidates?q=kintone")
    by_handle = await client.get(f"/candidates?q={candidate.handle}")

    assert candidate.handle in by_word.text
    assert candidate.handle in by_handle.text
    assert candidate.handle in by_skill.text
    assert candidate.handle not in by_other.text


async def test_a_caller_is_found_by_reading_and_shown_by_pseudonym(client, settings, coordinator):
    candidate = await somebody(S.ACTIVE)

    found = await post(client, settings, "/candidates/look-up", name="ひみつ")
    refused = await post(client, settings, "/candidates/look-up", name="")

    assert candidate.handle in found.text
    assert NAME not in found.text
    assert refused.status_code == 422
    assert len(await rows("select seq from audit_event where action = 'person.look_up'")) == 1


async def test_the_file_of_people_holds_no_name_and_no_formula(client, settings, coordinator):
    candidate = await somebody(S.ACTIVE, claims={"=HYPERLINK(1)": 3})

    file = await post(client, settings, "/candidates/export?state=active")

    text = file.content.decode("utf-8-sig")
    assert f"候補-{candidate.handle}" in text
    assert NAME not in text
    assert "'=HYPERLINK(1)" in text
    assert len(await rows("select seq from audit_event where action = 'candidate.export'")) == 1


async def test_the_next_step_is_kept_and_a_wrong_date_returned(client, settings, coordinator):
    candidate = await somebody(S.ACTIVE)
    path = f"/candidates/{candidate.id}/next-step"

    refused = await post(
        client, settings, path, next_step="電話する", next_step_due_on="2026-02-30"
    )
    for step in ("書く", "電話する"):  # what is done twice in a day stands once in the history
        await post(client, settings, path, next_step=step, next_step_due_on="2026-12-01")

    assert refused.status_code == 422
    assert "電話する" in refused.text
    page = await client.get(f"/candidates/{candidate.id}")
    assert 'value="電話する"' in page.text
    assert page.text.count("次の対応を変更しました") == 1


async def test_an_expert_records_an_interview_from_the_list(other_client, settings):
    expert, coordinator = other_client(), other_client()
    await browse_as(expert, settings, await an_account(Role.EXPERT))
    await browse_as(coordinator, settings, await an_account(Role.COORDINATOR))
    candidate = await somebody(S.INTERVIEW, tier="special")

    listed = await expert.get("/interviews")
    refused = await post(
        expert, settings, f"/interviews/{candidate.id}", held_on="2099-01-01", note="話しやすい"
    )
    found = {"held_on": "2026-01-05", "outcome": "recommended", "note": "話しやすい"}
    for _ in range(2):  # pressed twice
        await post(expert, settings, f"/interviews/{candidate.id}", _once=KEY, **found)

    page = await coordinator.get(f"/screening/{candidate.id}")
    assert candidate.handle in listed.text
    assert refused.status_code == 422
    assert "話しやすい" in refused.text
    assert "登録を勧める" in page.text
    assert page.text.count("話しやすい") == 1


PAGES = {
    "/my": {Role.CANDIDATE, Role.EXPERT},
    "/my/profile": {Role.CANDIDATE, Role.EXPERT},
    "/my/openings": {Role.CANDIDATE, Role.EXPERT},
    "/screening": {Role.COORDINATOR},
    "/screening/unknown-labels": {Role.COORDINATOR},
    "/interviews": {Role.EXPERT},
    "/candidates": {Role.COORDINATOR},
}


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ANONYMOUS, Role.SYSTEM}))
async def test_a_page_opens_for_those_it_is_for_and_for_nobody_else(client, settings, role):
    await browse_as(client, settings, await an_account(role))

    answers = {path: (await client.get(path)).status_code for path in PAGES}

    refused = {path for path, status in answers.items() if status == 403}
    assert refused == {path for path, roles in PAGES.items() if role not in roles}
    assert 500 not in answers.values()


async def test_strangers_are_asked_to_sign_in(client):
    for path in PAGES:
        assert (await client.get(path)).status_code in (302, 303, 401)


async def test_somebody_who_telephones_is_paused_and_brought_back_and_told(
    client, settings, coordinator
):
    candidate = await somebody(S.ACTIVE)
    path = f"/candidates/{candidate.id}"

    silent = await post(client, settings, f"{path}/pause")
    forged = await post(client, settings, f"{path}/pause", reason="unconfirmed")
    await post(client, settings, f"{path}/pause", reason="busy", seen=candidate.version)
    paused, page = await state_of("candidate", candidate.id), (await client.get(path)).text
    await post(client, settings, f"{path}/resume", seen=candidate.version + 1)

    assert silent.status_code == forged.status_code == 422
    assert "休止の理由" in silent.text
    assert paused == "paused"
    assert "本人の申出で再開する" in page
    assert "本人の申出で休止する" not in page
    assert await state_of("candidate", candidate.id) == "active"
    told = await rows("select kind from notice where person = $1 order by due_at", candidate.person)
    assert [row["kind"] for row in told] == ["candidate.pause", "candidate.resume"]


async def test_a_pause_on_an_old_page_has_no_effect(client, settings, coordinator):
    candidate = await somebody(S.ACTIVE)

    late = await post(
        client,
        settings,
        f"/candidates/{candidate.id}/pause",
        reason="busy",
        seen=candidate.version - 1,
    )

    assert late.status_code == 409
    assert await state_of("candidate", candidate.id) == "active"
