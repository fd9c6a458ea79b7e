"""One's own account: what one is called, what one proves oneself with, where one is signed in."""

from typing import Any
from uuid import UUID

from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from talentpool.accounts import factors, queries, service, service_credentials
from talentpool.accounts.schemas import (
    ApiTokenForm,
    ClockForm,
    OwnForm,
    PasswordForm,
    ProofForm,
)
from talentpool.actor import Actor
from talentpool.kit.errors import Invalid
from talentpool.kit.forms import Filled, blank, fill
from talentpool.kit.http import page, redirect
from talentpool.kit.scope import reading


@get("/", name="accounts.own")
async def own(actor: NamedDependency[Actor]) -> Template:
    async with reading(actor):
        account = await queries.get(_own(actor))
        held = await queries.factors_of(account.id)
        sessions = await queries.sessions_of(actor)
        named = await queries.section_names([account.section] if account.section else [])
    return page(
        "accounts/own.html",
        account=account,
        factors=held,
        sessions=sessions,
        section=named.get(account.section),
    )


@get("/details", name="accounts.details")
async def details(actor: NamedDependency[Actor]) -> Template:
    async with reading(actor):
        account = await queries.get(_own(actor))
    known = {"display_name": account.display_name, "email": account.email}
    return page("accounts/details.html", form=blank(OwnForm, known))


@post("/details", name="accounts.describe_oneself", status_code=200)
async def describe_oneself(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor]
) -> Template | Redirect:
    form = await fill(OwnForm, request)
    if form.errors:
        return page("accounts/details.html", 422, form=form)
    await service.describe_oneself(actor, form.value)
    return redirect("/account", flash="flash.saved")


@get("/password", name="accounts.password")
async def password() -> Template:
    return page("accounts/password.html", form=blank(PasswordForm))


@post("/password", name="accounts.change_password", status_code=200)
async def change_password(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor]
) -> Template | Redirect:
    form = await fill(PasswordForm, request)
    try:
        given = form.value
        await service_credentials.change_password(actor, given.current_password, given.new_password)
    except Invalid as problem:
        return page("accounts/password.html", 422, form=form.with_errors(problem))
    return redirect("/account", flash="accounts.flash_password_changed")


@get("/codes", name="accounts.codes")
async def codes() -> Template:
    return page("accounts/codes.html", form=blank(ProofForm), codes=[])


@post("/codes", name="accounts.renew_codes", status_code=200)
async def renew_codes(request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Template:
    form = await fill(ProofForm, request)
    try:
        await service_credentials.prove(actor, form.value.current_password)
    except Invalid as problem:
        return page("accounts/codes.html", 422, form=form.with_errors(problem), codes=[])
    made = await service_credentials.renew_codes(actor, _own(actor))
    return page("accounts/codes.html", form=blank(ProofForm), codes=made)


@get("/clock", name="accounts.clock")
async def clock(actor: NamedDependency[Actor]) -> Template:
    async with reading(actor):
        held = await queries.factors_of(_own(actor))
    return page("accounts/clock.html", form=blank(ProofForm), since=held["clock_since"])


@post("/clock", name="accounts.begin_clock", status_code=200)
async def begin_clock(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor]
) -> Template | Redirect:
    form = await fill(ProofForm, request)
    try:
        await service_credentials.prove(actor, form.value.current_password)
    except Invalid as problem:
        return page("accounts/clock.html", 422, form=form.with_errors(problem), since=None)
    if (await request.form()).get("remove"):
        await service_credentials.remove_clock(actor)
        return redirect("/account", flash="accounts.flash_clock_removed")
    await service_credentials.begin_clock(actor, _key(request))
    return redirect("/account/clock/confirm")


@get("/clock/confirm", name="accounts.clock_in_waiting")
async def clock_in_waiting(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor]
) -> Template:
    return await _clock_page(request, actor, blank(ClockForm), 200)


@post("/clock/confirm", name="accounts.confirm_clock", status_code=200)
async def confirm_clock(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor]
) -> Template | Redirect:
    form = await fill(ClockForm, request)
    try:
        await service_credentials.confirm_clock(actor, form.value.code, _key(request))
    except Invalid as problem:
        return await _clock_page(request, actor, form.with_errors(problem), 422)
    return redirect("/account", flash="accounts.flash_clock_added")


@get("/tokens", name="accounts.api_tokens")
async def api_tokens(actor: NamedDependency[Actor]) -> Template:
    return await _tokens_page(actor, blank(ApiTokenForm, {"days": 90}), 200)


@post("/tokens", name="accounts.create_api_token", status_code=200)
async def create_api_token(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor]
) -> Template:
    form = await fill(ApiTokenForm, request)
    if form.errors:
        return await _tokens_page(actor, form, 422)
    token = await service_credentials.create_api_token(actor, form.value.name, form.value.days)
    return await _tokens_page(actor, blank(ApiTokenForm, {"days": 90}), 200, token)


@post("/tokens/{token_id:uuid}/revoke", name="accounts.revoke_api_token", status_code=200)
async def revoke_api_token(actor: NamedDependency[Actor], token_id: FromPath[UUID]) -> Redirect:
    await service_credentials.revoke_api_token(actor, token_id)
    return redirect("/account/tokens", flash="accounts.flash_token_revoked")


async def _clock_page(
    request: Request[Any, Any, Any], actor: Actor, form: Filled[ClockForm], status: int
) -> Template:
    async with reading(actor):
        secret = await service_credentials.clock_in_waiting(actor, _key(request))
        account = await queries.get(_own(actor))
    picture = factors.picture(factors.clock_address(secret, account.login_name))
    return page("accounts/clock_confirm.html", status, form=form, secret=secret, picture=picture)


async def _tokens_page(
    actor: Actor, form: Filled[ApiTokenForm], status: int, token: str = ""
) -> Template:
    async with reading(actor):
        held = await queries.api_tokens_of(actor)
    return page("accounts/api_tokens.html", status, form=form, tokens=held, token=token)


def _own(actor: Actor) -> UUID:
    assert actor.account is not None, "the route asks for somebody"
    return actor.account


def _key(request: Request[Any, Any, Any]) -> str:
    key: str = request.app.state.settings.secret_key
    return key


router = Router(
    "/account",
    route_handlers=[
        own,
        details,
        describe_oneself,
        password,
        change_password,
        codes,
        renew_codes,
        clock,
        begin_clock,
        clock_in_waiting,
        confirm_clock,
        api_tokens,
        create_api_token,
        revoke_api_token,
    ],
)
