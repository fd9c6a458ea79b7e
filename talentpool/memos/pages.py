"""The contact memos of one need or candidate: a fragment of their pages, and a page of its own."""

from typing import Any
from uuid import UUID

from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from talentpool.actor import Actor
from talentpool.kit.errors import NotFound
from talentpool.kit.forms import Filled, blank, fill
from talentpool.kit.http import fragment, is_partial, local_path, page, redirect
from talentpool.kit.scope import reading
from talentpool.memos import queries, service
from talentpool.memos.schemas import MemoForm
from talentpool.memos.states import Subject
from talentpool.receipts import service as receipts


@get("/{subject:str}/{subject_id:uuid}", name="memos.of")
async def of(
    request: Request[Any, Any, Any],
    actor: NamedDependency[Actor],
    subject: FromPath[str],
    subject_id: FromPath[UUID],
) -> Template:
    return await _memos(request, actor, _subject(subject), subject_id, blank(MemoForm))


@post("/{subject:str}/{subject_id:uuid}", name="memos.add", status_code=200)
async def add(
    request: Request[Any, Any, Any],
    actor: NamedDependency[Actor],
    subject: FromPath[str],
    subject_id: FromPath[UUID],
) -> Template | Redirect:
    about = _subject(subject)
    form = await fill(MemoForm, request)
    if form.errors:
        return await _memos(request, actor, about, subject_id, form, 422)
    given = form.value
    await receipts.once(
        actor, form.once, lambda: service.add(actor, about, subject_id, given.medium, given.line)
    )
    if is_partial(request):
        return await _memos(request, actor, about, subject_id, blank(MemoForm))
    url = request.app.route_reverse("memos.of", subject=str(about), subject_id=subject_id)
    return redirect(url, flash="memos.flash_added")


async def _memos(
    request: Request[Any, Any, Any],
    actor: Actor,
    subject: Subject,
    subject_id: UUID,
    form: Filled[MemoForm],
    status: int = 200,
) -> Template:
    async with reading(actor):
        memos = await queries.of(subject_id)
    context = {"memos": memos, "subject": str(subject), "subject_id": subject_id, "form": form}
    if is_partial(request):
        return fragment("memos/_list.html", status, **context)
    back = local_path(request.query_params.get("next"))
    return page("memos/of.html", status, back=back, **context)


def _subject(text: str) -> Subject:
    if text not in set(Subject):
        raise NotFound(f"memos on {text}")
    return Subject(text)


router = Router("/memos", route_handlers=[of, add])
