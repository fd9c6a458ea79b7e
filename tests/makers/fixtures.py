"""Fixtures that slices bring along; registered by the root conftest."""

from collections.abc import AsyncIterator

import pytest

from tests.makers.statements import asked


@pytest.fixture
async def statements(db: None) -> AsyncIterator[list[str]]:
    """What the web role's connections are asked from now on."""
    async with asked() as texts:
        yield texts
