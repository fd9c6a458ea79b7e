"""The watch over the suite sees a mark wherever it is looked for; here with a mark of its own."""

import json
import logging
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import quote

import asyncpg
import httpx
import pytest
import structlog
from arq import create_pool

from talentpool.kit import queue
from tests.makers.marks import MARKS
from tests.prove.watch import TABLES, Watch

MARK = "鷦鷯みそ"


@pytest.fixture
def other_watch() -> Watch:
    """Looks for what the suite's own watch does not know."""
    return Watch([MARK])


def places(watch: Watch) -> list[str]:
    """What was found, without the test's name."""
    return sorted(found.partition(" (")[0] for found in watch.found)


def test_what_is_found_is_told_by_its_place_and_the_test(other_watch):
    other_watch.look("log", f"said: {MARK}")
    other_watch.look("log", "said: nothing")

    (found,) = other_watch.found
    assert MARK not in found
    assert "test_what_is_found_is_told_by_its_place_and_the_test" in found
    assert other_watch.looked == {"log": 2}


@pytest.mark.parametrize(
    "spelling",
    [
        "/people?q=%E9%B7%A6%E9%B7%AF%E3%81%BF%E3%81%9D",
        json.dumps({"to": MARK}),
        repr(MARK.encode()),
    ],
)
def test_a_mark_is_seen_as_it_travels_in_urls_json_and_bytes(other_watch, spelling):
    other_watch.look("somewhere", spelling)

    assert places(other_watch) == ["somewhere"]


def test_lines_of_log_are_heard_from_our_loggers_and_from_libraries(
    other_watch, watch, plain_settings
):
    logging.getLogger().handlers = []
    other_watch.listen(plain_settings)

    structlog.get_logger().info("task.done", about=MARK)
    heard_ours = places(other_watch)
    other_watch.found.clear()
    logging.getLogger("a.library").warning("could not parse %s", MARK)
    heard_theirs = places(other_watch)
    watch.listen(plain_settings)

    assert heard_ours == heard_theirs == ["log"]


async def test_urls_links_and_pages_of_errors_are_seen_in_a_browser(other_watch):
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/gone":
            return httpx.Response(404, html=f"<p>{MARK}</p>")
        if request.url.path == "/away":
            return httpx.Response(303, headers={"location": "/people?q=" + quote(MARK)})
        return httpx.Response(200, html=f'<p>{MARK}</p><a href="/people?q={MARK}">x</a>')

    hooks = {"request": [other_watch.asked], "response": [other_watch.answered]}
    async with httpx.AsyncClient(
        transport=httpx.MockTransport(answer), base_url="http://localhost", event_hooks=hooks
    ) as client:
        for path in ("/links", "/away", "/gone", f"/search?q={MARK}"):
            await client.get(path)

    assert places(other_watch) == [
        "Location: GET answered by 303",
        "URL asked for",
        "links: GET answered by 200",
        "page of an error: GET answered by 404",
    ]


async def test_a_page_that_may_name_somebody_may_do_so(other_watch):
    page = httpx.Response(
        200,
        html=f'<p>{MARK}</p><a href="mailto:{MARK}@example.jp">{MARK}</a>',
        request=httpx.Request("GET", "http://localhost/"),
    )

    await other_watch.answered(page)

    assert places(other_watch) == []


@pytest.mark.parametrize("table", TABLES)
async def test_rows_are_seen_in_each_table_that_is_looked_into(other_watch, all_rows, db, table):
    await all_rows.execute(f"create temporary table {table} as select $1::text as told", MARK)

    await other_watch.look_into_tables(all_rows)
    await all_rows.execute(f"drop table pg_temp.{table}")

    assert places(other_watch) == [f"table: {table}"]


async def test_keys_and_arguments_in_valkey_are_seen(other_watch, urls):
    valkey = await create_pool(queue.redis_settings(urls.redis))
    await valkey.set("prove:planted", MARK)

    await other_watch.look_into_valkey(urls.redis)
    await valkey.delete("prove:planted")
    await valkey.aclose()

    assert places(other_watch) == ["Valkey"]


async def test_the_log_of_the_database_server_is_seen(other_watch, all_rows, servers_folder):
    with pytest.raises(asyncpg.UndefinedColumnError):
        await all_rows.execute(f'select "{MARK}"')

    other_watch.look_into_files(servers_folder / "log")

    assert places(other_watch) == ["file: postgres.log"]


def test_subject_and_text_of_mails_are_seen(other_watch, tmp_path: Path):
    folder = tmp_path / "data" / "mail"
    folder.mkdir(parents=True)
    for name, subject, text in (("a", MARK, "x"), ("b", "x", MARK), ("c", "x", "x")):
        mail = EmailMessage()
        mail["Subject"] = subject
        mail["To"] = "kaki@example.jp"
        mail.set_content(text)
        (folder / f"{name}.eml").write_bytes(mail.as_bytes())
        other_watch.look_into_files(tmp_path)

    assert places(other_watch) == ["mail: data"]
    assert other_watch.looked["mail"] == 1 + 2 + 3


def test_the_makers_people_carry_marks_that_are_looked_for(watch):
    assert Watch(MARKS).found == set()
    for mark in MARKS:
        one = Watch(MARKS)
        one.look("here", f"a{mark}b")
        assert places(one) == ["here"]
