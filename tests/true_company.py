"""Another company whose true risk is known: mentors, managers, seasons, late rows, dismissals.

Written apart from `simulated_company`, so that what suits that one by chance is found out. Hidden
are strength, mood, the mentor's hand, the manager's, and the season; the model sees the columns of
a snapshot alone. A row's truth is her probability of resigning within four weeks, by exact hazards
averaged over possible weeks to come, not by what happened to happen.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from jobs.retention_peers import peer_leavers
from rules.panel import NEVER, Panel

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

#: Rows are of probation; after it she is watched on, so that the last windows close.
PROBATION, WATCHED = 26, 30
HORIZON = 4
_PER_MENTOR, _PER_MANAGER = 4, 12
_PATHS = 16
_NEW_YEAR = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """How strongly each thing moves the risk; 0 takes it out."""

    season: float = 0.35
    mentor: float = 0.35
    manager: float = 0.3
    trend: float = 0.7
    level: float = -4.9
    #: Of persons, those whose deals of a week come in after it was cut.
    late: float = 0.15
    #: Of managers, those whose teams report no touches.
    silent: float = 0.25
    dismissal: float = 1.0
    #: Added to the logit from a calendar week on: drift.
    shift: float = 0.0
    shift_from: int = NEVER


@dataclass(frozen=True, slots=True)
class State:
    """Persons at the end of a week, hidden parts first."""

    strength: Floats
    mentor: Floats
    manager: Floats
    mood: Floats
    done: Floats
    rating: Floats
    streak: Floats
    busy: Floats
    deals: Floats
    touches: Floats
    tasks: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueCompany:
    """A panel of all weeks with what is true of each row."""

    panel: Panel
    #: Probability of resigning in the next week, and within four.
    next_week: Floats
    risk: Floats
    manager: Integers
    mentor: Integers
    hired: Integers
    dismissed: Flags
    #: Deals as corrected later, of who was still there then; else as first known.
    corrected: Floats

    def until(self, week: int) -> Panel:
        """Give what was known at the end of a week."""
        rows = self.panel.only(self.panel.period <= week)
        gone = rows.leaves <= week
        return replace(
            rows,
            leaves=np.where(gone, rows.leaves, NEVER),
            seen_until=np.where(gone, np.maximum(rows.leaves, week),
                                np.minimum(rows.seen_until, week)),
        )  # fmt: skip


def true_company(
    reps: int, *, seed: int, hired_over: int = 104, world: World = World()
) -> TrueCompany:
    """Simulate so many reps, hired evenly over `hired_over` weeks."""
    draw = np.random.default_rng(seed)
    hired = np.sort(draw.integers(0, hired_over, reps))
    managers, mentors = max(1, reps // _PER_MANAGER), max(1, reps // _PER_MENTOR)
    manager, mentor = draw.integers(0, managers, reps), draw.integers(0, mentors, reps)
    is_silent = (draw.random(managers) < world.silent)[manager]
    comes_late = draw.random(reps) < world.late
    state = _begun(
        reps, draw, draw.normal(size=mentors)[mentor], draw.normal(size=managers)[manager]
    )
    here, leaves, ends = np.ones(reps, dtype=bool), np.full(reps, NEVER), np.full(reps, NEVER)
    weeks: list[dict[str, NDArray[np.generic]]] = []
    for k in range(1, WATCHED + 1):
        state = _week(state, k, draw)
        calendar = hired + k - 1
        hazard = _hazard(state, k, calendar, world)
        if k <= PROBATION:
            some = np.flatnonzero(here)
            weeks.append(_seen(some, k, state, calendar=calendar, hazard=hazard, world=world,
                               draw=draw, silent=is_silent, late=comes_late))  # fmt: skip
        gone = here & (draw.random(reps) < hazard)
        fired = here & ~gone & (draw.random(reps) < _dismissal(state, k, world))
        leaves[gone], ends[fired] = calendar[gone] + 1, calendar[fired] + 1
        here &= ~(gone | fired)
    return _laid(weeks, hired=hired, leaves=leaves, ends=ends, manager=manager, mentor=mentor)


def _begun(reps: int, draw: np.random.Generator, mentor: Floats, manager: Floats) -> State:
    zero = np.zeros(reps)
    return State(
        strength=draw.normal(size=reps), mentor=mentor, manager=manager, mood=zero,
        done=np.full(reps, 0.92), rating=7.5 + 0.7 * mentor, streak=zero,
        busy=np.exp(draw.normal(3.3, 0.35, reps)), deals=zero, touches=zero, tasks=zero,
    )  # fmt: skip


def _week(state: State, k: int, draw: np.random.Generator) -> State:
    """Let a week go by for each of them."""
    many = len(state.mood)
    mood = 0.75 * state.mood + draw.normal(0, 0.55, many)
    done = np.clip(state.done + 0.03 * state.strength - 0.015 + draw.normal(0, 0.05, many), 0, 1)
    aim = 7.5 + 0.8 * state.mentor + 0.4 * mood
    rating = np.clip(0.75 * state.rating + 0.25 * aim + draw.normal(0, 0.45, many), 0, 10)
    rate = np.exp(-1.25 + 0.35 * state.strength + 0.09 * min(k, 12) + 0.18 * mood)
    deals = draw.poisson(rate).astype(np.float64)
    return replace(
        state, mood=mood, done=done, rating=rating, deals=deals,
        streak=np.where(deals > 0, 0.0, state.streak + 1),
        touches=draw.poisson(state.busy * np.exp(0.25 * mood)).astype(np.float64),
        tasks=draw.binomial(3, 1 / (1 + np.exp(-0.6 - 0.8 * state.mentor))).astype(np.float64),
    )  # fmt: skip


def _hazard(state: State, k: int, calendar: Integers, world: World) -> Floats:
    """Give the probability of resigning in the week after: hump, slumps, mood, people, season."""
    new_year = np.exp(-(((calendar % 52) - _NEW_YEAR) ** 2) / 8)
    season = 0.4 * np.sin(2 * np.pi * calendar / 52) + 1.5 * new_year
    logit = (
        world.level
        + 1.1 * np.exp(-k / 3)
        + 0.35 * (k in {12, 13})
        + 3.5 * np.maximum(0.8 - state.done, 0)
        + 0.5 * np.maximum(7.2 - state.rating, 0)
        + 0.2 * np.minimum(state.streak, 6) * (k >= 3)
        - world.trend * state.mood
        - world.mentor * state.mentor
        - world.manager * state.manager
        - 0.15 * state.strength
        + 0.7 * ((state.streak >= 2) & (state.rating < 7))
        + world.season * season
        + world.shift * (calendar >= world.shift_from)
    )
    return np.asarray(1 / (1 + np.exp(-logit)))


def _dismissal(state: State, k: int, world: World) -> Floats:
    """Give the probability of being let go: by results from the eighth week on."""
    bad = -6.5 + 0.45 * np.minimum(state.streak, 8) - 0.5 * state.strength
    return world.dismissal * (k >= 8) / (1 + np.exp(-bad))


def _within(state: State, k: int, calendar: Integers, hazard: Floats, *, world: World) -> Floats:
    """Give the risk of four weeks: this week's hazard, and the mean over possible weeks to come."""
    draw = np.random.default_rng(k)
    stays = np.zeros(len(hazard))
    for _ in range(_PATHS):
        later, hers = state, np.ones(len(hazard))
        for ahead in range(1, HORIZON):
            later = _week(later, k + ahead, draw)
            hers *= 1 - _hazard(later, k + ahead, calendar + ahead, world)
        stays += hers
    return 1 - (1 - hazard) * stays / _PATHS


def _seen(
    some: Integers, k: int, state: State, *, calendar: Integers, hazard: Floats, world: World,
    draw: np.random.Generator, silent: Flags, late: Flags,
) -> dict[str, NDArray[np.generic]]:  # fmt: skip
    """Give the rows of a week: what a snapshot would hold, with what was missing, and the truth."""
    here = State(*(getattr(state, name)[some] for name in State.__slots__))
    due = min(k, 12)
    # Who rates low keeps silent more often.
    unrated = draw.random(len(some)) < 0.2 + 0.25 * (here.rating < 6)
    kept_back = late[some] & (draw.random(len(some)) < 0.5)
    known = np.where(kept_back, np.floor(here.deals / 2), here.deals)
    return {
        "person": some,
        "period": calendar[some],
        "tenure": np.full(len(some), float(k)),
        "training_completion": np.round(here.done * due) / due,
        "courses_overdue": due - np.round(here.done * due),
        "mentor_rating": np.where(unrated, np.nan, np.round(here.rating)),
        "mentor_tasks_done": here.tasks,
        "deals": known,
        "touches": np.where(silent[some], np.nan, here.touches),
        "alert_open": np.zeros(len(some)),
        "corrected": here.deals,
        "next_week": hazard[some],
        "risk": _within(here, k, calendar[some], hazard[some], world=world),
    }


_COLUMNS = (
    "training_completion courses_overdue mentor_rating mentor_tasks_done deals touches alert_open"
).split()


def _laid(
    weeks: list[dict[str, NDArray[np.generic]]], *, hired: Integers, leaves: Integers,
    ends: Integers, manager: Integers, mentor: Integers,
) -> TrueCompany:  # fmt: skip
    whole = {name: np.concatenate([one[name] for one in weeks]) for name in weeks[0]}
    order = np.lexsort((whole["period"], whole["person"]))
    whole = {name: column[order] for name, column in whole.items()}
    person = whole["person"].astype(np.int64)
    newest = int(hired.max()) + WATCHED
    left = leaves[person]
    panel = Panel(
        person=person,
        period=whole["period"].astype(np.int64),
        tenure=whole["tenure"].astype(np.float64),
        leaves=left,
        seen_until=np.minimum(newest, ends[person] - 1),
        numbers={name: whole[name].astype(np.float64) for name in _COLUMNS},
        words={},
    )
    peers = peer_leavers(panel, manager[person], span=8)
    panel = replace(panel, numbers={**panel.numbers, "team_leavers": peers})
    # A correction comes within a month, to who is still here then.
    gone = np.minimum(left, ends[person])
    is_corrected = gone > panel.period + HORIZON
    corrected = np.where(is_corrected, whole["corrected"], panel.numbers["deals"])
    return TrueCompany(
        panel=panel, next_week=whole["next_week"].astype(np.float64),
        risk=whole["risk"].astype(np.float64), manager=manager, mentor=mentor, hired=hired,
        dismissed=ends < NEVER, corrected=corrected.astype(np.float64),
    )  # fmt: skip
