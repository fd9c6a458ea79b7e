"""Templates: short, without code, without what the content security policy forbids."""

import re
from pathlib import Path

import pytest

from talentpool.kit.settings import Settings
from talentpool.kit.templates import FRONTEND, make_environment

TEMPLATES = FRONTEND / "templates"
MAX_LINES = 120
# Not pages of their own: parents and parts that others extend or import.
SHARED = {"layouts", "components"}
FORBIDDEN = {
    "an inline style": r"<style\b|\sstyle\s*=",
    "an inline script": r"<script(?![^>]*\bsrc=)|javascript:",
    "an event attribute": r"<[^>]*\son[a-z]+\s*=|\bhx-on\b",
    "unescaped output": r"\|\s*safe\b|\bautoescape\b|\bMarkup\b",
    "an attribute out of an expression": r"\{\{\s*['\"]\s+[a-z-]+=",
    "an address of another host": r"(?:src|href|action)=\"https?://",
}
POST_FORM = re.compile(r"<form\b[^>]*method=\"post\".*?</form>", re.DOTALL | re.IGNORECASE)


def templates() -> list[Path]:
    return sorted(path for path in TEMPLATES.rglob("*") if path.is_file())


def name(path: Path) -> str:
    return path.relative_to(TEMPLATES).as_posix()


def violations(text: str) -> list[str]:
    return [what for what, pattern in FORBIDDEN.items() if re.search(pattern, text)]


def test_no_template_holds_what_the_policy_or_the_house_forbids():
    found = {name(path): violations(path.read_text(encoding="utf-8")) for path in templates()}

    assert {path: what for path, what in found.items() if what} == {}


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('<p style="color:red">', "an inline style"),
        ("<style>p{}</style>", "an inline style"),
        ("<script>alert(1)</script>", "an inline script"),
        ('<a href="javascript:x">', "an inline script"),
        ('<button onclick="x()">', "an event attribute"),
        ("{{ body | safe }}", "unescaped output"),
        ("{{ ' aria-current=\"true\"' if x }}", "an attribute out of an expression"),
        ('<img src="https://example.com/x.png">', "an address of another host"),
    ],
)
def test_each_rule_catches_what_it_is_for(text, what):
    assert what in violations(text)


def test_templates_are_short():
    lengths = {name(path): len(path.read_text("utf-8").splitlines()) for path in templates()}

    assert {path: n for path, n in lengths.items() if n > MAX_LINES} == {}


def test_pages_extend_a_layout_and_fragments_start_with_an_underscore():
    pages = [path for path in templates() if path.suffix == ".html" and _is_page(path)]

    assert [name(p) for p in pages if not p.read_text("utf-8").lstrip().startswith("{")] == []
    assert [name(p) for p in pages if "{% extends " not in p.read_text("utf-8")] == []


def test_every_post_form_carries_its_token():
    forms = [
        (name(path), form)
        for path in templates()
        for form in POST_FORM.findall(path.read_text(encoding="utf-8"))
    ]

    assert forms
    assert [path for path, form in forms if "csrf" not in form] == []


def test_every_template_compiles(tmp_path):
    settings = Settings.from_environment(
        {"TALENTPOOL_DATA_DIR": str(tmp_path), "TALENTPOOL_SECRET_KEY": "0123456789abcdef" * 2}
    )
    environment = make_environment(settings)

    for path in templates():
        environment.get_template(name(path))


def _is_page(path: Path) -> bool:
    return path.parent.name not in SHARED and not path.name.startswith("_")
