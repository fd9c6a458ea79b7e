"""A candidate's home: where the registration stands, what is asked, how to step back."""

from typing import Any

from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect, Template

from talentpool.actor import Actor
from talentpool.candidates import queries, queries_notices, service, service_membership
from talentpool.candidates.schemas_decisions import PauseForm, WithdrawForm
from talentpool.candidates.states import CANDIDATE, CLOSED, UNSENT, CandidateState
from talentpool.candidates.tables import Candidate
from talentpool.kit.errors import Invalid, NotFound
from talentpool.kit.forms import Filled, blank, fill
from talentpool.kit.http import page, redirect
from talentpool.kit.navigation import links
from talentpool.kit.scope import reading
from talentpool.notifications import queries as notifications
from talentpool.notifications import service as notices
from talentpool.notifications.schemas import MailSettingForm
from talentpool.programmes import queries as programmes
from talentpool.taxonomy import queries as taxonomy

_ASK_AGAIN = service_membership.REMIND_BEFORE


@get("/my", name="candidates.home")
async def home(actor: NamedDependency[Actor], request: Request[Any, Any, Any]) -> Template:
    """Where things stand and what comes next. Slices above add parts by lines in nav.toml."""
    async with reading(actor):
        candidate = await queries.of_person(actor.person)
        if candidate is None:
            return page("candidates/welcome.html")
        return await _home_page(actor, request, candidate)


@post("/my/start", name="candidates.start")
async def start(actor: NamedDependency[Actor]) -> Redirect:
    """Begin to register.

    Raises:
        NotFound: no person stands behind the account.
    """
    if actor.person is None:
        raise NotFound("no person behind this account")
    await service.start(actor, actor.person)
    return redirect("/my/profile")


@get("/my/view", name="candidates.as_seen")
async def as_seen(actor: NamedDependency[Actor]) -> Template:
    """How others see the registration before they are shown a name."""
    async with reading(actor):
        whole = await queries.whole(await queries.own(actor))
    return page(
        "candidates/as_seen.html",
        candidate=whole.candidate,
        record=queries_notices.redacted_record(whole.record),
        claims=whole.claims,
        words=await taxonomy.lexicon(),
        programmes=(await programmes.catalogue()).programmes,
    )


@get("/my/pause", name="candidates.pause_form")
async def pause_form(actor: NamedDependency[Actor]) -> Template:
    """For how long, and why."""
    async with reading(actor):
        return await _pause_page(blank(PauseForm))


@post("/my/pause", name="candidates.pause", status_code=200)
async def pause(
    actor: NamedDependency[Actor], request: Request[Any, Any, Any]
) -> Template | Redirect:
    """Take no further proposals for a while."""
    form = await fill(PauseForm, request)
    candidate = await _own(actor)
    try:
        await service_membership.pause(actor, candidate.id, form.value.reason, form.value.until)
    except Invalid as problem:
        async with reading(actor):
            return await _pause_page(form.with_errors(problem), 422)
    return redirect("/my", flash="candidates.flash_paused")


@post("/my/resume", name="candidates.resume")
async def resume(actor: NamedDependency[Actor]) -> Redirect:
    """Come back into the pool."""
    candidate = await _own(actor)
    await service_membership.resume(actor, candidate.id)
    return redirect("/my", flash="candidates.flash_resumed")


@post("/my/confirm", name="candidates.confirm")
async def confirm(actor: NamedDependency[Actor]) -> Redirect:
    """Say that all still holds."""
    candidate = await _own(actor)
    await service_membership.confirm(actor, candidate.id)
    return redirect("/my", flash="candidates.flash_confirmed")


@get("/my/withdraw", name="candidates.withdraw_form")
async def withdraw_form(actor: NamedDependency[Actor]) -> Template:
    """What leaving means."""
    return page("candidates/withdraw.html", form=blank(WithdrawForm))


@post("/my/withdraw", name="candidates.withdraw", status_code=200)
async def withdraw(
    actor: NamedDependency[Actor], request: Request[Any, Any, Any]
) -> Template | Redirect:
    """Leave the service."""
    form = await fill(WithdrawForm, request)
    candidate = await _own(actor)
    try:
        await service_membership.withdraw(actor, candidate.id, form.value.note)
    except Invalid as problem:
        return page("candidates/withdraw.html", 422, form=form.with_errors(problem))
    return redirect("/my", flash="candidates.flash_withdrawn")


@post("/my/digest", name="candidates.switch_digest")
async def switch_digest(actor: NamedDependency[Actor]) -> Redirect:
    """Switch the weekly digest of openings off, or on again."""
    async with reading(actor):
        now = await notifications.mail_setting(actor)
    wanted = MailSettingForm(wants_notices=now.wants_notices, wants_digest=not now.wants_digest)
    await notices.choose_mail(actor, wanted)
    return redirect("/my", flash="flash.saved")


async def _home_page(
    actor: Actor, request: Request[Any, Any, Any], candidate: Candidate
) -> Template:
    setting = await notifications.mail_setting(actor)
    return page(
        "candidates/home.html",
        candidate=candidate,
        parts_above=links(request, "candidate_home") if candidate.state not in UNSENT else [],
        wants_digest=setting.wants_digest,
        verbs=set(CANDIDATE.verbs(CandidateState(candidate.state), actor.role)),
        is_to_confirm=await _is_to_confirm(candidate),
        is_unsent=candidate.state in UNSENT,
        is_closed=candidate.state in CLOSED,
        reason=await _reason(candidate),
        has_public_experience=bool(set(candidate.public_kinds) - {"none"}),
    )


async def _own(actor: Actor) -> Candidate:
    async with reading(actor):
        return await queries.own(actor)


async def _is_to_confirm(candidate: Candidate) -> bool:
    """Whether the profile will pause soon unless it is confirmed."""
    months = await service_membership.confirmation_months()
    due = service_membership.months_ago(months["confirm_months"]) + _ASK_AGAIN
    is_active = candidate.state == CandidateState.ACTIVE
    return is_active and candidate.confirmed_at is not None and candidate.confirmed_at < due


async def _reason(candidate: Candidate) -> str:
    """The reason of the present state in words that its person may read."""
    group = {"on_hold": "screening_hold", "declined": "screening_decline"}.get(
        candidate.state, "candidate_pause"
    )
    code = f"{group}.{candidate.state_reason}"
    return (await taxonomy.lexicon()).name("reason", code) if candidate.state_reason else ""


async def _pause_page(form: Filled[PauseForm], status: int = 200) -> Template:
    reasons = await service_membership.pause_reasons()
    return page("candidates/pause.html", status, form=form, reasons=reasons)


router = Router(
    "/",
    route_handlers=[
        home,
        start,
        as_seen,
        pause_form,
        pause,
        resume,
        confirm,
        withdraw_form,
        withdraw,
        switch_digest,
    ],
)
