"""The log: JSON lines that tell of requests and jobs and never of people."""

import json
import subprocess
import sys
from typing import Any

import pytest

PROGRAM = """
import logging, os, structlog
from talentpool.kit.log import configure_logging
from talentpool.kit.settings import Settings

configure_logging(Settings.from_environment(os.environ))
log = structlog.get_logger()
with structlog.contextvars.bound_contextvars(request_id="r-1"):
    log.info("need.opened", need="n-1")
logging.getLogger("uvicorn.error").warning("shutting %s", "down")
log.info("mail.sent", email="taro@example.jp", name="候補 太郎", task=7)
log.info("始めます")
try:
    raise ValueError("Key (email)=(taro@example.jp) already exists")
except ValueError:
    log.exception("job.failed")
"""
PRODUCTION = {
    "TALENTPOOL_MODE": "production",
    "TALENTPOOL_SECRET_KEY": "k7Qd0pXW3vN9sZrT1yLbG5hJm8cFaE2u",
    "PUBLIC_URL": "https://talent.example.jp",
    "SMTP_URL": "smtp://mail.example.jp",
    "MAIL_FROM": "desk@example.jp",
}


@pytest.fixture(scope="module")
def text() -> str:
    """What a process of production says on standard error; nothing on standard output."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=PRODUCTION, capture_output=True, text=True, check=True
    )
    assert done.stdout == ""
    return done.stderr


@pytest.fixture(scope="module")
def lines(text: str) -> dict[str, dict[str, Any]]:
    """The lines by event."""
    return {line["event"]: line for line in map(json.loads, text.splitlines())}


def test_a_line_carries_its_request_and_its_time(lines: dict[str, dict[str, Any]]) -> None:
    line = lines["need.opened"]

    assert (line["request_id"], line["need"], line["level"]) == ("r-1", "n-1", "info")
    assert line["timestamp"].endswith("Z")


def test_libraries_speak_in_the_same_stream(lines: dict[str, dict[str, Any]]) -> None:
    line = lines["shutting down"]

    assert (line["logger"], line["level"]) == ("uvicorn.error", "warning")


def test_fields_that_tell_of_people_are_withheld(lines: dict[str, dict[str, Any]]) -> None:
    line = lines["mail.sent"]

    assert (line["email"], line["name"], line["task"]) == ("[withheld]", "[withheld]", 7)


def test_in_production_an_exception_is_told_by_type_and_place(
    lines: dict[str, dict[str, Any]],
) -> None:
    line = lines["job.failed"]

    assert line["error"] == "ValueError"
    assert line["trace"] == ["<string>:14 <module>"]


def test_no_line_tells_of_a_person_and_japanese_is_readable(text: str) -> None:
    assert "taro" not in text
    assert "太郎" not in text
    assert "始めます" in text
