"""How needs were written, handed in and opened, and what was noted about them."""

from msgspec.structs import replace as with_changes

from talentpool.actor import system
from talentpool.candidates import service_screening
from talentpool.demo.play import Scene, Verbs
from talentpool.kit import clock
from talentpool.kit.scope import scope
from talentpool.memos import service as memos
from talentpool.memos.states import Medium, Subject
from talentpool.needs import queries as need_queries
from talentpool.needs import service_clinic, service_import, service_triage
from talentpool.needs.service_writing import Change
from talentpool.programmes import queries as programmes
from talentpool.taxonomy import queries as taxonomy

FIRST_STEP = "trouble"
LATER_STEPS = ("suggestions", "questions", "conditions", "placement")


async def save(scene: Scene) -> None:
    """Write down the trouble, as the first page of the clinic asks for it."""
    change = await _change(scene)
    ref = scene.step.need
    names = ("programme", "title", "current_issue", "desired_outcome", "category")
    first = {name: change.columns[name] for name in names}
    scene.cast.needs[ref] = await service_clinic.begin(
        scene.actor, {**first, "ref": ref, "done_steps": [FIRST_STEP]}
    )


async def clarify(scene: Scene) -> None:
    """Say everything else: conditions, skills, and of a placement its terms."""
    change = await _change(scene)
    for step in LATER_STEPS:
        await service_clinic.save(scene.actor, scene.need, step, change)


async def submit(scene: Scene) -> None:
    """Hand a need in, written at once where the history does not tell of its writing."""
    if scene.step.need not in scene.cast.needs:
        await save(scene)
        await clarify(scene)
    await service_clinic.submit(scene.actor, scene.need)


async def open_(scene: Scene) -> None:
    """Accept it: matching follows."""
    await service_triage.open_(scene.actor, scene.need)


async def return_(scene: Scene) -> None:
    """Return it with a question."""
    await service_triage.return_(scene.actor, scene.need, scene.said("question"))


async def unfill(scene: Scene) -> None:
    """End it as demand that was not met."""
    await service_triage.unfill(scene.actor, scene.need, scene.said("reason"))


async def next_step(scene: Scene) -> None:
    """Say what is to be done next about a need or a person, by when."""
    is_need = bool(scene.step.need)
    note = service_triage.set_next_step if is_need else service_screening.set_next_step
    await note(
        scene.actor,
        scene.need if is_need else scene.candidate,
        next_step=scene.said("text"),
        due_on=scene.stage.due_day(scene.said("due_days")),
        assignee=scene.actor.account,
    )


async def memo(scene: Scene) -> None:
    """Note a contact in one line."""
    await memos.add(
        scene.actor, Subject.NEED, scene.need, Medium(scene.said("medium")), scene.said("text")
    )


async def await_approval(scene: Scene) -> None:
    """庁内決裁中, since today."""
    expected = scene.stage.due_day(scene.said("expected_days"))
    async with scope(system()):
        today = clock.today()
    await service_clinic.await_approval(scene.actor, scene.need, today, expected)


async def change_terms(scene: Scene) -> None:
    """State other working conditions; whoever was chosen is asked again."""
    async with scope(system()):
        stated = (await need_queries.whole(scene.need)).stated_terms
    terms = with_changes(stated, **scene.said("changes"))
    await service_clinic.save(scene.actor, scene.need, "placement", Change(terms=terms))


async def _change(scene: Scene) -> Change:
    record = scene.past.needs[scene.step.need]
    async with scope(system()):
        body = await taxonomy.municipality(str(record.municipality_code))
        programme = await programmes.named_in_file(record.program)
        assert programme is not None, "the files name programmes that there are"
        return await service_import.change_of(record, body, programme)


VERBS: Verbs = {
    ("need", "save"): save,
    ("need", "clarify"): clarify,
    ("need", "submit"): submit,
    ("need", "open"): open_,
    ("need", "return"): return_,
    ("need", "unfill"): unfill,
    ("case", "next_step"): next_step,
    ("case", "memo"): memo,
    ("decision", "await"): await_approval,
    ("terms", "change"): change_terms,
}
