"""The journal outside the database loses nobody, whoever writes it at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from talentpool.kit.settings import Settings
from talentpool.rights import journal
from talentpool.rights.journal import Entry


@pytest.fixture
def place(tmp_path: Path, settings: Settings):
    journal.open_journal(tmp_path)
    yield tmp_path / journal.FILE
    journal.open_journal(settings.data_dir)


def an_entry() -> Entry:
    return Entry(uuid4(), datetime.now(UTC))


def test_what_was_kept_stays_when_the_database_knows_less(place: Path):
    old, new = an_entry(), an_entry()

    journal.keep([old])
    journal.keep([new])

    assert {entry.person for entry in journal.read(place)} == {old.person, new.person}


def test_many_at_once_lose_nobody(place: Path):
    entries = [an_entry() for _ in range(60)]

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda entry: journal.keep([entry]), entries))

    assert {entry.person for entry in journal.read(place)} == {entry.person for entry in entries}
    assert place.stat().st_mode & 0o777 == 0o600


def test_there_may_be_none(place: Path):
    assert journal.read(place) == []
