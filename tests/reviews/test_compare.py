"""Comparison and export."""

import csv
import io
from zipfile import ZipFile

import pytest

from tests.makers.needs import sql
from tests.reviews.case import NAMES, Case

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
async def case(client, settings) -> Case:
    return await Case(client, settings).prepare()


async def _compare(case: Case, count: int, **query: str) -> str:
    chosen = [str(person.id) for person in case.people[:count]]
    answer = await case.client.get(f"{case.url}/compare", params={"c": chosen, **query})
    assert answer.status_code == 200
    return answer.text.replace("<wbr>", "")


async def test_people_stand_side_by_side_by_criterion(case):
    page = await _compare(case, 3)

    assert "候補者の比較（3名）" in page
    assert all(person.handle in page for person in case.people)
    assert "似た仕事の経験" in page
    assert "必要な時間の6割以上を出せる" in page
    assert not any(name in page for name in NAMES)


async def test_only_what_differs_is_shown_on_wish(case):
    everything = await _compare(case, 2)
    differences = await _compare(case, 2, diff="1")

    assert "この事業を受け付けている" in everything
    assert "この事業を受け付けている" not in differences
    assert "必須スキル" in differences


async def test_one_person_alone_is_not_compared(case):
    assert "比べる人を選んでください。" in await _compare(case, 1)


async def test_words_in_the_address_that_are_no_ids_are_passed_over(case):
    answer = await case.client.get(f"{case.url}/compare", params={"c": ["x", "'; drop"]})

    assert answer.status_code == 200
    assert "比べる人を選んでください。" in answer.text


async def test_the_ranking_is_a_file_without_names_whose_parts_add_up(case):
    answer = await case.client.get(f"{case.url}/ranking/csv")

    text = answer.content.decode("utf-8-sig")
    titles, *lines = csv.reader(io.StringIO(text))
    base = await sql("select base from match_run")
    assert titles[:3] == ["順位", "候補者", "一致度"]
    assert len(lines) == 4
    for line in lines:
        assert base + sum(int(cell) for cell in line[6:17]) == int(line[2])
    assert not any(name in text for name in NAMES)


async def test_the_spreadsheet_has_the_people_and_what_they_rest_on(case):
    answer = await case.client.get(f"{case.url}/ranking/xlsx")

    with ZipFile(io.BytesIO(answer.content)) as book:
        names = book.namelist()
        shared = book.read("xl/sharedStrings.xml").decode()
    assert "xl/worksheets/sheet2.xml" in names
    assert case.people[0].handle in shared
    assert "取扱注意" in shared


async def test_another_kind_of_file_is_not_found(case):
    assert (await case.client.get(f"{case.url}/ranking/exe")).status_code == 404
