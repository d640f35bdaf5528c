"""The skill of a week: what product and communication tests say of it (RULES row 14)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from operator import itemgetter

from rules.learning import Assessment
from rules.periods import DayRange, local_day
from rules.target import skill_score

#: The domains of the catalogue whose tests are a rep's skill.
PRODUCT = "product"
COMMUNICATION = "communication"


def skill_of_week(tests: Sequence[Assessment], week: DayRange, zone: str) -> Decimal | None:
    """Give the mean of her two newest tests of a week on 100; None unless both were taken.

    What was said of the week as a whole (`skill.scored`) outranks single tests taken in it.
    """
    product = _of(PRODUCT, tests, week, zone)
    communication = _of(COMMUNICATION, tests, week, zone)
    if product is None or communication is None:
        return None
    return skill_score(product, communication)


def _of(domain: str, tests: Sequence[Assessment], week: DayRange, zone: str) -> Decimal | None:
    hers = [one for one in tests if one.domain == domain]
    whole = [(one.stamp, one.score) for one in hers if one.stamp and one.week == week.start]
    taken = [
        (one.taken_at, one.ext_id, one.score)
        for one in hers
        if one.week is None and local_day(one.taken_at, zone) in week
    ]
    if whole:
        score = max(whole, key=itemgetter(0))[-1]
    elif taken:
        score = max(taken, key=itemgetter(0, 1))[-1]
    else:
        return None
    # Not rounded: the mean is, once.
    return score.value * 100 / score.out_of
