"""Check a file, take it whole or not at all. The same for pages and commands."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

import msgspec

from talentpool.actor import Actor
from talentpool.candidates import service_import as candidates
from talentpool.candidates.schemas import CandidateRecord
from talentpool.candidates.service_import import Activation
from talentpool.candidates.states import CandidateState
from talentpool.files import checking, rows
from talentpool.files.schemas import RECORDS, Checked, Kind, Problem, Record, Result
from talentpool.kit.errors import FieldError
from talentpool.kit.scope import reading, verb
from talentpool.needs import service_import as needs
from talentpool.needs.schemas_interchange import NeedRecord


async def check(actor: Actor, kind: Kind, content: bytes, *, sent_by: str = "page") -> Checked:
    """The records of a file and every problem there is, by line and field. Nothing is written.

    Raises:
        Invalid: the file as a whole can't be read.
    """
    record = RECORDS[kind]
    read = await rows.read(content, record, sent_by=sent_by)
    checked = await asyncio.to_thread(checking.check, read, record)
    async with reading(actor):
        found = await _domain_problems(actor, kind, checked)
    told = {(problem.line, problem.field) for problem in checked.problems}
    more = [problem for problem in found if (problem.line, problem.field) not in told]
    problems = sorted([*checked.problems, *more], key=lambda problem: problem.line)
    return msgspec.structs.replace(checked, problems=problems)


@verb
async def take(
    actor: Actor,
    kind: Kind,
    records: Sequence[Record],
    *,
    straight_on: Activation | None = None,
) -> Result:
    """Take all records or none: people go to screening, needs to triage.

    With *straight_on*, a coordinator's decision, complete people become active and complete needs
    are opened.

    Raises:
        Forbidden: the actor's role may not import this kind.
        Invalid: something changed since the check.
    """
    if kind is Kind.CANDIDATES:
        people = [record for record in records if isinstance(record, CandidateRecord)]
        return _people(await candidates.import_records(actor, people, activation=straight_on))
    asked = [record for record in records if isinstance(record, NeedRecord)]
    taken = [await needs.upsert(actor, record, open_=straight_on is not None) for record in asked]
    return _counted([str(one.outcome) for one in taken])


async def _domain_problems(actor: Actor, kind: Kind, checked: Checked) -> list[Problem]:
    """What is wrong beyond the form: unknown bodies, closed needs, programmes that don't exist."""
    if kind is Kind.CANDIDATES:
        people = [record for record in checked.records if isinstance(record, CandidateRecord)]
        wrong = await candidates.problems(actor, people)
        return [
            problem
            for name, errors in wrong.items()
            for problem in _placed(checked.lines, name, errors)
        ]
    found: list[Problem] = []
    for line, record in zip(checked.lines, checked.records, strict=True):
        assert isinstance(record, NeedRecord), "the kind says so"
        for name, errors in (await needs.problems(actor, record)).items():
            found += [Problem(line, name, error.code, dict(error.facts)) for error in errors]
    return found


def _placed(lines: list[int], name: str, errors: list[FieldError]) -> list[Problem]:
    """Problems named by position (`3.programs`) as problems of a line."""
    position, _, field = name.partition(".")
    line = lines[int(position)]
    return [Problem(line, field, error.code, dict(error.facts)) for error in errors]


def _people(taken: list[candidates.Taken]) -> Result:
    return msgspec.structs.replace(
        _counted([str(one.outcome) for one in taken]),
        active=sum(one.state is CandidateState.ACTIVE for one in taken),
        incomplete=[one.ref for one in taken if one.missing],
    )


def _counted(outcomes: list[str]) -> Result:
    return Result(
        added=outcomes.count("added"),
        changed=outcomes.count("changed"),
        unchanged=outcomes.count("unchanged"),
    )


def activation(actor: Actor, note: str) -> Activation:
    """The actor's own decision that complete records go straight on."""
    assert actor.account is not None, "only somebody signed in decides"
    return Activation(by=actor.account, note=note)


def activation_by(account: UUID, note: str) -> Activation:
    """A coordinator's decision that a command carries out."""
    return Activation(by=account, note=note)
