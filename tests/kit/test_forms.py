"""Forms: anything unambiguous is taken, every error is told, what was typed is kept."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated
from uuid import UUID

import pytest
from litestar.datastructures import FormMultiDict
from msgspec import Meta

from talentpool.kit.errors import FieldError, Invalid
from talentpool.kit.fields import (
    Consent,
    Month,
    YesNo,
)
from talentpool.kit.forms import Form, blank, fill_from, parse
from tests.kit.forms import Career, Everything, Remote, Row, codes, sent


class Required(Form, frozen=True, kw_only=True):
    labels = "sample"

    name: str
    remote: Remote
    side_job: YesNo
    slots: Annotated[list[str], Meta(min_length=1)]
    agreed: Consent


class Period(Form, frozen=True, kw_only=True):
    start: Month
    end: Month

    def check(self) -> Iterable[tuple[str, FieldError]]:
        if self.end < self.start:
            yield "end", FieldError("period_reversed")


def test_every_error_is_told_at_once_in_the_order_of_the_form():
    filled = fill_from(Required, sent(name=" "))

    assert codes(Required, sent(name=" ")) == {
        "name": "required",
        "remote": "required_choice",
        "side_job": "required_choice",
        "slots": "required_choice",
        "agreed": "must_agree",
    }
    with pytest.raises(Invalid) as problem:
        _ = filled.value
    assert problem.value.fields == filled.errors


def test_an_untouched_form_has_its_defaults_and_an_unticked_box_means_no():
    value = parse(Everything, sent(flag=""))

    assert value == Everything()
    assert parse(Everything, sent(flag="true")).flag is True


def test_no_is_an_answer_and_silence_is_not():
    answered = sent(
        ("name", "a"), ("remote", "full"), ("side_job", "false"), ("slots", "mon_am"),
        ("agreed", "true"),
    )  # fmt: skip

    assert parse(Required, answered).side_job is False
    assert codes(Required, {**_as_json(answered), "agreed": False}) == {"agreed": "must_agree"}


def test_one_ticked_value_and_several_both_make_a_list():
    assert parse(Everything, sent(slots="mon_am")).slots == ["mon_am"]
    assert parse(Everything, sent(("slots", "a"), ("slots", "b"))).slots == ["a", "b"]


def test_a_date_may_come_in_boxes_with_an_era():
    boxes = {"day.era": "S", "day.year": "６０", "day.month": "4", "day.day": "1"}

    assert parse(Everything, sent(**boxes)).day == date(1985, 4, 1)
    assert parse(Everything, sent(**{"day.era": "H", "day.year": ""})).day is None
    assert codes(Everything, sent(**{"day.year": "1990", "day.day": "1"})) == {"day": "bad_date"}


def test_rows_keep_their_numbers_in_errors_and_blank_ones_are_dropped():
    data = sent(
        ("rows.0.label", " "), ("rows.0.level", ""),
        ("rows.7.label", "十一文字を超える名前だよ"), ("rows.7.level", "9"),
        ("rows.2.label", "GIS"), ("rows.2.level", ""),
    )  # fmt: skip

    assert codes(Everything, data) == {"rows.7.label": "too_long", "rows.7.level": "out_of_range"}
    kept = fill_from(Everything, data)
    assert kept.rows("rows", at_least=4) == ["0", "2", "7", "8"]
    assert kept.text("rows.7.level") == "9"


def test_a_row_more_or_less_is_a_button_and_nothing_is_checked():
    data = sent(("rows.0.label", "a"), ("name", "六文字の名前"), ("_rows", "add:rows"))

    added = fill_from(Everything, data)
    removed = fill_from(Everything, sent(("rows.0.label", "a"), ("_rows", "remove:rows.0")))

    assert added.is_editing_rows
    assert added.rows("rows") == ["0", "1"]
    assert added.errors == {}
    assert added.text("name") == "六文字の名前"
    assert removed.rows("rows") == []


def test_names_of_files_may_differ_from_names_in_code():
    data = sent(**{"career.0.from": "2020年4月", "career.0.to": ""})

    assert parse(Everything, data).career == [Career(from_="2020-04", to=None)]


def test_rules_between_fields_are_checked_when_each_is_right():
    assert codes(Period, sent(start="2026-11", end="2026-10")) == {"end": "period_reversed"}
    assert codes(Period, sent(start="2026-11", end="")) == {"end": "required"}


def test_json_passes_the_same_form():
    data = {"day": "1990-04-01", "hours": 465, "slots": ["a"], "rows": [{"label": "ＧＩＳ"}]}

    assert parse(Everything, data) == Everything(
        day=date(1990, 4, 1), hours=465, slots=["a"], rows=[Row(label="ＧＩＳ")]
    )
    assert codes(Everything, {"nmae": "x", "rows": [{"label": 1}]}) == {
        "nmae": "unknown_field",
        "rows.0.label": "bad_type",
    }


def test_too_many_rows_are_refused_whole():
    data = {"rows": [{"label": "a"}] * 4}

    assert codes(Everything, data) == {"rows": "too_many"}


def test_rows_without_numbers_are_each_found_wrong():
    filled = fill_from(Everything, FormMultiDict([("rows", "a"), ("rows", "b")]))

    assert filled.errors == {"rows.label": [FieldError("required")] * 2}


def test_hostile_names_of_fields_do_no_harm():
    hostile = sent(
        ("rows.x.label", "a"), ("rows.-1.label", "a"), ("rows", "a"), ("name.0.0.0.0.0.0.0", "b"),
        ("a.b", "c"), ("a", "d"), ("rows.99999999.label", "a"),
    )  # fmt: skip

    assert codes(Everything, hostile) == {"name": "bad_type", "rows.label": "required"}


def test_what_is_stored_is_shown_the_way_it_is_typed():
    stored = Everything(
        phone="+81312345678", pay=45_000, hours=465, day=date(1990, 4, 1), flag=True,
        remote=Remote.FULL, slots=["a"], rows=[Row(label="GIS", level=4)], secret="s",
    )  # fmt: skip

    form = blank(Everything, stored)

    shown = ("phone", "pay", "hours", "day", "flag", "remote", "rows.0.level", "secret")
    assert [form.text(name) for name in shown] == [
        "03-1234-5678", "45,000", "7.75", "1990-04-01", "true", "full", "4", "",
    ]  # fmt: skip
    assert (form.text("day", "year"), form.text("day", "month")) == ("1990", "4")
    assert form.chosen("slots") == ["a"]
    assert form.rows("rows") == ["0"]


def test_what_a_verb_found_wrong_is_shown_beside_its_field():
    form = fill_from(Everything, sent(name="a"))

    form.with_errors(Invalid.one("email", "bad_email"))

    assert list(form.messages()) == ["email"]
    assert "example.jp" in (form.error("email") or "")


def test_the_same_rendering_carries_the_same_id():
    once = "0b1a1b66-9f3c-4c7e-8f6c-1f5a2f1a1a1a"

    assert fill_from(Everything, sent(_once=once)).once == UUID(once)
    assert fill_from(Everything, sent(_once="x")).once is None


def _as_json(data: FormMultiDict) -> dict:
    values = dict(data.multi_items())
    return {**values, "slots": [values["slots"]]}
