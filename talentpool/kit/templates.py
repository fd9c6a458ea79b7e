"""Jinja for pages, fragments, prints and mails: filters, globals, the reader's language.

Pages get `request` from Litestar; mails and files are rendered without one (`kit.mail`).
"""

import tomllib
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations, translation
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import budoux
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.template import TemplateConfig
from markupsafe import Markup, escape

from talentpool.kit import formats
from talentpool.kit.flash import read_flash
from talentpool.kit.forms import ONCE
from talentpool.kit.labels import labels, language
from talentpool.kit.navigation import Link, links
from talentpool.kit.readers import show_phone
from talentpool.kit.security import CSRF_FIELD, csrf_token
from talentpool.kit.settings import Settings
from talentpool.kit.static import static_path

FRONTEND = Path(__file__).resolve().parents[2] / "frontend"
LINE_BREAK = Markup("<wbr>")
HIDDEN = Markup('<input type="hidden" name="{}" value="{}">')
PLAIN_TONE = "line"

Globals = Mapping[str, Callable[..., Any]]


def make_environment(settings: Settings, more: Globals | None = None) -> Environment:
    """The one Jinja environment of a process; *more* are globals that slices bring along."""
    environment = Environment(
        loader=FileSystemLoader(FRONTEND / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=not settings.is_production,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True
    )
    environment.filters.update({name: _to_each_reader(speak) for name, speak in FILTERS.items()})
    return _with_globals(environment, settings, more or {})


def template_config(settings: Settings, more: Globals | None = None) -> TemplateConfig[Any]:
    """The environment as Litestar wants it."""
    engine = JinjaTemplateEngine.from_environment(make_environment(settings, more))
    # The engine brings globals of the same names that know nothing of our tokens and queries.
    engine.engine.globals.update(_page_globals(settings))
    return TemplateConfig(instance=engine)


def gettext(message: str) -> str:
    """*message* (the Japanese sentence) in the reader's language."""
    return catalogue(language.get()).gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """The form of a sentence that goes with *count*."""
    return catalogue(language.get()).ngettext(singular, plural, count)


@cache
def catalogue(name: str) -> NullTranslations | GNUTranslations:
    """The compiled sentences of one language; Japanese ones are their own keys."""
    return translation("messages", FRONTEND / "locale", [name], fallback=True)


def _to_each_reader(speak: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that is asked at each rendering.

    On a constant, Jinja would ask it once, when the page is compiled for its first reader, and tell
    all later ones in that reader's language.
    """

    @pass_context
    def asked_again(_context: Context, *values: Any, **facts: Any) -> Any:
        return speak(*values, **facts)

    return asked_again


def label_filter(value: Any, group: str = "", /, **facts: Any) -> str:
    """`{{ "role.officer" | label }}`, `{{ need.state | label("need_state") }}`."""
    return labels().text(f"{group}.{value}" if group else str(value), **facts)


def break_lines(text: str) -> Markup:
    """Text that breaks between phrases only: for headings and titles, not for paragraphs."""
    return _phrases(text) if language.get() == "ja" else escape(text)


@lru_cache(maxsize=4096)
def _phrases(text: str) -> Markup:
    return LINE_BREAK.join(escape(phrase) for phrase in _phrase_parser().parse(text))


@cache
def _phrase_parser() -> Any:
    return budoux.load_default_japanese_parser()


@cache
def tones() -> Mapping[str, str]:
    """How states look, by code: ok, warn, hold, urgent, mute, key; one file a slice."""
    files = sorted((FRONTEND / "tones").glob("*.toml"))
    return {
        code: tone
        for file in files
        for code, tone in tomllib.loads(file.read_text(encoding="utf-8")).items()
    }


def tone(group: str, code: Any) -> str:
    """How one state looks; plain when nobody said."""
    return tones().get(f"{group}.{code}", PLAIN_TONE)


def _once_field() -> Markup:
    return HIDDEN.format(ONCE, uuid4())


def _date(value: date | datetime) -> str:
    return formats.format_date(value, language.get())


def _far_date(day: date) -> str:
    return formats.format_far_date(day, language.get())


def _phone(number: str | None) -> str:
    return show_phone(number) if number else ""


def _datetime(value: datetime) -> str:
    return formats.format_datetime(value, language.get())


def _month(value: date | str) -> str:
    return formats.format_month(value, language.get())


def _money(yen: int) -> str:
    return formats.format_money(yen, language.get())


def _hours(minutes: int) -> str:
    return formats.format_hours(minutes, language.get())


def _weekly(minutes: int) -> str:
    return gettext("週%(hours)s") % {"hours": _hours(minutes)}


def _signed(number: float) -> str:
    """With a sign that cannot be overlooked: +16, −4, ±0."""
    sign = "+" if number > 0 else "−" if number < 0 else "±"
    return f"{sign}{abs(number):g}"


FILTERS: Mapping[str, Callable[..., Any]] = {
    "label": label_filter,
    "date": _date,
    "far_date": _far_date,
    "datetime": _datetime,
    "month": _month,
    "era": formats.format_era,
    "money": _money,
    "hours": _hours,
    "weekly": _weekly,
    "phone": _phone,
    "size": formats.format_size,
    "signed": _signed,
    "budoux": break_lines,
}


@pass_context
def _url_for(
    context: Context, name: str, query: Mapping[str, Any] | None = None, **path: Any
) -> str:
    url: str = context["request"].app.route_reverse(name, **path)
    return f"{url}?{urlencode(query, doseq=True)}" if query else url


@pass_context
def _viewer(context: Context) -> Any:
    """Whoever is signed in; None for everybody else and on pages that no route made."""
    user = context["request"].scope.get("user")
    return user if user is not None and user.account is not None else None


@pass_context
def _navigation(context: Context) -> list[Link]:
    viewer = context.call(_viewer)
    return links(context["request"], viewer.role if viewer else "anonymous")


def _page_globals(settings: Settings) -> dict[str, Callable[..., Any]]:
    @pass_context
    def token(context: Context) -> str:
        return csrf_token(settings, context["request"])

    @pass_context
    def token_field(context: Context) -> Markup:
        return HIDDEN.format(CSRF_FIELD, csrf_token(settings, context["request"]))

    @pass_context
    def flash(context: Context) -> Any:
        return read_flash(settings, context["request"])

    return {
        "url_for": _url_for,
        "viewer": _viewer,
        "navigation": _navigation,
        "csrf_token": token,
        "csrf_field": token_field,
        "flash": flash,
    }


def _with_globals(environment: Environment, settings: Settings, more: Globals) -> Environment:
    environment.globals.update(_page_globals(settings))
    environment.globals.update(
        static=static_path,
        label=label_filter,
        language=language.get,
        once_field=_once_field,
        tone=tone,
        version=settings.version,
        public_url=settings.public_url,
        is_demonstration=settings.is_demonstration,
    )
    environment.globals.update(more)
    return environment
