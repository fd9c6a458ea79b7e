"""Show openings, keep answers. An answer counts on the person's side of the score alone."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from talentpool.actor import Actor
from talentpool.audit import service as audit
from talentpool.candidates import service as candidates
from talentpool.kit import clock
from talentpool.kit.db import dump_json
from talentpool.kit.errors import IllegalMove, Invalid
from talentpool.kit.scope import current, elevated, verb
from talentpool.notifications import queries as notifications
from talentpool.notifications import service as notices
from talentpool.openings import queries
from talentpool.taxonomy import queries as taxonomy

INTERESTED = "interested"
NOT_NOW = "not_now"
_WEEK = 7


@verb
async def show(actor: Actor, need_id: UUID, fitting: Mapping[UUID, Sequence[str]]) -> int:
    """Show an open placement to the registrants whom it fits, with what speaks for it.

    Needs of the dispatch flow have no opening, so nobody is shown them. How many are new.
    """
    rows = [{"candidate": candidate, "why": why} for candidate, why in fitting.items()]
    shown = await current().connection.fetch(_SHOW, need_id, dump_json(rows))
    return len(shown)


@verb
async def answer(actor: Actor, need_id: UUID, said: str, *, reason: str | None = None) -> None:
    """Say 「話を聞いてみたい」 or, with a reason, 「今は合わない」; may be said again.

    Raises:
        NotFound: the opening was not shown to this person.
        IllegalMove: it is closed.
        Invalid: 「今は合わない」 comes without one of its reasons.
    """
    if said == NOT_NOW:
        await _insist_on_reason(reason)
    interest = await queries.get_own(actor, need_id)
    if not await queries.is_open(need_id):
        raise IllegalMove("the opening is closed", code="opening_closed")
    change = {
        "answer": said,
        "reason": reason if said == NOT_NOW else None,
        "answered_at": clock.now(),
        "withdrawn_at": None,
    }
    await audit.amend(actor, interest, "interest.answer", change, answer=said, reason=reason)
    await _rank_again(actor)


@verb
async def withdraw(actor: Actor, need_id: UUID) -> None:
    """Take an answer back.

    Raises:
        NotFound: the opening was not shown to this person.
    """
    interest = await queries.get_own(actor, need_id)
    await audit.amend(actor, interest, "interest.withdraw", {"withdrawn_at": clock.now()})
    await _rank_again(actor)


@verb
async def put_digests(actor: Actor) -> int:
    """Tell everybody once a week of the openings they have not answered; how many are told.

    Whoever has switched the digest off is left out.
    """
    found = await queries.awaiting_digest(_WEEK)
    off = await notifications.without_digest([row["account"] for row in found if row["account"]])
    told = [row for row in found if row["account"] not in off]
    year, week, _ = clock.today().isocalendar()
    for row in told:
        await notices.notify(
            actor,
            "opening_digest",
            person=row["person"],
            subject="opening",
            subject_id=f"{year}-{week}",
            path="/my/openings",
            key=f"digest:{row['person']}:{year}-{week}",
            count=row["many"],
        )
    return len(told)


async def _insist_on_reason(reason: str | None) -> None:
    if not reason:
        raise Invalid.one("reason", "required_choice")
    known = {term.attributes["code"] for term in await taxonomy.reasons("opening_not_now")}
    if reason not in known:
        raise Invalid.one("reason", "bad_choice")


async def _rank_again(actor: Actor) -> None:
    async with elevated("rank_again"):
        await candidates.pool_changed(actor)


_SHOW = """
insert into interest (need, municipality, candidate, person, why)
select o.need, o.municipality, c.id, c.person, fitting.why
from jsonb_to_recordset($2::jsonb) as fitting (candidate uuid, why jsonb)
join candidate c on c.id = fitting.candidate and c.kind = 'registered'
join opening o on o.need = $1 and o.is_open
on conflict on constraint interest_once do nothing
returning id
"""
