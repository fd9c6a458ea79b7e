"""Plain facts of a person that conditions and columns are made of."""

from dataclasses import dataclass

from matching.conditions import has_public_experience
from matching.evidence import TOP
from matching.labels import company_key
from matching.lexicon import Lexicon
from matching.profiles import Person

RECENT_MONTHS = 24
"""How long a former employer or client still is a possible conflict of interest."""
KIND_WEIGHT = {
    "municipality_staff": 1.0,
    "cio_adviser": 1.0,
    "prefecture_staff": 0.9,
    "national_staff": 0.8,
    "public_corporation": 0.8,
    "si_public": 0.7,
    "fiscal_year_appointee": 0.6,
}
"""How near each kind of public experience is to a municipality's work."""
FULL_PUBLIC_YEARS = 8.0


@dataclass(frozen=True, slots=True)
class Facts:
    """The sets a row is in, kept to take it out of them again."""

    programmes: frozenset[str]
    areas: frozenset[str]
    qualifications: frozenset[str]
    vendors: frozenset[str]
    employers: frozenset[str]


NOWHERE = Facts(*(frozenset[str](),) * 5)


def public_code(person: Person) -> int:
    """Return public experience as 0-31: how near its kind is, and for how many years.

    >>> public_code(Person(key="p", tier="practical", public_years=8,
    ...                    public_kinds=frozenset({"municipality_staff"})))
    31
    """
    if not has_public_experience(person):
        return 0
    weight = max(
        (KIND_WEIGHT.get(kind, 0.5) for kind in person.public_kinds - {"none"}), default=0.6
    )
    years = min(person.public_years, FULL_PUBLIC_YEARS) / FULL_PUBLIC_YEARS
    return round(TOP * weight * (0.4 + 0.6 * years))


def qualification_codes(person: Person, lexicon: Lexicon) -> frozenset[str]:
    """Return the codes of a person's qualifications, resolving labels where no code is given.

    >>> from matching.vocabulary import Qualification, Vocabulary
    >>> lexicon = Lexicon(Vocabulary(qualifications=(Qualification("ap", "応用情報技術者"),)))
    >>> from matching.profiles import Held
    >>> held = (Held("応用情報技術者"), Held("だれも知らない資格"))
    >>> sorted(qualification_codes(Person("p", "practical", qualifications=held), lexicon))
    ['ap']
    """
    found = (
        held.code or lexicon.resolver.qualification(held.label).code
        for held in person.qualifications
    )
    return frozenset(code for code in found if code is not None)


def recent_employers(person: Person, as_of: int) -> dict[str, int]:
    """Return the firms of the last two years as company key -> index of the career entry.

    >>> recent_employers(Person(key="p", tier="practical"), 0)
    {}
    """
    recent = {}
    for index, entry in enumerate(person.career):
        if entry.to_month is None or entry.to_month > as_of - RECENT_MONTHS:
            recent[company_key(entry.organization)] = index
    recent.pop("", None)
    return recent


def facts_of(person: Person, lexicon: Lexicon, as_of: int) -> Facts:
    """Return the sets a person is in; who names no programme takes any (`*`).

    >>> from matching.vocabulary import Vocabulary
    >>> facts_of(Person(key="p", tier="practical"), Lexicon(Vocabulary()), 0).programmes
    frozenset({'*'})
    """
    vendors = frozenset(filter(None, map(company_key, person.vendors)))
    return Facts(
        programmes=person.preferences.programmes or frozenset({"*"}),
        areas=person.preferences.areas,
        qualifications=qualification_codes(person, lexicon),
        vendors=vendors,
        employers=frozenset(recent_employers(person, as_of)) - vendors,
    )
