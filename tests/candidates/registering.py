"""A candidate in a browser, page by page."""

import re
from typing import Any
from uuid import UUID

import httpx

from talentpool.actor import Actor, Role, system
from talentpool.identity import service as identity
from talentpool.kit.settings import Settings
from tests.makers.accounts import an_account, browse_as, post, rows

BASICS = {
    "name": "神山 花子",
    "kana": "かみやま はなこ",
    "birth_on.era": "",
    "birth_on.year": "1990",
    "birth_on.month": "4",
    "birth_on.day": "1",
}
CONTACT = {"email": "hanako@example.jp", "phone": "03-1234-5678"}
CAREER = {
    "organization": "架空システム",
    "organization_kind": "it_company",
    "role": "運用担当",
    "from_month.year": "2018",
    "from_month.month": "4",
    "description": "窓口の申請書を減らし、待ち時間を短くした。",
}
SKILL = {"label": "業務フローの整理", "level": "3", "years": "2.5"}
TIME = {
    "weekly_minutes": "7.75",
    "slots": ["mon_am", "sat_eve"],
    "from_month.year": "2027",
    "from_month.month": "1",
    "to_month.year": "2027",
    "to_month.month": "12",
}
WISHES = {"remote": "hybrid", "area_codes": ["139017"], "programs": ["placement_fiscal"]}
STANDING = {"side_job_permission": "not_needed"}
CODES = (
    "office_tools",
    "weekly_hours",
    "confidentiality",
    "field_work",
    "public_sector",
    "explain",
)


def answers(**said: bool) -> dict[str, str]:
    """All questions answered with yes, but for what is *said*."""
    form: dict[str, str] = {}
    for position, code in enumerate(CODES):
        form[f"answers.{position}.code"] = code
        form[f"answers.{position}.answer"] = "true" if said.get(code, True) else "false"
    return form


def alert(page: httpx.Response) -> str:
    """The words of the summary of errors."""
    found = re.search(r'id="error-summary".*?</div>', page.text, re.DOTALL)
    return re.sub(r"<[^>]+>", " ", found[0]) if found else ""


class Registrant:
    """Somebody with an account and a browser, whose registration has begun."""

    def __init__(self, client: httpx.AsyncClient, settings: Settings) -> None:
        self.client, self.settings = client, settings
        self.actor: Actor

    async def begin(self) -> "Registrant":
        """Sign in and press 「登録を始める」."""
        person = await identity.register_person(system(), email="hanako@example.jp")
        account = await an_account(Role.CANDIDATE, person=person)
        self.actor = await browse_as(self.client, self.settings, account)
        await self.send("/my/start")
        return self

    async def send(self, path: str, **form: Any) -> httpx.Response:
        """Send a form."""
        return await post(self.client, self.settings, path, **form)

    async def step(self, name: str, form: dict[str, Any], **more: Any) -> httpx.Response:
        """Send a page of the registration."""
        return await self.send(f"/my/profile/{name}", **form, **more)

    async def fill_in(self, *, career: bool = True, **said: bool) -> None:
        """Everything that is asked for."""
        await self.step("basics", BASICS)
        await self.step("contact", CONTACT)
        evidence = {"evidence_kind": "school", "evidence": "卒業研究で予約の仕組みを作った。"}
        if career:
            await self.send("/my/profile/career/new", **CAREER)
            evidence = {"evidence_kind": "career", "career": "0"}
        await self.step("career", {})
        await self.step("fields", {"specialties": "service_counter", "headline": "窓口の人"})
        await self.send("/my/profile/skills/new", **SKILL, **evidence)
        await self.step("skills", {})
        await self.step("public", {"kinds": "none"})
        await self.step("qualifications", {"qualifications.0.label": "応用情報技術者"})
        await self.step("time", TIME)
        await self.step("wishes", WISHES)
        await self.step("standing", STANDING)
        await self.step("questions", answers(**said))

    async def submit(self) -> httpx.Response:
        """Agree and send."""
        return await self.send("/my/profile/check", consent="true")

    async def row(self) -> dict[str, Any]:
        """The registration as the database has it."""
        (found,) = await rows("select * from candidate where person = $1", self.actor.person)
        return dict(found)

    async def id(self) -> UUID:
        """Its id."""
        found: UUID = (await self.row())["id"]
        return found
