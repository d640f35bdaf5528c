"""A new model against the one that speaks, on later months that neither was fitted on.

RETENTION 4.5: at each origin the challenger is fitted anew on labels that had closed by then; the
champion is what it was. The speaking model goes on unless the other is better for certain.
"""

from __future__ import annotations

from time import perf_counter

import numpy as np

from jobs.retention_model import train
from rules.errors import Invalid
from rules.panel import Panel
from rules.retention_gate import Standing, Trial, Verdict, judge
from rules.retention_label import Labels
from rules.retention_model import RiskModel

#: Weeks scored from one origin, and how many origins are pooled at most.
_MONTH, _MOST_ORIGINS = 4, 6
#: Seconds that scoring 100,000 rows may take.
_SLOWEST = 10.0
_MANY = 100_000


def challenge(
    panel: Panel,
    said: Labels,
    champion: RiskModel,
    *,
    seen_until: int,
    budget: int,
    topics: dict[str, str],
) -> Verdict:
    """Judge a retrained model against the champion over the weeks after those it has seen."""
    later = np.unique(panel.period[said.is_known & (panel.period > seen_until)])
    origins = [int(one) for one in later[::_MONTH]][-_MOST_ORIGINS:]
    places, risks = [], []
    for origin in origins:
        here = said.is_known & (panel.period >= origin) & (panel.period < origin + _MONTH)
        earlier = said.is_known & (panel.period + said.horizon <= origin)
        try:
            fitted = train(panel, said, earlier, topics=topics)
        except Invalid:
            continue
        places.append(np.flatnonzero(here))
        risks.append(fitted.risk(panel)[here])
    if not places:
        return Verdict(
            against=("there is no later month to judge by",), gain=0.0, gain_low=0.0, gain_high=0.0
        )
    rows, risk = np.concatenate(places), np.concatenate(risks)
    began = perf_counter()
    own = champion.risk(panel)[rows]
    took = (perf_counter() - began) * _MANY / max(len(panel), 1)
    leaves = said.leaves[rows]
    if leaves.all() or not leaves.any():
        return Verdict(
            against=("nobody left in the months to judge by",), gain=0.0, gain_low=0.0,
            gain_high=0.0,
        )  # fmt: skip
    trial = Trial(
        leaves=leaves,
        person=panel.person[rows],
        period=panel.period[rows],
        champion=own,
        challenger=risk,
        budget=budget,
    )
    standing = Standing(
        new_leavers=len(np.unique(panel.person[rows][leaves])),
        # Each origin is a month in which it has scored beside the champion.
        shadow_weeks=_MONTH * len(places),
        hash_matches=True,
        is_fair=True,
        is_fast=took <= _SLOWEST,
    )
    return judge(trial, standing)
