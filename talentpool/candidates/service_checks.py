"""What a record has to keep to, beyond its form: closed lists and check digits."""

from collections.abc import Iterator, Mapping
from datetime import date

import msgspec

from talentpool.candidates.schemas import CandidateRecord
from talentpool.kit import clock
from talentpool.kit.errors import FieldError, Invalid
from talentpool.programmes import queries as programmes
from talentpool.taxonomy import queries as taxonomy

_WEIGHTS = (6, 5, 4, 3, 2)


class Checks(msgspec.Struct, frozen=True):
    """The closed lists, read once for many records."""

    closed: Mapping[str, frozenset[str]]

    def errors(self, record: CandidateRecord) -> dict[str, FieldError]:
        """What is wrong, by field."""
        return dict(self._errors(record))

    def _errors(self, record: CandidateRecord) -> Iterator[tuple[str, FieldError]]:
        wish = record.preferences
        said = {
            "specialties": record.specialties,
            "appointment_types": record.appointment_types,
            "preferences.programs": wish.programs if wish else [],
            "target_group": [record.target_group] if record.target_group else [],
        }
        for name, values in said.items():
            unknown = [value for value in values if value not in self.closed[name]]
            if unknown:
                yield name, FieldError("unknown_code", {"written": "、".join(unknown)})
        wrong = [code for code in (wish.area_codes if wish else []) if not has_check_digit(code)]
        if wrong:
            yield "preferences.area_codes", FieldError("bad_lg_code", {"written": "、".join(wrong)})


async def checks() -> Checks:
    """The lists as they are now."""
    lines = await programmes.all_programmes()
    return Checks(
        {
            "specialties": await _codes("category"),
            "appointment_types": await _codes("appointment_type"),
            "preferences.programs": frozenset(
                name for line in lines for name in (line.key, line.interchange_name)
            ),
            "target_group": frozenset(group.code for group in await programmes.target_groups()),
        }
    )


def insist_past(**said: date | str | None) -> None:
    """Nothing that has been done lies ahead of today: *said* are days and months by field.

    Raises:
        Invalid: one of them does.
    """
    today = clock.today()
    ahead = {
        name: [FieldError("in_future", {"today": today})]
        for name, when in said.items()
        if when and str(when) > today.isoformat()[: len(str(when))]
    }
    if ahead:
        raise Invalid(ahead)


def has_check_digit(code: str) -> bool:
    """Whether the last digit of a code of a public body (団体コード) is the one it has to be."""
    digits = [int(digit) for digit in code]
    weighted = sum(weight * digit for weight, digit in zip(_WEIGHTS, digits, strict=False))
    return (11 - weighted % 11) % 10 == digits[-1]


async def _codes(kind: str) -> frozenset[str]:
    return frozenset(term.code for term in await taxonomy.terms(kind))
