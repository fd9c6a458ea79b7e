"""The API asked for whatever its own description allows, and what it does not: nothing breaks.

Half of the addresses lead to things that are there, so that the verbs themselves are reached.
"""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, assume, given, seed, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from talentpool import apidocs
from talentpool.app import API_ROUTERS
from tests.api.client import Machine, machine_of
from tests.makers.chains import Chain, a_placement

SEED = 20261124
EXAMPLES = 5  # of each operation, in each mode: about 300 in all
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
CALM = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
Send = Callable[[str, Any], httpx.Response]


def _operations() -> Iterator[Any]:
    schema = schemathesis.openapi.from_dict(dict(apidocs.describe(API_ROUTERS)))
    for result in schema.get_all_operations():
        yield result.ok()


def _can_be_wrong(operation: Any) -> bool:
    definition = operation.definition.raw
    return bool(definition.get("parameters") or definition.get("requestBody"))


def _explore(send: Send, there: dict[str, str]) -> int:
    """Ask each operation; how often anything was asked."""
    asked = 0

    def judge(operation: Any, mode: GenerationMode) -> None:
        cases = operation.as_strategy(generation_mode=mode)

        @seed(SEED)
        @CALM
        @given(case=cases, who=st.sampled_from(["coordinator", "officer"]), is_there=st.booleans())
        def one(case: Any, who: str, is_there: bool) -> None:
            nonlocal asked
            if is_there:
                case.path_parameters.update(
                    {name: there[name] for name in case.path_parameters if name in there}
                )
            answer = send(who, case)
            asked += 1
            case.validate_response(answer, checks=CHECKS)

        one()

    for operation in _operations():
        judge(operation, GenerationMode.POSITIVE)
        if _can_be_wrong(operation):
            judge(operation, GenerationMode.NEGATIVE)
    return asked


async def _there(chain: Chain) -> dict[str, str]:
    return {
        "need_id": str(chain.need.id),
        "candidate_id": str(chain.candidate.id),
        "proposal_id": str(chain.proposal),
    }


def _sender(machines: dict[str, Machine]) -> Send:
    """Sends from the exploring thread through the loop on which everything else runs."""
    loop = asyncio.get_running_loop()

    def send(who: str, case: Any) -> httpx.Response:
        machine = machines[who]
        told = case.as_transport_kwargs(base_url="http://localhost", headers=machine.headers)
        fields = ("method", "url", "headers", "params", "data", "json", "cookies")
        try:
            made = requests.Request(**{k: told[k] for k in fields if k in told}).prepare()
        except (requests.exceptions.InvalidHeader, UnicodeEncodeError):
            assume(False)
        request = machine.client.request(
            made.method, made.url, headers=dict(made.headers), content=made.body
        )
        return asyncio.run_coroutine_threadsafe(request, loop).result(30)

    return send


async def test_nothing_that_is_sent_breaks_it_or_gets_an_answer_it_does_not_describe(client, drain):
    chain = await a_placement(drain, "referred")
    machines = {
        "coordinator": await machine_of(client, chain.coordinator),
        "officer": await machine_of(client, chain.officer),
    }

    asked = await asyncio.to_thread(_explore, _sender(machines), await _there(chain))

    assert asked >= 200
