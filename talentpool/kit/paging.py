"""Long lists: fifty rows a page; filters, order and page stand in the address, so Back works."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from litestar import Request

from talentpool.kit.text import find_refused

PAGE_SIZE = 50
LAST_PAGE = 100_000  # beyond it an offset is somebody's experiment

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ListState:
    """What the address says about a list: which rows, in which order, from where."""

    path: str
    page: int = 1
    sort: str = ""
    is_descending: bool = False
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    size: int = PAGE_SIZE

    @property
    def offset(self) -> int:
        """How many rows stand before this page."""
        return (self.page - 1) * self.size

    def one(self, name: str) -> str:
        """The value of a filter that has one; empty when it is not set."""
        return self.filters.get(name, ("",))[0]

    def url(self, **changes: Any) -> str:
        """The address of the same list with *changes*; whatever changes, the first page shows."""
        query = {**self.query(), **changes}
        if "page" not in changes:
            query.pop("page", None)
        kept = {name: value for name, value in query.items() if value not in ("", None, 1, ())}
        return f"{self.path}?{urlencode(kept, doseq=True)}" if kept else self.path

    def sort_url(self, column: str) -> str:
        """The address with the list in the order of *column*; the other way round if it is."""
        is_down = self.sort == column and not self.is_descending
        return self.url(sort=f"-{column}" if is_down else column)

    def aria_sort(self, column: str) -> str:
        """What a reader of the screen is told about *column*."""
        if self.sort != column:
            return "none"
        return "descending" if self.is_descending else "ascending"

    def active(self) -> list[tuple[str, str, str]]:
        """Every filter value that is set: its name, the value, the address without it."""
        return [
            (name, value, self.url(**{name: tuple(v for v in values if v != value)}))
            for name, values in self.filters.items()
            for value in values
            if value
        ]

    def query(self) -> dict[str, Any]:
        """The state as the parameters of an address."""
        sort = f"-{self.sort}" if self.is_descending else self.sort
        return {**self.filters, "sort": sort, "page": self.page}


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list and how long the whole list is."""

    items: Sequence[T]
    total: int
    number: int = 1
    size: int = PAGE_SIZE

    @property
    def first(self) -> int:
        """The number of the first row shown, counted from 1; 0 for an empty list."""
        return (self.number - 1) * self.size + 1 if self.items else 0

    @property
    def last(self) -> int:
        """The number of the last row shown."""
        return (self.number - 1) * self.size + len(self.items)

    @property
    def has_next(self) -> bool:
        """Whether rows follow."""
        return self.last < self.total


def list_state(
    request: Request[Any, Any, Any],
    *,
    filters: Sequence[str] = (),
    sorts: Sequence[str] = (),
    default_sort: str = "",
) -> ListState:
    """Read the address; what is not among *filters* and *sorts* is passed over.

    A leading `-` in *default_sort* or `?sort=` means descending.
    """
    query = request.query_params
    asked = query.get("sort", "")
    sort = asked if asked.removeprefix("-") in sorts else default_sort
    held = {name: tuple(filter(_is_said, query.getall(name, []))) for name in filters}
    return ListState(
        path=request.url.path,
        page=_page_number(query.get("page", "1")),
        sort=sort.removeprefix("-"),
        is_descending=sort.startswith("-"),
        filters={name: values for name, values in held.items() if values},
    )


def _is_said(value: str) -> bool:
    """Whether somebody may have typed it: not blank, nothing in it that no field takes."""
    return bool(value.strip()) and find_refused(value) is None


def _page_number(text: str) -> int:
    is_number = text.isascii() and text.isdecimal() and len(text) < 7
    return min(max(int(text), 1), LAST_PAGE) if is_number else 1
