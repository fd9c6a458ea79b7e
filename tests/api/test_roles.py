"""Every operation, asked by every role: who is refused is told so before anything is read.

The table below is written by hand; it shares nothing with the matrix that the guard reads.
"""

from uuid import uuid4

import httpx

from talentpool.actor import Role
from tests.api.client import PROBLEM, Machine, machine_of
from tests.makers.accounts import an_account

MUNICIPAL = {"officer", "municipal_manager"}
COORDINATOR = {"coordinator"}
REQUESTERS = MUNICIPAL | COORDINATOR
READERS = REQUESTERS | {"expert", "planner"}
EVERYBODY = READERS | {"administrator", "auditor"}
ROLES = sorted(EVERYBODY)

ALLOWED = {
    ("GET", "/needs"): READERS,
    ("GET", "/needs/{id}"): READERS,
    ("POST", "/needs"): REQUESTERS,
    ("PUT", "/needs/{id}"): REQUESTERS,
    ("POST", "/needs/{id}/submit"): REQUESTERS,
    ("POST", "/needs/{id}/cancel"): REQUESTERS,
    ("POST", "/needs/{id}/withdraw"): REQUESTERS,
    ("POST", "/needs/{id}/open"): COORDINATOR,
    ("POST", "/needs/{id}/return"): COORDINATOR,
    ("POST", "/needs/{id}/decline"): COORDINATOR,
    ("POST", "/needs/{id}/next-step"): COORDINATOR,
    ("GET", "/candidates"): COORDINATOR,
    ("GET", "/candidates/{id}"): COORDINATOR,
    ("POST", "/candidates/{id}/screening"): COORDINATOR,
    ("GET", "/needs/{id}/ranking"): {"coordinator", "auditor"},
    ("GET", "/needs/{id}/decisions"): {"coordinator", "auditor"},
    ("POST", "/needs/{id}/candidates/{id}/decision"): COORDINATOR,
    ("POST", "/proposals/{id}/undo"): COORDINATOR,
    ("POST", "/proposals/{id}/send-now"): COORDINATOR,
    ("GET", "/needs/{id}/proposals"): REQUESTERS,
    ("POST", "/proposals/{id}/refer"): COORDINATOR,
    ("POST", "/proposals/{id}/selection"): MUNICIPAL,
    ("POST", "/proposals/{id}/select"): MUNICIPAL,
    ("POST", "/proposals/{id}/not-select"): MUNICIPAL,
    ("GET", "/engagements"): REQUESTERS | {"planner"},
    ("GET", "/engagements/{id}"): REQUESTERS | {"planner"},
    ("GET", "/cases"): {"coordinator", "planner"},
    ("GET", "/status"): {"coordinator", "planner", "administrator", "auditor"},
    ("GET", "/municipalities"): EVERYBODY,
    ("GET", "/skills"): EVERYBODY,
}


async def _ask(machine: Machine, method: str, path: str) -> httpx.Response:
    path = path.replace("{id}", str(uuid4()))
    if method == "GET":
        return await machine.get(path)
    return await (machine.post if method == "POST" else machine.put)(path, {})


async def test_each_operation_admits_exactly_the_roles_of_the_table(client):
    machines = {role: await machine_of(client, await an_account(Role(role))) for role in ROLES}

    wrong = []
    for (method, path), allowed in ALLOWED.items():
        for role, machine in machines.items():
            answer = await _ask(machine, method, path)
            is_refused = answer.status_code == 403
            if is_refused == (role in allowed) or answer.status_code in {401, 500}:
                wrong.append(f"{role} {method} {path} -> {answer.status_code}")

    assert wrong == []


async def test_nobody_is_told_to_show_a_token(client):
    wrong = []
    for method, path in ALLOWED:
        answer = await client.request(method, f"/api/v1{path.replace('{id}', str(uuid4()))}")
        is_right = answer.status_code == 401 and answer.headers["www-authenticate"] == "Bearer"
        if not is_right or answer.headers["content-type"] != PROBLEM:
            wrong.append(f"{method} {path} -> {answer.status_code}")

    assert wrong == []


async def test_the_table_names_every_operation_there_is(client):
    machine = await machine_of(client, await an_account(Role.COORDINATOR))

    paths = (await client.get("/api/openapi.json", headers=machine.headers)).json()["paths"]

    described = {
        (method.upper(), _plain(path)) for path, methods in paths.items() for method in methods
    }
    assert described == set(ALLOWED)


def _plain(path: str) -> str:
    parts = path.removeprefix("/api/v1").split("/")
    return "/".join("{id}" if part.startswith("{") else part for part in parts)


async def test_a_token_that_was_never_given_opens_nothing(client):
    answer = await Machine(client, "made-up", None).get("/needs")

    assert answer.status_code == 401
