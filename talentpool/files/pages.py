"""取込・出力: send a file, see what is wrong with it by line, take it or not; get files."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from talentpool.actor import Actor, Role
from talentpool.files import queries, service_export, service_upload, writing
from talentpool.files.schemas import RECORDS, Format, Kind, TakeForm, UploadForm
from talentpool.files.service_upload import MOST_BYTES, MOST_ROWS
from talentpool.kit import clock
from talentpool.kit.errors import Invalid, NotFound
from talentpool.kit.forms import Filled, blank, fill
from talentpool.kit.http import download, page, redirect
from talentpool.kit.labels import label
from talentpool.kit.scope import reading

LARGEST_REQUEST = MOST_BYTES + 100_000


@get("/", name="files.index")
async def index(actor: NamedDependency[Actor]) -> Template:
    return _index(actor, blank(UploadForm))


@post("/", name="files.send", status_code=200, request_max_body_size=LARGEST_REQUEST)
async def send(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor]
) -> Template | Redirect:
    form = await fill(UploadForm, request)
    sent = (await request.form()).get("file")
    content = await sent.read() if isinstance(sent, UploadFile) else b""
    try:
        if not isinstance(sent, UploadFile) or not sent.filename:
            raise Invalid.one("file", "file_required")
        upload = await service_upload.show(actor, form.value.kind, sent.filename, content)
    except Invalid as problem:
        return _index(actor, form.with_errors(problem), 422)
    return redirect(request.app.route_reverse("files.shown", upload_id=upload))


@get("/{upload_id:uuid}", name="files.shown")
async def shown(actor: NamedDependency[Actor], upload_id: FromPath[UUID]) -> Template:
    return await _shown(actor, upload_id, blank(TakeForm))


@post("/{upload_id:uuid}/take", name="files.take", status_code=200)
async def take(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], upload_id: FromPath[UUID]
) -> Template | Redirect:
    form = await fill(TakeForm, request)
    try:
        said = form.value
        await service_upload.take(
            actor, upload_id, is_straight_on=said.is_straight_on, note=said.note
        )
    except Invalid as problem:
        return await _shown(actor, upload_id, form.with_errors(problem), 422)
    url = request.app.route_reverse("files.shown", upload_id=upload_id)
    return redirect(url, flash="files.flash_taken")


@post("/{upload_id:uuid}/discard", name="files.discard", status_code=200)
async def discard(actor: NamedDependency[Actor], upload_id: FromPath[UUID]) -> Redirect:
    await service_upload.discard(actor, upload_id)
    return redirect("/files", flash="files.flash_discarded")


@get("/export/{kind:str}/{form:str}", name="files.export")
async def export(
    actor: NamedDependency[Actor], kind: FromPath[str], form: FromPath[str]
) -> Response[Any]:
    about, how = _known(actor, kind), _format(form)
    content = await service_export.export(actor, about, how)
    async with reading(actor):
        today = clock.today()
    return download(content, _file_name(about, how, today.isoformat()), writing.MEDIA_TYPES[how])


@get("/template/{kind:str}", name="files.template")
async def template(actor: NamedDependency[Actor], kind: FromPath[str]) -> Response[Any]:
    about = _known(actor, kind)
    content = writing.empty(RECORDS[about])
    name = _file_name(about, Format.XLSX, "template")
    return download(content, name, writing.MEDIA_TYPES[Format.XLSX])


def _index(actor: Actor, form: Filled[UploadForm], status: int = 200) -> Template:
    return page(
        "files/index.html",
        status,
        form=form,
        kinds=[(str(kind), label(f"file_kind.{kind}")) for kind in _kinds(actor)],
        formats=[str(form) for form in Format],
        most_rows=MOST_ROWS,
        most_bytes=MOST_BYTES,
    )


async def _shown(
    actor: Actor, upload_id: UUID, form: Filled[TakeForm], status: int = 200
) -> Template:
    async with reading(actor):
        upload = await queries.shown(upload_id)
    return page(
        "files/shown.html",
        status,
        upload=upload,
        form=form,
        may_go_straight_on=actor.role is Role.COORDINATOR,
    )


def _kinds(actor: Actor) -> list[Kind]:
    return list(Kind) if actor.role is Role.COORDINATOR else [Kind.NEEDS]


def _known(actor: Actor, kind: str) -> Kind:
    if kind not in [str(one) for one in _kinds(actor)]:
        raise NotFound(f"files of {kind}")
    return Kind(kind)


def _format(form: str) -> Format:
    if form not in set(Format):
        raise NotFound(f"format {form}")
    return Format(form)


def _file_name(kind: Kind, form: Format, date: str) -> str:
    named = label(f"file_kind.{kind}")
    return label("files.name", kind=named, date=date, ending=writing.ENDINGS[form])


router = Router("/files", route_handlers=[index, send, shown, take, discard, export, template])
