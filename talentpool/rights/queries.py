"""Everything that is kept about one person; wishes to be forgotten, and what is in their way."""

from typing import Any
from uuid import UUID

import msgspec

from talentpool.actor import Actor
from talentpool.candidates import queries as candidates
from talentpool.engagements.states import UNFINISHED
from talentpool.identity import queries as identity
from talentpool.kit import clock
from talentpool.kit.errors import NotFound
from talentpool.kit.scope import current, elevated
from talentpool.reviews.states import CONTACTED, FINISHED, ProposalState
from talentpool.rights.schemas import Obstacle
from talentpool.rights.schemas_own import OwnData, OwnRegistration
from talentpool.rights.states import PENDING
from talentpool.rights.tables import Erasure

Row = dict[str, Any]
# Suggested, held: nobody has promised anything, and it ends with the registration.
_PROMISED = (CONTACTED | {ProposalState.APPROVED}) - FINISHED


async def own(actor: Actor) -> OwnData:
    """All of it, in one scope; scores as bands, colleagues as roles.

    What was weighed before somebody was asked is not in it, nor notes of staff: those are given on
    demand by the operator, who looks through them first.

    Raises:
        NotFound: no person stands behind this account.
    """
    known = await identity.own(actor)
    registration = await candidates.of_person(actor.person)
    whole = await candidates.whole(registration) if registration else None
    held = await _one(_HELD, actor.account, actor.person)
    async with elevated("own_data"):
        decided = await _one(_DECIDED, actor.person)
    told = decided["told"]
    proposals = [row | {"decisions": told.get(row["id"], [])} for row in held.pop("proposals")]
    return msgspec.convert(
        {
            **held,
            "taken_on": clock.today(),
            "identity": known.identity,
            "consents": known.consents,
            "accesses": known.accesses,
            "registration": _registration(whole, held, decided) if whole else None,
            "proposals": proposals,
        },
        OwnData,
    )


async def get(erasure_id: UUID) -> Erasure:
    """One wish to be forgotten.

    Raises:
        NotFound: there is none, or it is not the actor's to see.
    """
    found = await Erasure.objects().where(Erasure.id == erasure_id).first()
    if found is None:
        raise NotFound(f"erasure {erasure_id}")
    return found


async def pending_of(person: UUID | None) -> Erasure | None:
    """The wish of a person that waits for an answer."""
    states = [str(state) for state in PENDING]
    found: Erasure | None = (
        await Erasure.objects().where(Erasure.person == person, Erasure.state.is_in(states)).first()
    )
    return found


async def wishes() -> list[Row]:
    """All wishes by pseudonym: those that wait first, the oldest of them on top."""
    return [dict(row) for row in await current().connection.fetch(_WISHES, None)]


async def wish(erasure_id: UUID) -> Row:
    """One of them.

    Raises:
        NotFound: there is none, or it is not the actor's to see.
    """
    row = await current().connection.fetchrow(_WISHES, erasure_id)
    if row is None:
        raise NotFound(f"erasure {erasure_id}")
    return dict(row)


async def obstacles(person: UUID, *, told: bool) -> list[Obstacle]:
    """Proposals and work that have to end first; *told*: those of which the person knows."""
    states = (_PROMISED & CONTACTED) if told else _PROMISED
    async with elevated("erasure_obstacles"):
        rows = await current().connection.fetch(
            _OBSTACLES, person, [str(state) for state in states], [str(s) for s in UNFINISHED]
        )
    return [msgspec.convert(dict(row), Obstacle) for row in rows]


async def forgotten() -> list[Row]:
    """The journal, oldest first; in the current scope, which is the service's own."""
    rows = await current().connection.fetch(
        "select person, cause, erased_at from erasure_journal order by erased_at, person"
    )
    return [dict(row) for row in rows]


async def _one(statement: str, *values: Any) -> Row:
    row = await current().connection.fetchrow(statement, *values)
    assert row is not None, "a select without from gives one row"
    return dict(row)


def _registration(whole: candidates.Whole, held: Row, decided: Row) -> OwnRegistration:
    candidate = whole.candidate.to_dict()
    return msgspec.convert(
        {
            **candidate,
            "record": whole.record,
            "drafts": held["drafts"],
            "decisions": decided["screening"],
            "interviews": decided["interviews"],
        },
        OwnRegistration,
    )


_HELD = """
select
(select to_jsonb(a) from (select login_name, created_at from account where id = $1) a) as account,
(select coalesce(jsonb_agg(to_jsonb(d)), '[]') from (
    select page, typed, saved_at from candidate_draft
    where person = $2 order by saved_at) d) as drafts,
(select coalesce(jsonb_agg(to_jsonb(p)), '[]') from (
    select p.id, p.flow, p.state, p.band, p.why, p.asked_at, p.reply_by, p.answered_at,
           p.terms_revision, m.name as municipality_name, coalesce(o.public_title, '') as title,
           (select coalesce(jsonb_agg(to_jsonb(s)), '[]') from (
               select kind, held_on, result, reason from selection
               where proposal = p.id order by set_at) s) as selections
    from proposal p join municipality m on m.code = p.municipality
    left join opening o on o.need = p.need and p.flow = 'placement'
    where p.person = $2 and p.asked_at is not null order by p.asked_at desc) p) as proposals,
(select coalesce(jsonb_agg(to_jsonb(e)), '[]') from (
    select e.id, e.flow, e.state, e.from_on, e.to_on, e.weekly_minutes, e.appointment_type,
           e.appointed_on, e.started_at, e.closed_at, e.report, m.name as municipality_name
    from engagement e join municipality m on m.code = e.municipality
    where e.person = $2 order by e.from_on desc) e) as engagements,
(select coalesce(jsonb_agg(to_jsonb(h)), '[]') from (
    select h.week, h.kind, h.minutes, h.made_at, h.released_at, m.name as municipality_name
    from hours_entry h join municipality m on m.code = h.municipality
    where h.person = $2 order by h.week desc, h.made_at) h) as hours,
(select coalesce(jsonb_agg(to_jsonb(i)), '[]') from (
    select i.why, i.shown_at, i.answer, i.reason, i.answered_at, i.withdrawn_at,
           m.name as municipality_name, coalesce(o.public_title, '') as title
    from interest i join municipality m on m.code = i.municipality
    left join opening o on o.need = i.need
    where i.person = $2 order by i.shown_at desc) i) as openings,
(select coalesce(jsonb_agg(to_jsonb(n)), '[]') from (
    select kind, facts, due_at, read_at, mail_state from notice
    where (account = $1 or person = $2) and due_at <= app_now() and mail_state <> 'cancelled'
    order by due_at desc) n) as notices,
(select coalesce(jsonb_agg(to_jsonb(w)), '[]') from (
    select id, version, state, filed_at, decided_at, answer from erasure
    where person = $2 order by filed_at desc) w) as erasures
"""
_DECIDED = """
select
(select coalesce(jsonb_object_agg(proposal, told), '{}') from (
    select d.proposal, jsonb_agg(
        jsonb_build_object('verb', d.verb, 'reason', d.reason, 'decided_at', d.decided_at)
        order by d.decided_at) as told
    from decision d join proposal p on p.id = d.proposal
    where p.person = $1 and p.asked_at is not null group by d.proposal) d) as told,
(select coalesce(jsonb_agg(to_jsonb(s)), '[]') from (
    select verb, reason, decided_at from screening_decision
    where person = $1 order by decided_at) s) as screening,
(select coalesce(jsonb_agg(to_jsonb(i)), '[]') from (
    select held_on, conducted_by, outcome from interview
    where person = $1 order by held_on) i) as interviews
"""
_WISHES = """
select e.*, c.handle, c.state as candidate_state
from erasure e left join candidate c on c.id = e.candidate
where $1::uuid is null or e.id = $1
order by e.state in ('filed', 'proposed') desc, e.filed_at limit 500
"""
_OBSTACLES = """
select 'proposal' as kind, p.id, p.flow, p.state, m.name as municipality_name
from proposal p join municipality m on m.code = p.municipality
where p.person = $1 and p.state = any($2)
union all
select 'engagement', e.id, e.flow, e.state, m.name
from engagement e join municipality m on m.code = e.municipality
where e.person = $1 and e.state = any($3)
order by kind, municipality_name
"""
