"""From a coordinator's decision to work that is done, in both flows."""

from datetime import timedelta
from uuid import UUID

from talentpool.actor import system
from talentpool.demo.play import Scene, Verbs
from talentpool.dispatches import service as dispatches
from talentpool.engagements import queries as agreed
from talentpool.engagements import service as engagements
from talentpool.engagements import service_work
from talentpool.engagements.states import RECEPTION
from talentpool.engagements.tables import Engagement
from talentpool.kit.scope import scope
from talentpool.placements import queries as terms
from talentpool.placements import service as placements
from talentpool.reviews import queries as proposals
from talentpool.reviews import service as reviews

AT_ONCE = timedelta(0)
_MINUTES = 60


async def approve(scene: Scene) -> None:
    """Approve; the question to the person goes out at once."""
    await reviews.approve(
        scene.actor,
        scene.need,
        scene.candidate,
        scene.said("reason"),
        comment=scene.said("note"),
        contact_in=AT_ONCE,
    )


async def hold(scene: Scene) -> None:
    """Decide later."""
    await reviews.hold(
        scene.actor, scene.need, scene.candidate, scene.said("reason"), comment=scene.said("note")
    )


async def not_refer(scene: Scene) -> None:
    """Pass over for this need."""
    await reviews.not_refer(
        scene.actor, scene.need, scene.candidate, scene.said("reason"), comment=scene.said("note")
    )


async def consent(scene: Scene) -> None:
    """Agree to the terms and to being referred."""
    await placements.consent(
        scene.actor, await _proposal(scene), terms_revision=await _terms_revision(scene)
    )


async def decline(scene: Scene) -> None:
    """Say no to a placement."""
    await placements.decline(scene.actor, await _proposal(scene), scene.said("reason"))


async def refer(scene: Scene) -> None:
    """Show the person to the municipality."""
    await placements.refer(scene.actor, await _proposal(scene))


async def set_selection(scene: Scene) -> None:
    """Fix the date of the municipality's own selection."""
    await placements.set_selection(
        scene.actor,
        await _proposal(scene),
        kind=scene.said("kind"),
        held_on=scene.stage.working_day(scene.said("date_days")),
        place=scene.said("place"),
    )


async def select(scene: Scene) -> None:
    """Choose the person."""
    await placements.select(scene.actor, await _proposal(scene))


async def not_select(scene: Scene) -> None:
    """Choose somebody else."""
    await placements.not_select(
        scene.actor, await _proposal(scene), scene.said("reason"), scene.said("note")
    )


async def accept_terms(scene: Scene) -> None:
    """Agree to be appointed."""
    await placements.accept_terms(
        scene.actor, await _proposal(scene), terms_revision=await _terms_revision(scene)
    )


async def appoint(scene: Scene) -> None:
    """Appoint from one day to another; the hours are those of the need."""
    first = scene.stage.day(scene.said("date_days"))
    hours = scene.past.needs[scene.step.need].hours_per_week
    await engagements.appoint(
        scene.actor,
        await _proposal(scene),
        appointed_on=first,
        from_on=first,
        to_on=scene.stage.day(scene.said("to_days")),
        weekly_minutes=_minutes(hours),
    )


async def accept_assignment(scene: Scene) -> None:
    """Say yes to a dispatch."""
    await dispatches.accept_assignment(scene.actor, await _proposal(scene))


async def make_plan(scene: Scene) -> None:
    """Write a plan: menus, goals, from when to when, how much each member gives."""
    await dispatches.save_plan(
        scene.actor,
        scene.need,
        menus=scene.said("menus"),
        goals=scene.said("goal"),
        from_on=scene.stage.due_day(scene.said("from_days")),
        to_on=scene.stage.day(scene.said("to_days")),
        weekly_minutes=_minutes(scene.said("hours_per_week")),
    )


async def send_plan(scene: Scene) -> None:
    """Put it before the municipality."""
    await dispatches.propose_plan(scene.actor, scene.need)


async def confirm_plan(scene: Scene) -> None:
    """Agree to it: the team is engaged."""
    await engagements.start_plan(scene.actor, scene.need)


async def begin(scene: Scene) -> None:
    """The reception is prepared and the work has begun."""
    engagement = await _engagement(scene)
    prepared = list(RECEPTION[engagement.flow])
    await service_work.check_off(scene.actor, engagement.id, prepared, seen=engagement.version)
    await service_work.begin(scene.actor, engagement.id)


async def report(scene: Scene) -> None:
    """Say what came of the work."""
    await service_work.report(scene.actor, (await _engagement(scene)).id, scene.said("text"))


async def close(scene: Scene) -> None:
    """End it."""
    await service_work.close(scene.actor, (await _engagement(scene)).id)


async def _proposal(scene: Scene) -> UUID:
    async with scope(system()):
        found = await proposals.find(scene.need, scene.candidate)
    assert found is not None, f"nobody has decided about {scene.step}"
    proposal: UUID = found.id
    return proposal


async def _terms_revision(scene: Scene) -> int:
    async with scope(system()):
        revision: int = (await terms.terms_in_force(scene.need))["revision"]
    return revision


async def _engagement(scene: Scene) -> Engagement:
    async with scope(system()):
        found = await agreed.of_need(scene.need)
    return next(one for one in found if one.candidate == scene.candidate)


def _minutes(hours: float | None) -> int:
    return round((hours or 0) * _MINUTES)


VERBS: Verbs = {
    ("proposal", "approve"): approve,
    ("proposal", "hold"): hold,
    ("proposal", "not_refer"): not_refer,
    ("proposal", "consent"): consent,
    ("proposal", "decline"): decline,
    ("proposal", "refer"): refer,
    ("proposal", "set_selection"): set_selection,
    ("proposal", "select"): select,
    ("proposal", "not_select"): not_select,
    ("proposal", "accept_terms"): accept_terms,
    ("proposal", "appoint"): appoint,
    ("proposal", "accept_assignment"): accept_assignment,
    ("plan", "make"): make_plan,
    ("plan", "send"): send_plan,
    ("plan", "confirm"): confirm_plan,
    ("engagement", "begin"): begin,
    ("engagement", "report"): report,
    ("engagement", "close"): close,
}
