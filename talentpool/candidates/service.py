"""What people do with their own registration: begin it, fill it in page by page, send it."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from talentpool.accounts import queries as accounts
from talentpool.actor import Actor
from talentpool.audit import service as audit
from talentpool.candidates import queries, records
from talentpool.candidates.records import PartRows
from talentpool.candidates.schemas import CandidateRecord
from talentpool.candidates.service_checks import checks
from talentpool.candidates.states import (
    CANDIDATE,
    CLOSED,
    DUE_WORKING_DAYS,
    CandidateState,
    Tier,
)
from talentpool.candidates.tables import Candidate, Career, Claim, Draft, HeldQualification
from talentpool.identity import queries as identities
from talentpool.identity import service as identity
from talentpool.identity.states import ConsentPurpose
from talentpool.kit import clock
from talentpool.kit.db import dump_json
from talentpool.kit.errors import FieldError, IllegalMove, Invalid
from talentpool.kit.scope import current, verb
from talentpool.kit.workdays import add_working_days
from talentpool.notifications import service as notifications
from talentpool.outbox import service as outbox
from talentpool.programmes import queries as programmes
from talentpool.programmes.schemas import TargetGroupOut
from talentpool.taxonomy import queries as taxonomy

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
REQUIRED_PAGES = ("basics", "contact", "skills", "time", "wishes", "standing")
QUESTIONS_PAGE = "questions"
_EARLIEST_BIRTH = 1900
_POOL_PAUSE = timedelta(minutes=1)


@verb
async def start(actor: Actor, person_id: UUID, tier: Tier | None = None) -> UUID:
    """Begin a registration, or come back to the one that was begun.

    Whoever was invited begins in the tier of the invitation; everybody else in the practical one.
    """
    begun = await queries.of_person(person_id)
    if begun is not None:
        found: UUID = begun.id
        return found
    invited = await accounts.candidate_invitation(actor.account) if actor.account else None
    asked = Tier(invited["tier"]) if invited and invited["tier"] else Tier.PRACTICAL
    group = await target_group_of(tier or asked)
    candidate = Candidate(
        person=person_id,
        handle=new_handle(),
        tier=str(tier or asked),
        target_group=group.code if group else "",
        state=str(CANDIDATE.start),
    )
    await Candidate.insert(candidate)
    audit.record(actor, "candidate.start", candidate, after=CANDIDATE.start)
    made: UUID = candidate.id
    return made


async def target_group_of(tier: str, code: str = "") -> TargetGroupOut | None:
    """Whom a programme looks for that a registration belongs to."""
    groups = await programmes.target_groups()
    by_code = next((group for group in groups if group.code == code), None)
    return by_code or next((group for group in groups if group.tier == tier), None)


@verb
async def revise(
    actor: Actor,
    candidate_id: UUID,
    change: Callable[[CandidateRecord], CandidateRecord],
    *,
    page: str | None = None,
    drafts: Sequence[str] = (),
    seen: int | None = None,
) -> None:
    """Change a registration; *page* is done then, and the *drafts* are no longer needed.

    Raises:
        NotFound, StaleRow
        IllegalMove: the registration has ended.
        Invalid: *change* says so, or a code stands on no list.
    """
    whole = await queries.whole(await queries.get(candidate_id))
    candidate, before = whole.candidate, whole.record
    _insist_open(candidate)
    record = change(before)
    await _insist_on_codes(record)
    done = _done_with(candidate, page)
    if record != before:
        await _write(actor, candidate, record, done, seen)
    elif done != candidate.done_tasks:
        await _note_done(actor, candidate, done, page)
    await drop_drafts(candidate_id, *drafts)


@verb
async def describe_person(
    actor: Actor, candidate_id: UUID, change: Mapping[str, Any], *, page: str | None = None
) -> None:
    """Write down one's own name or address; *page* is done then.

    Raises:
        NotFound, StaleRow
        IllegalMove: the registration has ended.
        Invalid: nobody was born on that day who is alive today.
    """
    candidate = await queries.get(candidate_id)
    _insist_open(candidate)
    _insist_born(change.get("birth_on"))
    own = await identities.own_identity(actor)
    known = {name: getattr(own, name) for name in ("name", "kana", "birth_on", "email", "phone")}
    await identity.correct(actor, candidate.person, **{**known, **change})
    done = _done_with(candidate, page)
    if done != candidate.done_tasks:
        await _note_done(actor, candidate, done, page)


@verb
async def keep_draft(actor: Actor, candidate_id: UUID, page: str, typed: Mapping[str, Any]) -> None:
    """Keep what was typed on a page as it was typed, right or wrong, for its person alone.

    Only a NUL is left out: no database keeps one.
    """
    text = dump_json(_without_nul(typed))
    await current().connection.execute(_KEEP_DRAFT, candidate_id, actor.person, page, text)


async def drop_drafts(candidate_id: UUID, *pages: str) -> None:
    """Forget what was typed on these pages; in the current scope."""
    if pages:
        await Draft.delete().where(Draft.candidate == candidate_id, Draft.page.is_in(list(pages)))


@verb
async def submit(actor: Actor, candidate_id: UUID, *, seen: int | None = None) -> None:
    """Send a registration to screening, and agree to its being read for that.

    Raises:
        NotFound, IllegalMove, StaleRow
        Invalid: pages are not done yet; the fields name them.
    """
    candidate = await queries.get(candidate_id)
    missing = await missing_pages(candidate)
    if missing:
        raise Invalid({page: [FieldError("page_missing")] for page in missing})
    if actor.person == candidate.person:
        await identity.give_consent(
            actor,
            candidate.person,
            ConsentPurpose.SCREENING,
            text_version=await screening_text_version(),
        )
    now = clock.now()
    days = DUE_WORKING_DAYS[CandidateState.SUBMITTED]
    change = {
        "submitted_at": now,
        "confirmed_at": now,
        "next_step": "",
        "next_step_due_on": add_working_days(clock.today(), days),
        "state_reason": None,
    }
    await audit.transition(actor, candidate, CANDIDATE, "submit", seen=seen, change=change)


async def missing_pages(candidate: Candidate) -> list[str]:
    """The pages without which a registration is not sent, and that are not done."""
    group = await target_group_of(candidate.tier, candidate.target_group)
    asks = bool(group and group.facts.get("self_screening"))
    pages = [*REQUIRED_PAGES, *([QUESTIONS_PAGE] if asks else [])]
    return [page for page in pages if page not in candidate.done_tasks]


async def screening_text_version() -> str:
    """The wording of what is agreed to on sending, as the dated rule numbers it."""
    rules = await programmes.rules("purpose_of_use", clock.today())
    return f"screening-{rules[0].value['version'] if rules else 1}"


async def pool_changed(actor: Actor) -> None:
    """Note that matching would now see another pool; rings at most once a minute."""
    await current().connection.execute("update pool_generation set generation = generation + 1")
    minute = int(clock.now().timestamp() // _POOL_PAUSE.total_seconds())
    await outbox.put(actor, "matches.pool_changed", key=f"pool:{minute}", due_in=_POOL_PAUSE)


async def tell(actor: Actor, candidate: Candidate, kind: str, *, key: str | None = None) -> None:
    """Tell the person what has become of their registration."""
    await notifications.notify(
        actor,
        f"candidate.{kind}",
        person=candidate.person,
        subject="candidate",
        subject_id=candidate.id,
        path="/my",
        key=key,
    )


def _without_nul(typed: Any) -> Any:
    if isinstance(typed, str):
        return typed.replace("\0", "")
    if isinstance(typed, Mapping):
        return {_without_nul(name): _without_nul(value) for name, value in typed.items()}
    return [_without_nul(value) for value in typed]


def new_handle(length: int = 5) -> str:
    """What coordinators call a person whose name they are not shown."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def _insist_born(day: date | None) -> None:
    if day and day.year < _EARLIEST_BIRTH:
        raise Invalid.one("birth_on", "bad_date")
    if day and day > clock.today():
        raise Invalid.one("birth_on", "in_future", today=clock.today())


def _insist_open(candidate: Candidate) -> None:
    if candidate.state in CLOSED:
        raise IllegalMove("the registration has ended", code="registration_closed")


async def _insist_on_codes(record: CandidateRecord) -> None:
    errors = {**dict(record.check()), **(await checks()).errors(record)}
    if errors:
        raise Invalid({name.rpartition(".")[2]: [error] for name, error in errors.items()})


def _done_with(candidate: Candidate, page: str | None) -> list[str]:
    return sorted({*candidate.done_tasks, page} - {None})


async def _note_done(actor: Actor, candidate: Candidate, done: list[str], page: str | None) -> None:
    await audit.amend(actor, candidate, "candidate.save", {"done_tasks": done}, page=page)


async def _write(
    actor: Actor,
    candidate: Candidate,
    record: CandidateRecord,
    done: list[str],
    seen: int | None,
) -> None:
    resolver = (await taxonomy.lexicon()).resolver
    rows = records.parts(record, records.meanings([record], resolver.skill, resolver.qualification))
    change: dict[Any, Any] = {
        **records.columns(record),
        "done_tasks": done,
        "revision": candidate.revision + 1,
        "changed_at": clock.now(),
    }
    await audit.amend(actor, candidate, "candidate.save", change, seen=seen)
    await _replace_parts(candidate, rows)
    if candidate.state == CandidateState.ACTIVE:
        await pool_changed(actor)


async def _replace_parts(candidate: Candidate, rows: PartRows) -> None:
    """Lay the parts anew. Verified claims stay verified while their label and level stay."""
    owner: dict[str, Any] = {"candidate": candidate.id, "person": candidate.person}
    verified = await queries.verified_claims([candidate.id])
    await Claim.delete().where(Claim.candidate == candidate.id)
    await HeldQualification.delete().where(HeldQualification.candidate == candidate.id)
    await Career.delete().where(Career.candidate == candidate.id)
    if rows.careers:
        await Career.insert(*[Career(**owner, **row) for row in rows.careers])
    if rows.claims:
        kept = records.still_verified(rows.claims, verified.get(candidate.id, {}))
        await Claim.insert(*[Claim(**owner, **row) for row in kept])
    if rows.qualifications:
        held = [HeldQualification(**owner, **row) for row in rows.qualifications]
        await HeldQualification.insert(*held)


_KEEP_DRAFT = """
insert into candidate_draft (candidate, person, page, typed, saved_at)
values ($1, $2, $3, $4::jsonb, app_now())
on conflict on constraint candidate_draft_once
do update set typed = excluded.typed, saved_at = excluded.saved_at
"""
