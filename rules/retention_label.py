"""Who leaves within the horizon, of whom that is known, and which rows may train for which test.

RETENTION 4.1 and 4.8: rows too young for the horizon are no negatives (guard 9); rows at or after
leaving are dropped (guard 2); a training row's window of labels has closed before the first test
row is cut (guard 6).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rules.panel import NEVER, Flags, Panel


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """For each row: whether she leaves in the `horizon` periods after it, and if that is known."""

    horizon: int
    leaves: Flags
    is_known: Flags


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """Rows to train on and rows to test on; no row is in both."""

    train: Flags
    test: Flags


def labels(panel: Panel, *, horizon: int) -> Labels:
    """Label each row of those who still work there at its end.

    A window that is still open tells nothing, also of who has left in it already: of the youngest
    rows only leavers would be known, and everybody would seem to leave.
    """
    ends = panel.period + horizon
    is_there = panel.leaves > panel.period
    leaves = is_there & (panel.leaves <= ends)
    here = panel.seen_until[panel.leaves == NEVER]
    seen = here if len(here) else panel.seen_until
    has_closed = ends <= seen.max(initial=0)
    return Labels(
        horizon=horizon,
        leaves=leaves,
        is_known=is_there & has_closed & (leaves | (panel.seen_until >= ends)),
    )


def split_by_time(
    panel: Panel, said: Labels, *, train_before: int, test_from: int, test_to: int = NEVER
) -> Split:
    """Train on rows before a period whose labels closed before the first test row's end."""
    has_closed = panel.period + said.horizon <= test_from
    return Split(
        train=said.is_known & (panel.period < train_before) & has_closed,
        test=said.is_known & (panel.period >= test_from) & (panel.period <= test_to),
    )


def split_by_person(said: Labels, *, rank: np.ndarray, share: float) -> Split:
    """Train on the first `share` of persons by a rank per row, and test on the others."""
    cut = np.quantile(np.unique(rank), share, method="lower")
    is_early = rank <= cut
    return Split(train=said.is_known & is_early, test=said.is_known & ~is_early)
