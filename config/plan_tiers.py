"""The tiers of a plan: from 0 upwards, without a gap or an overlap, open at the top."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from config.document import Document
from config.section import Section
from rules.money import Money
from rules.plan import Mode, Tier

_MOST = 100
_APPLIES_TO_ALL = 'write applies_to = "all" in one of the tiers, or mode = "marginal"'
_SUCH_AS = '[[tiers]] with from = "0" and rate = "5%"'


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """A tier as written; `start` and `end` are None where they are left out or wrong."""

    section: Section
    start: int | None
    end: int | None
    rate: Decimal
    lifts: bool


class _AppliesTo(StrEnum):
    """What a tier's rate goes for in a mixed plan, once the tier is reached."""

    PART = "part"  # the part inside it
    ALL = "all"  # everything below it too


def read_tiers(
    plan: Section, keys: Mapping[str, str], *, currency: str, mode: Mode
) -> tuple[Tier, ...]:
    """Give the tiers of a plan; `keys` says where a key belongs that is not of a tier."""
    value = plan.table.get("tiers", [])
    if not isinstance(value, list) or not all(isinstance(tier, dict) for tier in value):
        plan.wrong("tiers", "is not a list of tables", _SUCH_AS)
    elif not value:
        plan.wrong("tiers", "is missing", _SUCH_AS)
    elif len(value) > _MOST:
        plan.wrong("tiers", f"has {len(value)} tiers", f"at most {_MOST}")
    else:
        read = [_tier(section, keys, currency) for section in _sections(plan.document, value)]
        _fit(read, currency)
        _mix(plan, read, mode)
        return tuple(Tier(tier.start or 0, tier.rate, tier.lifts) for tier in read)
    return ()


def _sections(document: Document, tables: list[dict[str, object]]) -> list[Section]:
    return [
        Section(document=document, table=table, lines=lines, prefix="tiers.")
        for table, lines in zip(tables, document.entries("tiers", len(tables)), strict=True)
    ]


def _tier(section: Section, keys: Mapping[str, str], currency: str) -> _Read:
    section.known({**keys, "from": "", "to": "", "rate": "", "applies_to": ""})
    if "from" not in section.table:
        section.wrong("from", "is missing", "the base at which the tier begins")
    start, end = (
        section.minor(key, currency) if key in section.table else None for key in ("from", "to")
    )
    if start is not None and end is not None and end <= start:
        section.wrong("to", "is not above from", "leave it out, or write where the next begins")
        end = None
    # A word that is not known is told by itself: the plan is then not said to mix nothing.
    default = _AppliesTo.ALL if "applies_to" in section.table else _AppliesTo.PART
    lifts = section.word("applies_to", _AppliesTo, default) is _AppliesTo.ALL
    return _Read(section=section, start=start, end=end, rate=section.rate("rate"), lifts=lifts)


def _mix(plan: Section, read: list[_Read], mode: Mode) -> None:
    """Refuse `applies_to` where it would do nothing, and a mixed plan that mixes nothing."""
    if mode is not Mode.MIXED:
        is_known = plan.table.get("mode", mode.value) in list(Mode)  # a misspelt mode is told alone
        for tier in read:
            if is_known and "applies_to" in tier.section.table:
                tier.section.wrong(
                    "applies_to",
                    'counts only with mode = "mixed"',
                    'leave it out, or write mode = "mixed"',
                )
        return
    if "applies_to" in read[0].section.table:
        read[0].section.wrong("applies_to", "does nothing: nothing lies below", "leave it out")
    if not any(tier.lifts for tier in read[1:]):
        plan.wrong("mode", "mixed needs a tier that re-rates all below it", _APPLIES_TO_ALL)


def _fit(read: list[_Read], currency: str) -> None:
    if read[0].start:
        read[0].section.wrong(
            "from",
            "the first tier leaves a gap below it",
            'begin with from = "0", at rate = "0%" if nothing is paid there',
        )
    for before, tier in pairwise(read):
        _join(before, tier, currency)
    if "to" in read[-1].section.table:
        read[-1].section.wrong("to", "the last tier is open upwards", "leave it out")


def _join(before: _Read, tier: _Read, currency: str) -> None:
    if tier.start is None or before.start is None:
        return
    reached = before.start if before.end is None else before.end
    allowed = f"begin at {Money(minor=reached, currency=currency).amount}"
    if before.end is None:
        allowed = f"begin above {Money(minor=reached, currency=currency).amount}"
    if tier.start < reached or tier.start == before.start:
        tier.section.wrong("from", "overlaps the tier before", allowed)
    elif before.end is not None and tier.start > before.end:
        tier.section.wrong("from", "leaves a gap after the tier before", allowed)
