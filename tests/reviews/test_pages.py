"""The review screen: who sees it, that its numbers add up, that nobody is named on it."""

from collections.abc import AsyncIterator, Callable
from datetime import date

import httpx
import pytest

from talentpool.actor import Role
from talentpool.kit.db import ENGINE
from tests.makers import accounts
from tests.makers.needs import a_need, sql
from tests.reviews.case import NAMES, Case, numbers

pytestmark = pytest.mark.usefixtures("db")
MOST_STATEMENTS = 8


@pytest.fixture
async def case(client, settings) -> Case:
    return await Case(client, settings).prepare()


@pytest.fixture
async def statements() -> AsyncIterator[list[str]]:
    """What the web role's connections are asked, transactions and the scope's settings left out."""
    asked: list[str] = []
    free = ("BEGIN", "COMMIT", "ROLLBACK", "select now() as instant", "SELECT pg_advisory_unlock")

    def note(record: object) -> None:
        text = record.query.strip()
        if not text.startswith(free):
            asked.append(text)

    held = [await ENGINE.pool.acquire() for _ in range(ENGINE.pool.get_max_size())]
    for connection in held:
        connection.add_query_logger(note)
        await ENGINE.pool.release(connection)
    yield asked
    held = [await ENGINE.pool.acquire() for _ in range(ENGINE.pool.get_max_size())]
    for connection in held:
        connection.remove_query_logger(note)
        await ENGINE.pool.release(connection)


async def test_the_best_person_is_shown_first_with_points_reasons_and_words(case):
    page = await case.page()

    best = case.people[0]
    assert f'<h2 id="cd-h" tabindex="-1">候補-{best.handle}</h2>' in page
    for heading in ("点数の内訳", "満たすべき条件", "空き状況", "点数に入っていないこと"):
        assert heading in page
    assert "<q>自治体のホームページの更新を担当し、CMSで記事を公開した" in page


async def test_a_long_queue_stands_beside_the_work_in_part_and_is_listed_by_pages(case):
    for _ in range(60):
        await a_need(next_step_due_on=date(2027, 1, 5))
    late = await a_need(title="最後の要請", next_step_due_on=date(2099, 1, 5))

    beside = await case.client.get(f"/review/{late.id}")
    first, second = [await case.client.get(f"/review?page={n}") for n in (1, 2)]

    queue = beside.text.split('class="q-list"')[1].split("</ul>")[0]
    assert queue.count("<li") == 30
    assert 'aria-current="true"' in queue
    assert "62件すべてを一覧で見る" in beside.text
    assert first.text.count('<td class="num">') == 100
    assert "最後の要請" in second.text.replace("<wbr>", "")


async def test_base_and_parts_add_up_to_the_points_on_the_page(case):
    for person in case.people:
        base, *parts, total = numbers(await case.page(person.id))
        municipality, candidate = parts[:9], parts[9:]

        assert municipality[-1] == sum(municipality[:-1])
        assert candidate[-1] == sum(candidate[:-1])
        assert base + municipality[-1] + candidate[-1] == total


async def test_nobody_is_named_before_they_have_agreed(case):
    pages = [await case.page(person.id) for person in case.people]
    pages.append((await case.client.get("/review")).text)

    surnames = [name.split()[0] for name in (*NAMES, "青鷹 四郎")]
    assert [name for name in (*surnames, "@example.jp") for page in pages if name in page] == []


async def test_who_misses_a_condition_stands_apart_with_the_reason_and_what_would_help(case):
    listed = await case.page()
    page = await case.page(case.busy.id)

    assert "条件を満たさない人材" in listed
    assert "週の時間が足りない" in listed
    assert "5名未満" in listed
    assert "提案できない理由" in page
    assert "週2時間30分にできると満たします。" in page
    assert 'value="approve"' not in page


async def test_headlines_and_organisations_can_be_hidden(case):
    shown = await case.page(case.people[0].id)
    hidden = await case.page(case.people[0].id, hide="1")

    assert "見出し0" in shown
    assert "架空市役所" in shown
    assert "見出し0" not in hidden
    assert "架空市役所" not in hidden
    assert case.people[0].handle in hidden


async def test_for_htmx_only_the_person_comes(case):
    headers = {"HX-Request": "true", "HX-Request-Type": "partial"}
    url = f"{case.url}?c={case.people[1].id}"

    part = (await case.client.get(url, headers=headers)).text

    assert "<html" not in part
    assert case.people[1].handle in part


async def test_a_page_takes_at_most_eight_statements(case, statements):
    await case.page(case.people[1].id)
    statements.clear()

    await case.page(case.people[1].id)
    review = list(statements)
    statements.clear()
    await case.client.get("/review")

    assert 0 < len(review) <= MOST_STATEMENTS, review
    assert 0 < len(statements) <= MOST_STATEMENTS, statements


async def test_the_queue_tells_what_is_due_and_finds_by_words(case):
    await sql("update need set next_step_due_on = current_date - 5 returning 1")

    found = (await case.client.get("/review", params={"q": "ホームページ"})).text
    missed = (await case.client.get("/review", params={"q": "ネットワーク"})).text
    due = (await case.client.get("/review", params={"view": "due", "q": "広報"})).text

    assert "日過ぎています" in due
    assert case.need.number in due
    assert case.need.number not in missed
    assert "「ネットワーク」に合う要請はありません。" in missed
    assert "絞り込みを外す" in missed
    assert case.need.number not in found


async def test_a_need_that_is_not_ranked_yet_says_so_and_asks_again(case):
    other = await a_need(title="まだの要請")

    page = (await case.client.get(f"/review/{other.id}")).text
    partial = {"HX-Request": "true", "HX-Request-Type": "partial"}
    waiting = await case.client.get(f"/review/{other.id}/progress", headers=partial)
    done = await case.client.get(f"{case.url}/progress", headers=partial)

    assert f'hx-get="/review/{other.id}/progress"' in page
    assert "再読み込みする" in page
    assert "hx-trigger" in waiting.text
    assert done.headers["HX-Redirect"] == case.url


@pytest.mark.parametrize("role", [Role.OFFICER, Role.CANDIDATE, Role.EXPERT, Role.ADMINISTRATOR])
async def test_only_coordinators_come_in(
    case: Case, other_client: Callable[[], httpx.AsyncClient], role: Role
):
    browser = other_client()
    await accounts.browse_as(browser, case.settings, await accounts.an_account(role))

    answers = [
        await browser.get(path)
        for path in ("/review", case.url, f"{case.url}/compare", f"{case.url}/ranking/csv")
    ]

    assert {answer.status_code for answer in answers} == {403}


async def test_a_need_that_is_not_there_is_not_found(case):
    assert (await case.client.get(f"/review/{case.people[0].id}")).status_code == 404
    assert (await case.client.get(case.url, params={"c": str(case.need.id)})).status_code == 404
