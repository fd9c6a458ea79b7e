"""How often the main pages of each role ask the database."""

from collections.abc import AsyncIterator
from uuid import UUID

from matching.bench_report import Row, at_most
from talentpool.accounts.tables import Account
from talentpool.actor import Role
from tests.bench.stage import Stage
from tests.makers.accounts import an_account
from tests.makers.statements import asked

MOST = 8
PAGES = {
    Role.ANONYMOUS: ("/", "/login", "/sign-up", "/help"),
    Role.COORDINATOR: (
        "/review", "/review/{need}", "/review/{need}/compare?c={first}&c={second}", "/cases",
        "/cases/status", "/screening", "/candidates", "/candidates/{first}", "/triage",
        "/needs/{need}", "/notices", "/reference", "/scorer", "/engagements", "/to-do",
    ),
    Role.OFFICER: ("/needs", "/needs/all", "/needs/{need}", "/engagements"),
    Role.MUNICIPAL_MANAGER: ("/members",),
    Role.CANDIDATE: ("/my", "/my/openings", "/my/hours", "/my/data", "/my/proposals"),
    Role.PLANNER: ("/to-do", "/plans", "/cases"),
    Role.ADMINISTRATOR: ("/accounts",),
    Role.AUDITOR: ("/audit",),
}  # fmt: skip


async def rows(stage: Stage) -> AsyncIterator[Row]:
    """The page that asks most, of all and of each role."""
    counts: dict[str, int] = {}
    for role, paths in PAGES.items():
        account = await _account(stage, role)
        counts |= {f"{role} {path}": n for path, n in (await _count(stage, account, paths)).items()}
    page, most = max(counts.items(), key=lambda pair: pair[1])
    name = f"SQL statements, most of {len(counts)} main pages ({page})"
    yield at_most(name, most, "", MOST)
    yield Row("SQL statements, mean of the same", sum(counts.values()) / len(counts), "")


async def _account(stage: Stage, role: Role) -> Account | None:
    if role is Role.ANONYMOUS:
        return None
    if role is Role.COORDINATOR:
        return stage.coordinator
    person = UUID(stage.names["person"]) if role is Role.CANDIDATE else None
    return await an_account(role, municipality=stage.names["municipality"], person=person)


async def _count(stage: Stage, account: Account | None, paths: tuple[str, ...]) -> dict[str, int]:
    counts = {}
    async with stage.browser(account) as client, asked() as statements:
        for path in paths:
            address = path.format(**stage.names)
            await client.get(address)  # whatever a process reads once, it has read now
            statements.clear()
            answer = await client.get(address)
            assert answer.status_code == 200, (path, answer.status_code)
            counts[path] = len(statements)
    return counts
