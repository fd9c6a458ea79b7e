"""A machine that acts for an account with its token."""

from typing import Any

import httpx

from talentpool.accounts import service_credentials
from talentpool.accounts.tables import Account
from talentpool.actor import Actor
from tests.makers.accounts import as_account, stored_account
from tests.makers.needs import AOBA

PROBLEM = "application/problem+json"
RECORD = {
    "ref": "DOC-17",
    "title": "窓口の待ち時間",
    "municipality_code": AOBA,
    "program": "outreach",
    "current_issue": "窓口が混んでいる。\n月曜がとくにひどい。",
    "required_skills": ["BPR（業務改革）", "ホゲホゲ術"],
    "period": {"from": "2027-01", "to": "2027-03"},
    "hours_per_week": 7.75,
}


class Machine:
    """Sends JSON under /api/v1 and reads what comes back."""

    def __init__(self, client: httpx.AsyncClient, token: str, actor: Actor) -> None:
        self.client = client
        self.actor = actor
        self.headers = {"Authorization": f"Bearer {token}"}

    async def get(self, path: str, **query: Any) -> httpx.Response:
        return await self.client.get(f"/api/v1{path}", params=query, headers=self.headers)

    async def post(self, path: str, body: Any = None, **headers: str) -> httpx.Response:
        return await self._send("POST", path, body, headers)

    async def put(self, path: str, body: Any = None, **headers: str) -> httpx.Response:
        return await self._send("PUT", path, body, headers)

    async def _send(
        self, method: str, path: str, body: Any, headers: dict[str, str]
    ) -> httpx.Response:
        sent = {**self.headers, **headers}
        body = {} if body is None else body
        return await self.client.request(method, f"/api/v1{path}", json=body, headers=sent)


async def machine_of(client: httpx.AsyncClient, account: Account | Actor) -> Machine:
    """A machine for *account*, which may be told by who acts."""
    if isinstance(account, Actor):
        assert account.account is not None
        account = await stored_account(account.account)
    actor = as_account(account)
    token = await service_credentials.create_api_token(actor, "tests", 30)
    return Machine(client, token, actor)


def key(text: str) -> dict[str, str]:
    """The header that makes a request one of a kind."""
    return {"Idempotency-Key": text}
