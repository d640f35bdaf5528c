"""Rows of persons by period, sorted, and the arithmetic that looks back along one person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

#: The period of leaving of whoever has not left.
NEVER = 2**62


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A column of words: each row's place in `levels`, -1 where it is missing."""

    codes: Integers
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One row per person and period, as known at the period's end, in that order.

    A period is a whole number: a week or a month counted on. `tenure` counts a person's periods,
    1 in her first. `leaves` is the period in which she leaves, `NEVER` if she has not; `seen_until`
    the last period of which it is known whether she left in it. Both are outcomes, never features.
    """

    person: Integers
    period: Integers
    tenure: Floats
    leaves: Integers
    seen_until: Integers
    numbers: Mapping[str, Floats]
    words: Mapping[str, Words]

    def __len__(self) -> int:
        return len(self.person)

    def only(self, chosen: Flags | Integers) -> Panel:
        """Give some of the rows, in the same order."""
        return Panel(
            person=self.person[chosen],
            period=self.period[chosen],
            tenure=self.tenure[chosen],
            leaves=self.leaves[chosen],
            seen_until=self.seen_until[chosen],
            numbers={name: column[chosen] for name, column in self.numbers.items()},
            words={
                name: Words(codes=column.codes[chosen], levels=column.levels)
                for name, column in self.words.items()
            },
        )


def starts(person: Integers) -> Integers:
    """Give for each row the place of its person's first row."""
    places = np.arange(len(person))
    is_first = np.ones(len(person), dtype=bool)
    is_first[1:] = person[1:] != person[:-1]
    return np.maximum.accumulate(np.where(is_first, places, 0))


def before(column: Floats, first: Integers) -> Floats:
    """Give what the row before of the same person holds; NaN in her first."""
    moved = np.full(len(column), np.nan)
    moved[1:] = column[:-1]
    moved[np.arange(len(column)) == first] = np.nan
    return moved


def mean_so_far(column: Floats, first: Integers) -> Floats:
    """Give the mean of a person's known values up to and with each row; NaN before the first."""
    total, count = _sums_so_far(column, first)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.where(count > 0, total / np.maximum(count, 1), np.nan))


def recent_mean(column: Floats, first: Integers, *, rows: int) -> Floats:
    """Give the mean of a person's known values in the last `rows` rows; NaN if none is known."""
    total, count = _sums_so_far(column, first)
    places = np.arange(len(column))
    earlier = places - rows
    is_hers = earlier >= first
    total = total - np.where(is_hers, total[np.maximum(earlier, 0)], 0)
    count = count - np.where(is_hers, count[np.maximum(earlier, 0)], 0)
    return np.asarray(np.where(count > 0, total / np.maximum(count, 1), np.nan))


def streak_at_or_under_zero(column: Floats, first: Integers, *, cap: int) -> Floats:
    """Count a person's latest rows at or under zero, `cap` at most; a missing value ends it."""
    places = np.arange(len(column))
    with np.errstate(invalid="ignore"):
        broken = np.maximum.accumulate(np.where(column <= 0, -1, places))
    length = places - np.maximum(broken, first - 1)
    return np.minimum(length, cap).astype(np.float64)


def ever_above_zero(column: Floats, first: Integers) -> Floats:
    """Tell by 1 or 0 whether a person has had a value above zero by each row."""
    with np.errstate(invalid="ignore"):
        is_above = np.nan_to_num(column, nan=0.0) > 0
    count = np.cumsum(is_above)
    hers: Integers = count - (count - is_above)[first]
    return np.minimum(hers, 1).astype(np.float64)


def _sums_so_far(column: Floats, first: Integers) -> tuple[Floats, Integers]:
    is_known = ~np.isnan(column)
    count = np.cumsum(is_known)
    return _running(np.where(is_known, column, 0.0), first), count - (count - is_known)[first]


def _running(value: Floats, first: Integers) -> Floats:
    """Add up along each person alone, by doubling reach.

    One sum over the whole column, less what was before her, would carry the rounding of everybody
    above her, and all of it where one of them has a huge value.
    """
    place, total, reach = np.arange(len(value)), value.copy(), 1
    longest = int((place - first).max(initial=0))
    while reach <= longest:
        earlier = np.zeros(len(total))
        earlier[reach:] = total[:-reach]
        total += np.where(place - reach >= first, earlier, 0.0)
        reach *= 2
    return total
