"""What may be read of needs. Row-level security decides whose; these say which."""

import re
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import msgspec

from talentpool.actor import MUNICIPAL, Actor
from talentpool.kit import clock
from talentpool.kit.errors import DomainError, NotFound
from talentpool.needs.schemas_interchange import TermsRecord
from talentpool.needs.states import CLOSED, LIVE, MATCHED, NeedState
from talentpool.needs.tables import Need, NeedSkill, Opening, Question, Terms
from talentpool.programmes import queries as programmes

# Of a list, at most this many; longer ones are filtered or paged.
MOST = 500
_WITH_MUNICIPALITY = re.compile(r"\d{6}:.")


class Whole(msgspec.Struct, frozen=True):
    """A need with everything that hangs on it."""

    need: Need
    skills: Sequence[NeedSkill]
    terms: Terms | None
    opening: Opening | None

    def labels(self, kind: str) -> list[str]:
        """The skills or qualifications of one kind, as written."""
        return [skill.label for skill in self.skills if skill.kind == kind]

    @property
    def stated_terms(self) -> TermsRecord:
        """The working conditions in force; empty ones where none were stated."""
        return _record(self.terms)


async def get(need_id: UUID) -> Need:
    """A need.

    Raises:
        NotFound: there is none, or not for this actor.
    """
    need = await Need.objects().where(Need.id == need_id).first()
    if need is None:
        raise NotFound(f"need {need_id}")
    return need


async def called(ref: str) -> list[Need]:
    """The needs that their senders call *ref*, or else the one whose number it is.

    Two municipalities may use the same ref; within one it names one need.
    """
    found = await Need.objects().where((Need.ref == ref) | (Need.number == ref)).limit(MOST)
    return [need for need in found if need.ref == ref] or found


async def find_by_ref(ref: str, municipality: str) -> Need | None:
    """The need of one municipality that is called *ref*."""
    return next((n for n in await called(ref) if n.municipality == municipality), None)


async def by_ref(named: str) -> Need:
    """The need called *named*: its ref or number, with the municipality in front if need be.

    Raises:
        NotFound: there is none, or not for this actor.
        DomainError: several municipalities use the ref, and none is named.
    """
    found = await called(named)
    if not found and _WITH_MUNICIPALITY.match(named):
        municipality, _, ref = named.partition(":")
        found = [need for need in await called(ref) if need.municipality == municipality]
    if not found:
        raise NotFound(f"need {named}")
    if len(found) > 1:
        choices = " or ".join(sorted(f"{need.municipality}:{named}" for need in found))
        detail = f"several municipalities have a need {named}; say {choices}"
        raise DomainError(detail, code="ambiguous_ref")
    return found[0]


async def skills_of(need_ids: Sequence[UUID]) -> dict[UUID, list[NeedSkill]]:
    """What these needs ask for, in order."""
    found: dict[UUID, list[NeedSkill]] = {need_id: [] for need_id in need_ids}
    if need_ids:
        rows = NeedSkill.objects().where(NeedSkill.need.is_in(list(need_ids)))
        for skill in await rows.order_by(NeedSkill.position):
            found[skill.need].append(skill)
    return found


async def terms_in_force(need_id: UUID) -> Terms | None:
    """The working conditions as last stated."""
    newest = Terms.objects().where(Terms.need == need_id)
    return await newest.order_by(Terms.revision, ascending=False).first()


async def stated_terms(need_id: UUID) -> TermsRecord:
    """The same as a record; an empty one where none were stated."""
    return _record(await terms_in_force(need_id))


async def terms_of_revision(need_id: UUID, revision: int) -> Terms | None:
    """The working conditions as they were stated at one time."""
    return await Terms.objects().where(Terms.need == need_id, Terms.revision == revision).first()


async def find_opening(need_id: UUID) -> Opening | None:
    """What registrants may read of a need; only placements have it."""
    return await Opening.objects().where(Opening.need == need_id).first()


async def whole(need_id: UUID) -> Whole:
    """A need with everything that hangs on it, in four statements.

    Raises:
        NotFound: there is none, or not for this actor.
    """
    need = await get(need_id)
    skills = await skills_of([need_id])
    return Whole(need, skills[need_id], await terms_in_force(need_id), await find_opening(need_id))


async def wholes(needs: Sequence[Need]) -> list[Whole]:
    """Many needs with everything, in three more statements."""
    if not needs:
        return []
    ids = [need.id for need in needs]
    skills = await skills_of(ids)
    stated = await Terms.objects().where(Terms.need.is_in(ids)).order_by(Terms.revision)
    terms = {row.need: row for row in stated}
    faces = {row.need: row for row in await Opening.objects().where(Opening.need.is_in(ids))}
    return [Whole(n, skills[n.id], terms.get(n.id), faces.get(n.id)) for n in needs]


async def matchable(need_ids: Iterable[UUID] | None = None) -> list[Whole]:
    """The needs that matching ranks people for, or those of them that are named."""
    found = Need.objects().where(Need.state.is_in(_names(MATCHED))).order_by(Need.number)
    if need_ids is not None:
        wanted = list(need_ids)
        if not wanted:
            return []
        found = found.where(Need.id.is_in(wanted))
    return await wholes(await found)


async def of_municipality(actor: Actor) -> list[dict[str, Any]]:
    """All needs of the actor's body, the own section's first."""
    rows: list[dict[str, Any]] = await Need.raw(
        _OF_MUNICIPALITY, actor.municipality, actor.section, MOST
    )
    return rows


async def of_section(section: UUID) -> list[Need]:
    """The needs that a section owns and that are under way."""
    own = Need.objects().where(Need.section == section, Need.state.not_in(_names(CLOSED)))
    return await own.order_by(Need.created_at)


async def awaiting_triage(*, state: str | None = None) -> list[dict[str, Any]]:
    """What coordinators have received and not yet opened, what is due first."""
    wanted = [state] if state else [NeedState.SUBMITTED, NeedState.RETURNED]
    rows: list[dict[str, Any]] = await Need.raw(
        _AWAITING_TRIAGE, clock.today(), [str(name) for name in wanted], MOST
    )
    return rows


async def live() -> list[dict[str, Any]]:
    """Every need that is under way, with what 案件一覧 shows of it."""
    rows: list[dict[str, Any]] = await Need.raw(
        _LIVE, clock.today(), _names(LIVE - {NeedState.DRAFT, NeedState.CLARIFYING})
    )
    return rows


async def told_to(
    actor: Actor, state: NeedState | None, *, limit: int, offset: int
) -> tuple[list[Need], int]:
    """Needs that *actor* may know of, what changed last first: one page, and how many there are.

    What nobody has handed in is its municipality's own affair.
    """
    unsent = [] if actor.role in MUNICIPAL else [NeedState.DRAFT, NeedState.CLARIFYING]
    states = _names(set([state] if state else NeedState) - set(unsent))
    if not states:
        return [], 0
    found = (
        Need.objects().where(Need.state.is_in(states)).order_by(Need.changed_at, ascending=False)
    )
    rows = await found.order_by(Need.id).limit(limit).offset(offset)
    return rows, await Need.count().where(Need.state.is_in(states))


async def questions_of(need_id: UUID) -> list[Question]:
    """What was asked and answered about a need, oldest first."""
    return await Question.objects().where(Question.need == need_id).order_by(Question.asked_at)


def _record(terms: Terms | None) -> TermsRecord:
    return msgspec.convert(terms.fields, TermsRecord) if terms else TermsRecord()


async def _is_placement(need: Need) -> bool:
    programme = await programmes.find(need.programme)
    return programme is not None and programme.is_placement


def _names(states: Iterable[str]) -> list[str]:
    return sorted(str(state) for state in states)


_OF_MUNICIPALITY = """
select id, number, title, programme, state, section, section_name, officer, version, created_at,
       changed_at, promised_reply_on, next_step, next_step_due_on, approval_since,
       approval_expected_on, done_steps
from need where municipality = {}
order by section is distinct from {}, changed_at desc limit {}
"""
_AWAITING_TRIAGE = """
select need.id, number, title, programme, municipality, section_name, state, assignee, next_step,
       next_step_due_on, promised_reply_on, submitted_at, need.version,
       next_step_due_on < {} as is_overdue
from need where state = any ({}) order by next_step_due_on nulls last, submitted_at limit {}
"""
_LIVE = """
select id, number, title, programme, municipality, section_name, state, assignee, next_step,
       next_step_due_on, submitted_at, opened_at, approval_since, approval_expected_on, version,
       next_step_due_on < {} as is_overdue
from need where state = any ({}) order by next_step_due_on nulls last, number
"""
