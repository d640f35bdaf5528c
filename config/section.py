"""Typed values out of one table of a file; what is not of the type is noted as a problem."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from config.document import Document, did_you_mean, shown
from rules import money
from rules.errors import Invalid

Word = TypeVar("Word", bound=StrEnum)

_LANGUAGES = ("zh", "en")

_RATE = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,12})?|\.[0-9]{1,12})\s*(%?)")
#: Six decimals of a per cent: a product with any base stays exact in 28 digits.
_FINEST = Decimal("1e-8")
_WRITE_RATE = 'write "7%" or 0.07'
_TIMES = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,6})?)(?:\s*/\s*([0-9]{1,6}))?")
_MOST_TIMES = 100
_MOST_SHARE = 100
_GROUPED = re.compile(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The file itself, or one table in it: a plan's `payable_on`, one tier, one group."""

    document: Document
    table: Mapping[str, object]
    lines: range
    #: Of the keys in messages: "tiers." or nothing.
    prefix: str = ""
    #: What the file is, in messages.
    what: str = "a plan"

    def wrong(self, key: str, problem: str, allowed: str = "") -> None:
        """Note a problem with a key of this table."""
        self.document.wrong(self.lines, f"{self.prefix}{key}", problem, allowed)

    def idle(self, key: str, *, without: str, word: StrEnum) -> None:
        """Refuse a key that changes nothing without that word under another key."""
        written = self.table.get(without, word.value)
        if key in self.table and written in list(type(word)):  # a misspelt word is told by itself
            needed = f'{without} = "{word.value}"'
            self.wrong(key, f"counts only with {needed}", f"leave it out, or write {needed}")

    def known(self, keys: Mapping[str, str]) -> None:
        """Refuse other keys than those with an empty text; the text says where one belongs."""
        allowed = [key for key, elsewhere in keys.items() if not elsewhere]
        for key in self.table:
            if key not in allowed:
                elsewhere = keys.get(key) or did_you_mean(key, allowed)
                self.wrong(key, f"is not a key of {self.what}", elsewhere)

    def text(self, key: str, *, longest: int) -> str:
        """Give a text without blanks around it."""
        value = self.table.get(key)
        if not isinstance(value, str):
            self.wrong(
                key, "is missing" if value is None else "is not a text", f'write {key} = "..."'
            )
            return ""
        text = value.strip()
        if not text:
            self.wrong(key, "is empty", "write a text or leave the key out")
        if len(text) > longest:
            self.wrong(key, f"has {len(text)} characters", f"at most {longest}")
        if not text.isprintable():
            self.wrong(key, "has a character that does not print", "one line of text")
        return text

    def flag(self, key: str) -> bool:
        """Give true or false; false where the key is left out or wrong."""
        value = self.table.get(key, False)
        if not isinstance(value, bool):
            self.wrong(key, "is not true or false", "write true or false, without quotes")
            return False
        return value

    def names(self, key: str, *, longest: int) -> dict[str, str]:
        """Give a text in each language, from a table of them under the key."""
        said = self.table.get(key)
        if not isinstance(said, dict):
            self.wrong(key, "is missing", f'write {key} = {{ zh = "...", en = "..." }}')
            return {}
        inner = self.within(said, self.lines, f"{self.prefix}{key}.")
        inner.known(dict.fromkeys(_LANGUAGES, ""))
        return {language: inner.text(language, longest=longest) for language in _LANGUAGES}

    def within(self, table: Mapping[str, object], lines: range, prefix: str) -> Section:
        """Give a table in this one."""
        return replace(self, table=table, lines=lines, prefix=prefix)

    def word(self, key: str, words: type[Word], default: Word) -> Word:
        """Give one of the words, the default where the key is left out or wrong."""
        value = self.table.get(key, default.value)
        if isinstance(value, str) and value in list(words):
            return words(value)
        near = did_you_mean(value if isinstance(value, str) else "", [w.value for w in words])
        self.wrong(key, f"{shown(value)} is not known", near)
        return default

    def whole(self, key: str, default: int, *, low: int, high: int) -> int:
        """Give an integer in a range."""
        value = self.table.get(key, default)
        is_whole = isinstance(value, int) and not isinstance(value, bool)
        if isinstance(value, int) and is_whole and low <= value <= high:
            return value
        self.wrong(key, f"{shown(value)} is not a whole number in the range", f"{low} to {high}")
        return default

    def minor(self, key: str, currency: str) -> int | None:
        """Give an amount in minor units, None where it is none."""
        value = self.table[key]
        if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
            self.wrong(key, f"{shown(value)} is not an amount", 'write "10000.00"')
            return None
        if isinstance(value, str) and _GROUPED.fullmatch(value.strip()):
            value = value.replace(",", "")
        try:
            minor = money.to_minor(value, currency)
        except Invalid as error:
            self.wrong(key, error.reason)
            return None
        if minor < 0:
            self.wrong(key, "is below zero", "tiers begin at 0" if key == "from" else "0 or more")
            return None
        return minor

    def share(self, key: str, *, what: str = "share of the quota") -> Decimal | None:
        """Give a share, of a quota or a cost, which may be more than all of it: "120%" or 1.2."""
        value = self.table[key]
        share, _ = _rate(value)
        if share is None or share > _MOST_SHARE:
            self.wrong(key, f"{shown(value)} is not a {what}", 'write "80%" or 0.8')
            return None
        if share != share.quantize(_FINEST):
            self.wrong(key, f"{shown(value)} has more decimals than a rate", 'such as "112.5%"')
            return None
        return share

    def times(self, key: str) -> Fraction:
        """Give a multiple, from "1.5", 1.5 or "10/3"; 0 where it is none."""
        value = self.table[key]
        text = "" if isinstance(value, bool) else str(value).strip()
        match = _TIMES.fullmatch(text)
        if match and match[2] != "0":
            times = Fraction(match[1]) / Fraction(match[2] or 1)
            if times <= _MOST_TIMES:
                return times
        self.wrong(key, f"{shown(value)} is not a multiple", 'write "1.5" or "10/3", at most 100')
        return Fraction(0)

    def rate(self, key: str) -> Decimal:
        """Give a share of 1, from "7%", "0.07" or 0.07; 0 where it is none."""
        value = self.table.get(key)
        if value is None:
            self.wrong(key, "is missing", _WRITE_RATE)
            return Decimal(0)
        rate, has_percent = _rate(value)
        if rate is None:
            self.wrong(key, f"{shown(value)} is not a rate", _WRITE_RATE)
        elif not has_percent and rate >= 1:
            meant = shown(value).strip('"')
            would_be = f" would be {rate:%}" if rate < _FINEST**-1 else " would be a huge rate"
            self.wrong(key, shown(value) + would_be, f'did you mean "{meant}%"?')
        elif rate > 1:
            self.wrong(key, f"{shown(value)} is more than everything", 'at most "100%"')
        elif rate != rate.quantize(_FINEST):
            self.wrong(key, f"{shown(value)} has more decimals than a rate", 'such as "7.123456%"')
        else:
            return rate
        return Decimal(0)


def _rate(value: object) -> tuple[Decimal | None, bool]:
    """Give the share, None for what is none, and whether it was said in per cent."""
    if isinstance(value, str):
        match = _RATE.fullmatch(value.strip())
        if not match:
            return None, False
        return Decimal(match[1]).scaleb(-2 if match[2] else 0), bool(match[2])
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None, False
    rate = Decimal(value)
    return (rate if rate.is_finite() and rate >= 0 else None), False
