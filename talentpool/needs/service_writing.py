"""How rows of this slice are written; the verbs above say when.

Every write goes through the trail. A change that matching reads counts the revision up, and an open
need is then matched again; the face that registrants see follows the need by itself.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from talentpool.actor import MUNICIPAL, Actor, Role
from talentpool.audit import service as audit
from talentpool.kit import clock
from talentpool.kit.errors import Forbidden, IllegalMove
from talentpool.kit.scope import elevated
from talentpool.kit.workdays import add_working_days
from talentpool.needs import queries
from talentpool.needs.schemas_interchange import TermsRecord
from talentpool.needs.states import DUE_WORKING_DAYS, EDITABLE, MATCHED, NEED, NeedState
from talentpool.needs.tables import Need, NeedSkill, Opening, Terms
from talentpool.outbox import service as outbox
from talentpool.programmes import queries as programmes
from talentpool.taxonomy import queries as taxonomy

WRITERS = MUNICIPAL | {Role.COORDINATOR, Role.SYSTEM}  # the last: a file that came by command
MATCHED_COLUMNS = frozenset(
    {
        "programme", "title", "current_issue", "desired_outcome", "as_is", "to_be", "answers",
        "category", "menus", "businesses", "step", "tools", "roles", "public_experience",
        "from_month", "to_month", "weekly_minutes", "slots", "location_code", "remote",
        "headcount", "vendor_conflicts", "deliverables", "require_all_skills",
    }
)  # fmt: skip
_SHOWN_COLUMNS = (
    "municipality", "programme", "appointment_type", "from_month", "to_month", "weekly_minutes",
    "slots", "location_code", "remote", "headcount",
)  # fmt: skip


class Asked(msgspec.Struct, frozen=True):
    """A skill or qualification as somebody wrote it."""

    kind: str
    label: str
    level: int | None = None


class Change(msgspec.Struct, frozen=True):
    """What is to be written of a need; what is None stays as it is."""

    columns: Mapping[str, Any] = {}
    skills: tuple[Asked, ...] | None = None
    terms: TermsRecord | None = None
    public_title: str | None = None
    public_text: str | None = None


async def add(actor: Actor, change: Change, *, action: str = "need.begin") -> Need:
    """A new draft with the next number and all that *change* says."""
    ((number,),) = [row.values() for row in await Need.raw(_NEXT_NUMBER)]
    now = clock.now()
    columns = {"answers": {}, **change.columns}
    need = Need(**columns, number=number, created_at=now, changed_at=now)
    await Need.insert(need)
    audit.record(actor, action, need, after=NeedState.DRAFT)
    await _insert_skills(need, change.skills or ())
    if change.terms is not None:
        await _state_terms(actor, need, change.terms, revision=1)
    face = {"public_title": change.public_title, "public_text": change.public_text}
    await show(need, {name: text for name, text in face.items() if text})
    return need


async def write(
    actor: Actor,
    need: Need,
    change: Change,
    *,
    action: str,
    seen: int | None = None,
    **detail: Any,
) -> bool:
    """Write *change*; False when everything was so already.

    Raises:
        Forbidden: the actor may read the need but not write it.
        IllegalMove: people are at work, or it is closed: nothing is rewritten then.
        StaleRow: somebody else changed it first.
    """
    _insist_on_writer(actor, need)
    columns = {k: v for k, v in change.columns.items() if getattr(need, k) != v}
    new_skills = await _differing_skills(need.id, change.skills)
    new_terms = await _differing_terms(need.id, change.terms)
    new_face = await _differing_face(need.id, change)
    if not columns and new_skills is None and new_terms is None and not new_face:
        return False
    if new_skills is not None or columns.keys() & MATCHED_COLUMNS:
        columns["revision"] = need.revision + 1
    columns["changed_at"] = clock.now()
    await audit.amend(actor, need, action, columns, seen=seen, **detail)
    if new_skills is not None:
        await _replace_skills(need, new_skills)
    if new_terms is not None:
        before = await queries.terms_in_force(need.id)
        await _state_terms(actor, need, new_terms, revision=before.revision + 1 if before else 1)
    await show(need, new_face)
    if need.state in MATCHED and "revision" in columns:
        await ask_for_matching(actor, need)
    return True


async def move(
    actor: Actor,
    need: Need,
    verb: str,
    *,
    seen: int | None = None,
    change: Mapping[str, Any] | None = None,
    **detail: Any,
) -> None:
    """Move *need* by *verb*: the next step and its date follow the new state.

    Raises:
        IllegalMove, Forbidden, StaleRow: see `audit.transition`.
    """
    target = NeedState(NEED.moves[verb].target)
    columns = {
        "next_step": "",
        "next_step_due_on": due_on(target),
        "approval_since": None,
        "approval_expected_on": None,
        "changed_at": clock.now(),
        **(change or {}),
    }
    await audit.transition(actor, need, NEED, verb, seen=seen, change=columns, **detail)
    await show(need, {})


async def ask_for_matching(actor: Actor, need: Need) -> None:
    """Put the matching of the need as it now is; once a revision."""
    key = f"propose:{need.id}:{need.revision}"
    await outbox.put(actor, "matches.propose", key=key, need=str(need.id))


def due_on(state: NeedState) -> date | None:
    """When the next step of *state* is due, by default."""
    days = DUE_WORKING_DAYS.get(state)
    return add_working_days(clock.today(), days) if days else None


async def show(need: Need, face: Mapping[str, str]) -> None:
    """Let the face towards registrants follow the need: its conditions, its text, open or not.

    It opens only with a placement, and only when the working conditions are stated that the law
    wants before anybody is referred; a need imported without them is matched, but not advertised.
    A text that came with a need of another programme is kept, closed.
    """
    programme = await programmes.find(need.programme)
    is_placement = programme is not None and programme.is_placement
    async with elevated("show_opening"):
        opening = await queries.find_opening(need.id)
        if opening is None and not is_placement and not face:
            return
        columns = {name: getattr(need, name) for name in _SHOWN_COLUMNS} | dict(face)
        is_open = is_placement and need.state in MATCHED and await _has_all_terms(need)
        if opening is None:
            await Opening.insert(Opening(**columns, need=need.id, **_opened(is_open, None)))
        else:
            columns |= _opened(is_open, opening)
            changed: Any = {k: v for k, v in columns.items() if getattr(opening, k) != v}
            if changed:
                await Opening.update(changed).where(Opening.need == need.id)


async def missing_terms(need: Need, stated: TermsRecord) -> list[str]:
    """Which working conditions are still to be stated; none where the law asks for none."""
    today = clock.today()
    holds = await programmes.rules("statutory_placement", today, to=need.appointment_type)
    if need.appointment_type and not any(rule.value["holds"] for rule in holds):
        return []
    required = await programmes.rules("required_terms", today, to=need.programme)
    return [name for rule in required for name in rule.value["fields"] if not stated.has(name)]


async def _has_all_terms(need: Need) -> bool:
    return not await missing_terms(need, await queries.stated_terms(need.id))


def _insist_on_writer(actor: Actor, need: Need) -> None:
    if actor.role not in WRITERS:
        raise Forbidden(f"need written by {actor.role}")
    if need.state not in EDITABLE:
        raise IllegalMove(f"need is {need.state}", verb="save", state=need.state)


def _opened(is_open: bool, before: Opening | None) -> dict[str, Any]:
    """When it was opened and closed, as of now."""
    opened_at = before.opened_at if before else None
    closed_at = before.closed_at if before else None
    if is_open:
        return {"is_open": True, "opened_at": opened_at or clock.now(), "closed_at": None}
    if opened_at and closed_at is None:
        closed_at = clock.now()
    return {"is_open": False, "opened_at": opened_at, "closed_at": closed_at}


async def _differing_skills(
    need_id: UUID, asked: Iterable[Asked] | None
) -> tuple[Asked, ...] | None:
    if asked is None:
        return None
    wanted = tuple(dict.fromkeys(asked))
    stored = (await queries.skills_of([need_id]))[need_id]
    return None if wanted == tuple(Asked(s.kind, s.label, s.level) for s in stored) else wanted


async def _differing_terms(need_id: UUID, stated: TermsRecord | None) -> TermsRecord | None:
    if stated is None:
        return None
    return None if stated == await queries.stated_terms(need_id) else stated


async def _differing_face(need_id: UUID, change: Change) -> dict[str, str]:
    wanted = {"public_title": change.public_title, "public_text": change.public_text}
    if set(wanted.values()) == {None}:
        return {}
    before = await queries.find_opening(need_id)
    return {
        name: text
        for name, text in wanted.items()
        if text is not None and text != (getattr(before, name) if before else "")
    }


async def _replace_skills(need: Need, asked: Iterable[Asked]) -> None:
    await NeedSkill.delete().where(NeedSkill.need == need.id)
    await _insert_skills(need, asked)


async def _insert_skills(need: Need, asked: Iterable[Asked]) -> None:
    rows = [
        NeedSkill(
            need=need.id,
            municipality=need.municipality,
            position=position,
            kind=item.kind,
            label=item.label,
            code=await _code(item),
            level=item.level,
        )
        for position, item in enumerate(dict.fromkeys(asked))
    ]
    if rows:
        await NeedSkill.insert(*rows)


async def _code(asked: Asked) -> str | None:
    is_skill = asked.kind != "qualification"
    resolve = taxonomy.resolve if is_skill else taxonomy.resolve_qualification
    return (await resolve(asked.label)).code


async def _state_terms(actor: Actor, need: Need, stated: TermsRecord, *, revision: int) -> None:
    await Terms.insert(
        Terms(
            need=need.id,
            municipality=need.municipality,
            revision=revision,
            fields=msgspec.to_builtins(stated),
            stated_by=actor.account,
            stated_at=clock.now(),
        )
    )


_NEXT_NUMBER = "select 'R-' || nextval('need_number') as number"
