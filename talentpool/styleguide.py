"""All parts of the pages at a glance, with invented content. Mounted in development only."""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Any

import msgspec
from litestar import Request, Router, get, post
from litestar.response import Redirect, Template
from msgspec import Meta

from talentpool.kit.fields import Consent, Email, Hours, Kana, Money, Month, Phone, Text, YesNo
from talentpool.kit.forms import Filled, Form, blank, fill
from talentpool.kit.http import page, redirect
from talentpool.kit.labels import label
from talentpool.kit.paging import Page, list_state


class Remote(StrEnum):
    """A closed choice."""

    FULL = "full"
    HYBRID = "hybrid"
    ONSITE = "onsite"


class SkillRow(Form, frozen=True, kw_only=True):
    """A row of a repeating group."""

    labels = "sample"

    label: Annotated[str, Meta(max_length=40)]
    level: Annotated[int, Meta(ge=1, le=5)]


class SampleForm(Form, frozen=True, kw_only=True):
    """One field of every kind."""

    labels = "sample"

    family_name: Annotated[str, Meta(max_length=60)]
    family_kana: Kana
    birth_date: date
    email: Email
    phone: Phone | None = None
    pay: Money | None = None
    hours: Annotated[Hours, Meta(ge=30, le=2400)]
    start: Month
    starts_on: date | None = None
    remote: Annotated[Remote, Meta(extra={"labels": "sample_remote"})]
    side_job: YesNo
    slots: Annotated[list[str], Meta(min_length=1)]
    skills: list[SkillRow] = msgspec.field(default_factory=list)
    area: str = ""
    free_text: Annotated[Text, Meta(max_length=200)] = ""
    agreed: Consent


NOW = datetime(2026, 11, 24, 5, 5, tzinfo=UTC)
STORED = {
    "birth_date": date(1990, 4, 1),
    "phone": "+81312345678",
    "pay": 45000,
    "hours": 465,
    "slots": ["mon_am", "wed_pm", "fri_eve"],
    "remote": Remote.HYBRID,
}
ROWS = [("N-2031", 2, "hold"), ("N-2032", 9, "open"), ("N-2033", 12, "approve")]


@get("/", name="styleguide.index", opt={"public": True})
async def index(request: Request[Any, Any, Any]) -> Template:
    """Every macro."""
    return _page(request, _filled())


@post("/", name="styleguide.send", status_code=200, opt={"public": True})
async def send(request: Request[Any, Any, Any]) -> Template | Redirect:
    """The form with its errors, or a message on the next page."""
    form = await fill(SampleForm, request)
    if form.is_editing_rows:
        return _page(request, form)
    if form.errors:
        return _page(request, form, status=422)
    return redirect("/styleguide", flash="flash.saved", undo="/styleguide/undo")


@post("/undo", name="styleguide.undo", status_code=200, opt={"public": True})
async def undo() -> Redirect:
    """Where the message's button leads."""
    return redirect("/styleguide", flash="flash.undone", kind="info")


@get("/public", name="styleguide.public", opt={"public": True})
async def public() -> Template:
    """The phone's pages."""
    return page("styleguide/public.html", form=_filled())


@get("/sheet", name="styleguide.sheet", opt={"public": True})
async def sheet() -> Template:
    """A sheet for the office."""
    return page("styleguide/sheet.html", now=NOW)


def _filled() -> Filled[SampleForm]:
    name, skill = label("sample_value.family_name"), label("sample_value.skill")
    return blank(
        SampleForm, {**STORED, "family_name": name, "skills": [{"label": skill, "level": 4}]}
    )


def _rows() -> list[dict[str, Any]]:
    return [
        {
            "id": number,
            "select_label": number,
            "body": label(f"sample_value.{number}"),
            "days": days,
            "state": state,
        }
        for number, days, state in ROWS
    ]


def _page(request: Request[Any, Any, Any], form: Filled[SampleForm], status: int = 200) -> Template:
    state = list_state(request, filters=("q", "state"), sorts=("body", "days"), default_sort="days")
    return page(
        "styleguide/index.html",
        status,
        form=form,
        rows=Page(_rows(), total=312, number=state.page),
        state=state,
        now=NOW,
    )


router = Router(path="/styleguide", route_handlers=[index, send, undo, public, sheet])
