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


async def test_columns_of_a_table_are_named_as_they_stand_in_its_head():
    found = await _problems(
        "ref,skills.1.label,skills.1.level,skills.2.label,skills.2.level\na,RPA,3,VBA,9\n"
    )

    assert found == [(2, "skills.2.level", "out_of_range")]


async def test_what_is_no_number_is_refused_where_one_is_meant():
    found = await _problems(
        '{"ref":"a","main_job_hours":NaN,"public_experience":{"years":Infinity},'
        f'"skills":[{{"label":"RPA","level":3,"years":1{"0" * 400}}}]}}'
    )

    assert found == [
        (1, "skills.0.years", "bad_number"),
        (1, "public_experience.years", "bad_number"),
        (1, "main_job_hours", "bad_number"),
    ]


async def test_a_month_that_a_spreadsheet_made_a_day_of_is_read_as_a_month():
    head = "ref,title,program,current_issue,period.from,period.to\n"
    line = "a,t,hands_on,c,2026-12-01,2027年3月\n"

    checked = checking.check(await rows.read((head + line).encode(), NEEDS), NEEDS)

    assert checked.problems == []
    period = checked.records[0].period
    assert (period.from_, period.to) == ("2026-12", "2027-03")


async def test_a_text_that_is_far_too_long_is_told_beside_its_field():
    head, text = "ref,title,program,current_issue\n", "あ" * 300_000

    assert await _problems(f"{head}a,t,hands_on,{text}\n", NEEDS) == [
        (2, "current_issue", "too_long")
    ]
