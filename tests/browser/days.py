"""Days to write into forms, counted from today."""

from datetime import UTC, datetime, timedelta

THIS_YEAR = datetime.now(UTC).year


def day(ahead: int) -> str:
    """The day so many days from now, as a date field takes it."""
    return (datetime.now(UTC) + timedelta(days=ahead)).date().isoformat()


def month(ahead: int) -> tuple[int, int]:
    """Year and month of that day."""
    at = datetime.now(UTC) + timedelta(days=ahead)
    return at.year, at.month
