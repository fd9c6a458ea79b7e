"""Values that forms should never be sent, and values that lead past the first check."""

import json
import random
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote_from_bytes
from uuid import uuid4

from talentpool.kit.fields import fields_of
from talentpool.kit.forms import Form

MARK = "<script>alert(7)"
LONG = 100_000
NASTY = (
    "",
    " ",
    "\x00",
    "a\x00b",
    "\u202egnp.exe",
    "\u200b\u2066\u2069",
    "\ud800",
    "\udfff\ud800",
    "\ufeff",
    "\r\nSet-Cookie: a=b",
    "葛\U000e0100" * 50,
    "👨‍👩‍👧‍👦" * 60,
    "x" * LONG,
    "あ" * LONG,
    "2027-02-30",
    "0000-00-00",
    "9999-12-31",
    "99999-01-01",
    "2027-13",
    "令和99年",
    "1e400",
    "NaN",
    "-Infinity",
    "-1",
    "1" * 400,
    "9223372036854775808",
    "2147483648",
    "0x10",
    "１２",
    "五",
    "null",
    "true",
    "[]",
    "{}",
    "%00",
    "%",
    "' or 1=1 --",
    "'; drop table need; --",
    "$1",
    "\\",
    f"{MARK}</script>",
    f'">{MARK}</script>',
    f"</textarea>{MARK}</script>",
    f"'{MARK}</script>",
    "javascript:alert(7)",
    "{{ 7*7 }}",
    "{% raw %}",
    "%(name)s",
    "{0.__class__}",
    "=HYPERLINK(1)",
    "@SUM(A1)",
    "+1+cmd|' /C calc'!A0",
    "../../etc/passwd",
    "//evil.example",
    "http://[",
    "a@b@c",
    "a@" + "b" * 300,
)
PLAUSIBLE = (
    "2027-01-04",
    "2027-01",
    "5",
    "1",
    "7.5",
    "true",
    "架空の文です。",
    f"架空 {MARK}</script>",
    "カクウ ハナコ",
    "a@example.jp",
    "03-1234-5678",
    "139017",
    "https://example.jp/work",
)
_KEYS = ("0", "-1", "x", "9" * 30, "")
_SHARED = ("version", "seen", "next", "reason", "comment", "text", "_once", "_rows", "then", "code")


def forms_of(slice_name: str) -> list[type[Form]]:
    """All forms that a slice defines."""
    start = f"talentpool.{slice_name}."
    return [form for form in _all(Form) if form.__module__.startswith(start)]


def _all(base: type[Form]) -> Iterator[type[Form]]:
    for form in base.__subclasses__():
        yield form
        yield from _all(form)


class Sender:
    """Makes up what is sent, by chance."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    def pairs(self, forms: list[type[Form]]) -> list[tuple[str, str]]:
        """Fields of one of *forms*, most of them plausible; some repeated, nested or unknown."""
        form = self.chance.choice(forms) if forms else Form
        sent = list(self._fields(form, ""))
        sent += [(name, self.text()) for name in _SHARED if self.chance.random() < 0.3]
        for name, _ in list(sent):
            match self.chance.random():
                case lucky if lucky < 0.03:
                    sent.append((name, self.text()))
                case lucky if lucky < 0.05:
                    sent.append((f"{name}.{self.chance.choice(_KEYS)}", "1"))
                case lucky if lucky < 0.06:
                    sent.append((f"{name}{'.a' * 500}", "1"))
        self.chance.shuffle(sent)
        return sent

    def text(self) -> str:
        """One value of a field of which nothing is known."""
        return self.chance.choice(NASTY if self.chance.random() < 0.4 else PLAUSIBLE)

    def form_body(self, pairs: list[tuple[str, str]]) -> bytes:
        """*pairs* as a browser encodes them, and as none would: half characters."""
        return "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in pairs).encode()

    def json_body(self, forms: list[type[Form]]) -> bytes:
        """A JSON object with those fields, or something else altogether."""
        if self.chance.random() < 0.1:
            wrong = ["[]", "null", '"x"', "1", "{", "[" * 2_000, '{"a":1,"a":2}', "\xff", ""]
            return self.chance.choice(wrong).encode("latin-1")
        made = {name: self._json(value) for name, value in self.pairs(forms)}
        return json.dumps(made).encode()

    def _fields(self, form: type[Form], prefix: str) -> Iterator[tuple[str, str]]:
        for field in fields_of(form).values():
            name = f"{prefix}{field.name}"
            inner = field.item if field.is_list else field
            if self.chance.random() < 0.1:
                continue
            if inner.is_group:
                yield from self._fields(inner.base, f"{name}.0." if field.is_list else f"{name}.")
            elif field.options and self.chance.random() < 0.85:
                yield name, str(self.chance.choice(list(field.options)))
            else:
                yield name, self.text()

    def _json(self, value: str) -> Any:
        kinds: list[Any] = [value, value, value, [value], {"a": value}, None, True, -1, 10**30]
        return self.chance.choice([*kinds, 1.5, [], [[]], str(uuid4())])


def _quoted(text: str) -> str:
    return quote_from_bytes(text.encode("utf-8", "surrogatepass"))
