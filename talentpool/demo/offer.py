"""What the demonstration offers on a page: accounts to enter, things to try, the way back."""

from typing import Any

import msgspec
from litestar import Request

from talentpool.actor import Actor
from talentpool.demo import content, queries
from talentpool.demo.content import AccountEntry, TourStep
from talentpool.demo.queries import Mark

Asked = Request[Any, Any, Any]


class Try(msgspec.Struct, frozen=True):
    """A step of the tour as a page shows it: who does it, where it begins."""

    step: TourStep
    is_done: bool
    account: AccountEntry
    url: str


class Offer(msgspec.Struct, frozen=True):
    """Everything that is offered."""

    accounts: list[AccountEntry]
    title: str
    lead: str
    steps: list[Try]

    @property
    def done(self) -> int:
        """How many steps are done."""
        return sum(step.is_done for step in self.steps)


async def offer(request: Asked, actor: Actor) -> Offer:
    """The accounts of the first page and the tour, as far as it has got."""
    by_key = {account.key: account for account in content.accounts()}
    marks = await queries.marks(actor)
    tour = content.tour()
    return Offer(
        accounts=[account for account in by_key.values() if account.shown],
        title=tour.title,
        lead=tour.lead,
        steps=[
            Try(mark.step, mark.is_done, by_key[mark.step.role], _url(request, mark))
            for mark in marks
        ],
    )


def _url(request: Asked, mark: Mark) -> str:
    """Where the step begins; the role's own home while there is nothing to begin with."""
    if mark.subject is None:
        return "/"
    taken = {mark.step.takes: mark.subject} if mark.step.takes else {}
    return request.app.route_reverse(mark.step.page, **taken)
