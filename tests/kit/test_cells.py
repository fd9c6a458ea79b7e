"""No cell becomes a formula, and none loses a character."""

from hypothesis import given
from hypothesis import strategies as st

from talentpool.kit.cells import guarded, unguarded

RISKY = st.sampled_from(list("=+-@\t\r'＝＋－＠"))


@given(st.text(), st.lists(RISKY, max_size=4))
def test_any_text_survives_the_round_trip(text, head):
    original = "".join(head) + text

    assert unguarded(guarded(original)) == original


@given(st.text(), RISKY)
def test_no_exported_text_begins_like_a_formula(text, head):
    assert guarded(head + text)[:1] not in set("=+-@\t\r\0＝＋－＠")


def test_numbers_stay_numbers():
    assert guarded(-5) == -5
