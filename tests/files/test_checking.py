"""Every problem of a file at once, by line and field."""

from talentpool.files import checking, rows
from talentpool.files.schemas import RECORDS, Kind

CANDIDATES = RECORDS[Kind.CANDIDATES]
NEEDS = RECORDS[Kind.NEEDS]


async def _problems(content: str, record=CANDIDATES) -> list[tuple[int, str, str]]:
    checked = checking.check(await rows.read(content.encode(), record), record)
    return [(problem.line, problem.field, problem.code) for problem in checked.problems]


async def test_all_problems_of_all_lines_are_told():
    found = await _problems(
        '{"ref":"a","tier":"gold","skills":[{"label":"RPA","level":9}]}\n'
        '{"ref":"b","bogus":1}\n'
        '{"tier":"practical"}\n'
    )

    assert found == [
        (1, "tier", "bad_choice"),
        (1, "skills.0.level", "out_of_range"),
        (2, "bogus", "unknown_field"),
        (3, "ref", "required"),
    ]


async def test_a_ref_that_comes_twice_names_the_first_line():
    found = await _problems('{"ref":"a"}\n{"ref":"a"}\n')

    assert found == [(2, "ref", "doubled_ref")]


async def test_a_reversed_period_is_told_beside_its_end():
    found = await _problems('{"ref":"a","preferences":{"from":"2027-02","to":"2027-01"}}\n')

    assert found == [(1, "preferences.to", "period_reversed")]


async def test_invisible_characters_are_refused_wherever_they_stand():
    found = await _problems('{"ref":"a","career":[{"organization":"市\\u202e役所"}]}\n')

    assert found == [(1, "career.0.organization", "bad_characters")]


async def test_bare_names_stand_for_roles():
    line = '{"ref":"a","title":"t","program":"hands_on","current_issue":"c","roles":["PM"]}'

    checked = checking.check(await rows.read(line.encode(), NEEDS), NEEDS)

    assert checked.problems == []
    assert checked.records[0].roles[0].role == "PM"
