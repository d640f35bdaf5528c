"""Numbers as people say and type them: 两万五, 1万2千, 20k, twenty thousand."""

from __future__ import annotations

import re
from decimal import Decimal

_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {
    "十": 10,
    "百": 100,
    "千": 1000,
    "万": 10_000,
    "亿": 100_000_000,
    "hundred": 100,
    "k": 1000,
    "thousand": 1000,
    "grand": 1000,
    "w": 10_000,  # how 万 is typed on a phone
    "m": 1_000_000,
    "mil": 1_000_000,
    "million": 1_000_000,
}
_WORDS = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
} | {
    word: tens * 10
    for tens, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2
    )
}
#: A section of thousands is closed by one of these and then counts as a whole.
_SECTION = 10_000

_LATIN_UNIT = "(?:thousand|hundred|grand|million|mil|k|w|m)(?![a-z])"
#: zero to ninety in English.
WORD = "(?:" + "|".join(sorted(_WORDS, key=len, reverse=True)) + ")"
_TAIL = r"[\d.零〇一二两三四五六七八九十百千万亿]{0,20}"

#: What can be handed to `number`; digits are bounded so that a search stays linear.
PATTERN = (
    rf"(?:\d{{1,4}}(?:\.\d)? ?[kw]\d(?![\d.,])|half an? (?:million|thousand|grand)(?![a-z])"
    rf"|(?:\d{{1,3}}(?:,\d{{3}}){{1,6}}|\d{{1,40}})(?:\.\d{{1,10}})?"
    rf"(?: ?[十百千万亿]{_TAIL}| ?{_LATIN_UNIT})?"
    rf"|[一二两三四五六七八九十]{_TAIL}(?:{_LATIN_UNIT})?"
    rf"|(?:{WORD}(?:[ -]{WORD})?|a(?= [htgm][a-z]{{2}})) {_LATIN_UNIT}(?: {_LATIN_UNIT})?"
    rf"|{WORD}(?![a-z]))"
)
_PIECE = re.compile(
    rf"\d+(?:\.\d+)?|{_LATIN_UNIT}|[kw](?=\d)|{WORD}|[{''.join(_DIGITS)}]|[十百千万亿]"
)


def number(text: str) -> Decimal | None:
    """Give the exact value of text matched by `PATTERN`; None for vague words such as 两三万.

    A last digit without a unit counts for the next lower one: 两万五 is 25,000, 一千二 is 1,200.
    """
    if half := re.fullmatch("half an? ([a-z]+)", text):
        return Decimal(_UNITS[half[1]]) / 2
    whole = section = Decimal(0)
    pending: Decimal | None = None
    scale = 1
    for piece in _PIECE.findall(text.replace(",", "").removeprefix("a ")):
        unit = _UNITS.get(piece)
        if unit is None:
            value = _value(piece)
            if pending is not None and not _joins(pending, value, piece):
                return None
            pending = (pending or Decimal(0)) + value
            scale = 1 if piece in "零〇" else scale
        elif unit < _SECTION:
            # "a hundred thousand" multiplies what stands; 两千三百 adds to it.
            multiplies = section and pending is None
            section = section * unit if multiplies else section + _or_one(pending) * unit
            pending, scale = None, unit
        else:
            section += pending or 0
            whole = (whole + (section or 1)) * unit if unit > _SECTION else whole + section * unit
            section, pending, scale = Decimal(0), None, unit
    if pending is not None and scale > 10 and pending < 10:  # noqa: PLR2004 - the shorthand's digit
        pending = pending * scale / 10
    return whole + section + (pending or 0)


def _or_one(pending: Decimal | None) -> Decimal:
    return Decimal(1) if pending is None else pending


def _value(piece: str) -> Decimal:
    if piece in _DIGITS:
        return Decimal(_DIGITS[piece])
    return Decimal(_WORDS.get(piece, piece))


def _joins(pending: Decimal, value: Decimal, piece: str) -> bool:
    """Whether two neighbours make one number: 零五 and twenty-five do, 两三 does not."""
    return pending == 0 or (piece in _WORDS and pending >= 20 and value < 10)  # noqa: PLR2004
