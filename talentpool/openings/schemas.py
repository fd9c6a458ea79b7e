"""What a registrant says to an opening."""

from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from talentpool.kit.forms import Form


class AnswerForm(Form, frozen=True, kw_only=True):
    """Interested, or not now and why."""

    labels: ClassVar[str] = "opening"

    answer: Annotated[Literal["interested", "not_now"], Meta(extra={"labels": "opening_answer"})]
    reason: str | None = None
