"""What grammar finds in a sentence by itself: days, sums, a code, a score."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from rules.part import Part, mark
from rules.phrases import PHRASES
from rules.spoken_amount import SpokenAmount, find_amounts
from rules.spoken_point import SpokenRange
from rules.spoken_range import FoundRange, find_ranges

_LETTERS_AND_DIGIT = r"(?=[a-z-]{0,8}\d)"
_CODE_ALONE = re.compile(rf"\W*(?P<code>\d{{6}}|{_LETTERS_AND_DIGIT}[a-z0-9]{{8}})\W*", re.ASCII)
_CODE_INSIDE = re.compile(
    rf"(?<![a-z0-9])(?P<code>\d{{3}}[ -]?\d{{3}}|{_LETTERS_AND_DIGIT}[a-z0-9]{{4}}-?[a-z0-9]{{4}})"
    r"(?![a-z0-9])"
)
_SCORE = re.compile(
    r"(?<![\d.,])(?P<score>-?\d{1,2}(?:\.\d{1,2})?) ?(?:分(?!钟)|points?(?![a-z])|/ ?10|out of 10)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The days that a text names, and the text with their marks in their place.

    A link code is taken out first: 38RD9JTR names no day.
    """

    marked: str
    found: tuple[FoundRange, ...]
    code: str | None

    @property
    def one(self) -> tuple[SpokenRange | None, str | None]:
        """The one range and what is wrong with it; several are a problem of their own."""
        named = [found for found in self.found if found.range or found.problem]
        if len({(found.range, found.problem) for found in named}) > 1:
            return None, "range.several"
        return (named[0].range, named[0].problem) if named else (None, None)


@lru_cache(maxsize=16)  # one sentence is read by several grammars
def find_days(folded: str, today: date) -> Days:
    """Find the days in a folded text; `today` is the sender's."""
    is_linking = any(phrase.part is Part.LINK for phrase in PHRASES.cut(folded))
    marked, code = take_code(folded, is_linking=is_linking)
    ranges = tuple(find_ranges(marked, today))
    for found in ranges:
        future = found.problem == "range.future"
        marked = mark(marked, found.start, found.end, Part.FUTURE if future else Part.RANGE)
    return Days(marked=marked, found=ranges, code=code)


def take_code(text: str, *, is_linking: bool) -> tuple[str, str | None]:
    """Mark a link code, which stands alone or, where linking is spoken of, inside the text."""
    found = _CODE_ALONE.fullmatch(text)
    if found is None and is_linking:
        found = _CODE_INSIDE.search(text)
    if found is None:
        return text, None
    code = re.sub("[ -]", "", found["code"]).upper()
    return mark(text, *found.span("code"), Part.CODE), code


def take_amounts(text: str) -> tuple[str, list[SpokenAmount]]:
    """Mark the sums, and the counts of deals."""
    amounts = find_amounts(text)
    for amount in amounts:
        part = Part.COUNT if amount.is_count else Part.AMOUNT
        text = mark(text, amount.start, amount.end, part)
    return text, amounts


def take_score(text: str) -> tuple[str, str]:
    """Mark a score such as 8分, and give it as it was written; "" for none."""
    found = _SCORE.search(text)
    return (mark(text, *found.span(), Part.SCORE), found["score"]) if found else (text, "")


def the_amount(amounts: Sequence[SpokenAmount]) -> tuple[Decimal | None, str | None]:
    """Give the one sum; two sums, or three deals of a sum, could be added up in several ways."""
    sums = [amount for amount in amounts if not amount.is_count]
    times = [amount for amount in amounts if amount.is_count and amount.value != 1]
    if len(sums) > 1 or (sums and times):
        return None, "amount.several"
    return (sums[0].value, sums[0].problem) if sums else (None, None)
