"""The description is true and whole, and its page needs nobody else's server and no script."""

import re

import pytest

from talentpool import apidocs
from talentpool.actor import Role
from talentpool.app import API_ROUTERS
from talentpool.kit.labels import labels
from tests.api.client import PROBLEM
from tests.makers.accounts import an_account, browse_as

READING = {"200", "400", "401", "403", "500", "503"}
ACTING = READING | {"409", "413", "422"}


@pytest.fixture(scope="module")
def described():
    return apidocs.describe(API_ROUTERS)


def _operations(described):
    return [
        (method, path, operation)
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    ]


def _inputs(described):
    """The structs that bodies are made of, at any depth."""
    schemas = described["components"]["schemas"]
    waiting = {name for _, _, o in _operations(described) for name in _refs(o.get("requestBody"))}
    found = set()
    while waiting:
        found.add(name := waiting.pop())
        waiting |= _refs(schemas[name]) - found
    return {name: schemas[name] for name in found if schemas[name].get("type") == "object"}


def _refs(value):
    return set(re.findall(r"#/components/schemas/(\w+)", str(value)))


def test_pages_are_no_part_of_it(described):
    assert all(path.startswith("/api/v1/") for path in described["paths"])


def test_every_operation_says_how_it_may_end(described):
    for method, path, operation in _operations(described):
        expected = (READING if method == "get" else ACTING) | ({"404"} if "{" in path else set())
        assert set(operation["responses"]) - {"201"} == expected, path


def test_every_refusal_is_described_as_a_problem(described):
    for _, path, operation in _operations(described):
        for status, answer in operation["responses"].items():
            media = "application/json" if status in {"200", "201"} else PROBLEM
            assert list(answer["content"]) == [media], f"{path} {status}"


def test_what_is_sent_is_closed(described):
    assert _inputs(described).keys() >= {"NeedRecord", "Period", "DecisionIn", "ScreenIn"}
    for name, schema in _inputs(described).items():
        assert schema["additionalProperties"] is False, name


def test_every_struct_that_is_spoken_of_is_there(described):
    assert _refs(described) == set(described["components"]["schemas"]) & _refs(described)


def test_nothing_in_it_speaks_of_modules(described):
    assert "schemas_api" not in str(described)


def test_it_asks_for_a_token(described):
    assert described["security"] == [{"token": []}]
    assert described["components"]["securitySchemes"]["token"]["scheme"] == "bearer"


def test_every_operation_has_a_name_and_a_sentence_for_readers(described):
    for _, _, operation in _operations(described):
        for group in ("api_operation", "api_about"):
            assert labels().find(f"{group}.{operation['operationId']}") is not None


@pytest.mark.parametrize(
    ("schema", "told"),
    [
        ({"type": "string", "format": "uuid"}, "string (uuid)"),
        ({"type": "array", "items": {"$ref": "#/components/schemas/Place"}}, "list of Place"),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, "integer or null"),
        ({"enum": ["a", None]}, "a | null"),
        ({"type": ["string", "null"]}, "string or null"),
        ({}, "any"),
    ],
)
def test_a_type_is_told_in_a_word_or_two(schema, told):
    assert apidocs.type_of(schema) == told


async def test_the_page_shows_every_operation_and_struct(client, settings, described):
    await browse_as(client, settings, await an_account(Role.OFFICER))

    page = (await client.get("/api/reference")).text

    for _, path, operation in _operations(described):
        assert f'id="{operation["operationId"]}"' in page
        assert path in page
    for name in described["components"]["schemas"]:
        assert f'id="{name}"' in page


async def test_the_page_loads_nothing_from_elsewhere_and_links_to_what_is_there(client, settings):
    await browse_as(client, settings, await an_account(Role.OFFICER))

    page = (await client.get("/api/reference")).text

    assert not re.findall(r'(?:src|href)="(?:https?:)?//', page)
    assert "<script>" not in page
    ids = set(re.findall(r'id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= ids


async def test_the_description_is_for_those_who_work_with_the_service(client):
    assert (await client.get("/api/openapi.json")).status_code == 401
    assert (await client.get("/api/reference")).status_code == 401


async def test_the_way_to_it_leads_from_where_tokens_are_made(client, settings):
    await browse_as(client, settings, await an_account(Role.OFFICER))

    assert 'href="/api/reference"' in (await client.get("/account/tokens")).text
    assert 'href="/api/reference"' in (await client.get("/help")).text
