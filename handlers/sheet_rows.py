"""A person and a deal as a file tells them, with a digest that names their content."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime

from handlers.sheet_amounts import Share
from rules.money import Money
from rules.people import Engagement, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """A person as a file tells her. None is "not said here", never "none"."""

    #: Where she stands in the file; no part of the content.
    row: int = field(compare=False)
    number: str
    name: str
    roles: frozenset[Role] | None = None
    #: What she does in the company's words, and since when.
    post: str | None = None
    post_from: date | None = None
    branch: str | None = None
    manager_number: str | None = None
    email: str | None = None
    engagement: Engagement | None = None
    contract_months: int | None = None
    hired_on: date | None = None
    probation_ends_on: date | None = None
    #: IANA name, known to exist.
    zone: str | None = None
    #: "zh" or "en".
    locale: str | None = None
    plan: str | None = None
    left_on: date | None = None
    #: Her ids on platforms that show no e-mail address.
    wecom: str | None = None
    dingtalk: str | None = None

    def digest(self) -> str:
        """Give the SHA-256 of the content in hex; the same for the same content in any file."""
        return _digest("person", {f.name: getattr(self, f.name) for f in fields(self)})


@dataclass(frozen=True, slots=True, kw_only=True)
class DealRow:
    """A deal as a file tells it."""

    #: Where it stands in the file; no part of the content.
    row: int = field(compare=False)
    deal_id: str
    #: At least one; the parts sum to 1.
    splits: tuple[Share, ...]
    amount: Money
    #: A day, or a time without zone, is meant in the company's zone: the caller applies it.
    closed_at: date | datetime
    opened_at: date | datetime | None = None
    customer: str | None = None
    product: str | None = None
    cost: Money | None = None
    #: Whether the file says that the deal no longer stands.
    cancelled: bool = False

    def digest(self) -> str:
        """Give the SHA-256 of the content in hex; the same for the same content in any file."""
        return _digest("deal", {f.name: getattr(self, f.name) for f in fields(self)})


def _digest(kind: str, content: Mapping[str, object]) -> str:
    # What is not said is left out, so that a field added later changes no digest of today.
    said = {
        name: _canonical(value)
        for name, value in content.items()
        if name != "row" and value is not None
    }
    written = json.dumps([kind, said], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def _canonical(value: object) -> object:
    if isinstance(value, datetime):
        return (value.astimezone(UTC) if value.tzinfo else value).isoformat()
    if isinstance(value, frozenset):
        return sorted(str(member) for member in value)
    if isinstance(value, tuple):
        return [_canonical(member) for member in value]
    if isinstance(value, Money):
        return [value.minor, value.currency]
    if isinstance(value, Share):
        return [value.employee, f"{value.part:f}"]
    return value if isinstance(value, int | str) else str(value)
