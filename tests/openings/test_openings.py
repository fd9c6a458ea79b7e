"""情報提供: fitting openings at home, answers that can be changed, a digest that can be off."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from talentpool.actor import Role, system
from talentpool.kit import clock
from talentpool.kit.errors import IllegalMove, Invalid, NotFound
from talentpool.kit.scope import scope
from talentpool.notifications import service as notifications
from talentpool.notifications.schemas import MailSettingForm
from talentpool.openings import service
from talentpool.outbox import service as outbox
from tests.makers.accounts import an_account, browse_as, post, rows
from tests.makers.candidates import a_candidate, as_person
from tests.makers.needs import a_need

pytestmark = pytest.mark.usefixtures("db")


class Shown:
    """An opening that a registrant was shown, and the registrant's browser."""

    def __init__(self, client: httpx.AsyncClient, settings: Any) -> None:
        self.client, self.settings = client, settings

    async def prepare(self) -> "Shown":
        self.candidate = await a_candidate()
        self.need = await a_need(current_issue="CSIRTがなく、だれも直せません。")
        account = await an_account(Role.CANDIDATE, person=self.candidate.person)
        self.actor = await browse_as(self.client, self.settings, account)
        await service.show(system(), self.need.id, {self.candidate.id: ["similar_work", "time"]})
        return self

    async def answer(self, **form: str) -> httpx.Response:
        return await post(self.client, self.settings, f"/my/openings/{self.need.id}", **form)

    async def stored(self) -> dict[str, Any]:
        (row,) = await rows("select answer, reason, answered_at, withdrawn_at from interest")
        return row


@pytest.fixture
async def shown(client, settings) -> Shown:
    return await Shown(client, settings).prepare()


async def test_an_opening_is_at_home_with_one_line_why(shown):
    home = await shown.client.get("/my")
    listed = await shown.client.get("/my/openings")
    part = await shown.client.get(
        "/my/openings", headers={"hx-request": "true", "hx-request-type": "partial"}
    )

    assert 'hx-get="/my/openings"' in home.text
    for page in (listed, part):
        assert "市のホームページを更新する仕事" in page.text
        assert "似た仕事の経験があります。" in page.text
    assert "<html" not in part.text


async def test_registrants_read_the_public_text_and_the_terms_but_not_the_trouble(shown):
    page = await shown.client.get(f"/my/openings/{shown.need.id}")

    assert "週に半日、記事を公開します。" in page.text
    assert "時給1,500円" in page.text
    assert "CSIRT" not in page.text


async def test_interest_is_kept_and_can_be_changed_and_taken_back(shown):
    await shown.answer(answer="interested")
    interested = await shown.stored()
    await shown.answer(answer="not_now", reason="workload")
    declined = await shown.stored()
    await post(shown.client, shown.settings, f"/my/openings/{shown.need.id}/withdraw")

    assert (interested["answer"], interested["reason"]) == ("interested", None)
    assert (declined["answer"], declined["reason"]) == ("not_now", "workload")
    assert (await shown.stored())["withdrawn_at"] is not None
    assert "返事を取り消す" not in (await shown.client.get(f"/my/openings/{shown.need.id}")).text


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({}, "返事を選択してください。"),
        ({"answer": "not_now"}, "合わない理由を選択してください。"),
        ({"answer": "not_now", "reason": "weather"}, "選択肢の中から選択してください。"),
        ({"answer": "perhaps"}, "選択肢の中から選択してください。"),
    ],
)
async def test_an_answer_that_says_too_little_is_returned(shown, form, sentence):
    refused = await shown.answer(**form)

    assert refused.status_code == 422
    assert sentence in refused.text
    assert (await shown.stored())["answer"] is None


async def test_an_answer_lets_the_ranking_be_made_again(shown):
    (before,) = await rows("select generation from pool_generation")

    await shown.answer(answer="interested")

    (after,) = await rows("select generation from pool_generation")
    assert after["generation"] > before["generation"]


async def test_nobody_sees_or_answers_what_others_were_shown(shown):
    stranger = as_person(await a_candidate())

    with pytest.raises(NotFound):
        await service.answer(stranger, shown.need.id, "interested")

    assert await rows("select id from interest", who=stranger) == []


async def test_a_closed_opening_takes_no_answer_and_leaves_the_list(shown):
    await rows("update opening set is_open = false returning need")

    with pytest.raises(IllegalMove):
        await service.answer(as_person(shown.candidate), shown.need.id, "interested")

    assert "市のホームページ" not in (await shown.client.get("/my/openings")).text


async def test_not_now_needs_its_reason_in_the_verb_too(shown):
    with pytest.raises(Invalid):
        await service.answer(as_person(shown.candidate), shown.need.id, "not_now")


async def digests() -> list[dict[str, Any]]:
    return await rows("select account, facts from notice where kind = 'opening_digest'")


async def test_the_digest_counts_what_is_unanswered_once_a_week(shown, drain):
    for _ in range(2):
        async with scope(system()):
            await outbox.put(system(), "openings.digest")
        await drain()

    assert [row["facts"] for row in await digests()] == [{"count": 1}]


async def test_the_digest_comes_again_in_the_next_week_only_with_something_new(shown):
    await service.put_digests(system())

    with clock.shifted(timedelta(days=8)):
        again = await service.put_digests(system())

    assert again == 0


async def test_who_has_answered_or_switched_it_off_gets_no_digest(shown):
    await notifications.choose_mail(
        shown.actor, MailSettingForm(wants_notices=True, wants_digest=False)
    )
    off = await service.put_digests(system())
    await notifications.choose_mail(
        shown.actor, MailSettingForm(wants_notices=True, wants_digest=True)
    )
    await shown.answer(answer="interested")

    assert (off, await service.put_digests(system())) == (0, 0)
    assert await digests() == []


async def test_the_switch_at_home_turns_the_digest_off_and_on(shown):
    await post(shown.client, shown.settings, "/my/digest")
    off = await shown.client.get("/my")
    await post(shown.client, shown.settings, "/my/digest")
    on = await shown.client.get("/my")

    assert "受け取らない" in off.text
    assert "受け取りをやめる" in on.text
