"""How many of a rep's team left lately: what tells of her next to her own figures (RETENTION 4.2).

In published panels of sellers the leaving of peers weighs more than one's own results. A row counts
those who had left by its end, never herself, who is still there.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from rules.panel import NEVER, Floats, Integers, Panel

#: Two months, in the table's periods.
SPANS: Mapping[str, int] = {"week": 8, "month": 2}


def peer_leavers(panel: Panel, team: Integers, *, span: int) -> Floats:
    """Give the share of a row's team that left in the last `span` periods, NaN without a team.

    `team` is each row's, by its place from 0 on, -1 where it is not known. A leaver is counted in
    the team of her last row; the share is of those who are there and those who left.
    """
    found = np.full(len(panel), np.nan)
    known = team >= 0
    if not known.any():
        return found
    first = int(panel.period.min())
    shape = int(team.max()) + 1, int(panel.period.max()) - first + 1
    there, gone = np.zeros(shape), np.zeros(shape)
    np.add.at(there, (team[known], panel.period[known] - first), 1.0)
    last = np.flatnonzero(np.diff(panel.person, append=-1))
    last = last[known[last] & (panel.leaves[last] < NEVER)]
    when = panel.leaves[last] - first
    # Whoever leaves after the newest row is no news to any.
    seen = when < shape[1]
    np.add.at(gone, (team[last[seen]], when[seen]), 1.0)
    total = np.cumsum(gone, axis=1)
    recent = total.copy()
    recent[:, span:] -= total[:, :-span]
    place = team[known], panel.period[known] - first
    found[known] = recent[place] / (there[place] + recent[place])
    return found
