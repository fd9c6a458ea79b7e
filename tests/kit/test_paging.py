"""Lists: the address is the state."""

from types import SimpleNamespace
from urllib.parse import parse_qs

from litestar import Request
from litestar.testing import RequestFactory

from talentpool.kit.paging import ListState, Page, list_state


def state_of(query: str) -> ListState:
    request: Request = RequestFactory().get("/needs", query_params=parse_qs(query))
    return list_state(request, filters=("q", "state"), sorts=("due", "name"), default_sort="-due")


def test_filters_order_and_page_are_read_from_the_address():
    state = state_of("q=窓口&state=open&state=hold&sort=name&page=3")

    assert (state.page, state.offset, state.sort, state.is_descending) == (3, 100, "name", False)
    assert state.one("q") == "窓口"
    assert state.filters["state"] == ("open", "hold")


def test_what_nobody_can_have_typed_is_passed_over():
    assert state_of("q=%00&state=op%E2%80%AEen&state=open").filters == {"state": ("open",)}


def test_what_nobody_offered_is_passed_over():
    state = state_of("sort=password&page=-1&secret=1&q=%20")

    assert (state.sort, state.is_descending, state.page) == ("due", True, 1)
    assert state.filters == {}
    assert state_of("page=999999999").page == 1
    assert state_of("page=２").page == 1


def test_a_change_keeps_the_rest_and_shows_the_first_page():
    state = state_of("q=a&sort=name&page=3")

    assert state.url(page=4) == "/needs?q=a&sort=name&page=4"
    assert state.url(q="b") == "/needs?q=b&sort=name"


def test_sorting_by_the_same_column_turns_it_round():
    state = state_of("sort=name")

    assert state.sort_url("name") == "/needs?sort=-name"
    assert state.sort_url("due") == "/needs?sort=due"
    assert [state.aria_sort(c) for c in ("name", "due")] == ["ascending", "none"]
    assert state_of("").aria_sort("due") == "descending"


def test_each_set_filter_can_be_dropped_alone():
    state = state_of("state=open&state=hold")

    assert state.active() == [
        ("state", "open", "/needs?state=hold&sort=-due"),
        ("state", "hold", "/needs?state=open&sort=-due"),
    ]


def test_a_page_knows_its_rows_and_whether_more_follow():
    rows = [SimpleNamespace()] * 50

    page = Page(rows, total=120, number=2)

    assert (page.first, page.last, page.has_next) == (51, 100, True)
    assert Page(rows[:20], total=120, number=3).has_next is False
    assert Page([], total=0).first == 0
