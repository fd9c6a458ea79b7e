"""Whom a manager or an administrator looks after, and whom a coordinator has invited."""

from typing import Any
from uuid import UUID

from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from talentpool.accounts import queries, service, service_invitations
from talentpool.accounts.schemas import (
    CandidateInvitationForm,
    HandOverForm,
    MemberForm,
    ReassignForm,
    StaffForm,
)
from talentpool.accounts.states import ACCOUNT, AccountState
from talentpool.actor import Actor, Role
from talentpool.kit.errors import Invalid, NotFound
from talentpool.kit.forms import Filled, blank, fill
from talentpool.kit.http import page, redirect
from talentpool.kit.scope import reading
from talentpool.receipts import service as receipts
from talentpool.taxonomy import queries as taxonomy


@get("/members", name="accounts.members")
async def members(actor: NamedDependency[Actor]) -> Template:
    return await _list(actor, blank(MemberForm, {"role": "officer"}))


@post("/members", name="accounts.invite_member", status_code=200)
async def invite_member(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor]
) -> Template | Redirect:
    form = await fill(MemberForm, request)
    if form.errors:
        return await _list(actor, form, 422)
    given = form.value
    await receipts.once(
        actor,
        form.once,
        lambda: service_invitations.invite_member(
            actor,
            Role(given.role),
            given.display_name,
            given.email,
            section_name=given.section_name,
        ),
    )
    return redirect("/members", flash="accounts.flash_invited")


@get("/accounts", name="accounts.index")
async def index(actor: NamedDependency[Actor]) -> Template:
    return await _list(actor, blank(StaffForm))


@post("/accounts", name="accounts.invite_staff", status_code=200)
async def invite_staff(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor]
) -> Template | Redirect:
    form = await fill(StaffForm, request)
    try:
        given = form.value
        await receipts.once(
            actor,
            form.once,
            lambda: service_invitations.invite_member(
                actor,
                Role(given.role),
                given.display_name,
                given.email,
                municipality=given.municipality,
                section_name=given.section_name,
            ),
        )
    except Invalid as problem:
        return await _list(actor, form.with_errors(problem), 422)
    return redirect("/accounts", flash="accounts.flash_invited")


@post("/accounts/{account_id:uuid}/{act:str}", name="accounts.move", status_code=200)
async def move(
    request: Request[Any, Any, Any],
    actor: NamedDependency[Actor],
    account_id: FromPath[UUID],
    act: FromPath[str],
) -> Redirect:
    """One button of the list; the version says what its reader saw."""
    if act not in _BUTTONS:
        raise NotFound(act)
    seen = (await request.form()).get("version", "")
    try:
        await _BUTTONS[act](actor, account_id, int(seen) if seen.isdecimal() else 0)
    except Invalid as problem:
        code = next(iter(problem.fields.values()))[0].code
        return redirect(_back(actor), flash=f"account_error.{code}", kind="error")
    return redirect(_back(actor), flash=f"accounts.flash_{act}")


@get("/accounts/{account_id:uuid}/hand-over", name="accounts.hand_over_form")
async def hand_over_form(actor: NamedDependency[Actor], account_id: FromPath[UUID]) -> Template:
    return await _hand_over_page(actor, account_id, blank(HandOverForm))


@post("/accounts/{account_id:uuid}/hand-over", name="accounts.hand_over", status_code=200)
async def hand_over(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], account_id: FromPath[UUID]
) -> Template | Redirect:
    form = await fill(HandOverForm, request)
    try:
        await service.hand_over(actor, account_id, form.value.successor)
    except Invalid as problem:
        return await _hand_over_page(actor, account_id, form.with_errors(problem), 422)
    url = "/" if account_id == actor.account else _back(actor)
    return redirect(url, flash="accounts.flash_handed_over")


@get("/accounts/{account_id:uuid}/section", name="accounts.reassign_form")
async def reassign_form(actor: NamedDependency[Actor], account_id: FromPath[UUID]) -> Template:
    async with reading(actor):
        account = await queries.get(account_id)
        named = await queries.section_names([account.section] if account.section else [])
    known = {"role": account.role, "section_name": named.get(account.section)}
    form = blank(ReassignForm, known)
    return page("accounts/reassign.html", form=form, account=account, back=_back(actor))


@post("/accounts/{account_id:uuid}/section", name="accounts.reassign", status_code=200)
async def reassign(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], account_id: FromPath[UUID]
) -> Template | Redirect:
    form = await fill(ReassignForm, request)
    try:
        given = form.value
        await service.reassign(
            actor, account_id, Role(given.role), given.section_name, given.version
        )
    except Invalid as problem:
        async with reading(actor):
            account = await queries.get(account_id)
        context = {"account": account, "back": _back(actor)}
        return page("accounts/reassign.html", 422, form=form.with_errors(problem), **context)
    return redirect(_back(actor), flash="flash.saved")


@get("/candidate-invitations", name="accounts.candidate_invitations")
async def candidate_invitations(actor: NamedDependency[Actor]) -> Template:
    return await _invitations_page(actor, blank(CandidateInvitationForm))


@post("/candidate-invitations", name="accounts.invite_candidate", status_code=200)
async def invite_candidate(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor]
) -> Template | Redirect:
    form = await fill(CandidateInvitationForm, request)
    if form.errors:
        return await _invitations_page(actor, form, 422)
    given = form.value
    await receipts.once(
        actor,
        form.once,
        lambda: service_invitations.invite_candidate(
            actor, given.email, given.tier, given.introduction
        ),
    )
    return redirect("/candidate-invitations", flash="accounts.flash_invited")


async def _list(actor: Actor, form: Filled[Any], status: int = 200) -> Template:
    async with reading(actor):
        rows = await queries.members(actor)
        bodies = await taxonomy.municipalities() if actor.role is Role.ADMINISTRATOR else []
    for row in rows:
        state = AccountState(row["state"])
        verbs = ACCOUNT.verbs(state, actor.role) if row["id"] != actor.account else ()
        row["verbs"] = [verb for verb in verbs if verb in _BUTTONS or verb == "hand_over"]
    return page("accounts/members.html", status, form=form, rows=rows, bodies=bodies)


async def _hand_over_page(
    actor: Actor, account_id: UUID, form: Filled[HandOverForm], status: int = 200
) -> Template:
    async with reading(actor):
        account = await queries.get(account_id)
        successors = await queries.successors(account)
    context = {"account": account, "successors": successors, "back": _back(actor)}
    return page("accounts/hand_over.html", status, form=form, **context)


async def _invitations_page(
    actor: Actor, form: Filled[CandidateInvitationForm], status: int = 200
) -> Template:
    async with reading(actor):
        rows = await queries.invitations_by(actor)
    return page("accounts/candidate_invitations.html", status, form=form, rows=rows)


def _back(actor: Actor) -> str:
    return _LISTS.get(actor.role, "/account")


_LISTS = {Role.MUNICIPAL_MANAGER: "/members", Role.ADMINISTRATOR: "/accounts"}
_BUTTONS = {
    "suspend": service.suspend,
    "resume": service.resume,
    "reinvite": service_invitations.reinvite,
    "close": service.close,
}

router = Router(
    "/",
    route_handlers=[
        members,
        invite_member,
        index,
        invite_staff,
        move,
        hand_over_form,
        hand_over,
        reassign_form,
        reassign,
        candidate_invitations,
        invite_candidate,
    ],
)
