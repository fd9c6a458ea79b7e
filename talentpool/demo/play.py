"""The past, played: each step of the history is one call of the verb that a page would call."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID

import msgspec

from talentpool.actor import Actor
from talentpool.demo.cast import Cast
from talentpool.demo.content import Past, Step
from talentpool.demo.stage import Stage
from talentpool.kit.errors import DomainError
from talentpool.notifications import service as notifications


class Refused(Exception):
    """A verb said no to something that the history tells; the history or the verb is wrong."""


class Scene(msgspec.Struct, frozen=True):
    """One step with everything around it."""

    step: Step
    past: Past
    cast: Cast
    stage: Stage

    @property
    def actor(self) -> Actor:
        """Who does it."""
        return self.cast.actors[self.step.actor]

    @property
    def need(self) -> UUID:
        """The need that it is about."""
        return self.cast.needs[self.step.need]

    @property
    def candidate(self) -> UUID:
        """The registration that it is about."""
        return self.cast.members[self.step.candidate].candidate

    @property
    def person(self) -> UUID:
        """Whose registration that is."""
        return self.cast.members[self.step.candidate].person

    def said(self, name: str) -> Any:
        """An argument of the step; empty text where it has none."""
        return self.step.said.get(name, "")


Verbs = Mapping[tuple[str, str], Callable[[Scene], Awaitable[object]]]


async def play(verbs: Verbs, past: Past, cast: Cast, stage: Stage) -> None:
    """Play all steps in their order, and after each what the worker then has to do.

    Raises:
        Refused: names the step.
    """
    for step in past.steps:
        scene = Scene(step, past, cast, stage)
        with stage.at(step.at_days):
            try:
                await verbs[step.on, step.verb](scene)
            except DomainError as error:
                raise Refused(f"{step}: {type(error).__name__} {error.code} {error}") from error
            # Whoever acts has seen what came in before.
            await notifications.mark_all_read(scene.actor)
            await stage.follow_up()
