"""The demo's business clock runs fast."""

from __future__ import annotations

from datetime import timedelta

from bot.demo import FastClock
from tests.builders import AT
from tests.fakes import FixedClock


def test_business_time_passes_faster() -> None:
    real = FixedClock(AT)
    clock = FastClock(720, real_clock=real)

    real.pass_time(seconds=120)

    assert clock() == AT + timedelta(days=1)
