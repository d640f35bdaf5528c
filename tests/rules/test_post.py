"""Which post counts on a day, and from when to when each was held (RULES, "Who sees what")."""

from __future__ import annotations

from datetime import date

import pytest

from rules.post import PostFrom, PostHeld, held, post_on

_ROWS = (
    PostFrom(starts_on=date(2026, 3, 2), post="电话销售"),
    PostFrom(starts_on=date(2026, 9, 1), post="渠道销售"),
)


@pytest.mark.parametrize(
    ("day", "post"),
    [
        pytest.param("2026-03-01", "电话销售", id="before the first known day: the first"),
        pytest.param("2026-03-02", "电话销售", id="its first day"),
        pytest.param("2026-08-31", "电话销售", id="the day before the next"),
        pytest.param("2026-09-01", "渠道销售", id="the day of the next"),
        pytest.param("2027-09-01", "渠道销售", id="long after"),
    ],
)
def test_the_post_of_a_day(day: str, post: str) -> None:
    assert post_on(_ROWS, date.fromisoformat(day)) == post
    assert post_on(tuple(reversed(_ROWS)), date.fromisoformat(day)) == post


def test_who_has_no_post_has_none() -> None:
    assert post_on((), date(2026, 3, 2)) == ""
    assert held(()) == ()


def test_a_post_lasts_until_the_day_before_the_next() -> None:
    assert held(_ROWS) == (
        PostHeld(post="电话销售", starts_on=date(2026, 3, 2), ends_on=date(2026, 8, 31)),
        PostHeld(post="渠道销售", starts_on=date(2026, 9, 1), ends_on=None),
    )


def test_none_from_a_day_on_ends_a_post_and_the_same_again_does_not() -> None:
    again = PostFrom(starts_on=date(2026, 10, 1), post="渠道销售")
    none = PostFrom(starts_on=date(2026, 11, 1), post="")

    assert held((*_ROWS, again, none))[-1] == PostHeld(
        post="渠道销售", starts_on=date(2026, 9, 1), ends_on=date(2026, 10, 31)
    )
    assert post_on((*_ROWS, again, none), date(2026, 11, 1)) == ""
