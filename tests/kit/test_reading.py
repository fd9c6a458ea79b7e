"""What a machine sends is read as strictly as what a form sends, and everything wrong is told."""

from typing import Annotated

import msgspec
import pytest
from msgspec import Meta

from talentpool.kit.reading import read_all


class Part(msgspec.Struct):
    month: Annotated[str, Meta(pattern=r"^\d{4}-\d{2}$")] | None = None


class Record(msgspec.Struct):
    part: Part | None = None
    slots: list[Annotated[str, Meta(pattern="^(am|pm)$")]] = []


@pytest.mark.parametrize(
    ("sent", "field", "code"),
    [
        ({"part": {"month": "2026-4"}}, "part.month", "bad_format"),
        ({"slots": ["noon"]}, "slots", "bad_format"),
        ({"part": 5}, "part", "bad_type"),
        ({"part": {"day": "1"}}, "part.day", "unknown_field"),
    ],
)
def test_what_does_not_keep_the_stated_form_is_refused_by_field(sent, field, code):
    _, errors = read_all(Record, sent)

    assert {name: [error.code for error in found] for name, found in errors.items()} == {
        field: [code]
    }
