"""Career entries and skills: a page for each, put in order by buttons."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template
from msgspec.structs import replace

from talentpool.actor import Actor
from talentpool.candidates import queries, queries_notices, service
from talentpool.candidates.pages_profile import TASKS, typed_in, wants_to_leave
from talentpool.candidates.queries import Whole
from talentpool.candidates.schemas import CandidateRecord, CareerRecord, SkillRecord
from talentpool.candidates.schemas_forms import CareerForm, MoveForm, SkillForm
from talentpool.candidates.service_checks import insist_past
from talentpool.identity import queries as identities
from talentpool.kit import clock
from talentpool.kit.errors import Invalid, NotFound
from talentpool.kit.forms import Filled, Form, blank, fill
from talentpool.kit.http import page, redirect
from talentpool.kit.scope import reading
from talentpool.taxonomy import queries as taxonomy

NEW = "new"
AnyForm = Filled[Any]


@dataclass(frozen=True, slots=True)
class Entries:
    """One of the two lists: its form, and the way between form and record."""

    form: type[Form]
    of: Callable[[CandidateRecord], Sequence[Any]]
    shown: Callable[[Any], Mapping[str, Any]]
    made: Callable[[Any], Any]
    put: Callable[[CandidateRecord, list[Any]], CandidateRecord]


@get("/my/profile/{part:str}/{key:str}", name="candidates.entry")
async def entry(
    actor: NamedDependency[Actor],
    part: FromPath[str],
    key: FromPath[str],
    request: Request[Any, Any, Any],
) -> Template:
    """One entry, or a blank one; a suggested skill comes with its label."""
    async with reading(actor):
        whole = await queries.whole(await queries.own(actor))
        drafts = await queries.drafts(whole.candidate.id)
        entries = _find(part)
        known = entries.of(whole.record)
        at = _position(key, known)
        shown = entries.shown(known[at]) if at < len(known) else _first_words(request)
        form: AnyForm = blank(entries.form, shown)
        draft = drafts.get(f"{part}.{key}")
        if draft is not None:
            form = Filled(entries.form, draft)
        return await _entry_page(actor, whole, part, key, form, is_draft=draft is not None)


@post("/my/profile/{part:str}/{key:str}", name="candidates.save_entry", status_code=200)
async def save_entry(
    actor: NamedDependency[Actor],
    part: FromPath[str],
    key: FromPath[str],
    request: Request[Any, Any, Any],
) -> Template | Redirect | Response[Any]:
    """Keep an entry."""
    entries = _find(part)
    async with reading(actor):
        candidate = await queries.own(actor)
    form: AnyForm = await fill(entries.form, request)
    draft = f"{part}.{key}"
    if "autosave" in request.query_params:
        await service.keep_draft(actor, candidate.id, draft, typed_in(form))
        return Response(None, status_code=204)
    try:
        said = form.value
        await service.revise(
            actor,
            candidate.id,
            lambda record: _with_entry(record, entries, key, entries.made(said)),
            drafts=[draft],
            seen=said.seen,
        )
    except Invalid as problem:
        await service.keep_draft(actor, candidate.id, draft, typed_in(form))
        if await wants_to_leave(request):
            return redirect(TASKS, flash="candidates.flash_draft_kept")
        async with reading(actor):
            whole = await queries.whole(await queries.own(actor))
            refused = form.with_errors(problem)
            return await _entry_page(actor, whole, part, key, refused, status=422)
    return redirect(f"{TASKS}/{part}", flash="flash.saved")


@post("/my/profile/{part:str}/{key:str}/move", name="candidates.move_entry")
async def move_entry(
    actor: NamedDependency[Actor],
    part: FromPath[str],
    key: FromPath[str],
    request: Request[Any, Any, Any],
) -> Redirect:
    """Put an entry one place up or down."""
    said = (await fill(MoveForm, request)).value

    def order(count: int, at: int) -> list[int]:
        other = min(max(at + (-1 if said.up else 1), 0), count - 1)
        places = list(range(count))
        places[at], places[other] = places[other], places[at]
        return places

    await _rearrange(actor, part, key, order, said.seen)
    return redirect(f"{TASKS}/{part}")


@post("/my/profile/{part:str}/{key:str}/remove", name="candidates.remove_entry")
async def remove_entry(
    actor: NamedDependency[Actor],
    part: FromPath[str],
    key: FromPath[str],
    request: Request[Any, Any, Any],
) -> Redirect:
    """Take an entry out."""
    said = (await fill(MoveForm, request)).value

    def order(count: int, at: int) -> list[int]:
        return [place for place in range(count) if place != at]

    await _rearrange(actor, part, key, order, said.seen)
    return redirect(f"{TASKS}/{part}", flash="flash.deleted")


async def _rearrange(
    actor: Actor, name: str, key: str, order: Callable[[int, int], list[int]], seen: int | None
) -> None:
    """Put the entries in another order; drafts of single entries would point elsewhere then."""
    entries = _find(name)
    async with reading(actor):
        candidate = await queries.own(actor)
        drafts = [one for one in await queries.drafts(candidate.id) if one.startswith(f"{name}.")]

    def change(record: CandidateRecord) -> CandidateRecord:
        known = entries.of(record)
        at = _position(key, known)
        if at >= len(known):
            raise NotFound(f"entry {key}")
        return rearranged(record, entries, order(len(known), at))

    await service.revise(actor, candidate.id, change, drafts=drafts, seen=seen)


def rearranged(record: CandidateRecord, entries: Entries, places: list[int]) -> CandidateRecord:
    """*record* with the entries that stood at *places*, in that order; evidence goes with them."""
    known = entries.of(record)
    moved = entries.put(record, [known[place] for place in places])
    if entries is not ENTRIES["career"]:
        return moved
    now_at = {old: new for new, old in enumerate(places)}
    return replace(moved, skills=[_following(skill, now_at) for skill in record.skills])


def _following(skill: SkillRecord, now_at: Mapping[int, int]) -> SkillRecord:
    if skill.career is None:
        return skill
    at = now_at.get(skill.career)
    kind = skill.evidence_kind if at is not None else None
    return replace(skill, career=at, evidence_kind=kind)


def _with_entry(record: CandidateRecord, entries: Entries, key: str, made: Any) -> CandidateRecord:
    known = list(entries.of(record))
    at = _position(key, known)
    known[at : at + 1] = [made]
    return entries.put(record, known)


def _find(name: str) -> Entries:
    if name not in ENTRIES:
        raise NotFound(f"list {name}")
    return ENTRIES[name]


def _position(key: str, known: Sequence[Any]) -> int:
    """Which entry is meant; the end of the list for a new one."""
    if key == NEW:
        return len(known)
    if not (key.isascii() and key.isdecimal() and int(key) < len(known)):
        raise NotFound(f"entry {key}")
    return int(key)


def _first_words(request: Request[Any, Any, Any]) -> Mapping[str, Any]:
    return {"label": request.query_params.get("label", "")[:200]}


async def _entry_page(
    actor: Actor,
    whole: Whole,
    name: str,
    key: str,
    form: AnyForm,
    *,
    status: int = 200,
    is_draft: bool = False,
) -> Template:
    own = await identities.own_identity(actor)
    record = whole.record
    return page(
        f"candidates/entry_{name}.html",
        status,
        form=form,
        part=name,
        key=key,
        candidate=whole.candidate,
        record=record,
        is_draft=is_draft,
        notices=await queries_notices.notices(record, clock.today(), (own.name, own.kana)),
        words=await taxonomy.lexicon(),
    )


def _show_career(entry: CareerRecord) -> Mapping[str, Any]:
    return {
        "organization": entry.organization,
        "organization_kind": entry.organization_kind or None,
        "role": entry.role,
        "from_month": entry.from_,
        "to_month": entry.to,
        "public_sector": entry.public_sector,
        "description": entry.description,
    }


def _make_career(form: CareerForm) -> CareerRecord:
    insist_past(from_month=form.from_month)
    return CareerRecord(
        organization=form.organization,
        organization_kind=form.organization_kind or "",
        role=form.role,
        from_=form.from_month,
        to=form.to_month,
        public_sector=form.public_sector,
        description=form.description,
    )


_SKILL = ("label", "level", "years", "last_used", "career", "evidence_kind", "evidence")


def _show_skill(skill: SkillRecord) -> Mapping[str, Any]:
    return {name: getattr(skill, name) for name in _SKILL}


def _make_skill(form: SkillForm) -> SkillRecord:
    insist_past(last_used=form.last_used)
    said = {name: getattr(form, name) for name in _SKILL}
    if form.evidence_kind != "career":
        said["career"] = None
    return SkillRecord(**said)


ENTRIES: Mapping[str, Entries] = {
    "career": Entries(
        CareerForm,
        lambda record: record.career,
        _show_career,
        _make_career,
        lambda record, entries: replace(record, career=entries),
    ),
    "skills": Entries(
        SkillForm,
        lambda record: record.skills,
        _show_skill,
        _make_skill,
        lambda record, entries: replace(record, skills=entries),
    ),
}

router = Router("/", route_handlers=[entry, save_entry, move_entry, remove_entry])
