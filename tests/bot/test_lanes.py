"""A platform that hangs fills its own lane and nobody else's."""

from __future__ import annotations

from datetime import timedelta

from bot.lanes import WIDTH, Lanes


class Seconds:
    """A clock in seconds that is moved by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_an_empty_lane_has_room_and_none_is_full() -> None:
    lanes = Lanes(Seconds())

    assert (lanes.room(), lanes.full()) == (WIDTH, {})


def test_a_busy_lane_takes_room_until_its_sends_have_ended() -> None:
    lanes = Lanes(Seconds())

    leaving = [lanes.enter("slack") for _ in range(WIDTH - 1)]
    left = lanes.room()
    for leave in leaving:
        leave()

    assert (left, lanes.room()) == (1, WIDTH)


def test_a_lane_that_stands_still_takes_no_room_and_takes_no_more() -> None:
    clock = Seconds()
    lanes = Lanes(clock)
    for _ in range(WIDTH):
        lanes.enter("slack")
    lanes.enter("wecom")

    while_moving = lanes.room()
    clock.now = 1.0
    at_the_limit = lanes.room()
    clock.now = 1.5
    for_others = lanes.enter("wecom")

    assert (while_moving, at_the_limit) == (0, 0)
    assert lanes.full() == {"slack": timedelta(seconds=21.5)}
    for_others()
