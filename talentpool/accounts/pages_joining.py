"""The pages behind the link of an officer or of the staff: name, password, printed codes."""

from typing import Any

from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from talentpool.accounts import service_joining
from talentpool.accounts.schemas import AcceptForm
from talentpool.accounts.sessions import (
    browser_of,
    half_session,
    linked_invitation,
    session_cookie,
)
from talentpool.actor import Actor
from talentpool.kit.errors import Invalid
from talentpool.kit.forms import blank, fill
from talentpool.kit.http import page, redirect
from talentpool.kit.scope import reading


@get("/invitations/{token:str}", name="accounts.invitation")
async def invitation(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], token: FromPath[str]
) -> Template:
    async with reading(actor):
        account = await service_joining.invited_member(linked_invitation(request, token))
    known = {"display_name": account.display_name, "login_name": account.login_name}
    form = blank(AcceptForm, known)
    return page("accounts/invitation.html", form=form, token=token, role=account.role)


@post("/invitations/{token:str}", name="accounts.accept_invitation", status_code=200)
async def accept_invitation(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], token: FromPath[str]
) -> Template | Redirect:
    invited = linked_invitation(request, token)
    form = await fill(AcceptForm, request)
    try:
        begun = await service_joining.accept_invitation(
            actor, invited, form.value, browser_of(request)
        )
    except Invalid as problem:
        async with reading(actor):
            account = await service_joining.invited_member(invited)
        context = {"token": token, "role": account.role}
        return page("accounts/invitation.html", 422, form=form.with_errors(problem), **context)
    response = redirect(request.app.route_reverse("accounts.enrolment"))
    response.set_cookie(session_cookie(request.app.state.settings, begun))
    return response


@get("/enrolment", name="accounts.enrolment")
async def enrolment(request: Request[Any, Any, Any]) -> Template:
    half_session(request)
    return page("accounts/enrolment.html", codes=[], problem="")


@post("/enrolment", name="accounts.renew_enrolment_codes", status_code=200)
async def renew_enrolment_codes(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor]
) -> Template:
    codes = await service_joining.renew_codes(actor, half_session(request))
    return page("accounts/enrolment.html", codes=codes, problem="")


@post("/enrolment/finish", name="accounts.finish_enrolment", status_code=200)
async def finish_enrolment(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor]
) -> Template | Redirect:
    try:
        begun = await service_joining.finish_enrolment(actor, half_session(request))
    except Invalid:
        return page("accounts/enrolment.html", 422, codes=[], problem="codes_missing")
    response = redirect("/", flash="accounts.flash_enrolled")
    response.set_cookie(session_cookie(request.app.state.settings, begun))
    return response


router = Router(
    "/",
    route_handlers=[
        invitation,
        accept_invitation,
        enrolment,
        renew_enrolment_codes,
        finish_enrolment,
    ],
)
