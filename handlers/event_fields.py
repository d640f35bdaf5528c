"""The types of an event's fields: what a sender may write, read exactly or refused."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    StringConstraints,
)

#: A 64-bit database has no older or newer than this.
_YEARS = range(1970, 2200)
_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]{1,40}(\.[0-9]{1,40})?")


def _no_nul(text: str) -> str:
    if "\x00" in text:
        raise ValueError("has a NUL character")
    return text


def _as_text(value: object) -> object:
    """Numbers from a CRM are numbers of things: 12 is "12"; true and lists are not."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _as_decimal(value: object) -> object:
    if isinstance(value, bool | float):
        raise ValueError('write it as text, like "8000.00"')  # noqa: TRY004 - pydantic's way
    if isinstance(value, str) and not _PLAIN_NUMBER.fullmatch(value.strip()):
        # Decimal would read 1_000, １０００ and 1e3, which a sender never means.
        raise ValueError('is not a plain number; write it like "8000.00"')
    return value


def share_of(value: object) -> object:
    """Read 60% as 0.6, and a plain number as it is."""
    if isinstance(value, str) and value.strip().endswith("%"):
        part = value.strip()[:-1].strip()
        return value if not _PLAIN_NUMBER.fullmatch(part) else Decimal(part) / 100
    return _as_decimal(value)


def zone_name(name: str) -> str:
    """Refuse what is no zone of this machine."""
    if name not in available_timezones():
        raise ValueError("is not an IANA time zone such as Asia/Shanghai")
    ZoneInfo(name)
    return name


def _in_range(at: datetime) -> datetime:
    if at.year not in _YEARS:
        raise ValueError("is not a year of our time")
    return at.astimezone(UTC)


def not_negative(value: Decimal) -> Decimal:
    """Refuse a number below zero."""
    if not value.is_finite():
        raise ValueError("is not a number")
    if value < 0:
        raise ValueError("is negative; send a cancellation or a refund instead")
    return value


Text = Annotated[
    str,
    BeforeValidator(_as_text),
    StringConstraints(strip_whitespace=True, max_length=200),
    AfterValidator(_no_nul),
]
Key = Annotated[
    str,
    BeforeValidator(_as_text),
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(_no_nul),
]
Number = Annotated[Key, StringConstraints(max_length=64)]
Moment = Annotated[AwareDatetime, AfterValidator(_in_range)]
Amount = Annotated[Decimal, BeforeValidator(_as_decimal), AfterValidator(not_negative)]
Currency = Annotated[str, StringConstraints(strip_whitespace=True, to_upper=True, max_length=3)]


class Said(BaseModel):
    """Unknown fields are passed over: a newer sender must not break an older Foothold."""

    model_config = ConfigDict(frozen=True, extra="ignore")
