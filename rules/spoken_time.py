"""Times of day and lengths of time as people type them: 下午3点半, 9:30, 6pm, 半小时, 2 hours."""

from __future__ import annotations

import re
from datetime import time, timedelta
from decimal import Decimal

from rules.spoken_number import number

_HAN = "一二两三四五六七八九十"
_MORNING = frozenset({"早上", "上午", "早晨", "凌晨", "am"})
_AFTERNOON = frozenset({"中午", "下午", "傍晚", "晚上", "pm"})
_NOON = 12
#: A pause ends by itself, lest somebody is never told anything again.
_LONGEST = timedelta(hours=24)

#: What can be handed to `clock_time`; the names of its groups end in the given letter.
_CLOCK = (
    rf"(?:(?P<half_%>早上|上午|早晨|凌晨|中午|下午|傍晚|晚上) ?)?"
    rf"(?P<hour_%>\d{{1,2}}|[{_HAN}]{{1,3}})"
    rf"(?: ?[点时](?:(?P<words_%>半|一刻|三刻|\d{{1,2}}分?|[{_HAN}]{{1,3}}分))?"
    rf"|:(?P<minute_%>\d\d))?"
    rf"(?: ?(?P<ap_%>[ap]\.?m\.?))?"
)
#: What can be handed to `length`.
LENGTH = (
    rf"(?P<quantity>半|一个半|\d{{1,3}}(?:\.5)?|[{_HAN}]{{1,3}}|half an|an?|one and a half"
    rf"|one|two|three|four|five|ten|fifteen|twenty|thirty)"
    rf"(?: ?个)?[ -]?(?P<unit>小时|钟头|分钟|分|hours?|hrs?|h|minutes?|mins?|min)"
)
_PARTS_OF_AN_HOUR = {"半": 30, "一刻": 15, "三刻": 45}
_WORDS = {
    "半": Decimal("0.5"), "一个半": Decimal("1.5"), "half an": Decimal("0.5"), "a": Decimal(1),
    "an": Decimal(1), "one and a half": Decimal("1.5"),
}  # fmt: skip


def clock(letter: str) -> str:
    """Give the pattern of a time of day, its groups named by a letter."""
    return _CLOCK.replace("%", letter)


def clock_time(found: re.Match[str], letter: str) -> tuple[time | None, bool]:
    """Give the time of day of a match and whether the half of the day was said; None for 25:00.

    3 without a half of the day is 03:00 and may mean 15:00.
    """
    said = {part: found[f"{part}_{letter}"] for part in ("half", "hour", "words", "minute", "ap")}
    half = said["half"] or (said["ap"] or "").replace(".", "")
    hour, minute = int(number(said["hour"]) or 0), int(said["minute"] or 0)
    if words := said["words"]:
        minute = _PARTS_OF_AN_HOUR.get(words) or int(number(words.removesuffix("分")) or 0)
    if half in _AFTERNOON and hour < _NOON and not (half == "中午" and hour == _NOON - 1):
        hour += _NOON
    elif half in _MORNING and hour == _NOON:
        hour = 0
    is_said = bool(half) or hour > _NOON or (len(said["hour"]) == 2 and said["hour"][0] == "0")  # noqa: PLR2004 - as 09:00 is written
    try:
        return time(0 if (hour, minute) == (24, 0) else hour, minute), is_said
    except ValueError:
        return None, is_said


def length(found: re.Match[str]) -> timedelta | None:
    """Give the length of time of a match; None where it is nothing or more than a day."""
    quantity = _WORDS.get(found["quantity"])
    if quantity is None:
        quantity = number(found["quantity"])
    if quantity is None:
        return None
    minutes = quantity * (60 if found["unit"][0] in "小钟h" else 1)
    asked = timedelta(minutes=float(minutes))
    return asked if timedelta(0) < asked <= _LONGEST else None
