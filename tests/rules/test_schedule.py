"""Which slots are caught up, how long one waits, and how ids are cut."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from rules.schedule import CatchUp, caught_up, pause, ranges

_SLOTS = [datetime(2026, 11, 24, tzinfo=UTC) + timedelta(hours=n) for n in range(51)]


@pytest.mark.parametrize(
    ("due", "catch_up", "first", "count"),
    [
        pytest.param(0, CatchUp.EACH, None, 0, id="none due"),
        pytest.param(0, CatchUp.LATEST, None, 0, id="none due, latest"),
        pytest.param(9, CatchUp.EACH, 0, 9, id="each of nine"),
        pytest.param(9, CatchUp.LATEST, 8, 1, id="the latest of nine"),
        pytest.param(50, CatchUp.EACH, 0, 50, id="at the limit"),
        pytest.param(51, CatchUp.EACH, 1, 50, id="just over the limit"),
    ],
)
def test_slots_are_caught_up(due: int, catch_up: CatchUp, first: int | None, count: int) -> None:
    found = caught_up(_SLOTS[:due], catch_up)

    assert len(found) == count
    assert list(found[:1]) == ([] if first is None else [_SLOTS[first]])


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(0, 5), (1, 5), (2, 10), (5, 80), (6, 160), (7, 300), (10_000, 300)]
)
def test_each_attempt_that_fails_waits_longer(attempts: int, seconds: int) -> None:
    assert pause(attempts) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("ids", "cut"),
    [
        pytest.param([], [], id="none"),
        pytest.param([7], [(7, 7)], id="one"),
        pytest.param([1, 5, 9], [(1, 9)], id="at the size"),
        pytest.param([1, 5, 9, 10], [(1, 9), (10, 10)], id="just over"),
    ],
)
def test_ids_are_cut_into_ranges(ids: list[int], cut: list[tuple[int, int]]) -> None:
    assert ranges(ids, 3) == cut
