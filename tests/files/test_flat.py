"""Records survive being flat, whatever is in them."""

from hypothesis import given
from hypothesis import strategies as st

from talentpool.candidates.schemas import CandidateRecord
from talentpool.files import flat

LINES = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=30)


@given(st.lists(LINES, min_size=1, max_size=5))
def test_a_list_of_texts_survives_a_cell(texts):
    assert flat.split(flat.join(texts)) == texts


@given(
    st.lists(LINES, min_size=1, max_size=3),
    st.lists(
        st.fixed_dictionaries({"label": LINES, "level": st.integers(1, 5)}), min_size=1, max_size=3
    ),
)
def test_a_record_survives_a_row(vendors, skills):
    record = {"ref": "a", "affiliated_vendors": vendors, "skills": skills}

    cells = {name: str(cell) for name, cell in flat.flatten(record).items()}
    back = flat.unflatten(cells, CandidateRecord)

    texts = [{**skill, "level": str(skill["level"])} for skill in skills]
    assert back == {**record, "skills": texts}


def test_columns_stand_in_the_order_of_the_form():
    rows = [flat.flatten({"skills": [{"level": 1, "label": "b"}], "ref": "a"})]

    assert flat.columns(rows, CandidateRecord) == ["ref", "skills.1.label", "skills.1.level"]
