"""Who stayed of each hire month (RULES row 24): confirmed of hired, and the curve of all.

Only a cohort whose every probation has ended gives a share; who is still on hers is censored, and
resignations and dismissals stand apart. Of under ten people no share is given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from math import isfinite

import numpy as np

from rules.retention_metrics import Interval, wilson
from rules.retention_stay import Stay
from rules.retention_view import FEWEST, CohortLine, CurvePoint, EffectTold, RetentionView, Share
from rules.survival import Step, at_risk, cumulative_incidence, kaplan_meier

_RESIGNED, _DISMISSED = 1, 2
#: Weeks at which the numbers at risk are told.
_WEEKS = (0, 4, 8, 12, 16, 20, 24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """A hire month; `retention` is None while somebody's probation still runs, or of too few."""

    month: str
    hired: int
    confirmed: int
    resigned: int
    dismissed: int
    running: int
    retention: Interval | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All cohorts and the curve over weeks since hiring."""

    cohorts: tuple[Cohort, ...]
    curve: tuple[Step, ...]
    #: (week, still at risk).
    numbers_at_risk: tuple[tuple[int, int], ...]
    resigned: tuple[tuple[float, float], ...]
    dismissed: tuple[tuple[float, float], ...]


def report(stays: Sequence[Stay], *, today: date) -> Report:
    """Sum up."""
    months = sorted({one.hired_on.strftime("%Y-%m") for one in stays})
    cohorts = tuple(
        _cohort(month, [s for s in stays if s.hired_on.strftime("%Y-%m") == month], today)
        for month in months
    )
    weeks = np.array([_weeks(one, today) for one in stays], dtype=np.float64)
    causes = np.array([_cause(one) for one in stays], dtype=np.int64)
    return Report(
        cohorts=cohorts,
        curve=kaplan_meier(weeks, causes > 0),
        numbers_at_risk=tuple(
            zip(_WEEKS, at_risk(weeks, np.array(_WEEKS, dtype=np.float64)), strict=True)
        ),
        resigned=cumulative_incidence(weeks, causes, of=_RESIGNED),
        dismissed=cumulative_incidence(weeks, causes, of=_DISMISSED),
    )


def share(one: Interval) -> Share:
    """Give a share per mille, rounded half-up; an interval that is not there is None."""
    return Share(value=_mille(one.value) or 0, low=_mille(one.low), high=_mille(one.high))


def view(found: Report, *, is_team: bool, effect: EffectTold | None = None) -> RetentionView:
    """Put a report in whole people, the newest month first."""
    cohorts = tuple(
        CohortLine(
            month=one.month,
            hired=one.hired,
            confirmed=one.confirmed,
            resigned=one.resigned,
            dismissed=one.dismissed,
            running=one.running,
            retention=None if one.retention is None else share(one.retention),
        )
        for one in reversed(found.cohorts)
    )
    curve = tuple(_point(one) for one in found.curve)
    last = max((one.week for one in curve if one.share is not None), default=0)
    return RetentionView(
        is_team=is_team,
        cohorts=cohorts,
        curve=curve,
        at_risk=found.numbers_at_risk,
        # Up to the week of the last share, so that the three add up to all.
        resigned=_mille(_by(found.resigned, last)) or 0,
        dismissed=_mille(_by(found.dismissed, last)) or 0,
        hired=sum(one.hired for one in cohorts),
        running=sum(one.running for one in cohorts),
        effect=effect,
    )


def _point(one: Step) -> CurvePoint:
    told = share(Interval(value=one.share, low=one.low, high=one.high))
    return CurvePoint(
        week=int(one.time), share=told if one.at_risk >= FEWEST else None, at_risk=one.at_risk
    )


def _by(ended: Sequence[tuple[float, float]], week: int) -> float:
    """Give the share that had ended so by a week."""
    return next((one for time, one in reversed(ended) if time <= week), 0.0)


def _mille(value: float) -> int | None:
    if not isfinite(value):
        return None
    return int((Decimal(repr(float(value))) * 1000).quantize(Decimal(1), ROUND_HALF_UP))


def _cohort(month: str, stays: Sequence[Stay], today: date) -> Cohort:
    confirmed = sum(one.confirmed for one in stays)
    running = sum(one.ends_on >= today and not one.confirmed and _cause(one) == 0 for one in stays)
    return Cohort(
        month=month,
        hired=len(stays),
        confirmed=confirmed,
        resigned=sum(_cause(one) == _RESIGNED for one in stays),
        dismissed=sum(_cause(one) == _DISMISSED for one in stays),
        running=running,
        retention=None if running or len(stays) < FEWEST else wilson(confirmed, len(stays)),
    )


def _cause(one: Stay) -> int:
    """Tell how a probation ended before its end; leaving after it is another matter."""
    if one.dismissed is not None:
        return _DISMISSED
    if one.resigned is not None and one.resigned <= one.ends_on and not one.confirmed:
        return _RESIGNED
    return 0


def _weeks(one: Stay, today: date) -> int:
    end = one.dismissed or one.resigned or today
    return max(0, (min(end, one.ends_on, today) - one.hired_on).days // 7)
