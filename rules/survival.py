"""Who stays how long: Kaplan-Meier, log-rank and Aalen-Johansen (RETENTION 4.13, RULES row 24).

Durations are in any unit, one per person; whoever has not ended yet is censored, never a survivor.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import erfc, exp, log, sqrt

import numpy as np

from rules.panel import Flags, Floats, Integers

_Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A time at which somebody ended. The interval is log-log Greenwood, nan where it has none."""

    time: float
    at_risk: int
    ended: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRank:
    """A test whether groups end alike."""

    chi2: float
    degrees: int
    p: float


def kaplan_meier(duration: Floats, has_ended: Flags) -> tuple[Step, ...]:
    """Give the share that still stays after each time at which somebody ended."""
    share, greenwood = 1.0, 0.0
    steps = []
    for time, at_risk, ended in _counts(duration, has_ended):
        share *= 1 - ended / at_risk
        greenwood += ended / (at_risk * (at_risk - ended)) if at_risk > ended else 0.0
        low, high = _log_log(share, greenwood)
        steps.append(Step(time=time, at_risk=at_risk, ended=ended, share=share, low=low, high=high))
    return tuple(steps)


def share_at(steps: tuple[Step, ...], time: float) -> float:
    """Give the share that stays beyond a time."""
    return next((one.share for one in reversed(steps) if one.time <= time), 1.0)


def at_risk(duration: Floats, times: Floats) -> tuple[int, ...]:
    """Count those who were still there just before each time."""
    return tuple(int(np.sum(duration >= time)) for time in times)


def log_rank(duration: Floats, has_ended: Flags, group: Integers) -> LogRank:
    """Compare groups; the p value is of chi square with groups - 1 degrees."""
    groups = np.unique(group)
    gap = np.zeros(len(groups))
    spread = np.zeros((len(groups), len(groups)))
    for time, total, ended in _counts(duration, has_ended):
        hers = np.array([np.sum((duration >= time) & (group == one)) for one in groups])
        seen = [np.sum((duration == time) & has_ended & (group == one)) for one in groups]
        gap += np.array(seen) - ended * hers / total
        if total > 1:
            share = hers / total
            factor = ended * (total - ended) / (total - 1)
            spread += factor * (np.diag(share) - np.outer(share, share))
    inner = np.linalg.pinv(spread[:-1, :-1]) if len(groups) > 1 else np.zeros((0, 0))
    chi2 = float(gap[:-1] @ inner @ gap[:-1])
    return LogRank(chi2=chi2, degrees=len(groups) - 1, p=chi2_tail(chi2, len(groups) - 1))


def cumulative_incidence(
    duration: Floats, cause: Integers, *, of: int
) -> tuple[tuple[float, float], ...]:
    """Give (time, share ended by this cause) under competing causes; cause 0 is censored.

    One minus Kaplan-Meier of one cause overstates it: those who ended otherwise can not any more.
    """
    staying, ended_so = 1.0, 0.0
    found = []
    for time, total, ended in _counts(duration, cause > 0):
        by_it = int(np.sum((duration == time) & (cause == of)))
        ended_so += staying * by_it / total
        staying *= 1 - ended / total
        found.append((time, ended_so))
    return tuple(found)


def chi2_tail(value: float, degrees: int) -> float:
    """Give P(chi square > value) for whole degrees of freedom; 1 for none."""
    if degrees == 0:
        return 1.0
    half = value / 2
    if degrees % 2 == 0:
        term, total = 1.0, 1.0
        for n in range(1, degrees // 2):
            term *= half / n
            total += term
        return exp(-half) * total
    total = erfc(sqrt(half))
    term = exp(-half) * sqrt(half) / (sqrt(np.pi) / 2)
    for n in range(1, degrees // 2 + 1):
        total += term
        term *= half / (n + 0.5)
    return total


def _counts(duration: Floats, has_ended: Flags) -> list[tuple[float, int, int]]:
    """Give (time, at risk, ended) for each time at which somebody ended."""
    times, ended = np.unique(duration[has_ended], return_counts=True)
    there = len(duration) - np.searchsorted(np.sort(duration), times, side="left")
    return [
        (float(time), int(many), int(gone))
        for time, many, gone in zip(times, there, ended, strict=True)
    ]


def _log_log(share: float, greenwood: float) -> tuple[float, float]:
    if not 0 < share < 1:
        return float("nan"), float("nan")
    theta = _Z95 * sqrt(greenwood) / log(share)
    return share ** exp(-theta), share ** exp(theta)
