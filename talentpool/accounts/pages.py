"""Signing in and out, and a new password by mailed link."""

from typing import Any
from urllib.parse import urlencode

from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from talentpool.accounts import service_invitations, service_joining, service_sign_in
from talentpool.accounts.schemas import (
    AddressForm,
    Begun,
    NewPasswordForm,
    SecondFactorForm,
    SignInForm,
)
from talentpool.accounts.sessions import (
    address_of,
    browser_of,
    half_session,
    linked_invitation,
    no_session_cookie,
    session_cookie,
)
from talentpool.accounts.states import SessionStage
from talentpool.actor import Actor
from talentpool.kit.errors import Invalid
from talentpool.kit.forms import blank, fill
from talentpool.kit.http import local_path, page, redirect
from talentpool.kit.scope import reading

LEAVING = {"Clear-Site-Data": '"cache", "storage"'}


@get("/login", name="accounts.login")
async def login(request: Request[Any, Any, Any]) -> Template:
    onward = local_path(request.query_params.get("next"))
    return page("accounts/login.html", form=blank(SignInForm), next=onward)


@post("/login", name="accounts.sign_in", status_code=200)
async def sign_in(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor]
) -> Template | Redirect:
    form = await fill(SignInForm, request)
    onward = await _onward(request)
    try:
        begun = await service_sign_in.sign_in(
            actor,
            form.value.login_name,
            form.value.password,
            address=address_of(request),
            browser=browser_of(request),
        )
    except Invalid as problem:
        context = {"form": form.with_errors(problem), "next": onward}
        return page("accounts/login.html", 422, **context)
    return _let_in(request, begun, onward)


@get("/login/code", name="accounts.second_factor_form")
async def second_factor_form(request: Request[Any, Any, Any]) -> Template:
    half_session(request)
    onward = local_path(request.query_params.get("next"))
    return page("accounts/second_factor.html", form=blank(SecondFactorForm), next=onward)


@post("/login/code", name="accounts.second_factor", status_code=200)
async def second_factor(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor]
) -> Template | Redirect:
    form = await fill(SecondFactorForm, request)
    onward = await _onward(request)
    secret_key = request.app.state.settings.secret_key
    try:
        begun = await service_sign_in.second_factor(
            actor, half_session(request), form.value.code, secret_key
        )
    except Invalid as problem:
        context = {"form": form.with_errors(problem), "next": onward}
        return page("accounts/second_factor.html", 422, **context)
    return _let_in(request, begun, onward)


@post("/logout", name="accounts.sign_out", status_code=200)
async def sign_out(request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Redirect:
    await service_sign_in.sign_out(actor)
    return _let_out(request)


@post("/logout/everywhere", name="accounts.sign_out_everywhere", status_code=200)
async def sign_out_everywhere(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor]
) -> Redirect:
    await service_sign_in.sign_out_everywhere(actor)
    return _let_out(request)


@get("/password-reset", name="accounts.reset_form")
async def reset_form() -> Template:
    return page("accounts/reset.html", form=blank(AddressForm), is_sent=False)


@post("/password-reset", name="accounts.request_reset", status_code=200)
async def request_reset(request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Template:
    form = await fill(AddressForm, request)
    if form.errors:
        return page("accounts/reset.html", 422, form=form, is_sent=False)
    await service_invitations.request_reset(actor, form.value.email, address=address_of(request))
    return page("accounts/reset.html", form=blank(AddressForm), is_sent=True)


@get("/password-reset/{token:str}", name="accounts.new_password_form")
async def new_password_form(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], token: FromPath[str]
) -> Template:
    async with reading(actor):
        account = await service_joining.resettable(linked_invitation(request, token))
    return page(
        "accounts/new_password.html",
        form=blank(NewPasswordForm),
        token=token,
        login_name=account.login_name,
    )


@post("/password-reset/{token:str}", name="accounts.reset_password", status_code=200)
async def reset_password(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], token: FromPath[str]
) -> Template | Redirect:
    invitation = linked_invitation(request, token)
    form = await fill(NewPasswordForm, request)
    try:
        await service_joining.reset_password(actor, invitation, form.value.new_password)
    except Invalid as problem:
        async with reading(actor):
            account = await service_joining.resettable(invitation)
        context = {"token": token, "login_name": account.login_name}
        return page("accounts/new_password.html", 422, form=form.with_errors(problem), **context)
    return redirect("/login", flash="accounts.flash_password_reset")


async def _onward(request: Request[Any, Any, Any]) -> str:
    return local_path((await request.form()).get("next"))


def _let_in(request: Request[Any, Any, Any], begun: Begun, onward: str) -> Redirect:
    is_whole = begun.stage is SessionStage.FULL
    url = onward if is_whole else request.app.route_reverse("accounts.second_factor_form")
    if not is_whole and onward != "/":
        url += f"?{urlencode({'next': onward})}"
    response = redirect(url)
    response.set_cookie(session_cookie(request.app.state.settings, begun))
    return response


def _let_out(request: Request[Any, Any, Any]) -> Redirect:
    """Also tell the browser to forget what it has kept: the next one may share the machine."""
    response = redirect("/", flash="accounts.flash_signed_out")
    response.set_cookie(no_session_cookie(request.app.state.settings))
    response.headers.update(LEAVING)
    return response


router = Router(
    "/",
    route_handlers=[
        login,
        sign_in,
        second_factor_form,
        second_factor,
        sign_out,
        sign_out_everywhere,
        reset_form,
        request_reset,
        new_password_form,
        reset_password,
    ],
)
