"""Which passwords are taken, and that checking them holds up nobody."""

import asyncio
import time

import pytest

from talentpool.accounts import passwords
from talentpool.kit.errors import Unavailable


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("himitsu", "password_short"),
        ("aaaabbbbaaaab", "password_simple"),
        ("abcdefghijklmn", "password_simple"),
        ("210987654321", "password_simple"),
        ("kx7kx7kx7kx7q" * 2, "password_simple"),
        ("password1234!", "password_common"),
        ("P@ssw0rd12345", "password_common"),
        ("２０２６Password２０２６", "password_common"),
        ("sakurahimitsu2026", "password_common"),
        ("qwertyuiop0123", "password_common"),
        ("my-hanako88-key", "password_known"),
    ],
)
def test_a_password_that_anybody_would_try_is_refused(password: str, code: str):
    weakness = passwords.weakness(password, "hanako88")

    assert weakness is not None
    assert weakness.code == code


@pytest.mark.parametrize(
    "password", ["hinoki no mori wo aruku", "朝の市役所でお茶を飲む習慣", "x9-Kp2_vQm7!z"]
)
def test_a_long_password_of_any_characters_is_taken(password: str):
    assert passwords.weakness(password, "hanako88") is None


async def test_a_password_typed_full_width_is_the_same_password():
    stored = await passwords.make_hash("ｈｉｎｏｋｉ no mori")

    assert await passwords.is_right(stored, "hinoki no mori")
    assert not await passwords.is_right(stored, "hinoki no mor")


async def test_nobodys_password_is_never_right_and_takes_as_long_to_find_out():
    stored = await passwords.make_hash("hinoki no mori")
    await passwords.is_right(None, "warm up")
    known, unknown = [], []

    for _ in range(7):
        for times, held in ((known, stored), (unknown, None)):
            begun = time.perf_counter()
            assert not await passwords.is_right(held, "something else")
            times.append(time.perf_counter() - begun)

    assert 0.5 < sorted(known)[3] / sorted(unknown)[3] < 2


async def test_the_loop_goes_on_while_passwords_are_checked_and_the_queue_has_an_end():
    checks = [asyncio.create_task(passwords.is_right(None, "anything")) for _ in range(30)]
    longest, before = 0.0, time.perf_counter()

    while not all(check.done() for check in checks):
        await asyncio.sleep(0.001)
        longest, before = max(longest, time.perf_counter() - before), time.perf_counter()

    outcomes = await asyncio.gather(*checks, return_exceptions=True)
    assert sum(isinstance(outcome, Unavailable) for outcome in outcomes) == 10
    assert longest < 0.5
