"""How people came into the pool, what they said about openings, who looked at a name."""

import secrets

from msgspec.structs import replace

from talentpool.accounts import queries as accounts
from talentpool.accounts import service_invitations
from talentpool.accounts.schemas import JoinForm
from talentpool.actor import ANONYMOUS, Actor, Role, system
from talentpool.candidates import queries as registrations
from talentpool.candidates import (
    records,
    service_import,
    service_membership,
    service_screening,
)
from talentpool.candidates import service as candidates
from talentpool.candidates.schemas import CandidateRecord
from talentpool.candidates.service_import import Activation
from talentpool.demo.cast import ROLES, Member, sign_in_of
from talentpool.demo.content import AccountEntry
from talentpool.demo.play import Scene, Verbs
from talentpool.identity import service as identity
from talentpool.identity import service_joining
from talentpool.identity.states import RevealPurpose
from talentpool.kit.scope import scope
from talentpool.openings import service as openings
from talentpool.programmes import queries as programmes


async def accept(scene: Scene) -> None:
    """Take people into the pool from a file: one, or all who have no story of their own."""
    refs = [scene.step.candidate] if scene.step.candidate else scene.past.unstoried()
    account = scene.actor.account
    assert account is not None, "a coordinator has one"
    taken = await service_import.import_records(
        scene.actor,
        [scene.past.people[ref] for ref in refs],
        activation=Activation(account, scene.said("note")),
    )
    for one in taken:
        async with scope(system()):
            person = (await registrations.get(one.candidate)).person
        scene.cast.members[one.ref] = Member(one.candidate, person)
        await _give_account(scene, one.ref)


async def invite(scene: Scene) -> None:
    """Write to somebody of tier ① whom a coordinator would like to have."""
    record = scene.past.people[scene.step.candidate]
    scene.cast.invitations[scene.step.candidate] = await service_invitations.invite_candidate(
        scene.actor, str(record.email), str(record.tier), scene.said("introduction")
    )


async def begin(scene: Scene) -> None:
    """Follow the invitation and write the first lines of a registration."""
    record = await _begun(scene)
    actor = scene.actor
    await candidates.describe_person(actor, scene.candidate, _identity(record), page="basics")
    await candidates.revise(
        actor,
        scene.candidate,
        lambda stored: replace(stored, headline=record.headline, specialties=record.specialties),
        page="fields",
    )


async def submit(scene: Scene) -> None:
    """Fill in every page of the registration and send it."""
    record = await _begun(scene)
    actor, registration = scene.actor, scene.candidate
    pages = records.done_pages(record)
    written = replace(
        record, ref=None, name=None, name_kana=None, birth_date=None, email=None, phone=None
    )
    for page in pages:
        await candidates.revise(actor, registration, lambda _: written, page=page)
    await candidates.describe_person(actor, registration, _identity(record))
    await candidates.submit(actor, registration)


async def screen(scene: Scene) -> None:
    """Decide about a registration, by the step's own verb."""
    await service_screening.screen(
        scene.actor,
        scene.candidate,
        scene.step.verb,
        reason=scene.said("reason") or None,
        note=scene.said("note"),
    )


async def pause(scene: Scene) -> None:
    """Take no proposals for a while."""
    until = scene.stage.day(scene.said("until_days"))
    await service_membership.pause(scene.actor, scene.candidate, scene.said("reason"), until)


async def interest(scene: Scene) -> None:
    """話を聞いてみたい."""
    await openings.answer(scene.actor, scene.need, openings.INTERESTED)


async def not_now(scene: Scene) -> None:
    """今は合わない."""
    await openings.answer(scene.actor, scene.need, openings.NOT_NOW, reason=scene.said("reason"))


async def reveal(scene: Scene) -> None:
    """Look at a name, for a purpose that is written down."""
    purpose = RevealPurpose(scene.said("purpose"))
    await identity.reveal(scene.actor, scene.person, purpose, need=scene.need)


async def invite_member(scene: Scene) -> None:
    """Ask somebody of a municipality in."""
    await service_invitations.invite_member(
        scene.actor,
        Role(scene.said("role")),
        scene.said("display_name"),
        scene.said("email"),
        municipality=scene.said("municipality_code"),
        section_name=scene.said("section"),
    )


async def _begun(scene: Scene) -> CandidateRecord:
    """The person's record; the registration is begun and its owner signed up by now."""
    ref = scene.step.candidate
    record = scene.past.people[ref]
    if ref not in scene.cast.members:
        actor = await (_join if ref in scene.cast.invitations else _sign_up)(scene, record)
        assert actor.person is not None, "somebody who registers is a person"
        registration = await candidates.start(actor, actor.person)
        scene.cast.actors[ref] = actor
        scene.cast.members[ref] = Member(registration, actor.person)
    async with scope(system()):
        lines = await programmes.all_programmes()
    return records.with_programmes(record, {line.interchange_name: line.key for line in lines})


async def _join(scene: Scene, record: CandidateRecord) -> Actor:
    """By the mailed link. Nobody knows the password: this account is never signed in to."""
    ref = scene.step.candidate
    form = JoinForm(login_name=sign_in_of(ref), password=secrets.token_urlsafe(24))
    begun = await service_joining.join(ANONYMOUS, scene.cast.invitations[ref], form)
    actor = await accounts.actor_for_session(begun.token)
    assert actor is not None, "the session has just begun"
    return actor


async def _sign_up(scene: Scene, record: CandidateRecord) -> Actor:
    person = await identity.register_person(system(), email=str(record.email))
    await scene.cast.settle(_own_account(record), person)
    return scene.cast.actors[str(record.ref)]


async def _give_account(scene: Scene, ref: str) -> None:
    """An account for whoever acts in the history; others get a link when written to."""
    person = scene.cast.members[ref].person
    entry = next((a for a in scene.past.accounts if a.candidate == ref), None)
    if entry is None and ref in scene.past.acting():
        entry = _own_account(scene.past.people[ref])
    if entry is not None:
        await scene.cast.settle(entry, person)


def _own_account(record: CandidateRecord) -> AccountEntry:
    ref = str(record.ref)
    return AccountEntry(
        key=ref,
        role=ROLES[record.kind],
        sign_in=sign_in_of(ref),
        display_name=str(record.name),
        shown=False,
        candidate=ref,
    )


def _identity(record: CandidateRecord) -> dict[str, object]:
    return {
        "name": record.name,
        "kana": record.name_kana,
        "birth_on": record.birth_date,
        "phone": record.phone or "",
    }


VERBS: Verbs = {
    ("candidate", "accept"): accept,
    ("candidate", "invite"): invite,
    ("candidate", "begin"): begin,
    ("candidate", "submit"): submit,
    ("candidate", "start_screening"): screen,
    ("candidate", "call_to_interview"): screen,
    ("candidate", "hold"): screen,
    ("candidate", "return"): screen,
    ("candidate", "pause"): pause,
    ("opening", "interest"): interest,
    ("opening", "not_now"): not_now,
    ("identity", "reveal"): reveal,
    ("account", "invite"): invite_member,
}
