"""What a site learns from who stayed: its costs, and whether chance decides who is told first."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopPolicy:
    """The figures of a site."""

    found_worth: Decimal = Decimal(3000)
    needless_cost: Decimal = Decimal(500)
    hire_cost: Decimal = Decimal(3000)
    vacancy_cost: Decimal = Decimal(5000)
    leaver_cost: Decimal = Decimal(12000)
    #: A key review of somebody who then leaves; one who is confirmed, and had none.
    key_wrong_cost: Decimal = Decimal(6000)
    key_missed_cost: Decimal = Decimal(2500)
    #: Percent of reps whose first alert is told later; 0 draws nobody.
    hold_back: int = 0
    hold_back_days: int = 14
