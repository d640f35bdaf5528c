"""Exact money: amounts in integer minor units of a currency, and the only rounding of Foothold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, Inexact
from fractions import Fraction
from math import lcm

from rules.errors import Invalid

#: Active ISO 4217 codes whose minor unit is a hundredth.
_HUNDREDTHS = frozenset(
    """AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF
    CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD
    HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK
    MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD
    RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS
    UAH USD UYU UZS VES WST XCD YER ZAR ZMW ZWG""".split()
)
#: The active codes that differ (ISO 4217, list one).
_OTHER_EXPONENTS = dict.fromkeys(
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split(), 0
) | dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3)

#: More than this many minor units is a typing error, and would not fit a 64-bit column when summed.
MAX_MINOR = 10**15
#: Larger exponents are refused before any arithmetic: 1e999999 must cost nothing.
_MAX_DIGITS = 16
#: How an amount is written: ASCII digits and a point. `Decimal` would take 1_000, 1e3 and ８０００.
_PLAIN = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)")
_LONGEST = 60
_TOO_LARGE = "is larger than any deal; check the unit"


def exponent(currency: str, *, field: str = "currency") -> int:
    """Give the decimal places of a currency; raise `Invalid(field)` for an unknown code."""
    if currency in _HUNDREDTHS:
        return 2
    try:
        return _OTHER_EXPONENTS[currency]
    except KeyError:
        raise Invalid(
            field, f"{currency!r} is not an ISO 4217 code in use; write CNY, USD ..."
        ) from None


@dataclass(frozen=True, slots=True, order=True, kw_only=True)
class Money:
    """An exact amount. Two currencies never mix: adding them is a bug, not a conversion."""

    minor: int
    currency: str

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(minor=self.minor + other.minor, currency=self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(minor=self.minor - other.minor, currency=self.currency)

    def __neg__(self) -> Money:
        return Money(minor=-self.minor, currency=self.currency)

    def __bool__(self) -> bool:
        return self.minor != 0

    @property
    def amount(self) -> Decimal:
        """The amount in major units with all its decimal places: 740.00, not 740."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not mix")


def to_minor(value: Decimal | int | str, currency: str, *, field: str = "amount") -> int:
    """Turn major units into minor ones; raise `Invalid(field)` for what does not fit exactly.

    Refused: text that is no plain number, NaN, infinity, part of a cent, more than 10^15 minor
    units. The sign is the caller's business, and so are commas, blanks and full-width digits.
    """
    places = exponent(currency)
    amount = _decimal(value, field)
    if not amount:
        return 0
    if amount.adjusted() > _MAX_DIGITS:
        raise Invalid(field, _TOO_LARGE)
    minor = _exact_whole(amount, places)
    if minor is None:
        raise Invalid(
            field,
            f"{_shown(str(value))} has part of the smallest unit; {currency} has {places} decimals",
        )
    if abs(minor) > MAX_MINOR:
        raise Invalid(field, _TOO_LARGE)
    return minor


def _decimal(value: Decimal | int | str, field: str) -> Decimal:
    if isinstance(value, str):
        written = value.strip()
        if len(written) > _LONGEST or not _PLAIN.fullmatch(written):
            raise Invalid(field, f"{_shown(value)!r} is not a number; write it like 8000.00")
        return Decimal(written)
    if isinstance(value, int) and abs(value) > MAX_MINOR:
        raise Invalid(field, _TOO_LARGE)
    amount = Decimal(value)
    if not amount.is_finite():
        raise Invalid(field, f"{value!r} is not an amount; write it like 8000.00")
    return amount


def _exact_whole(amount: Decimal, places: int) -> int | None:
    """Give `amount × 10^places`, None where it is not whole. `amount` is not 0, and bounded."""
    if amount.adjusted() < -places:
        return None
    # The digits before the point fit in this context; a rounded one behind it is an error here.
    exact = Context(prec=_MAX_DIGITS + 8, traps=[Inexact])
    try:
        minor = amount.scaleb(places, exact)
    except Inexact:
        return None
    return int(minor) if minor == minor.to_integral_value() else None


def _shown(value: str) -> str:
    return value if len(value) <= _LONGEST else f"{value[:_LONGEST]}…"


def round_half_up(value: Decimal | Fraction) -> int:
    """Round to an integer, halves away from zero: 0.5 is 1, -0.5 is -1."""
    if isinstance(value, Decimal):
        return int(value.to_integral_value(rounding=ROUND_HALF_UP))
    whole = (abs(value.numerator) * 2 + value.denominator) // (value.denominator * 2)
    return whole if value >= 0 else -whole


def proportion(minor: int, part: int, whole: int) -> int:
    """Give `minor × part ÷ whole` half-up; everything once part reaches whole, nothing of 0."""
    if whole <= 0 or part >= whole:
        return minor
    return round_half_up(Fraction(minor * part, whole))


def split(minor: int, shares: Sequence[Decimal]) -> list[int]:
    """Divide minor units by shares so that the parts sum to the whole (largest remainder).

    Shares are any non-negative weights with a positive sum. A cent left over goes to the largest
    remainder, between equals to the earlier share.
    """
    if len(shares) == 1:
        return [minor]
    ratios = [share.as_integer_ratio() for share in shares]
    common = lcm(*(below for _, below in ratios))
    weights = [above * (common // below) for above, below in ratios]
    whole = sum(weights)
    divided = [divmod(weight * abs(minor), whole) for weight in weights]
    parts, rests = [part for part, _ in divided], [rest for _, rest in divided]
    for i in sorted(range(len(parts)), key=lambda i: (-rests[i], i))[: abs(minor) - sum(parts)]:
        parts[i] += 1
    return [-part for part in parts] if minor < 0 else parts
