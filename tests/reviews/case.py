"""A need with its ranked people, and a coordinator who looks at it in a browser."""

import re
from datetime import date
from typing import Any
from uuid import UUID

import httpx

from talentpool.actor import Actor, Role, system
from talentpool.kit.settings import Settings
from talentpool.matches import service as matches
from tests.makers import accounts
from tests.makers.candidates import a_candidate, a_person
from tests.makers.needs import a_need

NAMES = ("白鷺 花子", "黒鵜 次郎", "赤雁 三郎")
THERE = {"available_from": date(2026, 12, 1), "available_to": date(2028, 3, 1), "remote": "full"}
WORK = ("自治体のホームページの更新を担当し、CMSで記事を公開した。", "CMSで記事を直した。", "")
_NUMBER = re.compile(r"<td role=\"cell\" class=\"num[^\"]*\">([^<]*)</td>")


class Case:
    """Three people who fit and one who has too little time, for one placement."""

    def __init__(self, client: httpx.AsyncClient, settings: Settings) -> None:
        self.client = client
        self.settings = settings

    async def prepare(self, **columns: Any) -> "Case":
        self.people = []
        for place, name in enumerate(NAMES):
            person = await a_person(name, f"p{place}@example.jp")
            self.people.append(
                await a_candidate(
                    claims={"CMS": 4 - place},
                    career=WORK[place],
                    person=person,
                    headline=f"見出し{place}",
                    **THERE,
                )
            )
        self.busy = await a_candidate(
            weekly_minutes=60, person=await a_person("青鷹 四郎", "p9@example.jp"), **THERE
        )
        self.need = await a_need(required=("CMS",), to_month=date(2027, 3, 1), **columns)
        await matches.run_now(system(), self.need.id)
        account = await accounts.an_account(Role.COORDINATOR)
        self.coordinator: Actor = await accounts.browse_as(self.client, self.settings, account)
        return self

    @property
    def url(self) -> str:
        return f"/review/{self.need.id}"

    async def page(self, candidate: UUID | None = None, **query: str) -> str:
        asked = {**({"c": str(candidate)} if candidate else {}), **query}
        response = await self.client.get(self.url, params=asked)
        assert response.status_code == 200, response.text[:2000]
        return response.text

    async def decide(
        self, place: int = 0, decision: str = "approve", **fields: str
    ) -> httpx.Response:
        """Send the form of a decision about the person made as number *place*."""
        reasons = {"approve": "best_fit", "hold": "compare_more", "not_refer": "hours_short"}
        form = {
            "decision": decision,
            "reason": f"{decision}:{reasons[decision]}",
            "comment": "経歴を確認しました。",
            "seen": "0",
            **fields,
        }
        path = f"{self.url}/{self.people[place].id}/decision"
        return await accounts.post(self.client, self.settings, path, **form)

    async def act(self, verb: str, place: int = 0, **fields: str) -> httpx.Response:
        path = f"{self.url}/{self.people[place].id}/{verb}"
        return await accounts.post(self.client, self.settings, path, **fields)


def numbers(page: str) -> list[int]:
    """The numbers of the breakdown: base, parts, sums, total, in the order of the page."""
    return [int(text.replace("−", "-").replace("±", "")) for text in _NUMBER.findall(page)]
