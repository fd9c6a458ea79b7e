"""Rows of needs."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from talentpool.actor import Actor, Role, system
from talentpool.kit import clock
from talentpool.kit.scope import current, scope
from talentpool.needs import queries
from talentpool.needs.states import NeedState
from talentpool.needs.tables import Need, NeedSkill, Opening, Terms
from tests.makers.accounts import an_actor

AOBA = "139017"
WAKABADAI = "139025"


async def officer(municipality: str = AOBA, role: Role = Role.OFFICER) -> Actor:
    """Somebody of a municipality, signed in."""
    return await an_actor(role, municipality=municipality)


async def coordinator() -> Actor:
    """A coordinator, signed in."""
    return await an_actor(Role.COORDINATOR)


async def planner() -> Actor:
    """A planner, signed in."""
    return await an_actor(Role.PLANNER)


async def a_need(
    state: NeedState = NeedState.OPEN,
    *,
    programme: str = "placement_fiscal",
    required: tuple[str, ...] = (),
    **columns: Any,
) -> Need:
    """A need of 青波市; a placement has terms and an opening."""
    async with scope(system()):
        need = Need(
            municipality=columns.pop("municipality", AOBA),
            programme=programme,
            state=str(state),
            number=f"R-{uuid4().hex[:6]}",
            title=columns.pop("title", "広報ページの更新"),
            current_issue=columns.pop("current_issue", "ホームページの更新が追いつきません。"),
            from_month=columns.pop("from_month", date(2027, 1, 1)),
            to_month=columns.pop("to_month", date(2027, 3, 1)),
            weekly_minutes=columns.pop("weekly_minutes", 240),
            remote=columns.pop("remote", "full"),
            **columns,
        )
        await Need.insert(need)
        for position, label in enumerate(required):
            await NeedSkill.insert(
                NeedSkill(
                    need=need.id,
                    municipality=need.municipality,
                    position=position,
                    kind="required",
                    label=label,
                )
            )
        if programme.startswith("placement"):
            await state_terms(need)
            await Opening.insert(_opening(need))
        return await queries.get(need.id)


async def state_terms(need: Need, revision: int = 1, **fields: Any) -> None:
    """Terms of a placement, as they stand at a revision."""
    async with scope(system()):
        await Terms.insert(
            Terms(
                need=need.id,
                municipality=need.municipality,
                revision=revision,
                fields={"duties": "ホームページの更新", "pay": "時給1,500円", **fields},
            )
        )


def _opening(need: Need) -> Opening:
    return Opening(
        need=need.id,
        municipality=need.municipality,
        programme=need.programme,
        public_title="市のホームページを更新する仕事",
        public_text="週に半日、記事を公開します。",
        is_open=True,
        opened_at=clock.now(),
    )


async def sql(statement: str, *values: Any) -> Any:
    """One value, seen by the service itself."""
    async with scope(system()):
        return await current().connection.fetchval(statement, *values)


async def state_of(table: str, row_id: UUID) -> str:
    """Where a row stands now."""
    async with scope(system()):
        connection = current().connection
        return await connection.fetchval(f"select state from {table} where id = $1", row_id)
