"""Becoming a candidate, and the form that shows a name."""

from typing import Any
from uuid import UUID

from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from talentpool.accounts import service_invitations
from talentpool.accounts.schemas import AddressForm, JoinForm
from talentpool.accounts.sessions import (
    address_of,
    browser_of,
    linked_invitation,
    session_cookie,
)
from talentpool.actor import Actor
from talentpool.identity import service, service_joining
from talentpool.identity.schemas import Identity, RevealForm
from talentpool.kit.errors import Invalid
from talentpool.kit.forms import Filled, blank, fill
from talentpool.kit.http import fragment, is_partial, local_path, page, redirect
from talentpool.kit.scope import reading


@get("/sign-up", name="identity.register")
async def register() -> Template:
    return page("identity/register.html", form=blank(AddressForm), is_sent=False)


@post("/sign-up", name="identity.sign_up", status_code=200)
async def sign_up(request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Template:
    form = await fill(AddressForm, request)
    if form.errors:
        return page("identity/register.html", 422, form=form, is_sent=False)
    await service_invitations.sign_up(actor, form.value.email, address=address_of(request))
    sent_to = form.value.email
    return page("identity/register.html", form=blank(AddressForm), is_sent=True, sent_to=sent_to)


@get("/join/{token:str}", name="identity.join_form")
async def join_form(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], token: FromPath[str]
) -> Template:
    onward = local_path(request.query_params.get("next"))
    return await _join_page(request, actor, token, blank(JoinForm), onward)


@post("/join/{token:str}", name="identity.join", status_code=200)
async def join(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], token: FromPath[str]
) -> Template | Redirect:
    form = await fill(JoinForm, request)
    onward = local_path((await request.form()).get("next"))
    invited = linked_invitation(request, token)
    try:
        begun = await service_joining.join(actor, invited, form.value, browser_of(request))
    except Invalid as problem:
        filled = form.with_errors(problem)
        return await _join_page(request, actor, token, filled, onward, 422)
    response = redirect(onward)
    response.set_cookie(session_cookie(request.app.state.settings, begun))
    return response


@get("/persons/{person_id:uuid}/reveal", name="identity.reveal_form")
async def reveal_form(request: Request[Any, Any, Any], person_id: FromPath[UUID]) -> Template:
    """The fragment that pages about people contain; `need` and `next` come in the query."""
    query = request.query_params
    context = {"person_id": person_id, "need": query.get("need"), "back": query.get("next")}
    return _reveal_page(request, blank(RevealForm), 200, context)


@post("/persons/{person_id:uuid}/reveal", name="identity.reveal", status_code=200)
async def reveal(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], person_id: FromPath[UUID]
) -> Template:
    form = await fill(RevealForm, request)
    sent = await request.form()
    context = {"person_id": person_id, "need": sent.get("need"), "back": sent.get("next")}
    if form.errors:
        return _reveal_page(request, form, 422, context)
    purpose = form.value.purpose
    shown = await service.reveal(actor, person_id, purpose, need=_uuid(sent.get("need")))
    return _reveal_page(request, form, 200, context, shown)


async def _join_page(
    request: Request[Any, Any, Any],
    actor: Actor,
    token: str,
    form: Filled[JoinForm],
    onward: str,
    status: int = 200,
) -> Template:
    async with reading(actor):
        invitation = await service_joining.joinable(linked_invitation(request, token))
    return page(
        "identity/join.html",
        status,
        form=form,
        token=token,
        next=onward,
        introduction=invitation.introduction,
        expires_at=invitation.expires_at,
    )


def _reveal_page(
    request: Request[Any, Any, Any],
    form: Filled[RevealForm],
    status: int,
    context: dict[str, Any],
    identity: Identity | None = None,
) -> Template:
    context["back"] = local_path(context["back"])
    purpose = form.value.purpose if identity else None
    make = fragment if is_partial(request) else page
    name = "identity/_reveal.html" if is_partial(request) else "identity/reveal.html"
    return make(name, status, form=form, identity=identity, purpose=purpose, **context)


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


router = Router(
    "/",
    route_handlers=[
        register,
        sign_up,
        join_form,
        join,
        reveal_form,
        reveal,
    ],
)
