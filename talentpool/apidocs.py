"""The description of the API, and the page that people read it on: offline, without scripts.

Litestar derives the description from the handlers; an application of their own, never served,
keeps pages out of it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from inspect import cleandoc
from typing import Any

import msgspec
from litestar import Litestar, Response, Router, get
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Components, SecurityScheme
from litestar.response import Template
from litestar.routes import HTTPRoute
from litestar.typing import FieldDefinition

from talentpool import guards
from talentpool.kit.http import page
from talentpool.kit.rest import ABOUT_ACTING, ABOUT_ONE, ABOUT_READING, ProblemOut

_TITLE = "talentpool"
_VERSION = "1"
_ABOUT = (
    "Needs, people by pseudonym, rankings, decisions and numbers, as far as the account behind the"
    " token may see them. Lists come in pages; refusals are application/problem+json."
)
_PROBLEM = ProblemOut.__name__
_REFERENCE = "#/components/schemas/"
# Litestar names Listing[NeedRow] by the whole path of NeedRow, msgspec by its name alone.
_LISTING = re.compile(r"Listing_(?:talentpool[\w.]*\.)?(\w+)_(?=\")")
Json = Mapping[str, Any]


class Line(msgspec.Struct, frozen=True):
    """A parameter, or a field of a struct."""

    name: str
    type: str
    is_required: bool
    place: str = ""
    note: str = ""


class Operation(msgspec.Struct, frozen=True):
    """One thing that can be asked for."""

    id: str
    method: str
    path: str
    roles: Sequence[str] | str
    parameters: Sequence[Line]
    body: str
    answers: Sequence[Line]
    refusals: Sequence[str]


class Shape(msgspec.Struct, frozen=True):
    """One struct that goes in or comes out."""

    name: str
    note: str
    lines: Sequence[Line]
    values: Sequence[str]


def docs_router(routers: Sequence[Router]) -> Router:
    """The routes that describe *routers*."""

    @cache
    def description() -> Json:
        return describe(routers)

    @get("/openapi.json", name="apidocs.schema")
    async def schema() -> Response[Any]:
        return Response(description())

    @get("/reference", name="apidocs.reference")
    async def reference() -> Template:
        found = description()
        return page(
            "apidocs/reference.html",
            chapters=chapters(found),
            shapes=shapes(found),
            refusals=sorted(ABOUT_READING | ABOUT_ONE | ABOUT_ACTING),
        )

    return Router("/api", route_handlers=[schema, reference], include_in_schema=False)


def describe(routers: Sequence[Router]) -> Json:
    """The API as OpenAPI says it: paths by Litestar, structs by msgspec, which knows them best."""
    token = SecurityScheme(type="http", scheme="bearer", description="A token of one's account")
    described = Litestar(
        list(routers),
        dependencies={"actor": Provide(guards.provide_actor)},
        openapi_config=OpenAPIConfig(
            _TITLE,
            _VERSION,
            description=_ABOUT,
            use_handler_docstrings=True,
            security=[{"token": []}],
            components=Components(security_schemes={"token": token}),
        ),
        logging_config=None,
    )
    found = described.openapi_schema.to_schema()
    _, structs = msgspec.json.schema_components(
        _structs(described), ref_template=f"{_REFERENCE}{{name}}"
    )
    for schema in structs.values():
        schema["description"] = cleandoc(schema.get("description", ""))
    found["components"]["schemas"] = structs
    text = _LISTING.sub(r"ListingOf\1", msgspec.json.encode(found).decode())
    renamed: Json = msgspec.json.decode(text)
    return renamed


def chapters(described: Json) -> dict[str, list[Operation]]:
    """The operations by chapter, in the order in which they are registered."""
    found: dict[str, list[Operation]] = {}
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            found.setdefault(operation["tags"][0], []).append(_operation(path, method, operation))
    return found


def shapes(described: Json) -> list[Shape]:
    """All structs and closed lists of values, by name."""
    return [
        Shape(name, schema["description"], list(_fields(schema)), schema.get("enum", []))
        for name, schema in sorted(described["components"]["schemas"].items())
    ]


def type_of(schema: Json) -> str:
    """A schema in a word or two: `string (uuid)`, `list of NeedRow`, `Tier or null`."""
    if "$ref" in schema:
        return str(schema["$ref"]).removeprefix(_REFERENCE)
    for several in ("oneOf", "anyOf", "allOf"):
        if several in schema:
            return " or ".join(dict.fromkeys(type_of(one) for one in schema[several]))
    if "enum" in schema:
        return " | ".join("null" if value is None else str(value) for value in schema["enum"])
    kinds = schema.get("type", "any")
    if kinds == "array":
        return f"list of {type_of(schema.get('items', {}))}"
    if isinstance(kinds, list):
        return " or ".join(type_of({**schema, "type": kind}) for kind in kinds)
    detail = schema.get("format") or schema.get("pattern")
    return f"{kinds} ({detail})" if detail and kinds != "null" else str(kinds)


def _operation(path: str, method: str, operation: Json) -> Operation:
    parameters = [
        Line(one["name"], type_of(one["schema"]), one.get("required", False), one["in"])
        for one in operation.get("parameters", [])
    ]
    answers = [
        Line(status, _content(answer), False)
        for status, answer in sorted(operation["responses"].items())
    ]
    return Operation(
        operation["operationId"],
        method.upper(),
        path,
        guards.matrix()[f"api.{operation['operationId']}"].roles,
        parameters,
        _content(operation.get("requestBody", {})),
        [answer for answer in answers if answer.type != _PROBLEM],
        [answer.name for answer in answers if answer.type == _PROBLEM],
    )


def _fields(schema: Json) -> Iterator[Line]:
    required = schema.get("required", [])
    for name, value in schema.get("properties", {}).items():
        yield Line(name, type_of(value), name in required, note=_limits(value))


def _limits(schema: Json) -> str:
    """Lengths, ranges and the default, of whichever way there is to fill the field in."""
    ways = [schema, *schema.get("anyOf", ())]
    return ", ".join(
        f"{name}: {way[name]}"
        for way in ways
        for name in _LIMITS
        if way.get(name) not in (None, "", [])
    )


def _content(message: Json) -> str:
    """What a body or an answer holds."""
    held = next(iter(message.get("content", {}).values()), None)
    return type_of(held["schema"]) if held else ""


def _structs(app: Litestar) -> list[Any]:
    """What the handlers take and give."""
    handlers = [
        handler
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        if handler.resolve_include_in_schema()
    ]
    sent = [field.annotation for handler in handlers if (field := handler.parsed_data_field)]
    given = [handler.parsed_return_field for handler in handlers]
    return [ProblemOut, *sent, *(_inside(field) for field in given)]


def _inside(field: FieldDefinition) -> Any:
    return field.args[0] if field.is_subclass_of(Response) else field.annotation


_LIMITS = ("minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems", "default")
