"""What each side may decide about a person by form: tables of steps."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID

import msgspec

from talentpool.actor import Actor
from talentpool.identity.schemas import RevealForm
from talentpool.kit.forms import Form
from talentpool.placements import service
from talentpool.placements.schemas import NotSelectForm, RetractForm, SelectForm, SelectionForm
from talentpool.reviews import service as reviews


class Step(msgspec.Struct, frozen=True):
    """Something that may be decided about a person: its form, its verb, what is said then."""

    name: str
    form: type[Form]
    act: Callable[[Actor, UUID, Any], Awaitable[None]]


async def _set_selection(actor: Actor, proposal_id: UUID, said: SelectionForm) -> None:
    await service.set_selection(
        actor,
        proposal_id,
        kind=said.kind,
        held_on=said.held_on,
        starts_at=said.begins,
        place=said.place or "",
    )


async def _select(actor: Actor, proposal_id: UUID, said: SelectForm) -> None:
    await service.select(actor, proposal_id, position=said.position)


async def _not_select(actor: Actor, proposal_id: UUID, said: NotSelectForm) -> None:
    await service.not_select(actor, proposal_id, said.reason, said.note)


async def _refer(actor: Actor, proposal_id: UUID, said: Form) -> None:
    await service.refer(actor, proposal_id)


async def _retract(actor: Actor, proposal_id: UUID, said: RetractForm) -> None:
    await reviews.retract(actor, proposal_id, said.comment)


async def _close(actor: Actor, proposal_id: UUID, said: Form) -> None:
    await service.close_withdrawn(actor, proposal_id)


CHOOSING = {
    "selection": Step("selection", SelectionForm, _set_selection),
    "select": Step("select", SelectForm, _select),
    "not-select": Step("not_select", NotSelectForm, _not_select),
}
BRINGING = {
    "refer": Step("refer", Form, _refer),
    "retract": Step("retract", RetractForm, _retract),
    "close": Step("close", Form, _close),
}
FORMS: Mapping[str, type[Form]] = {
    "reveal": RevealForm,
    **{step.name: step.form for step in (*CHOOSING.values(), *BRINGING.values())},
}
