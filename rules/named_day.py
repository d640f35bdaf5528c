"""A day as somebody types it, asked for one: 今天, 11月24日, yesterday, 2026/11/24."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

_WORDS = {
    "前天": -2,
    "昨天": -1,
    "昨日": -1,
    "yesterday": -1,
    "今天": 0,
    "今日": 0,
    "today": 0,
    "明天": 1,
    "明日": 1,
    "tomorrow": 1,
    "后天": 2,
}
_WRITTEN = re.compile(r"(?:(\d{4})\s*[-/.年])?\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")


def named_day(said: str, today: date) -> date | None:
    """Give the day, None for anything else. Without a year it is the one nearest to `today`."""
    text = unicodedata.normalize("NFKC", said).strip().lower()
    if (days := _WORDS.get(text)) is not None:
        return today + timedelta(days=days)
    found = _WRITTEN.fullmatch(text)
    if found is None:
        return None
    month, day = int(found[2]), int(found[3])
    if found[1]:
        return _date(int(found[1]), month, day)
    near = [_date(today.year + n, month, day) for n in (-1, 0, 1)]
    return min((one for one in near if one), key=lambda one: abs(one - today), default=None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
