"""Registering by mail, one's own data, and the form that shows a name."""

import json
import re
from uuid import uuid4

import pytest

from talentpool.actor import Role, system
from talentpool.identity import service
from talentpool.identity.states import ConsentPurpose
from talentpool.kit.security import sign
from tests.makers import accounts as makers
from tests.makers.accounts import MUNICIPALITY, PASSWORD, browse_as, post

pytestmark = pytest.mark.usefixtures("db")
NAME = "髙﨑 花子"


async def a_person() -> object:
    return await service.register_person(system(), name=NAME, email="hanako@example.jp")


async def a_consent(person):
    need = uuid4()
    given = await service.give_consent(
        system(),
        person,
        ConsentPurpose.REFERRAL,
        municipality=MUNICIPALITY,
        need=need,
        text_version="2026-11",
    )
    return given, need


async def lines() -> int:
    auditor = await makers.an_actor(Role.AUDITOR)
    return len(await makers.rows("select 1 from access_log", who=auditor))


async def test_somebody_registers_from_the_first_page_to_being_signed_in(client, settings, drain):
    await post(client, settings, "/sign-up", email="new@example.jp")
    await drain()
    mails = (await client.get("/dev/mail")).text
    link = re.search(r'href="http://localhost:8000(/join/[^"]+)"', mails)[1]
    page = await client.get(link)

    weak = await post(client, settings, link, login_name="new-one", password="password1234")
    answer = await post(client, settings, link, login_name="new-one", password=PASSWORD)

    assert page.status_code == 200
    assert weak.status_code == 422
    assert "推測されやすい" in weak.text
    assert 'value="new-one"' in weak.text
    assert answer.status_code == 303
    assert "new@example.jp" in (await client.get("/my/data")).text
    assert "このリンクは使えません" in (await client.get(link)).text


async def test_the_introduction_stands_on_the_page_and_not_in_the_mail(client, settings, drain):
    await browse_as(client, settings, await makers.an_account(Role.COORDINATOR))
    words = "架空市の助言をお願いしたく"
    sent = {"email": "pro@example.jp", "tier": "special", "introduction": words}
    await post(client, settings, "/candidate-invitations", **sent)
    await drain()
    (invitation,) = await makers.rows("select id from invitation")

    page = await client.get(f"/join/{sign(settings, 'invitation', invitation['id'].hex)}")

    assert words in page.text
    assert words not in (await client.get("/dev/mail")).text


async def test_the_form_shows_no_name_before_a_purpose_is_given(client, settings):
    person = await a_person()
    await browse_as(client, settings, await makers.an_account(Role.COORDINATOR))

    form = await client.get(f"/persons/{person}/reveal")
    blank = await post(client, settings, f"/persons/{person}/reveal")

    assert NAME not in form.text + blank.text
    assert blank.status_code == 422
    assert await lines() == 0


async def test_a_coordinator_sees_the_name_with_one_line_written(client, settings):
    person = await a_person()
    await browse_as(client, settings, await makers.an_account(Role.COORDINATOR))

    page = await post(client, settings, f"/persons/{person}/reveal", purpose="interview")

    assert NAME in page.text
    assert "面談の調整" in page.text
    assert await lines() == 1


async def test_htmx_gets_the_fragment_alone(client, settings):
    person = await a_person()
    await browse_as(client, settings, await makers.an_account(Role.COORDINATOR))
    client.headers.update({"hx-request": "true", "hx-request-type": "partial"})

    part = await post(client, settings, f"/persons/{person}/reveal", purpose="interview")

    assert NAME in part.text
    assert "<html" not in part.text


async def test_an_officer_sees_it_for_the_need_until_the_person_withdraws(
    client, other_client, settings
):
    person = await a_person()
    given, need = await a_consent(person)
    await browse_as(client, settings, await makers.an_account(Role.OFFICER))
    owner = other_client()
    await browse_as(owner, settings, await makers.an_account(Role.CANDIDATE, person=person))
    path, sent = f"/persons/{person}/reveal", {"purpose": "selection", "need": str(need)}

    before = await post(client, settings, path, **sent)
    without = await post(client, settings, path, purpose="selection")
    await post(owner, settings, f"/my/consents/{given}/withdraw")
    after = await post(client, settings, path, **sent)

    assert NAME in before.text
    assert (without.status_code, after.status_code) == (404, 404)
    assert NAME not in without.text + after.text


async def test_people_read_who_looked_and_take_their_data_along(client, other_client, settings):
    person = await a_person()
    await a_consent(person)
    coordinator = other_client()
    await browse_as(coordinator, settings, await makers.an_account(Role.COORDINATOR))
    await post(coordinator, settings, f"/persons/{person}/reveal", purpose="screening")
    await browse_as(client, settings, await makers.an_account(Role.CANDIDATE, person=person))

    page = await client.get("/my/data")
    file = await client.get("/my/data.json")
    paper = await client.get("/my/data/print")

    for text in (page.text, paper.text):
        assert NAME in text
        assert "コーディネーター" in text
        assert "青波市" in text
    held = json.loads(file.text)
    assert held["identity"]["name"] == NAME
    assert held["accesses"][0]["purpose"] == "screening"
    assert "attachment" in file.headers["content-disposition"]
    assert await lines() == 1


async def test_somebody_without_anything_yet_reads_that_there_is_nothing(client, settings):
    person = await service.register_person(system())
    await browse_as(client, settings, await makers.an_account(Role.CANDIDATE, person=person))

    page = await client.get("/my/data")

    assert "まだ誰も見ていません" in page.text
    assert "同意の記録はありません" in page.text


async def test_nobody_withdraws_somebody_elses_consent(client, settings):
    given, _ = await a_consent(await a_person())
    await browse_as(client, settings, await makers.an_account(Role.CANDIDATE))

    assert (await post(client, settings, f"/my/consents/{given}/withdraw")).status_code == 404


@pytest.mark.parametrize("role", [Role.CANDIDATE, Role.ADMINISTRATOR, Role.AUDITOR, Role.PLANNER])
async def test_roles_that_never_see_names_do_not_get_the_form(client, settings, role: Role):
    person = await a_person()
    await browse_as(client, settings, await makers.an_account(role))

    form = await client.get(f"/persons/{person}/reveal")
    sent = await post(client, settings, f"/persons/{person}/reveal", purpose="contact")

    assert (form.status_code, sent.status_code) == (403, 403)
