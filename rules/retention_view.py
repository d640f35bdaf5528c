"""留存报告 as its reader sees it: whole people and shares per mille, ready to be worded.

RULES row 24: confirmed of hired where a hire month's probations have all finished; resignations and
dismissals apart; who is still on hers is censored, never a survivor. No array is in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

#: Under so many people no share is told: it would be a guess about persons (RETENTION 4.11, 4.13).
FEWEST = 10
#: What the button for the file asks the report for.
AS_FILE = "xlsx"


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share with its 95 % interval, per mille; None where an interval can not be had."""

    value: int
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortLine:
    """A hire month (2026-03); `retention` is None while probations run, and of too few."""

    month: str
    hired: int
    confirmed: int
    resigned: int
    dismissed: int
    running: int
    retention: Share | None

    @property
    def is_too_few(self) -> bool:
        """Whether all probations have finished, and too few were hired for a share."""
        return self.running == 0 and self.retention is None


@dataclass(frozen=True, slots=True, kw_only=True)
class CurvePoint:
    """The share that still stays after a week since hiring in which somebody ended."""

    week: int
    #: None from where on too few were still there.
    share: Share | None
    at_risk: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectTold:
    """What may be said of help (RETENTION 4.10): never more than its rung carries."""

    #: count, association, stepped or randomised.
    rung: str
    helped: int
    helped_stayed: int
    helped_share: Share
    others: int
    others_stayed: int
    #: Helped less others, in points per mille; None on the lowest rung.
    gap: Share | None = None
    #: Persons still missing per arm; None where the interval leaves out nought.
    needed_more: int | None = None
    #: Whether the comparison was ended at a look before its time.
    was_stopped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionView:
    """The report on everybody, or on a manager's own team."""

    is_team: bool
    #: The newest first.
    cohorts: tuple[CohortLine, ...]
    curve: tuple[CurvePoint, ...]
    #: (week, how many were still there just before it).
    at_risk: tuple[tuple[int, int], ...]
    #: Ended so by the last week with a share, per mille of all hired, under competing causes.
    resigned: int
    dismissed: int
    hired: int
    running: int
    #: HR's alone.
    effect: EffectTold | None = None

    @property
    def finished(self) -> tuple[CohortLine, ...]:
        """The hire months whose probations have all finished."""
        return tuple(one for one in self.cohorts if one.running == 0)

    @property
    def told(self) -> tuple[tuple[CurvePoint, Share], ...]:
        """The points of the curve at which enough were still there."""
        return tuple((one, one.share) for one in self.curve if one.share is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionSheet:
    """The same report as a file, as of a day."""

    view: RetentionView
    on: date
