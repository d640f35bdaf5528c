"""A day as somebody types it, asked for one: 今天, 11月24日, 周三, last Fri, 2026/11/24."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

_WORDS = {
    "大前天": -3,
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
    "大后天": 3,
}
#: 周三, 上周五, 下礼拜一; wednesday, last Fri, next mon.
_WEEKDAY = re.compile(
    r"(?:(?P<which>上上|上|本|这|下下|下)?个?(?:周|星期|礼拜)(?P<day>[一二三四五六日天])"
    r"|(?:(?P<en_which>last|this|next|on)\s+)?"
    r"(?P<en>mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?(?:day)?)"
)
_WEEKS = {"上上": -2, "上": -1, "本": 0, "这": 0, "下": 1, "下下": 2, "this": 0, "next": 1}
_HAN = "一二三四五六日"
_LATIN = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WRITTEN = re.compile(r"(?:(\d{4})\s*[-/.年])?\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")


def named_day(said: str, today: date) -> date | None:
    """Give the day, None for anything else. Without a year it is the one nearest to `today`.

    So is a weekday alone; 上周三 and "next Wed" are of the week, which begins on Monday, before
    and after this one, "last Fri" is the last one that is over.
    """
    text = unicodedata.normalize("NFKC", said).strip().lower()
    if (days := _WORDS.get(text)) is not None:
        return today + timedelta(days=days)
    if weekday := _WEEKDAY.fullmatch(text):
        return _of_week(weekday, today)
    found = _WRITTEN.fullmatch(text)
    if found is None:
        return None
    month, day = int(found[2]), int(found[3])
    if found[1]:
        return _date(int(found[1]), month, day)
    near = [_date(today.year + n, month, day) for n in (-1, 0, 1)]
    return min((one for one in near if one), key=lambda one: abs(one - today), default=None)


def _of_week(found: re.Match[str], today: date) -> date:
    named = found["day"]
    day = _HAN.index(named.replace("天", "日")) if named else _LATIN.index(found["en"])
    ahead = day - today.weekday()
    which = found["which"] or found["en_which"]
    if which == "last":
        return today + timedelta(days=ahead if ahead < 0 else ahead - 7)
    if which in _WEEKS:
        return today + timedelta(days=ahead + 7 * _WEEKS[which])
    return today + timedelta(days=(ahead + 3) % 7 - 3)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
