"""What opens doors: links as they are mailed, codes, sessions that are not whole, a registration
that is ready to be sent, and the demonstration's beginning; so that these forms succeed too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

import asyncpg
import httpx
import pyotp

from talentpool.accounts import service_credentials, service_invitations, service_joining
from talentpool.accounts.schemas import AcceptForm
from talentpool.accounts.states import InvitationKind, SessionStage
from talentpool.accounts.tables import Account
from talentpool.actor import ANONYMOUS, Role, system
from talentpool.demo import snapshot
from talentpool.kit.forms import parse
from talentpool.kit.security import sign, unsign
from talentpool.kit.settings import Settings
from talentpool.notifications import service as notifications
from tests.candidates.registering import CONTACT, Registrant
from tests.makers.accounts import (
    PASSWORD,
    SECTION,
    as_account,
    printed_codes,
    stored_account,
)
from tests.makers.needs import sql
from tests.prove.deeds import Deed
from tests.prove.world import World

AT_THE_CODE, ENROLLING = "anonymous with a password", "anonymous with a link"
READY = "candidate ready"
_HERE = "192.0.2.9"
_NEWEST = "select id from invitation where kind = $1 order by created_at desc limit 1"
_JOINING = {"login_name": "somebody-new", "password": PASSWORD}


@dataclass(frozen=True, slots=True)
class Doors:
    """Whose sessions are half, and what those may send who stand before a door."""

    halves: Mapping[str, tuple[Account, SessionStage]]
    deeds: Mapping[str, Deed]


async def open_doors(world: World, settings: Settings, client: httpx.AsyncClient) -> Doors:
    """Bring everybody to their door; *client* types in a registration that joins *world*."""
    world.actors[READY] = await _typed_in(client, settings)
    known = world.actors["coordinator"]
    code, *_ = await printed_codes(known)
    planner = as_account(world.actors["planner"])
    secret = await service_credentials.begin_clock(planner, settings.secret_key)
    await _invite(world)
    links = await _links(settings)
    invited = await _invited(links[InvitationKind.MEMBER], settings)
    await _keep_beginning(settings)
    return Doors(
        {
            AT_THE_CODE: (known, SessionStage.SECOND_FACTOR),
            ENROLLING: (invited, SessionStage.ENROLMENT),
        },
        {
            "accounts.invitation": Deed("", path=links[InvitationKind.MEMBER]),
            "accounts.new_password_form": Deed("", path=links[InvitationKind.RESET]),
            "identity.join_form": Deed("", path=links[InvitationKind.SIGN_UP]),
            "accounts.second_factor": Deed(AT_THE_CODE, {"code": code}),
            "accounts.renew_enrolment_codes": Deed(ENROLLING),
            "accounts.finish_enrolment": Deed(ENROLLING),
            "accounts.accept_invitation": Deed(
                "anonymous", {"display_name": "架空の人", **_JOINING}, links[InvitationKind.MEMBER]
            ),
            "accounts.reset_password": Deed(
                "anonymous", {"new_password": PASSWORD[::-1]}, links[InvitationKind.RESET]
            ),
            "identity.join": Deed("anonymous", _JOINING, links[InvitationKind.SIGN_UP]),
            # A clock's code is good for half a minute: it is read off when it is sent.
            "accounts.confirm_clock": Deed("planner", {"code": pyotp.TOTP(secret).now}),
            "accounts.impersonate": Deed("anonymous", {}, {"login_name": known.login_name}),
            "candidates.submit": Deed(READY, {"consent": "true"}),
            "demo.reset": Deed("anonymous"),
        },
    )


async def _typed_in(client: httpx.AsyncClient, settings: Settings) -> Account:
    """Somebody who has typed in everything that a registration asks for."""
    registrant = await Registrant(client, settings).begin()
    await registrant.fill_in()
    assert registrant.actor.account is not None
    return await stored_account(registrant.actor.account)


async def _invite(world: World) -> None:
    """A colleague is asked in, somebody signs up, somebody has forgotten a password."""
    manager = as_account(world.actors["municipal_manager"])
    await service_invitations.invite_member(
        manager, Role.OFFICER, "架空の人", "invited@example.jp", section_name=SECTION
    )
    await service_invitations.sign_up(ANONYMOUS, "unknown@example.jp", address=_HERE)
    await service_invitations.request_reset(ANONYMOUS, CONTACT["email"], address=_HERE)


async def _links(settings: Settings) -> dict[InvitationKind, dict[str, str]]:
    """The newest invitation of each kind, as the link in its mail says it."""
    found = {}
    for kind in (InvitationKind.MEMBER, InvitationKind.SIGN_UP, InvitationKind.RESET):
        newest = await sql(_NEWEST, str(kind))
        await notifications.mail_invitation(system(), newest)
        found[kind] = {"token": sign(settings, "invitation", newest.hex)}
    return found


async def _invited(link: Mapping[str, str], settings: Settings) -> Account:
    """The colleague, who has chosen a name and a password, and has to keep codes yet."""
    form = parse(AcceptForm, {"display_name": "架空の人", **_member()})
    begun = await service_joining.accept_invitation(
        ANONYMOUS, UUID(hex=unsign(settings, "invitation", link["token"])), form
    )
    account = await stored_account(begun.account)
    await printed_codes(account)
    return account


def _member() -> dict[str, str]:
    return {"login_name": f"colleague-{uuid4().hex[:8]}", "password": PASSWORD}


async def _keep_beginning(settings: Settings) -> None:
    """What 「はじめに戻す」 goes back to; once a database."""
    owner = await asyncpg.connect(settings.url("database_owner_url"))
    try:
        if not await snapshot.is_taken(owner):
            await snapshot.take(owner)
    finally:
        await owner.close()
