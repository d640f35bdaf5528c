"""For whom a card is written: her language, her word for commission, her way to write numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, format_percent

from bot.cards.words import say
from rules.money import Money
from rules.people import Engagement, Person

#: What stands where a sum is hidden: of one length, so that it tells nothing of the sum.
MASK = "****"
#: Read once: Babel looks through all locales it has for each one given by its name.
_CHINESE, _ENGLISH = Locale.parse("zh_CN"), Locale.parse("en")
_FIGURE = re.compile(r"\d+(?:[.,,]\d+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """One reader. All wording and formatting of cards goes through here."""

    language: str = "zh"
    is_agent: bool = False
    #: Every sum reads ****, whatever it is of.
    hides_sums: bool = False

    @property
    def _locale(self) -> Locale:
        return _CHINESE if self.language == "zh" else _ENGLISH

    def say(self, message_id: str, /, **values: object) -> str:
        """Word a message in her language; {word} is 提成 or 佣金 by her engagement."""
        word = say(self.language, "word.agent" if self.is_agent else "word.employee")
        return say(self.language, message_id, **{"word": word, **values})

    def money(self, minor: int, currency: str, *, signed: bool = False) -> str:
        """Write an amount with its currency, exactly: ¥740.00, with a sign +¥740.00, −¥560.00."""
        if self.hides_sums:
            return MASK
        amount = Money(minor=abs(minor), currency=currency).amount
        # Yuan read as ¥ for both languages; Babel's English CN¥ is nobody's habit here.
        locale = _CHINESE if self.language == "zh" or currency == "CNY" else _ENGLISH
        text = format_currency(amount, currency, locale=locale)
        if minor < 0:
            return f"−{text}"
        return f"+{text}" if signed else text

    def number(self, minor: int, currency: str) -> str:
        """Write an amount without its currency, with all its decimals."""
        if self.hides_sums:
            return MASK
        amount = Money(minor=minor, currency=currency).amount
        places = "0" * -int(amount.as_tuple().exponent)
        return format_decimal(
            amount, format=f"#,##0.{places}" if places else "#,##0", locale=_ENGLISH
        )

    def quoted(self, words: str) -> str:
        """Give what somebody wrote; every figure in it may be a sum, and is hidden like one."""
        return _FIGURE.sub(MASK, words) if self.hides_sums else words

    def typed(self, amount: str) -> str:
        """Give an amount as it stands in a field of a form: empty where sums are hidden."""
        return "" if self.hides_sums else amount

    def percent(self, rate: Decimal) -> str:
        """Write a rate: 7%, 7.25%."""
        return format_percent(rate, format="#,##0.######%", locale=_ENGLISH)

    def listed(self, names: Sequence[str]) -> str:
        """Write names in a row."""
        return ("、" if self.language == "zh" else ", ").join(names)

    def day(self, day: date) -> str:
        """Write a date."""
        form = "M月d日" if self.language == "zh" else "d MMM"
        return format_date(day, form, locale=self._locale)

    def day_of_year(self, day: date) -> str:
        """Write a date with its year."""
        form = "y年M月d日" if self.language == "zh" else "d MMM y"
        return format_date(day, form, locale=self._locale)

    def moment(self, at: datetime, zone: str) -> str:
        """Write an aware time by the clock of a zone."""
        local = at.astimezone(ZoneInfo(zone))
        return f"{self.day(local.date())} {local:%H:%M}"

    def period(self, name: str) -> str:
        """Name a plan period: 2026-11 is 2026年11月, 2026-Q4 is Q4 2026, 2026 is 2026年."""
        year, _, part = name.partition("-")
        if not part:
            return self.say("range.year", year=year)
        if part.startswith("Q"):
            return self.say("range.quarter", year=year, quarter=part[1:])
        form = "y年M月" if self.language == "zh" else "MMMM y"
        first = date(int(year), int(part), 1)
        return format_date(first, form, locale=self._locale)


def reader_of(person: Person, *, hides_sums: bool = False) -> Reader:
    """Give the reader that a person is."""
    return Reader(
        language="en" if person.locale == "en" else "zh",
        is_agent=person.engagement is Engagement.AGENT,
        hides_sums=hides_sums,
    )
