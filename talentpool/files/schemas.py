"""What a file is, and what can be wrong with it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec

from talentpool.candidates.schemas import CandidateRecord
from talentpool.kit.forms import Form
from talentpool.kit.labels import label
from talentpool.needs.schemas_interchange import NeedRecord


class Kind(StrEnum):
    """What a file is about."""

    CANDIDATES = "candidates"
    NEEDS = "needs"


class Format(StrEnum):
    """How a file is written."""

    JSONL = "jsonl"
    CSV = "csv"
    CP932 = "cp932"
    XLSX = "xlsx"


Record = CandidateRecord | NeedRecord
RECORDS: Mapping[Kind, type[msgspec.Struct]] = {
    Kind.CANDIDATES: CandidateRecord,
    Kind.NEEDS: NeedRecord,
}


class Problem(msgspec.Struct, frozen=True):
    """One thing wrong with one field of one line; line 0 is the file as a whole."""

    line: int
    field: str
    code: str
    facts: dict[str, Any] = {}

    @property
    def sentence(self) -> str:
        """What is wrong and what to do, in the reader's language."""
        return label(f"field_error.{self.code}", **{"field": self.field or "", **self.facts})

    def __str__(self) -> str:
        return label(
            "files.problem" if self.line else "files.problem_whole",
            line=self.line,
            field=self.field,
            sentence=self.sentence,
        )


class Row(msgspec.Struct, frozen=True):
    """One line as it was read: nested fields, not checked yet; flat ones count columns from 1."""

    line: int
    fields: dict[str, Any]
    is_flat: bool = False


class Checked(msgspec.Struct, frozen=True):
    """A whole file after checking: taken whole, or not at all."""

    records: list[Record]
    lines: list[int]
    problems: list[Problem]


class Result(msgspec.Struct, frozen=True):
    """What taking a file did."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    active: int = 0
    incomplete: list[str] = []


class UploadForm(Form, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which kind of file is sent; the file itself is read apart."""

    labels = "upload"

    kind: Kind


class TakeForm(Form, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The decision to take a file that was shown."""

    labels = "take"

    is_straight_on: bool = False
    note: str = ""


class UploadOut(msgspec.Struct, frozen=True):
    """A file between preview and decision."""

    id: UUID
    kind: Kind
    state: str
    filename: str
    row_count: int
    problems: list[Problem]
    result: Result | None

    @property
    def alike(self) -> list[tuple[list[int], Problem]]:
        """Each problem once, with the lines that have it: a missing column is in all of them."""
        lines: dict[tuple[str, str], list[int]] = {}
        first: dict[tuple[str, str], Problem] = {}
        for problem in self.problems:
            said = (problem.field, problem.sentence)
            lines.setdefault(said, []).append(problem.line)
            first.setdefault(said, problem)
        return [(lines[said], problem) for said, problem in first.items()]
