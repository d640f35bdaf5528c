"""A new model against the one that speaks, on later rows that neither was fitted on.

RETENTION 4.5: at each origin the challenger is fitted anew on labels that had closed by then; the
champion is what it was. In its shadow weeks the challenger is what it is, and both are taken at
their word of then. The speaking model goes on unless the other is better for certain.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import perf_counter

import numpy as np

from jobs.retention_boosted import FEWEST_REPS, train_boosted
from jobs.retention_model import train
from rules.errors import Invalid
from rules.panel import NEVER, Floats, Integers, Panel
from rules.retention_fairness import is_less_fair
from rules.retention_gate import Standing, Trial, Verdict, judge
from rules.retention_label import Labels
from rules.retention_model import RiskModel
from rules.retention_refusal import Gate, Refusal

#: Weeks scored from one origin, and how many origins are pooled at most.
_MONTH, _MOST_ORIGINS = 4, 6
#: Seconds that scoring 100,000 rows may take.
_SLOWEST = 10.0
_MANY = 100_000

Train = Callable[..., RiskModel]
#: How a challenger is fitted, by kind (RETENTION 4.3).
KINDS: Mapping[str, Train] = {"logistic": train, "boosted": train_boosted}


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What both models said of rows in the shadow weeks, by place in the panel."""

    rows: Integers
    challenger: Floats
    champion: Floats
    weeks: int
    #: Whether the watched model is still the one that was kept.
    hash_matches: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """What a challenge is judged by, besides the two models."""

    panel: Panel
    said: Labels
    #: The newest period that the champion was fitted on.
    seen_until: int
    #: Alerts a period that a model is judged by.
    budget: int
    topics: Mapping[str, str]
    #: The audit's groups: attribute -> person -> group; no model reads them.
    groups: Mapping[str, Mapping[int, str]] = field(default_factory=dict)


def kinds(panel: Panel) -> tuple[str, ...]:
    """Name the kinds of challengers that so many reps allow."""
    is_many = len(np.unique(panel.person)) >= FEWEST_REPS
    return tuple(KINDS) if is_many else ("logistic",)


def challenge(
    ring: Ring, champion: RiskModel, *, kind: str = "logistic", watched: Watched | None = None
) -> Verdict:
    """Judge a challenger against the champion over the weeks after those it has seen."""
    until = NEVER if watched is None else int(ring.panel.period[watched.rows].min())
    rows, risk, took = refitted(ring, KINDS[kind], until=until)
    own = champion.risk(ring.panel)[rows]
    weeks, hash_matches = 0, True
    if watched is not None:
        rows = np.concatenate([rows, watched.rows])
        risk = np.concatenate([risk, watched.challenger])
        own = np.concatenate([own, watched.champion])
        weeks, hash_matches = watched.weeks, watched.hash_matches
    leaves = ring.said.leaves[rows]
    if not len(rows):
        return _nothing("there is no later month to judge by")
    if leaves.all() or not leaves.any():
        return _nothing("nobody left in the months to judge by")
    trial = Trial(
        leaves=leaves, person=ring.panel.person[rows], period=ring.panel.period[rows],
        champion=own, challenger=risk, budget=ring.budget,
    )  # fmt: skip
    standing = Standing(
        new_leavers=len(np.unique(trial.person[leaves])),
        shadow_weeks=weeks,
        hash_matches=hash_matches,
        is_fair=not is_less_fair(trial, ring.groups),
        is_fast=took <= _SLOWEST,
    )
    return judge(trial, standing)


def refitted(ring: Ring, fit: Train, *, until: int) -> tuple[Integers, Floats, float]:
    """Score later months by models fitted at each origin; and seconds for 100,000 rows."""
    panel, said = ring.panel, ring.said
    is_later = said.is_known & (panel.period > ring.seen_until) & (panel.period < until)
    origins = [int(one) for one in np.unique(panel.period[is_later])[::_MONTH]][-_MOST_ORIGINS:]
    places: list[Integers] = [np.zeros(0, dtype=np.int64)]
    risks: list[Floats] = [np.zeros(0)]
    took = 0.0
    for origin in origins:
        here = is_later & (panel.period >= origin) & (panel.period < origin + _MONTH)
        earlier = said.is_known & (panel.period + said.horizon <= origin)
        try:
            fitted = fit(panel, said, earlier, topics=ring.topics)
        except Invalid:
            continue
        began = perf_counter()
        risks.append(fitted.risk(panel)[here])
        took = max(took, (perf_counter() - began) * _MANY / max(len(panel), 1))
        places.append(np.flatnonzero(here))
    return np.concatenate(places), np.concatenate(risks), took


def _nothing(why: str) -> Verdict:
    refused = (Refusal(gate=Gate.NOTHING, text=why),)
    return Verdict(refused=refused, gain=0.0, gain_low=0.0, gain_high=0.0)
