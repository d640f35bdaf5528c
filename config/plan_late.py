"""What a plan counts of money that comes late (账期): by how many days after the closing."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from decimal import Decimal
from itertools import pairwise

from config.section import Section
from rules.plan_terms import OF_A_MARGIN, Late, Measure, TierOn

_MOST = 12
_LONGEST = 3660
_LATE = '[[late]] with after_days = 30 and counts = "80%"'


def read_late(
    top: Section, keys: Mapping[str, str], *, tier_on: TierOn, measures: AbstractSet[Measure]
) -> tuple[Late, ...]:
    """Give the steps of a plan's lateness, rising; none without any.

    `measures` are what its rates go by. Only money that walks the tiers itself can be late, and
    a margin rate is of whole money.
    """
    if "late" not in top.table:
        return ()
    value = top.table["late"]
    is_list = isinstance(value, list) and all(isinstance(one, dict) for one in value)
    if not isinstance(value, list) or not is_list or not 0 < len(value) <= _MOST:
        top.wrong("late", "is not a list of one and more tables", _LATE)
        return ()
    if tier_on is not TierOn.COLLECTED:
        top.wrong("late", "needs money that counts by itself", 'write tier_on = "collected"')
    if not OF_A_MARGIN.isdisjoint(measures):
        top.wrong("late", "stands beside a margin of a deal", "keep one of them")
    lines = top.document.entries("late", len(value))
    sections = [top.within(one, its, "late.") for one, its in zip(value, lines, strict=True)]
    found = tuple(_one(section, keys) for section in sections)
    for (before, one), section in zip(pairwise(found), sections[1:], strict=True):
        if one.after_days <= before.after_days:
            section.wrong("after_days", "is not above the one before", "write them in their order")
    return found


def _one(section: Section, keys: Mapping[str, str]) -> Late:
    section.known({**keys, "after_days": "", "counts": ""})
    for key in ("after_days", "counts"):
        if key not in section.table:
            section.wrong(key, "is missing", _LATE)
    days = section.whole("after_days", 0, low=0, high=_LONGEST)
    return Late(days, section.rate("counts") if "counts" in section.table else Decimal(0))
