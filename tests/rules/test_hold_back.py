"""Chance decides who is told first, and spares the most severe."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from rules.hold_back import Arm, Draw, draw, may_wait, waiting
from rules.loop import LoopPolicy
from rules.risk import Level

_DAY = date(2026, 11, 24)
_HALF = LoopPolicy(hold_back=50, hold_back_days=14)
_DRAWN = Draw(person_id=1, arm=Arm.LATER, drawn_on=_DAY, until=_DAY + timedelta(days=14))


@pytest.mark.parametrize(
    ("level", "band", "may"),
    [
        pytest.param(Level.AMBER, "", True, id="two conditions, no model"),
        pytest.param(Level.AMBER, "raised", True, id="two conditions, a raised band"),
        pytest.param(Level.AMBER, "high", False, id="the highest band never waits"),
        pytest.param(Level.RED, "low", False, id="all three never wait"),
        pytest.param(Level.WATCH, "", False, id="one condition is told nobody anyway"),
    ],
)
def test_the_most_severe_never_wait(level: Level, band: str, *, may: bool) -> None:
    assert may_wait(level, band) is may


@pytest.mark.parametrize(
    ("share", "low", "high"),
    [
        pytest.param(0, 0, 0, id="nobody"),
        pytest.param(20, 160, 240, id="a fifth"),
        pytest.param(50, 450, 550, id="a half"),
    ],
)
def test_the_share_of_those_who_wait_is_as_asked(share: int, low: int, high: int) -> None:
    policy = LoopPolicy(hold_back=share)

    later = sum(draw(one, _DAY, policy).arm is Arm.LATER for one in range(1000))

    assert low <= later <= high


def test_the_same_rep_draws_the_same_again() -> None:
    assert draw(7, _DAY, _HALF) == draw(7, _DAY, _HALF)


@pytest.mark.parametrize(
    ("day", "ended", "waits"),
    [
        pytest.param(13, "", True, id="the day before"),
        pytest.param(14, "", False, id="on its day everybody is told"),
        pytest.param(1, "stopped", False, id="it was stopped"),
    ],
)
def test_waiting_ends_on_its_day(day: int, ended: str, *, waits: bool) -> None:
    drawn = Draw(
        person_id=1, arm=Arm.LATER, drawn_on=_DAY, until=_DAY + timedelta(days=14), ended=ended
    )

    assert drawn.waits(_DAY + timedelta(days=day)) is waits


def test_who_got_worse_since_the_draw_is_told() -> None:
    draws = {1: _DRAWN}

    still = waiting(draws, levels={1: Level.AMBER}, bands={}, today=_DAY)
    worse = waiting(draws, levels={1: Level.RED}, bands={}, today=_DAY)
    high = waiting(draws, levels={1: Level.AMBER}, bands={1: "high"}, today=_DAY)

    assert (still, worse, high) == ({1}, set(), set())
