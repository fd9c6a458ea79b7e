"""What Dockerfile and compose.yaml say, taken from the files and made to run without an engine."""

import json
import os
import re
import sys
from pathlib import Path
from typing import Any

import yaml

from talentpool.kit import bundled
from tests.run.service import ROOT

DOCKERFILE = (ROOT / "Dockerfile").read_text()
FINAL_STAGE = DOCKERFILE.rpartition("\nFROM ")[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
SECRETS = {
    "POSTGRES_PASSWORD": "admin-Zm81",
    "OWNER_PASSWORD": "owner-Qr52",
    "WEB_PASSWORD": "web-Ks93",
    "WORKER_PASSWORD": "worker-Tf74",
    "VALKEY_PASSWORD": "valkey-Bn15",
    "TALENTPOOL_SECRET_KEY": "Yx3vD8rL1qW6sJ0bT5nC9gH2mK7pF4zE",
}


class ListeningPostgres(bundled.Postgres):
    """Like the image `postgres:18`: on TCP, with passwords; and one database that is careless."""

    def __init__(self, folder: Path, port: int) -> None:
        super().__init__(folder, folder, durable=False)
        self.port = port

    def settings(self) -> dict[str, str]:
        return super().settings() | {"listen_addresses": "127.0.0.1", "port": str(self.port)}

    def access_rules(self) -> list[str]:
        return [
            *super().access_rules(),
            "host careless all 127.0.0.1/32 trust",
            "host all all 127.0.0.1/32 scram-sha-256",
        ]


def image_command(service: str) -> list[str]:
    """What the engine would start for a service: the image's entry point, then the command."""
    command = COMPOSE["services"][service].get("command") or _instruction("CMD")
    return [*_instruction("ENTRYPOINT"), *command]


def health_command(service: str) -> list[str]:
    """What the engine would ask a service's health by."""
    test = COMPOSE["services"][service].get("healthcheck", {}).get("test")
    return test[1:] if test else _instruction("HEALTHCHECK .*CMD")


def image_environment(service: str, ports: dict[str, int]) -> dict[str, str]:
    """The image's variables, then the service's, the hosts' names replaced by real ports."""
    variables = dict(re.findall(r"^\s+(?:ENV )?([A-Z_]+)=(\S+)", FINAL_STAGE, re.MULTILINE))
    variables |= COMPOSE["services"][service]["environment"]
    return {name: _reach(_interpolate(value), ports) for name, value in variables.items()} | {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "HOST": "127.0.0.1",
        "PORT": str(ports["web"]),
        "PUBLIC_URL": f"http://localhost:{ports['web']}",
    }


def valkey_command(port: int) -> list[str]:
    """The cache of the compose file, on a port."""
    _, *options = map(_interpolate, COMPOSE["services"]["valkey"]["command"])
    return [str(bundled.valkey_binary()), *options, "--port", str(port), "--bind", "127.0.0.1"]


def _instruction(name: str) -> list[str]:
    (arguments,) = re.findall(rf"^{name} (\[.*\])$", FINAL_STAGE, re.MULTILINE)
    command: list[str] = json.loads(arguments)
    return command


def _interpolate(value: str) -> str:
    """`${NAME:?…}` and `${NAME:-default}`, as compose does."""

    def replace(match: re.Match[str]) -> str:
        name, default = match.groups()
        return SECRETS.get(name, default or "")

    return re.sub(r"\$\{(\w+)(?::-([^}]*)|:\?[^}]*)?\}", replace, value)


def _reach(value: str, ports: dict[str, int]) -> str:
    value = value.replace("@postgres/", f"@127.0.0.1:{ports['postgres']}/")
    return value.replace("@valkey:6379/", f"@127.0.0.1:{ports['valkey']}/")
