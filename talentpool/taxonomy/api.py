"""Look-ups for other systems: public bodies and skills by any name they go by."""

from typing import Any

import msgspec
from litestar import Request

from talentpool.kit.paging import PAGE_SIZE
from talentpool.kit.rest import Listing, PageNumber, Words, api_router, listing, offset_of, read
from talentpool.kit.text import tidy_line
from talentpool.taxonomy import queries


class BodyOut(msgspec.Struct, frozen=True):
    """A public body that may ask."""

    code: str
    name: str
    kana: str
    kind: str
    is_invented: bool


class SkillOut(msgspec.Struct, frozen=True):
    """A skill of the vocabulary; any other label is kept as written, too."""

    code: str
    name: str
    parent: str | None
    synonyms: list[str]


@read("/municipalities", name="list_municipalities")
async def list_municipalities(
    request: Request[Any, Any, Any], q: Words = "", page: PageNumber = 1
) -> Listing[BodyOut]:
    """Public bodies whose name, kana or code has `q` in it."""
    found = await queries.search_municipalities(tidy_line(q))
    shown = [
        BodyOut(body.code, body.name, body.kana, body.kind, body.is_invented)
        for body in found[offset_of(page) : offset_of(page) + PAGE_SIZE]
    ]
    return listing(request, shown, len(found), page)


@read("/skills", name="list_skills")
async def list_skills(
    request: Request[Any, Any, Any], q: Words = "", page: PageNumber = 1
) -> Listing[SkillOut]:
    """Skills one of whose names has `q` in it, whatever its width, case or kana."""
    found = await queries.search_terms("skill", tidy_line(q))
    shown = [
        SkillOut(term.code, term.name, term.parent, list(term.attributes.get("synonyms", ())))
        for term in found[offset_of(page) : offset_of(page) + PAGE_SIZE]
    ]
    return listing(request, shown, len(found), page)


router = api_router("reference", [list_municipalities, list_skills])
