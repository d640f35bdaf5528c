"""The site's own snapshots as a panel: what the risk model reads of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from jobs.retention_cells import period_of
from rules.panel import NEVER, Panel
from storage.retention import Career, Week

#: What a risk is of: leaving within four weeks (RETENTION 4.1).
HORIZON = 4
TOPICS = {
    "training_completion": "training",
    "courses_overdue": "training",
    "mentor_rating": "mentor",
    "mentor_tasks_done": "mentor",
    "deals": "results",
    "touches": "activity",
    # Peers' leaving tells of hers (RETENTION 4.2): counts of others, who have gone by then.
    "team_leavers": "team",
    # Alerts change what is seen: the risk is that under the present help (RETENTION 4.8, guard 10).
    "alert_open": "help",
}
NAMES = tuple(TOPICS)


def panel_of(weeks: Sequence[Week], careers: Sequence[Career]) -> Panel:
    """Make a panel of known weeks; who was let go is censored then, not a leaver."""
    by_id = {one.person_id: one for one in careers}
    rows = [one for one in weeks if one.person_id in by_id]
    person = np.array([one.person_id for one in rows], dtype=np.int64)
    period = np.array([period_of(one.week, "week") for one in rows], dtype=np.int64)
    hired = np.array(
        [period_of(by_id[one.person_id].hired_on, "week") for one in rows], dtype=np.int64
    )
    newest = int(period.max()) if len(period) else 0
    ends = [_end(by_id[one.person_id], newest) for one in rows]
    columns = {
        name: np.array(
            [np.nan if (value := one.facts.get(name)) is None else value for one in rows],
            dtype=np.float64,
        )
        for name in NAMES
    }
    return Panel(
        person=person,
        period=period,
        tenure=(period - hired + 1).astype(np.float64),
        leaves=np.array([leaves for leaves, _ in ends], dtype=np.int64),
        seen_until=np.array([seen for _, seen in ends], dtype=np.int64),
        numbers=columns,
        words={},
    )


def _end(career: Career, newest: int) -> tuple[int, int]:
    """Give the week of leaving of her own accord, and until when that is known."""
    if career.outcome == "ended" and career.decided_on is not None:
        return NEVER, period_of(career.decided_on, "week") - 1
    if career.left_on is not None:
        left = period_of(career.left_on, "week")
        return left, max(left, newest)
    return NEVER, newest
