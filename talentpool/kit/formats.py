"""Dates, hours and money as readers expect them, in Japan's time and in the reader's language."""

from dataclasses import dataclass
from datetime import date, datetime

from talentpool.kit.clock import JST

WEEKDAYS = {
    "ja": ("月", "火", "水", "木", "金", "土", "日"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
MINUTES_AN_HOUR = 60
HALF_DAY = 3.875  # hours of work from the start to noon, or from noon on


@dataclass(frozen=True, slots=True)
class Era:
    """One Japanese era: its name, its letter on forms, its first day and its last year."""

    name: str
    letter: str
    starts_on: date
    last_year: int


# 元号法 and the cabinet orders on 改元; the running era has room for a long reign.
ERAS = (
    Era("令和", "R", date(2019, 5, 1), 99),
    Era("平成", "H", date(1989, 1, 8), 31),
    Era("昭和", "S", date(1926, 12, 25), 64),
    Era("大正", "T", date(1912, 7, 30), 15),
)


def in_japan(moment: date | datetime) -> date:
    """The calendar day of *moment* in Japan."""
    return moment.astimezone(JST).date() if isinstance(moment, datetime) else moment


def format_date(moment: date | datetime, language: str = "ja") -> str:
    """2026年11月24日（火）; Tue 24 Nov 2026."""
    day = in_japan(moment)
    weekday, date_alone = WEEKDAYS[language][day.weekday()], format_far_date(day, language)
    return f"{weekday} {date_alone}" if language == "en" else f"{date_alone}（{weekday}）"


def format_far_date(day: date, language: str = "ja") -> str:
    """1990年2月11日; 11 Feb 1990: a day whose weekday nobody asks for, such as a birth date."""
    if language == "en":
        return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日"


def format_datetime(moment: datetime, language: str = "ja") -> str:
    """2026年11月24日（火）14:05, in Japan's time."""
    return f"{format_date(moment, language)} {moment.astimezone(JST):%H:%M}".replace("） ", "）")


def format_month(month: date | str, language: str = "ja") -> str:
    """2026年11月, from a date or from `YYYY-MM` as files carry it."""
    text = month if isinstance(month, str) else month.isoformat()
    year, number = int(text[:4]), int(text[5:7])
    return f"{MONTHS[number - 1]} {year}" if language == "en" else f"{year}年{number}月"


def format_era(moment: date | datetime) -> str:
    """令和8年11月24日: for official papers, which name the era in every language."""
    day = in_japan(moment)
    era = next((era for era in ERAS if era.starts_on <= day), None)
    if era is None:
        return format_far_date(day)
    year = day.year - era.starts_on.year + 1
    return f"{era.name}{'元' if year == 1 else year}年{day.month}月{day.day}日"


def format_hours(minutes: int, language: str = "ja") -> str:
    """7時間45分; 7 h 45 min. Hours are kept as whole minutes."""
    hours, rest = divmod(minutes, MINUTES_AN_HOUR)
    units = (" h", " min") if language == "en" else ("時間", "分")
    parts = [f"{n}{unit}" for n, unit in zip((hours, rest), units, strict=True) if n]
    return ("".join(parts) if language == "ja" else " ".join(parts)) or f"0{units[0]}"


def as_hours(minutes: int) -> float:
    """The hours that somebody wrote before they were rounded to *minutes*, as files carry them.

    Half-days count 3.875 hours each, which is no whole number of minutes; all else is told by two
    decimals.

    >>> as_hours(440), as_hours(232), as_hours(698)
    (7.33, 3.875, 11.625)
    """
    half_days = round(minutes / MINUTES_AN_HOUR / HALF_DAY)
    if half_days and round(half_days * HALF_DAY * MINUTES_AN_HOUR) == minutes:
        return half_days * HALF_DAY
    return round(minutes / MINUTES_AN_HOUR, 2)


def format_money(yen: int, language: str = "ja") -> str:
    """45,000円; ¥45,000."""
    return f"¥{yen:,}" if language == "en" else f"{yen:,}円"


def format_size(size: int) -> str:
    """The size of a file: 12MB, 340KB."""
    return f"{size / 1_000_000:.1f}MB" if size >= 1_000_000 else f"{max(1, size // 1000)}KB"
