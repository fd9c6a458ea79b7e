"""The second factor that needs no telephone: printed codes, and codes of a clock (RFC 6238).

The secret of a clock is derived from a random seed and the service's own key, so that a copy of
the database alone makes no codes.
"""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime
from uuid import UUID

import pyotp
import segno

from talentpool.kit.text import DASHES, narrow

PRINTED_CODES = 10
STEP_SECONDS = 30
_CODE_BYTES = 10  # 80 bits: not to be guessed, not worth salting
_GROUP = 4
_SECRET_BYTES = 20
_LEEWAY = 1  # one step either way: clocks of tokens drift
_ISSUER = "talentpool"


def new_codes() -> list[str]:
    """Ten codes to print, in groups that can be read aloud."""
    return [_grouped(_base32(secrets.token_bytes(_CODE_BYTES))) for _ in range(PRINTED_CODES)]


def normal(code: str) -> str:
    """A code however it was typed: full width, lower case, with blanks or dashes.

    Everything compares codes in this form alone; else one code could be spent twice.
    """
    return "".join(DASHES.sub("-", narrow(code)).replace("-", "").split()).upper()


def is_clock_code(normal_code: str) -> bool:
    """Whether it has the shape of a clock's code; printed ones are longer."""
    return len(normal_code) == 6 and normal_code.isascii() and normal_code.isdecimal()


def digest(normal_code: str) -> bytes:
    """What is stored of a printed code."""
    return hashlib.sha256(normal_code.encode()).digest()


def clock_secret(secret_key: str, seed: UUID) -> str:
    """The secret that goes into somebody's clock, in base 32."""
    made = hmac.new(secret_key.encode(), b"totp:" + seed.bytes, hashlib.sha256).digest()
    return _base32(made[:_SECRET_BYTES])


def clock_step(secret: str, normal_code: str, at: datetime) -> int | None:
    """The 30-second step that *normal_code* belongs to, if it is one around *at*."""
    clock = pyotp.TOTP(secret, interval=STEP_SECONDS)
    now = int(at.timestamp()) // STEP_SECONDS
    steps = range(now - _LEEWAY, now + _LEEWAY + 1)
    return next((s for s in steps if hmac.compare_digest(clock.generate_otp(s), normal_code)), None)


def clock_address(secret: str, login_name: str) -> str:
    """What the picture for an authenticator says."""
    return pyotp.TOTP(secret).provisioning_uri(name=login_name, issuer_name=_ISSUER)


def picture(address: str) -> str:
    """*address* as a QR code: the source of an image, made here, loaded from nowhere."""
    return segno.make(address, error="m").svg_data_uri(scale=5, border=4)


def _base32(data: bytes) -> str:
    return base64.b32encode(data).decode().rstrip("=")


def _grouped(code: str) -> str:
    return "-".join(code[n : n + _GROUP] for n in range(0, len(code), _GROUP))
