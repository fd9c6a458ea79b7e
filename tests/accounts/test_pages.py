"""Signing in, joining and looking after others, as browsers see it; none of it needs a script."""

import re

import httpx
import msgspec
import pytest

from talentpool.accounts import service_invitations
from talentpool.actor import Role, system
from talentpool.app import make_app
from talentpool.kit.security import cookie_name, sign
from tests.makers import accounts as makers
from tests.makers.accounts import MUNICIPALITY, PASSWORD, SECTION, browse_as, post

pytestmark = pytest.mark.usefixtures("db")
TOKENS = re.compile(r'value="[0-9a-f]{80}"')
CODES = re.compile(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}")


def door(settings, invitation) -> str:
    return sign(settings, "invitation", invitation.hex)


async def invited(role: Role = Role.OFFICER):
    account = await service_invitations.invite_member(
        system(),
        role,
        "架空 花子",
        "kikaku@example.jp",
        municipality=MUNICIPALITY,
        section_name=SECTION,
    )
    return (await makers.rows("select id from invitation where account = $1", account))[0]["id"]


async def test_a_candidate_signs_in_goes_where_they_wanted_and_signs_out(client, settings):
    await makers.an_account(Role.CANDIDATE, "hanako", password=PASSWORD)
    sent = {"login_name": "hanako", "password": PASSWORD, "next": "/account"}

    answer = await post(client, settings, "/login", **sent)
    page = await client.get(answer.headers["location"])
    leaving = await post(client, settings, "/logout")

    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    assert "hanako" in page.text
    assert leaving.headers["clear-site-data"] == '"cache", "storage"'
    assert (await client.get("/account")).headers["location"].startswith("/login")


async def test_the_session_cookie_is_not_for_scripts_nor_for_other_sites(client, settings):
    await makers.an_account(Role.CANDIDATE, "hanako", password=PASSWORD)

    answer = await post(client, settings, "/login", login_name="hanako", password=PASSWORD)

    cookie = next(
        c
        for c in answer.headers.get_list("set-cookie")
        if c.startswith(cookie_name(settings, "session") + "=")
    )
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/\\evil"])
async def test_nobody_is_sent_elsewhere_after_signing_in(client, settings, elsewhere: str):
    await makers.an_account(Role.CANDIDATE, "hanako", password=PASSWORD)
    sent = {"login_name": "hanako", "password": PASSWORD, "next": elsewhere}

    assert (await post(client, settings, "/login", **sent)).headers["location"] == "/"


async def test_known_and_unknown_names_get_the_same_page(client, settings):
    await makers.an_account(Role.CANDIDATE, "hanako", password=PASSWORD)
    pages = []

    for name in ("hanako", "nobody"):
        answer = await post(client, settings, "/login", login_name=name, password="wrong")
        pages.append((answer.status_code, TOKENS.sub("", answer.text).replace(name, "")))

    assert pages[0] == pages[1]
    assert pages[0][0] == 422


@pytest.mark.parametrize("path", ["/sign-up", "/password-reset"])
async def test_known_and_unknown_mail_addresses_get_the_same_page(client, settings, path: str):
    person = (await makers.rows("select gen_random_uuid() as id"))[0]["id"]
    await makers.rows_for(
        "register_person",
        "insert into person (id, email, address_key) values ($1, $2, $2)",
        person,
        "known@example.jp",
    )
    await makers.an_account(Role.CANDIDATE, person=person)
    pages = []

    for email in ("known@example.jp", "unknown@example.jp"):
        answer = await post(client, settings, path, email=email)
        pages.append((answer.status_code, TOKENS.sub("", answer.text).replace(email, "")))

    assert pages[0] == pages[1]
    assert "メールを送りました" in pages[0][1]


async def test_an_officer_goes_from_the_mailed_link_to_signing_in_with_a_printed_code(
    client, settings
):
    link = f"/invitations/{door(settings, await invited())}"
    assert "自治体職員" in (await client.get(link)).text
    chosen = {"display_name": "架空 花子", "login_name": "kikaku-1", "password": PASSWORD}
    answer = await post(client, settings, link, **chosen)
    await client.get(answer.headers["location"])
    codes = CODES.findall((await post(client, settings, "/enrolment")).text)
    answer = await post(client, settings, "/enrolment/finish")
    assert "kikaku-1" in (await client.get("/account")).text
    await post(client, settings, "/logout")

    answer = await post(client, settings, "/login", login_name="kikaku-1", password=PASSWORD)
    half_way = await client.get("/account")
    answer = await post(client, settings, answer.headers["location"], code=codes[3].lower())

    assert half_way.headers["location"].startswith("/login")
    assert answer.headers["location"] == "/"
    assert "残り" in (await client.get("/account")).text
    assert len(codes) == 10


async def test_codes_are_shown_once_and_the_page_says_so(client, settings):
    account = await makers.an_account(Role.OFFICER, password=PASSWORD)
    await browse_as(client, settings, account)

    shown = await post(client, settings, "/account/codes", current_password=PASSWORD)
    later = await client.get("/account/codes")

    assert len(CODES.findall(shown.text)) == 10
    assert "今だけ表示しています" in shown.text
    assert CODES.findall(later.text) == []
    assert shown.headers["cache-control"] == "no-store"


async def test_codes_need_the_password_again(client, settings):
    account = await makers.an_account(Role.OFFICER, password=PASSWORD)
    await browse_as(client, settings, account)

    answer = await post(client, settings, "/account/codes", current_password="wrong")

    assert answer.status_code == 422
    assert "パスワードが違います" in answer.text


async def test_a_clock_is_shown_as_a_picture_and_as_letters_and_refuses_a_wrong_code(
    client, settings
):
    account = await makers.an_account(Role.OFFICER, password=PASSWORD)
    await browse_as(client, settings, account)

    answer = await post(client, settings, "/account/clock", current_password=PASSWORD)
    page = await client.get(answer.headers["location"])
    wrong = await post(client, settings, "/account/clock/confirm", code="000000")

    assert 'src="data:image/svg+xml' in page.text
    assert re.search(r"[A-Z2-7]{32}", page.text)
    assert wrong.status_code == 422


@pytest.mark.parametrize(
    "path", ["/invitations/x.y", "/join/x.y", "/password-reset/x.y", "/invitations/日本"]
)
async def test_a_link_that_we_have_not_signed_leads_to_a_page_that_helps(client, path: str):
    answer = await client.get(path)

    assert answer.status_code == 404
    assert "このリンクは使えません" in answer.text


async def test_a_manager_invites_suspends_and_sees_the_own_body_only(client, settings):
    manager = await makers.an_account(Role.MUNICIPAL_MANAGER)
    officer = await makers.an_account(Role.OFFICER)
    await makers.an_account(Role.OFFICER, "stranger", municipality=makers.OTHER_MUNICIPALITY)
    await browse_as(client, settings, manager)
    new = {"role": "officer", "display_name": "架空 新人", "email": "a@example.jp"}

    invited = await post(client, settings, "/members", section_name="総務課", **new)
    path = f"/accounts/{officer.id}/suspend"
    suspended = await post(client, settings, path, version=officer.version)
    page = await client.get("/members")

    assert (invited.status_code, suspended.status_code) == (303, 303)
    assert "架空 新人" in page.text
    assert "招待中" in page.text
    assert "停止中" in page.text
    assert "stranger" not in page.text


async def test_a_stale_button_says_so_and_an_unknown_one_leads_nowhere(client, settings):
    officer = await makers.an_account(Role.OFFICER)
    await browse_as(client, settings, await makers.an_account(Role.MUNICIPAL_MANAGER))

    stale = await post(client, settings, f"/accounts/{officer.id}/suspend", version=7)
    unknown = await post(client, settings, f"/accounts/{officer.id}/promote", version=1)

    assert (stale.status_code, unknown.status_code) == (409, 404)


async def test_what_was_typed_stays_when_an_invitation_is_refused(client, settings):
    await browse_as(client, settings, await makers.an_account(Role.ADMINISTRATOR))
    sent = {"role": "officer", "display_name": "架空 新人", "email": "not an address"}

    answer = await post(client, settings, "/accounts", **sent)

    assert answer.status_code == 422
    assert 'value="架空 新人"' in answer.text
    assert 'value="not an address"' in answer.text
    assert "メールアドレスの形式" in answer.text


async def test_an_officer_hands_over_to_a_colleague_and_is_out(client, settings):
    leaving, successor = [await makers.an_account(Role.OFFICER) for _ in range(2)]
    await browse_as(client, settings, leaving)
    page = await client.get(f"/accounts/{leaving.id}/hand-over")

    answer = await post(
        client, settings, f"/accounts/{leaving.id}/hand-over", successor=str(successor.id)
    )

    assert successor.display_name in page.text
    assert answer.headers["location"] == "/"
    assert (await client.get("/account")).headers["location"].startswith("/login")


INVITED = {"email": "pro@example.jp", "_once": "6f1f5a52-6a0e-4f0c-9d57-0d8f4d3c2b1a"}


@pytest.mark.parametrize(
    ("inviter", "path", "who"),
    [
        (Role.COORDINATOR, "/candidate-invitations", {"tier": "special", "introduction": "ぜひ"}),
        (Role.ADMINISTRATOR, "/accounts", {"role": "expert", "display_name": "架空 専門"}),
    ],
)
async def test_a_form_sent_twice_invites_once(client, settings, inviter, path, who):
    await browse_as(client, settings, await makers.an_account(inviter))

    answers = [await post(client, settings, path, **INVITED, **who) for _ in range(2)]

    assert {answer.status_code for answer in answers} == {303}
    assert len(await makers.rows("select 1 from invitation")) == 1


async def test_a_token_is_shown_once_and_opens_the_api_only(client, other_client, settings):
    await browse_as(client, settings, await makers.an_account(Role.COORDINATOR))

    shown = await post(client, settings, "/account/tokens", name="文書管理", days="30")
    token = re.search(r"tpk_[\w-]+", shown.text)[0]
    machine = other_client()
    machine.headers["authorization"] = f"Bearer {token}"

    assert token not in (await client.get("/account/tokens")).text
    assert (await machine.get("/account")).status_code in {303, 401}


async def test_a_cookie_is_not_looked_at_beside_a_token(client, settings):
    await browse_as(client, settings, await makers.an_account(Role.COORDINATOR))

    answer = await client.get("/account", headers={"authorization": "Bearer nothing"})

    assert answer.status_code == 303


@pytest.mark.parametrize("path", ["/members", "/accounts", "/candidate-invitations"])
async def test_pages_of_other_roles_are_refused(client, settings, path: str):
    await browse_as(client, settings, await makers.an_account(Role.OFFICER))

    assert (await client.get(path)).status_code == 403


@pytest.mark.parametrize("path", ["/login", "/logout", "/sign-up", "/account/password"])
async def test_a_form_that_our_pages_did_not_send_is_refused(client, settings, path: str):
    await browse_as(client, settings, await makers.an_account(Role.CANDIDATE))

    answer = await client.post(path, data={"email": "a@example.jp"})

    assert answer.status_code == 403


@pytest.mark.parametrize("is_demonstration", [True, False])
async def test_one_click_opens_an_account_in_the_demonstration_and_the_route_is_nowhere_else(
    settings, is_demonstration: bool
):
    await makers.an_account(Role.COORDINATOR, "demo-coordinator")
    own = msgspec.structs.replace(settings, is_demonstration=is_demonstration)
    transport = httpx.ASGITransport(app=make_app(own))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as browser:
        answer = await post(browser, own, "/demonstration/as/demo-coordinator")
        page = await browser.get("/account")

    assert answer.status_code == (303 if is_demonstration else 404)
    assert ("demo-coordinator" in page.text) is is_demonstration
