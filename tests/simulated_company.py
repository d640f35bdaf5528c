"""A company of reps whose true weekly risk is known, to measure models against the possible.

Each rep has a hidden strength and a hidden contact with her mentor. They move what is seen: deals,
activity, training, ratings. The risk of leaving next week follows what is seen and what is hidden,
so the best model of the rows falls short of the true risk, as in life.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

WEEKS = 26
TITLES = ("rep", "week", "training_completion", "mentor_rating", "deals", "activity", "left")


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """Rows in the order of rep and week. `risk` is the true probability of leaving next week."""

    rep: NDArray[np.int64]
    #: The calendar week of the row, Monday of week 0 being that of the first hires.
    week: NDArray[np.int64]
    columns: dict[str, Floats]
    left: NDArray[np.bool_]
    risk: Floats

    def __len__(self) -> int:
        return len(self.rep)

    def write(self, path: Path, *, left: str = "left") -> Path:
        """Write the rows as a plain table; `left` is 1 where she leaves in the week after."""
        titles = [*TITLES[:-1], left]
        columns = [
            ["" if np.isnan(x) else f"{x:.4g}" for x in self.columns[c]] for c in TITLES[2:6]
        ]
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(titles)
            writer.writerows(
                zip(
                    (f"R{n:06}" for n in self.rep),
                    self.week.tolist(),
                    *columns,
                    self.left.astype(int).tolist(),
                    strict=True,
                )
            )
        return path


def a_company(reps: int, *, seed: int, hired_over: int = 78, weeks: int = WEEKS) -> Company:
    """Simulate so many reps, hired evenly over `hired_over` weeks, for at most `weeks` each."""
    draw = np.random.default_rng(seed)
    hired = np.sort(draw.integers(0, hired_over, reps))
    strength, mentor = draw.normal(size=reps), draw.normal(size=reps)
    done, rating, streak = np.full(reps, 0.9), 7.6 + 0.8 * mentor, np.zeros(reps)
    busy = np.exp(draw.normal(3.4, 0.3, reps))
    is_here, mood = np.ones(reps, dtype=bool), np.zeros(reps)
    weekly: list[dict[str, NDArray[np.generic]]] = []
    for k in range(1, weeks + 1):
        mood = 0.8 * mood + draw.normal(0, 0.5, reps)
        done = np.clip(done + 0.04 * strength - 0.02 + draw.normal(0, 0.05, reps), 0, 1)
        rating = np.clip(
            0.8 * rating + 0.2 * (7.6 + 0.9 * mentor + 0.4 * mood) + draw.normal(0, 0.4, reps),
            0,
            10,
        )
        deals = draw.poisson(np.exp(-1.2 + 0.35 * strength + 0.08 * min(k, 12) + 0.15 * mood))
        streak = np.where(deals > 0, 0, streak + 1)
        activity = busy * np.exp(0.25 * mood + draw.normal(0, 0.25, reps))
        logit = (
            -4.7
            + 0.9 * np.exp(-k / 4)
            + 4.0 * np.maximum(0.8 - done, 0)
            + 0.55 * np.maximum(7.5 - rating, 0)
            + 0.22 * np.minimum(streak, 6) * (k >= 3)
            - 0.7 * mood
            + 0.8 * ((streak >= 2) & (rating < 7))
            - 0.2 * strength
        )
        risk = 1 / (1 + np.exp(-logit))
        leaves = is_here & (draw.random(reps) < risk)
        seen = np.where(draw.random(reps) < 0.25, np.nan, np.round(rating, 1))
        weekly.append(
            {
                "rep": np.flatnonzero(is_here),
                "week": (hired + k - 1)[is_here],
                "training_completion": done[is_here],
                "mentor_rating": seen[is_here],
                "deals": deals[is_here].astype(np.float64),
                "activity": activity[is_here],
                "left": leaves[is_here],
                "risk": risk[is_here],
            }
        )
        is_here &= ~leaves
    whole = {name: np.concatenate([one[name] for one in weekly]) for name in weekly[0]}
    order = np.lexsort((whole["week"], whole["rep"]))
    whole = {name: column[order] for name, column in whole.items()}
    return Company(
        rep=whole["rep"].astype(np.int64),
        week=whole["week"].astype(np.int64),
        columns={name: whole[name].astype(np.float64) for name in TITLES[2:6]},
        left=whole["left"].astype(bool),
        risk=whole["risk"].astype(np.float64),
    )
