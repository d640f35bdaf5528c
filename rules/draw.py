"""A draw (预支, 保底): what a period pays at least, and what of it is set off later.

RULES, "Commission arithmetic": a plan states the semantics of its draw, recovery is offset from
later pay, and no pay is negative. A draw posts nothing: it is what the sums of the ledger are
paid as, period after period, so that nothing has to be taken back when they change.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """What a period pays at least, in minor units of the plan's currency."""

    minor: int
    #: Whether what was paid beyond the commission is set off against later commission.
    is_recoverable: bool
    #: For how many periods, from her first on; 0 is without end.
    periods: int = 0
    #: Whether it is paid on top of the commission, in place of up to it.
    is_on_top: bool = False
    #: The most that is set off in one period (RULES: a monthly limit); None is no limit.
    recover_at_most: int | None = None
    #: The draw after this one has ended; only one with `periods` has one.
    then: Draw | None = None

    def at(self, number: int) -> tuple[Draw, bool]:
        """Give the draw of a period, counted from 0, or the last one; and whether it has ended."""
        if not self.periods or number < self.periods:
            return self, False
        return (self, True) if self.then is None else self.then.at(number - self.periods)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What a period pays, and what of draws is still to be set off after it; minor units."""

    period: str
    commission: int
    #: What the draw guarantees of this period; 0 where it has ended.
    draw: int
    paid: int
    owed: int
    is_on_top: bool = False


def settle(periods: Iterable[tuple[str, int, Draw | None]]) -> tuple[Settled, ...]:
    """Pay periods in their order, each given as (name, commission, the draw in force then).

    A period pays its commission less what is owed of it, but at least the draw, or with the draw
    on top, and never less than nothing. What that is more than the commission is owed from then
    on, if it is recoverable.
    """
    found: list[Settled] = []
    owed = 0
    for number, (period, commission, first) in enumerate(periods):
        draw, has_ended = (None, True) if first is None else first.at(number)
        least = 0 if draw is None or has_ended else draw.minor
        is_on_top = draw is not None and draw.is_on_top and not has_ended
        most = owed if draw is None or draw.recover_at_most is None else draw.recover_at_most
        left = commission - min(owed, most, max(0, commission))
        paid = max(0, left + least) if is_on_top else max(least, left)
        # Only a recoverable draw is owed; a debt of an earlier one stays until it is set off.
        is_owed = draw is not None and draw.is_recoverable
        set_off = commission - (left if is_on_top else paid)
        owed += paid - commission if is_owed else -min(owed, max(0, set_off))
        found.append(
            Settled(
                period=period,
                commission=commission,
                draw=least,
                paid=paid,
                owed=owed,
                is_on_top=is_on_top,
            )
        )
    return tuple(found)
