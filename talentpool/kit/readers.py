"""What people type, made into values: anything unambiguous is taken, the rest is refused by code.

Each reader takes what a form or a JSON object carries. Values that have their type already (from
JSON) pass unchanged; each `show_` gives a stored value back the way it is typed.
"""

import re
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from talentpool.kit import text as texts
from talentpool.kit.errors import FieldError
from talentpool.kit.formats import MINUTES_AN_HOUR

REGION = "JP"

KANA = re.compile(r"[ァ-ヺー・ ]+")
POSTAL_CODE = re.compile(r"\d{7}")
HOURS = re.compile(r"(\d{1,4}(?:\.\d+)?)(?:(?:時間|h)(?:(半)|(\d{1,2})(?:分|m)?)?)?")
MINUTES = re.compile(r"(\d{1,4})(?:分|m)")
CLOCK = re.compile(r"(\d{1,4}):([0-5]\d)")
MONEY_PART = re.compile(r"(\d+(?:\.\d+)?)(億|万|千)?")
LARGEST = 10**15
MONEY_UNITS = {"億": 100_000_000, "万": 10_000, "千": 1_000, "": 1}
DASHES = re.compile("[‐‑‒–—―−ー~〜-]")


class Refused(Exception):
    """One value that cannot be read; becomes a `FieldError` beside its field."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.error = FieldError(code, facts)


def read_line(value: Any) -> str:
    """One line, its characters kept as typed.

    Raises:
        Refused: it holds a NUL, control, direction or invisible character.
    """
    return _without_refused(texts.tidy_line(string(value)), allow_lines=False)


def read_text(value: Any) -> str:
    """Several lines, kept.

    Raises:
        Refused: as `read_line`.
    """
    return _without_refused(texts.tidy_text(string(value)), allow_lines=True)


def read_secret(value: Any) -> str:
    """A password: every character counts, blanks at its ends too.

    Raises:
        Refused: it is not a text.
    """
    return string(value)


def show_nothing(_: Any) -> str:
    """A password is never shown again."""
    return ""


def read_kana(value: Any) -> str:
    """Katakana, from hiragana, half-width or full-width kana.

    Raises:
        Refused: it holds anything else.
    """
    katakana = texts.to_katakana(read_line(value))
    if not KANA.fullmatch(katakana):
        raise Refused("bad_kana")
    return katakana


def read_email(value: Any) -> str:
    """A mail address in ASCII, its host in lower case.

    Raises:
        Refused: it is not one; whether it can receive mail only a mail can tell.
    """
    address = texts.narrow(read_line(value))
    try:
        found = validate_email(address, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        raise Refused("bad_email") from None
    return found.normalized


def read_phone(value: Any) -> str:
    """A telephone number as E.164: +81312345678.

    Raises:
        Refused: no such number can exist.
    """
    typed = DASHES.sub("-", texts.narrow(read_line(value)))
    try:
        number = phonenumbers.parse(typed, REGION)
    except phonenumbers.NumberParseException:
        raise Refused("bad_phone") from None
    if not phonenumbers.is_valid_number(number):
        raise Refused("bad_phone")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def show_phone(number: str) -> str:
    """The number as it is dialled here: 03-1234-5678."""
    parsed = phonenumbers.parse(number, REGION)
    is_national = parsed.country_code == phonenumbers.country_code_for_region(REGION)
    style = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(
        parsed, style.NATIONAL if is_national else style.INTERNATIONAL
    )


def read_postal_code(value: Any) -> str:
    """Seven digits.

    Raises:
        Refused: there are more, fewer, or other characters.
    """
    digits = DASHES.sub("", texts.narrow(string(value))).replace(" ", "").lstrip("〒")
    if not POSTAL_CODE.fullmatch(digits):
        raise Refused("bad_postal_code")
    return digits


def show_postal_code(code: str) -> str:
    """100-0001."""
    return f"{code[:3]}-{code[3:]}"


def read_url(value: Any) -> str:
    """A web address, its scheme and host in lower case.

    Raises:
        Refused: it is not http or https.
    """
    typed = texts.narrow(read_line(value))
    try:
        parts = urlsplit(typed if "://" in typed else f"https://{typed}")
    except ValueError:
        raise Refused("bad_url") from None
    if parts.scheme.lower() not in {"http", "https"} or "." not in parts.netloc or " " in typed:
        raise Refused("bad_url")
    return urlunsplit(parts._replace(scheme=parts.scheme.lower(), netloc=parts.netloc.lower()))


def read_whole(value: Any) -> int:
    """A whole number.

    Raises:
        Refused: it is not one.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    digits = _number(value)
    if not re.fullmatch(r"[+-]?\d{1,15}", digits):
        raise Refused("bad_whole")
    return int(digits)


def read_decimal(value: Any) -> float:
    """A number, with or without decimals.

    Raises:
        Refused: it is not one.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        if not abs(value) < LARGEST:  # nor is what is no number at all
            raise Refused("bad_number")
        return float(value)
    digits = _number(value)
    if not re.fullmatch(r"[+-]?\d{1,15}(\.\d{1,6})?", digits):
        raise Refused("bad_number")
    return float(digits)


def show_number(value: float) -> str:
    """Without a needless .0."""
    return f"{value:g}"


def read_money(value: Any) -> int:
    """Whole yen, from 45,000, 4.5万円 or 1億2000万.

    Raises:
        Refused: it is not an amount.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    rest = _number(value).removesuffix("円").lstrip("¥\\")
    parts = MONEY_PART.findall(rest)
    if not parts or "".join(number + unit for number, unit in parts) != rest:
        raise Refused("bad_money")
    yen = sum(float(number) * MONEY_UNITS[unit] for number, unit in parts)
    if not yen < LARGEST or yen != int(yen):
        raise Refused("bad_money")
    return int(yen)


def show_money(yen: int) -> str:
    """45,000."""
    return f"{yen:,}"


def read_hours(value: Any) -> int:
    """Whole minutes, from hours as people write them: 7.75, 7:45, 7時間45分, 7時間半.

    Raises:
        Refused: it is not a number of hours.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    typed = _number(value).removeprefix("週").removeprefix("約").replace(" ", "")
    if clock := CLOCK.fullmatch(typed):
        return int(clock[1]) * MINUTES_AN_HOUR + int(clock[2])
    if minutes := MINUTES.fullmatch(typed):
        return int(minutes[1])
    if found := HOURS.fullmatch(typed):
        rest = MINUTES_AN_HOUR // 2 if found[2] else int(found[3] or 0)
        return round(float(found[1]) * MINUTES_AN_HOUR) + rest
    raise Refused("bad_hours")


def show_hours(minutes: int) -> str:
    """7.75."""
    return f"{minutes / MINUTES_AN_HOUR:.2f}".rstrip("0").rstrip(".")


def string(value: Any) -> str:
    """*value*, which has to be a text.

    Raises:
        Refused: it is something else.
    """
    if isinstance(value, str):
        return value
    raise Refused("bad_type")


def _number(value: Any) -> str:
    """The digits of a number however it was typed: full width, with commas, with its unit."""
    return texts.narrow(string(value)).replace(",", "").replace("−", "-").strip()


def _without_refused(text: str, *, allow_lines: bool) -> str:
    refused = texts.find_refused(text, allow_lines=allow_lines)
    if refused:
        raise Refused("bad_characters", character=refused.code, position=refused.position)
    return text
