"""Ranking by command: the list that the review screen shows, teams, and one score taken apart.

Missing runs are made through the worker's own verb, so that what is printed is what is stored.
"""

import asyncio
import sys
from collections.abc import Callable, Coroutine, Iterable, Mapping
from typing import Any
from uuid import UUID

import click
import msgspec

from talentpool.actor import system
from talentpool.environment import environment
from talentpool.kit import queue
from talentpool.kit.db import open_pool
from talentpool.kit.errors import DomainError
from talentpool.kit.scope import reading
from talentpool.kit.settings import Settings
from talentpool.matches import queries, service
from talentpool.matches.parts import FACTORS
from talentpool.needs import queries as needs
from talentpool.needs.tables import Need
from talentpool.scoring import service as scoring
from talentpool.taxonomy import queries as taxonomy

Row = Mapping[str, Any]
COLUMNS = ("need_ref", "candidate_ref", "rank", "score", "eligible", "reasons")
TOP_OF_ONE, TOP_OF_ALL = 50, 10
_SYSTEM = system("command")


@click.command()
@click.option("--need", "ref", help="The need's ref or number; CODE:REF if towns share it.")
@click.option("--all", "is_all", is_flag=True, help="Every need that is open.")
@click.option("--top", type=click.IntRange(1), help="People a need; 50, or 10 with --all.")
@click.option("--format", "form", type=click.Choice(["tsv", "jsonl"]), default="tsv")
@click.option("--eligible-only", is_flag=True, help="Leave out who misses a hard condition.")
def rank(ref: str | None, is_all: bool, top: int | None, form: str, eligible_only: bool) -> None:
    """Print the ranked people of a need, or of all open needs.

    Eligible people are counted from 1; those who miss a hard condition go on counting. A run keeps
    the first 300 of each.
    """
    if (ref is None) is not is_all:
        raise click.UsageError("give either --need REF or --all")
    most = top or (TOP_OF_ALL if is_all else TOP_OF_ONE)
    write = _WRITERS[form]

    async def work() -> None:
        found = await _needs(ref)
        if form == "tsv":
            click.echo("\t".join(COLUMNS))
        for need in found:
            for line in await _ranked(need, most, True if eligible_only else None):
                click.echo(write(line))

    _run(work)


@click.command()
@click.option(
    "--need", "ref", required=True, help="The need's ref or number; CODE:REF if towns share it."
)
def team(ref: str) -> None:
    """Print proposed teams: who covers which required skill, one line each.

    A skill that a team does not cover has no candidate_ref.
    """

    async def work() -> None:
        (need,) = await _needs(ref)
        result = await service.propose_teams(_SYSTEM, need.id)
        keys = {UUID(member.key) for found in result.teams for member in found.members}
        async with reading(_SYSTEM):
            names = await queries.named(list(keys))
        words = await taxonomy.lexicon()
        click.echo("need_ref\tteam\trole_or_skill\tcandidate_ref")
        for number, found in enumerate(result.teams, 1):
            pairs = [(code, names[UUID(m.key)]) for m in found.members for code in m.covers]
            for code, name in [*pairs, *((code, "") for code in found.uncovered)]:
                skill = words.name("skill", code)
                click.echo("\t".join((_name(need), str(number), skill, name)))
        if not result.teams:
            click.echo(f"talentpool: no team ({result.status})", err=True)

    _run(work)


@click.command()
@click.option(
    "--need", "ref", required=True, help="The need's ref or number; CODE:REF if towns share it."
)
@click.option("--candidate", "who", required=True, help="The person's ref or handle.")
def explain(ref: str, who: str) -> None:
    """Take a stored score apart: inputs, integer parts, sum; then work it out again.

    Exits with 1 when the sums do not agree.
    """
    is_equal = True

    async def work() -> None:
        nonlocal is_equal
        (need,) = await _needs(ref)
        run_id = await service.run_now(_SYSTEM, need.id)
        async with reading(_SYSTEM):
            run = await queries.run(run_id)
            found = await queries.suggestion(run_id, await queries.candidate_named(who))
        in_force = await scoring.load(_SYSTEM)
        units, points = scoring.recompute(in_force.scorer, found["terms"])
        is_equal = sum(units.values()) == found["units"] and points == found["points"]
        click.echo("\n".join(_explanation(need, run, found, units, is_equal)))

    _run(work)
    if not is_equal:
        sys.exit(1)


async def _needs(ref: str | None) -> list[Need]:
    async with reading(_SYSTEM):
        if ref is not None:
            return [await needs.by_ref(ref)]
        return [whole.need for whole in await needs.matchable()]


async def _ranked(need: Need, most: int, is_eligible: bool | None) -> list[dict[str, Any]]:
    run_id = await service.run_now(_SYSTEM, need.id)
    async with reading(_SYSTEM):
        rows = await queries.suggestions(run_id, most=most, is_eligible=is_eligible)
    return [_line(need, row) for row in rows]


def _line(need: Need, row: Row) -> dict[str, Any]:
    return {
        "need_ref": _name(need),
        "candidate_ref": row["candidate_ref"] or row["handle"],
        "rank": row["rank"],
        "score": row["points"],
        "units": row["units"],
        "eligible": row["is_eligible"],
        "reasons": [_reason(failure) for failure in row["failures"]],
    }


def _reason(failure: Row) -> str:
    """A reason code; the qualification that is missing stands in brackets."""
    code: str = failure["code"]
    return f"{code}({failure['subject']})" if code == "qualification_missing" else code


def _name(need: Need) -> str:
    name: str = need.ref or need.number
    return name


def _tsv(line: Mapping[str, Any]) -> str:
    cells = {**line, "eligible": str(line["eligible"]).lower(), "reasons": _joined(line)}
    return "\t".join(str(cells[name]) for name in COLUMNS)


def _jsonl(line: Mapping[str, Any]) -> str:
    return msgspec.json.encode({**line, "reasons": _joined(line)}).decode()


def _joined(line: Mapping[str, Any]) -> str:
    return ";".join(line["reasons"])


_WRITERS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {"tsv": _tsv, "jsonl": _jsonl}


def _explanation(
    need: Need, run: Row, found: Row, units: Mapping[str, int], is_equal: bool
) -> Iterable[str]:
    year, month = divmod(run["as_of"], 12)
    yield f"need\t{_name(need)}\trevision {run['need_revision']}"
    yield f"candidate\t{found['candidate_ref'] or found['handle']}\trank {found['rank']}"
    yield f"run\t{run['id']}\tinputs {run['input_hash']}"
    yield f"scorer\t{run['scorer_name']}\tpool {run['generation']}\tas of {year}-{month + 1:02}"
    yield ""
    yield "factor\ttable\tsubject\tsource\tweight\tcode\tunits"
    for term in found["terms"]:
        cells = (term[name] for name in ("factor", "table", "subject", "source"))
        numbers = (term[name] for name in ("weight", "code", "units"))
        yield "\t".join([*(str(cell or "-") for cell in cells), *map(str, numbers)])
    yield ""
    yield "factor\tunits\tpoints"
    for factor in FACTORS:
        yield f"{factor}\t{units[factor]}\t{found['parts'][factor]:+d}"
    yield f"municipality\t{found['municipality_units']}\t"
    yield f"candidate\t{found['candidate_units']}\t"
    yield ""
    total = run["base"] + sum(found["parts"].values())
    yield f"base {run['base']} + parts {sum(found['parts'].values()):+d} = {total}"
    yield f"stored\t{found['units']} units\t{found['points']} points"
    yield f"recomputed\t{sum(units.values())} units\t{'equal' if is_equal else 'NOT EQUAL'}"
    yield f"range\t{found['low']}-{found['high']}"
    eligible = ";".join(_reason(failure) for failure in found["failures"])
    yield f"eligible\t{str(found['is_eligible']).lower()}\t{eligible}"


def _run(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run *work* with the worker's role; what is wrong is told in a line, with status 1."""
    with environment() as settings:
        try:
            asyncio.run(_connected(settings, work))
        except DomainError as error:
            click.echo(f"talentpool: {error.code}: {error}", err=True)
            sys.exit(1)


async def _connected(settings: Settings, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    async with open_pool(settings.url("database_worker_url"), name="talentpool-rank", most=2):
        await queue.open_bell(settings.url("redis_url"))
        try:
            await work()
        finally:
            await queue.close_bell()
