"""Notices: one line in one inbox and one mail, at their time, to nobody else."""

from datetime import timedelta

import asyncpg
import pytest

from talentpool.accounts import service_credentials, service_invitations
from talentpool.actor import ANONYMOUS, Role, system
from talentpool.identity import service as identity
from talentpool.kit import clock
from talentpool.kit.errors import Forbidden, NotFound
from talentpool.kit.labels import labels
from talentpool.kit.scope import reading, scope
from talentpool.notifications import queries, service
from talentpool.notifications.schemas import MailSettingForm
from talentpool.outbox import service as outbox
from tests.makers import accounts as makers

pytestmark = pytest.mark.usefixtures("db")
ABOUT = {"subject": "need", "subject_id": "7", "path": "/needs/7"}


async def tell(actor, kind: str = "handed_over", **about: object) -> None:
    await service.notify(system(), kind, account=actor.account, **{**ABOUT, **about})


async def inbox(actor) -> list[str]:
    async with reading(actor):
        return [notice.kind for notice in await queries.inbox(actor)]


async def test_a_notice_is_in_its_owners_inbox_and_in_no_other(mailbox, drain):
    officer, colleague = [await makers.an_actor(Role.OFFICER) for _ in range(2)]

    await tell(officer)
    await drain()

    assert await inbox(officer) == ["handed_over"]
    assert await inbox(colleague) == []
    assert await makers.rows("select 1 from notice", who=colleague) == []


async def test_the_mail_says_the_sentence_and_the_link_and_nothing_personal(mailbox, drain):
    officer = await makers.an_actor(Role.OFFICER, login_name="officer-1")

    await tell(officer)
    await drain()

    (mail,) = mailbox.mails
    assert mail["To"] == "officer-1@example.jp"
    assert mail["Subject"] == "前任の方から、支援要請と作業を引き継ぎました。"
    assert "http://localhost:8000/needs/7" in mail.get_content()
    assert officer.name not in mail.as_string()


async def test_a_decision_that_is_undone_tells_nobody():
    officer = await makers.an_actor(Role.OFFICER)

    with pytest.raises(Forbidden):
        async with scope(system()):
            await tell(officer)
            raise Forbidden

    assert await inbox(officer) == []
    assert await outbox.claim() is None


async def test_with_one_key_there_is_one_notice_and_one_mail(mailbox, drain):
    officer = await makers.an_actor(Role.OFFICER)

    for _ in range(3):
        await tell(officer, key="needs.opened:7")
    await drain()

    assert await inbox(officer) == ["handed_over"]
    assert len(mailbox.mails) == 1


async def test_what_is_due_later_is_neither_shown_nor_mailed_before(mailbox, drain):
    officer = await makers.an_actor(Role.OFFICER)
    await tell(officer, due_in=600)

    early = (await inbox(officer), await drain(), list(mailbox.mails))
    with clock.shifted(timedelta(minutes=11)):
        await drain()
        late = await inbox(officer)

    assert early == ([], 0, [])
    assert late == ["handed_over"]
    assert len(mailbox.mails) == 1


async def test_a_cancelled_notice_is_never_seen_and_a_mailed_one_cannot_be_cancelled(
    mailbox, drain
):
    officer = await makers.an_actor(Role.OFFICER)
    await tell(officer, key="a", due_in=timedelta(minutes=10))
    await tell(officer, key="b")
    await drain()

    assert await service.cancel(system(), "a") is True
    assert await service.cancel(system(), "b") is False
    with clock.shifted(timedelta(minutes=11)):
        await drain()
    assert len(mailbox.mails) == 1
    assert len(await inbox(officer)) == 1


async def test_a_candidates_mail_goes_to_the_address_that_only_identity_knows(mailbox, drain):
    person = await identity.register_person(system(), email="hanako@example.jp")
    account = await makers.an_account(Role.CANDIDATE, person=person)

    await service.notify(system(), "handed_over", person=person, **ABOUT)
    await drain()

    assert [mail["To"] for mail in mailbox.mails] == ["hanako@example.jp"]
    assert await inbox(makers.as_account(account)) == ["handed_over"]


async def test_a_person_without_an_account_gets_a_door_to_one_and_the_page_behind_it(
    mailbox, drain, client
):
    person = await identity.register_person(system(), email="imported@example.jp")

    await service.notify(system(), "handed_over", person=person, **ABOUT)
    await drain()

    (mail,) = mailbox.mails
    link = next(word for word in mail.get_content().split() if "/join/" in word)
    assert link.endswith("?next=%2Fneeds%2F7")
    page = await client.get(link.replace("http://localhost:8000", ""))
    assert page.status_code == 200


async def test_the_worker_learns_an_address_only_while_it_sends(as_worker, mailbox):
    officer = await makers.an_actor(Role.OFFICER)
    await tell(officer)
    (notice,) = await makers.rows("select id from notice")

    async with as_worker():
        before = await makers.rows("select notice_address($1) as address", notice["id"])
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await makers.rows("select email from person")

    assert before == [{"address": None}]


async def test_a_server_that_says_later_is_asked_again(mailbox, drain):
    officer = await makers.an_actor(Role.OFFICER)
    mailbox.answers = ["451 later"]
    await tell(officer)

    await drain()
    first = list(mailbox.mails)
    with clock.shifted(timedelta(minutes=5)):
        await drain()

    assert first == []
    assert [mail["Subject"][:3] for mail in mailbox.mails] == ["前任の"]


async def test_a_server_that_says_never_is_not_asked_again_and_the_inbox_still_tells(
    mailbox, drain
):
    officer = await makers.an_actor(Role.OFFICER)
    mailbox.answers = ["550 no such user"]
    await tell(officer)

    await drain()

    with clock.shifted(timedelta(minutes=5)):
        assert await drain() == 0
    assert mailbox.mails == []
    assert await inbox(officer) == ["handed_over"]
    assert (await makers.rows("select mail_state from notice"))[0]["mail_state"] == "refused"


async def test_when_the_server_hangs_up_the_mail_comes_again_marked_with_the_same_id(
    mailbox, drain
):
    officer = await makers.an_actor(Role.OFFICER)
    mailbox.hangs_up = True
    await tell(officer)

    await drain()
    with clock.shifted(timedelta(minutes=5)):
        await drain()

    first, second = mailbox.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert not first["Subject"].startswith("【再送】")
    assert second["Subject"].startswith("【再送】")


async def test_whoever_wants_no_mail_gets_none_but_what_protects_the_account(mailbox, drain):
    officer = await makers.an_actor(Role.OFFICER)
    await service.choose_mail(officer, MailSettingForm(wants_notices=False, wants_digest=False))

    await tell(officer)
    async with scope(officer):
        await service_credentials.tell(officer, officer.account, "password_changed")
    await drain()

    assert [mail["Subject"][:5] for mail in mailbox.mails] == ["パスワード"]
    assert len(await inbox(officer)) == 2
    async with reading(officer):
        assert await queries.without_digest([officer.account]) == {officer.account}


async def test_reading_takes_it_off_the_count_and_says_where_it_leads(mailbox):
    officer, colleague = [await makers.an_actor(Role.OFFICER) for _ in range(2)]
    for _ in range(3):
        await tell(officer)
    notices = await makers.rows("select id from notice")

    path = await service.mark_read(officer, notices[0]["id"])

    async with reading(officer):
        assert await queries.unread(officer) == 2
    assert path == "/needs/7"
    with pytest.raises(NotFound):
        await service.mark_read(colleague, notices[1]["id"])
    await service.mark_all_read(officer)
    async with reading(officer):
        assert await queries.unread(officer) == 0


async def test_signing_up_with_a_known_address_brings_a_reminder_instead_of_a_door(mailbox, drain):
    person = await identity.register_person(system(), email="Known@example.jp")
    await makers.an_account(Role.CANDIDATE, person=person)

    for email in ("known@example.jp", "unknown@example.jp"):
        await service_invitations.sign_up(ANONYMOUS, email, address="192.0.2.1")
    await drain()

    mails = {mail["To"]: mail.get_content() for mail in mailbox.mails}
    assert "/login" in mails["known@example.jp"]
    assert "/join/" not in mails["known@example.jp"]
    assert "/join/" in mails["unknown@example.jp"]


async def test_a_reset_is_mailed_to_candidates_only(mailbox, drain):
    person = await identity.register_person(system(), email="known@example.jp")
    await makers.an_account(Role.CANDIDATE, person=person)
    await makers.an_account(Role.COORDINATOR, "staff")

    for email in ("known@example.jp", "staff@example.jp", "unknown@example.jp"):
        await service_invitations.request_reset(ANONYMOUS, email, address="192.0.2.1")
    await drain()

    assert [mail["To"] for mail in mailbox.mails] == ["known@example.jp"]
    assert "/password-reset/" in mailbox.mails[0].get_content()


async def test_without_a_server_mail_is_kept_for_the_developer(drain, client):
    officer = await makers.an_actor(Role.OFFICER, login_name="officer-2")

    await tell(officer)
    await drain()

    page = await client.get("/dev/mail")
    assert "officer-2@example.jp" in page.text
    assert 'href="http://localhost:8000/needs/7"' in page.text


def test_every_mail_that_has_its_own_text_has_a_sentence_for_its_subject(root):
    kinds = {path.stem for path in (root / "frontend/templates/mail").glob("*.txt")} - {"notice"}

    assert [kind for kind in kinds if labels().find(f"notice.{kind}") is None] == []
