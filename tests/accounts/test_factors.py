"""Printed codes and clocks: how they are typed, and that each is good once."""

from datetime import UTC, datetime
from uuid import UUID

import pyotp
import pytest

from talentpool.accounts import factors

SEED = UUID(int=7)
NOW = datetime(2026, 11, 24, 12, 0, 10, tzinfo=UTC)


def test_ten_codes_of_eighty_bits_are_made_and_no_two_are_alike():
    codes = factors.new_codes()

    assert len(set(codes)) == 10
    assert all(len(factors.normal(code)) == 16 for code in codes)


@pytest.mark.parametrize(
    "typed", ["ABCD-EFGH-JKLM-NPQR", "abcd efgh jklm npqr", "ＡＢＣＤーＥＦＧＨ ＪＫＬＭ－ＮＰＱＲ"]
)
def test_a_code_is_the_same_however_it_is_typed(typed: str):
    assert factors.normal(typed) == "ABCDEFGHJKLMNPQR"


def test_a_clocks_code_counts_for_its_own_step_and_one_either_way():
    secret = factors.clock_secret("key", SEED)
    clock = pyotp.TOTP(secret)
    step = int(NOW.timestamp()) // 30

    steps = [factors.clock_step(secret, clock.generate_otp(step + n), NOW) for n in range(-2, 3)]

    assert steps == [None, step - 1, step, step + 1, None]


def test_the_secret_needs_the_services_key_as_well_as_the_seed():
    assert factors.clock_secret("key", SEED) == factors.clock_secret("key", SEED)
    assert factors.clock_secret("key", SEED) != factors.clock_secret("another key", SEED)


def test_the_picture_is_made_here_and_needs_nothing_from_elsewhere():
    picture = factors.picture(factors.clock_address(factors.clock_secret("key", SEED), "hanako"))

    assert picture.startswith("data:image/svg+xml")
