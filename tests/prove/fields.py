"""Fields: what each role can find on all pages together is what it may know, and nothing else.

Every field of a small world holds a mark of its own; everybody reads every page, about their own
things and about others'. A page that begins to show more, to anybody, is told here.
"""

import asyncpg

from talentpool.actor import Role
from talentpool.kit.mail import open_post
from talentpool.kit.servers import ServerUrls
from tests.prove.cases import furnish
from tests.prove.figures import Figure, Plan
from tests.prove.looks import looks
from tests.prove.place import DATABASE, pool
from tests.prove.walk import ANONYMOUS, app_of, browser, routes_of, settings_of
from tests.prove.world import World, build

_NEED = {
    "need.title", "need.current_issue", "need.desired_outcome", "need.next_step", "need.contact",
    "opening.public_title", "opening.public_text", "terms.pay",
}  # fmt: skip
_OPENING = {"opening.public_title", "opening.public_text", "terms.pay"}
_PROFILE = {"candidate.headline", "candidate.free_text", "candidate.employer", "career.work",
            "claim.evidence"}  # fmt: skip
_REFERRED = _PROFILE - {"candidate.employer"}
_IDENTITY = {"person.name", "person.kana", "person.email", "person.phone"}
_WORK = {"plan.goals", "engagement.report"}
_NOTES = {"decision.comment", "memo.line", "candidate.next_step", "interview.note",
          "screening.note"}  # fmt: skip
# Who may find what; whoever is not named, nothing. Names are not on any page that is merely opened:
# they are asked for.
MAY_KNOW: dict[str, set[str]] = {
    str(Role.CANDIDATE): _OPENING | _PROFILE | _IDENTITY | {"engagement.report"},
    str(Role.OFFICER): _NEED | _REFERRED | _WORK,
    str(Role.MUNICIPAL_MANAGER): _NEED | _REFERRED | _WORK,
    str(Role.COORDINATOR): _NEED | _PROFILE | _NOTES | _WORK,
    str(Role.PLANNER): _NEED | {"candidate.headline", "memo.line"} | _WORK,
    str(Role.EXPERT): _NEED | _PROFILE | {"memo.line", "interview.note", "engagement.report"},
    str(Role.AUDITOR): {"decision.comment"},
}
_MARKED = {
    "need.title": "update need set title = $1 where id = $2",
    "need.current_issue": "update need set current_issue = $1 where id = $2",
    "need.contact": "update need set contact = $1 where id = $2",
    "opening.public_title": "update opening set public_title = $1 where need = $2",
    "opening.public_text": "update opening set public_text = $1 where need = $2",
    "terms.pay": "update terms set fields = fields || jsonb_build_object('pay', $1::text)"
    " where need = $2",
    "decision.comment": "update decision set comment = $1 where need = $2",
    "memo.line": "insert into memo (subject, subject_id, medium, line, account)"
    " select 'need', $2, 'phone', $1, id from account where role = 'coordinator' limit 1",
    "candidate.headline": "update candidate set headline = $1 where id = $2",
    "candidate.free_text": "update candidate set free_text = $1 where id = $2",
    "candidate.employer": "update candidate set employer = $1 where id = $2",
    "career.work": "insert into career (candidate, person, position, organization, description)"
    " select id, person, 0, '架空市', $1 from candidate where id = $2",
    "candidate.next_step": "update candidate set next_step = $1 where id = $2",
    "claim.evidence": "update claim set evidence_text = $1 where candidate = $2",
    "interview.note": "insert into interview (candidate, person, held_on, outcome, note)"
    " select id, person, current_date, 'recommended', $1 from candidate where id = $2",
    "screening.note": "insert into screening_decision (candidate, person, verb, note)"
    " select id, person, 'hold', $1 from candidate where id = $2",
    "need.desired_outcome": "update need set desired_outcome = $1 where id = $2",
    "need.next_step": "update need set next_step = $1 where id = $2",
    "question.text": "update question set text = $1",
    "selection.place": "update selection set place = $1",
    "selection.note": "update selection set note = $1",
    "plan.goals": "update plan set goals = $1",
    "plan.comment": "update plan set comment = $1",
    "engagement.report": "update engagement set report = $1",
    "person.name": "update person set name = $1 where id = $2",
    "person.kana": "update person set kana = $1 where id = $2",
    "person.email": "update person set email = $1 where id = $2",
    "person.phone": "update person set phone = $1 where id = $2",
}


async def run(urls: ServerUrls, plan: Plan) -> Figure:
    """Every page by everybody, once; the scale changes nothing."""
    figure = Figure("fields", "each role finds the fields that it may know", "pages")
    settings = settings_of(urls)
    async with pool(urls):
        world = await build()
        open_post(settings)
        shown = looks(await furnish(world))
        await _mark(urls, world)
        app = app_of(settings)
        paths = [route.path for route in routes_of(app, world, shown) if route.method == "GET"]
        readers = {ANONYMOUS: None, **world.actors}
        for who, account in readers.items():
            async with browser(app, settings, account) as client:
                text = "".join([(await client.get(path)).text for path in paths])
            figure.tried += len(paths)
            found = {name for name in _MARKED if mark_of(name) in text}
            may_know = MAY_KNOW.get(who, set())
            figure.bad += [f"{who} finds {name}" for name in sorted(found - may_know)]
            figure.bad += [f"{who} misses {name}" for name in sorted(may_know - found)]
    figure.note = f"{len(_MARKED)} fields, {len(readers)} kinds of readers"
    return figure


def mark_of(name: str) -> str:
    """What stands in a field, and nowhere else."""
    return f"zq{name.replace('.', '').replace('_', '')}zq"


async def _mark(urls: ServerUrls, world: World) -> None:
    """Past all policies, as the database's administrator could."""
    assert world.need is not None
    assert world.candidate is not None
    about = dict.fromkeys(("candidate", "career", "claim", "interview", "screening"),
                          world.candidate.id) | {"person": world.candidate.person}  # fmt: skip
    administrator = await asyncpg.connect(urls.admin.replace("/postgres?", f"/{DATABASE}?"))
    for name, statement in _MARKED.items():
        subject = about.get(name.split(".")[0], world.need.id)
        values = [mark_of(name), subject] if "$2" in statement else [mark_of(name)]
        await administrator.execute(statement, *values)
    await administrator.close()
