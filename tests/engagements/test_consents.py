"""A consent is taken back: nothing more is shown or sent, and each side knows what comes next."""

from typing import Any

import httpx
import pytest

from talentpool.actor import Role
from talentpool.engagements import service as engagements
from talentpool.kit.errors import IllegalMove
from talentpool.kit.settings import Settings
from talentpool.placements import service as placements
from tests.makers.accounts import post, rows
from tests.makers.chains import Chain, a_dispatch, a_placement, browsing, text_of

pytestmark = pytest.mark.usefixtures("db")


async def withdraw(client: httpx.AsyncClient, settings: Settings, case: Chain) -> httpx.Response:
    """As the person does it, on 私のデータ."""
    (consent,) = await rows(
        "select id from consent where person = $1 and need = $2 and withdrawn_at is null",
        case.candidate.person,
        case.need.id,
    )
    await browsing(client, settings, case.person)
    return await post(client, settings, f"/my/consents/{consent['id']}/withdraw")


async def told(account: Any) -> dict[str, str]:
    """What an account was told, and what has become of the mail."""
    found = await rows("select kind, mail_state from notice where account = $1", account)
    return {str(row["kind"]): str(row["mail_state"]) for row in found}


async def test_mail_about_the_person_that_has_not_gone_out_never_does(client, settings, drain):
    case = await a_placement(drain, "referred")

    answer = await withdraw(client, settings, case)
    await drain()

    assert answer.status_code == 303
    assert await told(case.officer.account) == {
        "proposal.referred": "cancelled",
        "proposal.consent_lost": "sent",
    }
    assert "proposal.consent_withdrawn" in await told(case.coordinator.account)


@pytest.mark.parametrize("upto", ["consented", "dated", "selected", "accepted", "appointed"])
async def test_at_every_step_of_a_placement_each_side_is_told(client, settings, drain, upto):
    case = await a_placement(drain, upto)

    await withdraw(client, settings, case)

    assert "proposal.consent_withdrawn" in await told(case.coordinator.account)
    is_told = "proposal.consent_lost" in await told(case.officer.account)
    assert is_told is (upto != "consented")


async def test_the_person_reads_what_comes_next_and_is_asked_nothing_more(client, settings, drain):
    case = await a_placement(drain, "selected")
    await withdraw(client, settings, case)

    offer = await client.get(f"/my/proposals/{case.proposal}")
    listed = text_of(await client.get("/my/proposals"))
    with pytest.raises(IllegalMove) as refused:
        await placements.accept_terms(case.person, case.proposal, terms_revision=1)

    assert "コーディネーターが、この打診を終了します。" in text_of(offer)
    assert "労働条件に同意する" not in offer.text
    assert "コーディネーターが、終了の手続をします。" in listed
    assert refused.value.code == "consent_withdrawn"


async def test_a_member_who_leaves_a_dispatch_is_told_to_planner_coordinator_and_municipality(
    client, settings, drain
):
    case = await a_dispatch(drain, "proposed", role=Role.CANDIDATE)

    await withdraw(client, settings, case)
    own = text_of(await client.get(f"/my/assignments/{case.proposal}"))
    await browsing(client, settings, case.planner)
    desk = text_of(await client.get(f"/plans/{case.need.id}"))

    assert "proposal.consent_withdrawn" in await told(case.planner.account)
    assert "proposal.consent_withdrawn" in await told(case.coordinator.account)
    assert "plan.member_left" in await told(case.officer.account)
    assert "コーディネーターが、この依頼を終了します。" in own
    assert "同意の取消し" in desk
    assert "待っている相手：コーディネーター" in desk


async def test_a_plan_whose_team_has_left_is_not_agreed_to(client, settings, drain):
    case = await a_dispatch(drain, "proposed", role=Role.CANDIDATE)
    await withdraw(client, settings, case)

    with pytest.raises(IllegalMove) as refused:
        await engagements.start_plan(case.officer, case.need.id)

    assert refused.value.code == "team_left"
    assert await rows("select 1 from engagement") == []
    assert (await rows("select state from plan"))[0]["state"] == "proposed"
