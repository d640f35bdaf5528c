"""Sentences that everybody types alike are read once; what is anybody's own is not kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from handlers import understanding
from handlers.understanding import understand

_TODAY = date(2026, 11, 26)


@pytest.fixture(autouse=True)
def kept() -> Iterator[dict[object, object]]:
    """What is remembered, empty at first."""
    lately: dict[object, object] = understanding._LATELY  # type: ignore[assignment] # noqa: SLF001
    lately.clear()
    yield lately
    lately.clear()


@pytest.mark.parametrize(
    ("text", "is_kept"),
    [
        pytest.param("帮助", True, id="help"),
        pytest.param("我今天的佣金", True, id="days of a calendar"),
        pytest.param("张三的佣金", False, id="a name"),
        pytest.param("再签 5000 能拿多少", False, id="a sum"),
        pytest.param("再签两单5000", False, id="sums that are not clear"),
        pytest.param("绑定 ABCD2345", False, id="a code"),
        pytest.param("设置上班时间 9点到18点", False, id="hours of her own"),
        pytest.param("今天天气怎么样", False, id="not understood"),
        pytest.param(f"帮助{' ' * 60}", False, id="long"),
    ],
)
def test_only_what_is_nobodys_own_is_remembered(
    kept: dict[object, object], text: str, *, is_kept: bool
) -> None:
    first = understand(text, today=_TODAY)

    assert bool(kept) is is_kept
    assert understand(text, today=_TODAY) == first


def test_another_day_is_read_anew() -> None:
    text = "我今天的佣金"

    days = [understand(text, today=_TODAY + timedelta(days=n)).range for n in range(2)]

    assert days[0] != days[1]


def test_no_more_is_remembered_than_a_few_hundred(kept: dict[object, object]) -> None:
    for n in range(1200):
        understand("帮助", today=_TODAY + timedelta(days=n))

    assert 0 < len(kept) <= 500
