"""The side for machines: JSON in and out, read as strictly as forms, refused in one shape.

`read` and `act` make handlers whose description lists every status they can answer with, so that
/api/openapi.json is true. Bodies are closed structs; all that is wrong in one is told at once.
"""

from collections.abc import Callable, Generator, Mapping, Sequence
from datetime import datetime
from functools import partial
from http import HTTPStatus
from types import MappingProxyType
from typing import Annotated, Any, Generic, TypeVar
from urllib.parse import urlencode
from uuid import UUID, uuid5

import msgspec
from litestar import Request, Response, Router, get, post, put
from litestar.dto import AbstractDTO
from litestar.exceptions import ClientException, ValidationException
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import HeaderParameter, QueryParameter
from litestar.typing import FieldDefinition
from msgspec import UNSET, Meta, UnsetType

from talentpool.kit.error_pages import PROBLEM_JSON, Problem, answer
from talentpool.kit.errors import FieldError, Invalid
from talentpool.kit.forms import Form
from talentpool.kit.paging import LAST_PAGE, PAGE_SIZE
from talentpool.kit.reading import read_all

BASE = "/api/v1"
LARGEST_VERSION = 2**31 - 1
ABOUT_READING = {
    400: "A parameter cannot be read",
    401: "No token, or one that is not valid any more",
    403: "Not for this role",
    500: "Ours to mend; quote the reference",
    503: "A part is away; nothing was changed, try again",
}
ABOUT_ONE = {404: "There is none, or it is not yours to see"}
ABOUT_ACTING = {
    409: "Not in this state, or somebody else changed it first: `version` is the present one",
    413: "The body is too large",
    422: "The input is wrong; `errors` says where",
}

T = TypeVar("T")
Instant = Annotated[datetime, Meta(tz=True)]
Version = Annotated[int, Meta(ge=1, le=LARGEST_VERSION)]
PageNumber = Annotated[int, QueryParameter(name="page", ge=1, le=LAST_PAGE)]
SeenVersion = Annotated[int | None, QueryParameter(name="seen", ge=1, le=LARGEST_VERSION)]
Words = Annotated[str, QueryParameter(name="q", max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
IdempotencyKey = Annotated[
    UUID | None,
    HeaderParameter(
        name="Idempotency-Key",
        description="The same key sent again gives the first answer's outcome and does nothing",
    ),
]


class Seen(Form, frozen=True, kw_only=True):
    """The version that the sender has seen; without it whatever is there is acted on."""

    seen: Version | None = None


class Listing(msgspec.Struct, Generic[T], frozen=True):
    """One page of a list; `next` is the address of the one that follows."""

    items: list[T]
    total: int
    page: int
    next: str | None


class Moved(msgspec.Struct, frozen=True):
    """Where something stands after a verb; `version` is what the next one has seen."""

    id: UUID
    state: str
    version: int


class FieldProblem(msgspec.Struct, frozen=True):
    """One thing wrong with one field: its dotted name, a code, and facts such as limits."""

    field: str
    code: str
    facts: dict[str, Any]


class ProblemOut(msgspec.Struct, frozen=True):
    """A refusal (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    errors: list[FieldProblem] | UnsetType = UNSET
    version: int | UnsetType = UNSET
    reference: str | UnsetType = UNSET


class JsonBody(AbstractDTO[Any]):
    """Reads a body by the type of the handler's `data`, as forms are read."""

    def decode_bytes(self, value: bytes) -> Any:
        """The struct.

        Raises:
            ClientException: it is no JSON object.
            Invalid: with everything that is wrong.
        """
        try:
            sent = msgspec.json.decode(value)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise ClientException("bad_input") from None
        if not isinstance(sent, Mapping):
            raise ClientException("bad_input")
        field = self.asgi_connection.route_handler.parsed_data_field
        assert field is not None, "it is asked for because there is one"
        return _read(field.annotation, sent)

    @classmethod
    def generate_field_definitions(cls, model_type: type[Any]) -> Generator[Any, None, None]:
        """Nothing is derived from the struct: it is the schema itself."""
        yield from ()

    @classmethod
    def detect_nested_field(cls, field_definition: FieldDefinition) -> bool:
        """See `generate_field_definitions`."""
        return False

    @classmethod
    def create_for_field_definition(
        cls, field_definition: FieldDefinition, handler_id: str, backend_cls: Any = None
    ) -> None:
        """See `generate_field_definitions`."""

    @classmethod
    def create_openapi_schema(
        cls, field_definition: FieldDefinition, handler_id: str, schema_creator: Any
    ) -> Any:
        """The struct as it is."""
        return schema_creator.for_field_definition(field_definition)


def read(path: str, *, name: str) -> Callable[[Callable[..., Any]], HTTPRouteHandler]:
    """A GET handler; *name* is the operation's id and, after `api.`, the route's name."""
    about = ABOUT_READING | (ABOUT_ONE if "{" in path else {})
    return get(path, name=f"api.{name}", operation_id=name, responses=_problems(about))


def act(
    path: str,
    *,
    name: str,
    status_code: int = 200,
    also: Mapping[int, type[msgspec.Struct]] = MappingProxyType({}),
    method: Any = post,
) -> Callable[[Callable[..., Any]], HTTPRouteHandler]:
    """A handler that changes something; *also*: other ways in which it succeeds."""
    about = ABOUT_READING | (ABOUT_ONE if "{" in path else {}) | ABOUT_ACTING
    made: Callable[[Callable[..., Any]], HTTPRouteHandler] = method(
        path,
        name=f"api.{name}",
        operation_id=name,
        status_code=status_code,
        responses=_problems(about) | _successes(also),
    )
    return made


replace = partial(act, method=put)


def api_router(tag: str, handlers: Sequence[HTTPRouteHandler]) -> Router:
    """The API of one slice; *tag* is its chapter in the reference."""
    return Router(
        BASE,
        route_handlers=handlers,
        tags=[tag],
        dto=JsonBody,
        return_dto=None,
        exception_handlers={ValidationException: _bad_parameters},
    )


def listing(request: Request[Any, Any, Any], items: list[T], total: int, page: int) -> Listing[T]:
    """One page of a list with the address of the next."""
    following = None
    if page * PAGE_SIZE < total:
        asked = [pair for pair in request.query_params.multi_items() if pair[0] != "page"]
        following = f"{request.url.path}?{urlencode([*asked, ('page', page + 1)])}"
    return Listing(items, total, page, following)


def offset_of(page: int) -> int:
    """How many rows stand before *page*."""
    return (page - 1) * PAGE_SIZE


def receipt_key(request: Request[Any, Any, Any], key: UUID | None) -> UUID | None:
    """*key* for one address and one sender: what others choose for theirs does not meet it."""
    if key is None:
        return None
    return uuid5(key, f"{request.user.account} {request.method} {request.url.path}")


def _read(struct: type[msgspec.Struct], sent: Mapping[str, Any]) -> Any:
    value, errors = read_all(struct, sent)
    if errors:
        raise Invalid(errors)
    return value


def _problems(about: Mapping[int, str]) -> dict[int, ResponseSpec]:
    return {
        status: ResponseSpec(
            ProblemOut, generate_examples=False, description=text, media_type=PROBLEM_JSON
        )
        for status, text in about.items()
    }


def _successes(also: Mapping[int, type[msgspec.Struct]]) -> dict[int, ResponseSpec]:
    return {
        status: ResponseSpec(struct, generate_examples=False, description=HTTPStatus(status).phrase)
        for status, struct in also.items()
    }


def _bad_parameters(request: Request[Any, Any, Any], error: ValidationException) -> Response[Any]:
    """Which parameters could not be read, by the names that the sender knows them by."""
    declared = request.route_handler.parsed_fn_signature.parameters
    wrong = error.extra if isinstance(error.extra, list) else []
    fields = {
        getattr(declared[item["key"]].kwarg_definition, "name", None) or item["key"]: [
            FieldError("bad_format")
        ]
        for item in wrong
        if item.get("key") in declared and item["key"] != "data"
    }
    return answer(request, Problem(400, "bad_input", fields=fields))
