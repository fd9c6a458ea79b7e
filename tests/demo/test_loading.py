"""The demonstration as it is loaded: a past that holds, and something waiting for everybody."""

from collections import Counter

import httpx
import pytest

from talentpool import worker
from talentpool.actor import Actor, Role, system
from talentpool.demo import loading, snapshot
from talentpool.demo.content import accounts
from talentpool.kit.scope import reading
from talentpool.kit.settings import Settings
from tests.demo.reading import CANDIDATES, NEEDS
from tests.makers.accounts import post

pytestmark = pytest.mark.xdist_group("demonstration")

# Of each role of the first page: a page that it uses, and what waits there.
WAITING = {
    "misaki": {
        "/my/proposals": "公式ホームページの更新と記事づくり",
        "/my/openings": "スマートフォン教室の講師",
    },
    "aonami-joho": {"/needs": "市のデジタル化の優先順位", "/needs/all": "集会所の予約"},
    "aonami-kacho": {"/needs": "避難所の受付が紙のまま"},
    "noda": {
        "/triage": "電子契約と電子決裁",
        "/cases": "対策基準の1回目の見直し会議",
        "/review": "村のデジタル化の相談",
        "/to-do": "紹介に同意した人を、自治体に紹介してください。",
    },
    "iwase": {"/screening": "第二新卒", "/review": "住民窓口の手続きのオンライン化"},
    "kasai": {
        "/interviews": "システム監査室長",
        "/my/proposals": "汐見野町",
        "/to-do": "面談をして、結果を記録してください。",
    },
    "hamaguchi": {
        "/plans": "申告の時期に窓口が混みすぎて",
        "/to-do": "支援の計画を作成してください。",
    },
    "bando": {"/accounts": "凪島村 総務課長"},
    "kamimura": {"/audit": "コーディネーター"},
}


async def _rows(sql: str, *values: object) -> list[dict[str, object]]:
    async with reading(system()) as opened:
        return [dict(row) for row in await opened.connection.fetch(sql, *values)]


async def _enter(visitor: httpx.AsyncClient, demo: Settings, name: str) -> httpx.Response:
    await visitor.get("/")
    return await post(visitor, demo, f"/demonstration/as/{name}")


async def test_everybody_and_every_need_of_the_files_is_there(demo: Settings) -> None:
    candidates = await _rows("select state from candidate")
    needs = await _rows("select ref, state from need")

    assert len(candidates) == len(CANDIDATES)
    assert {row["ref"] for row in needs} == set(NEEDS)
    assert Counter(row["state"] for row in candidates)["active"] == 58


async def test_the_service_has_moved_needs_and_proposals_on_by_itself(demo: Settings) -> None:
    needs = {row["state"] for row in await _rows("select state from need")}
    proposals = {row["state"] for row in await _rows("select state from proposal")}

    assert needs == {
        "clarifying", "submitted", "returned", "open", "proposing", "selecting", "in_progress",
        "completed", "unfilled",
    }  # fmt: skip
    assert proposals >= {
        "held", "not_referred", "consent_requested", "consented", "declined", "referred",
        "selection_set", "selected", "not_selected", "appointed", "asked", "assigned", "confirmed",
        "lapsed",
    }  # fmt: skip


async def test_everything_that_was_to_be_done_later_is_done(demo: Settings) -> None:
    left = await _rows("select job, last_error from outbox where done_at is null")

    assert left == []


async def test_the_past_lies_in_the_past_on_working_days(demo: Settings) -> None:
    days = await _rows(
        "select min(at) < now() - interval '120 days' as is_long, max(at) < now() as is_past,"
        " bool_or(extract(isodow from at at time zone 'Asia/Tokyo') > 5) as has_weekend"
        " from audit_event"
    )

    assert days == [{"is_long": True, "is_past": True, "has_weekend": False}]


async def test_open_needs_are_ranked_and_one_matches_nobody(demo: Settings) -> None:
    ranked = await _rows(
        "select n.ref, max(r.eligible_count) as eligible from need n"
        " left join match_run r on r.need = n.id and r.need_revision = n.revision"
        " where n.state in ('open', 'proposing', 'selecting') group by n.ref"
    )

    assert all(row["eligible"] is not None for row in ranked)
    assert [row["ref"] for row in ranked if row["eligible"] == 0] == ["N-23"]


async def test_a_conflict_of_interest_is_left_for_the_coordinator(demo: Settings) -> None:
    checks = await _rows(
        "select s.checks::text as checks from suggestion s"
        " join match_run r on r.id = s.run join need n on n.id = r.need"
        " join candidate c on c.id = s.candidate where n.ref = 'N-08' and c.ref = 'C-40'"
    )

    assert any("vendor" in str(row["checks"]) for row in checks)


async def test_no_name_of_a_person_stands_in_an_account_or_a_mail(
    demo: Settings,
) -> None:
    names = {str(row["name"]) for row in CANDIDATES.values() if "kind" not in row}
    shown = {row["display_name"] for row in await _rows("select display_name from account")}
    mails = [
        path.read_bytes().decode("utf-8", "ignore") for path in (demo.data_dir / "mail").iterdir()
    ]

    assert names & shown == set()
    assert len(mails) > 100
    assert [name for name in names for mail in mails if name in mail] == []


@pytest.mark.parametrize("name", WAITING)
async def test_something_waits_for_every_role(
    visitor: httpx.AsyncClient, demo: Settings, name: str
) -> None:
    entered = await _enter(visitor, demo, name)
    answers = {path: await visitor.get(path) for path in WAITING[name]}
    pages = {path: answer.text.replace("<wbr>", "") for path, answer in answers.items()}

    assert entered.status_code == 200
    assert {path for path, text in WAITING[name].items() if text not in pages[path]} == set()


async def test_every_account_of_the_first_page_comes_to_a_page_of_its_own(
    visitor: httpx.AsyncClient, demo: Settings
) -> None:
    homes = {}
    for account in (account for account in accounts() if account.shown):
        arrived = await _enter(visitor, demo, account.sign_in)
        homes[account.sign_in] = (arrived.status_code, arrived.url.path)
        await post(visitor, demo, "/logout")

    assert {status for status, _ in homes.values()} == {200}
    assert "/" not in {path for _, path in homes.values()}


async def test_the_auditor_finds_who_looked_at_names(demo: Settings) -> None:
    async with reading(Actor(Role.AUDITOR)) as opened:
        looks = await opened.connection.fetch("select role from access_log")

    assert [look["role"] for look in looks] == ["coordinator"] * 6


async def test_loading_again_does_nothing(demo: Settings) -> None:
    before = await _rows("select count(*) as events from audit_event")

    is_new = await loading.load(demo, worker.drain)

    assert not is_new
    assert await _rows("select count(*) as events from audit_event") == before


async def test_a_database_with_accounts_of_ones_own_is_not_wiped(owner, demo: Settings) -> None:
    async with owner.transaction():
        await owner.execute("select set_config('app.role', 'system', true)")
        await owner.execute("update account set is_demonstration = false where login_name = 'noda'")
        with pytest.raises(snapshot.ForeignData):
            await snapshot.clear(owner, own=[])
        kept = await owner.fetchval("select count(*) from account")
        await owner.execute("update account set is_demonstration = true where login_name = 'noda'")

    assert kept > 9
