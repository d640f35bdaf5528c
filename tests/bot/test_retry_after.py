"""Retry-After, as it is documented and as proxies write it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.channels.retry_after import asked_by, seconds_of

_NOW = datetime(2026, 11, 26, 18, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("0", 0.0),
        ("1", 1.0),
        ("1.5", 1.5),
        (" 30 ", 30.0),
        ("86400", 86_400.0),
        ("86401", None),
        ("-1", None),
        ("nan", None),
        ("inf", None),
        ("", None),
        ("soon", None),
        ("Thu, 26 Nov 2026 18:00:30 GMT", 30.0),
        ("Thu, 26 Nov 2026 13:00:30 -0500", 30.0),
        ("Thu, 26 Nov 2026 18:00:00 GMT", 0.0),
        ("Thu, 26 Nov 2026 17:00:00 GMT", 0.0),
        ("Fri, 27 Nov 2026 18:00:00 GMT", 86_400.0),
        ("Fri, 27 Nov 2026 18:00:01 GMT", None),
        ("Thu, 99 Nov 2026 18:00:00 GMT", None),
    ],
)
def test_how_long_is_asked_to_wait(said: str, seconds: float | None) -> None:
    assert seconds_of(said, now=_NOW) == seconds


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        pytest.param({"Retry-After": "7"}, 7.0, id="seconds"),
        pytest.param({}, None, id="nothing"),
        pytest.param(
            {
                "Date": "Thu, 26 Nov 2020 18:00:00 GMT",
                "Retry-After": "Thu, 26 Nov 2020 18:00:30 GMT",
            },
            30.0,
            id="a clock years behind ours",
        ),
        pytest.param(
            {
                "Date": "Thu, 26 Nov 2099 18:00:00 GMT",
                "Retry-After": "Thu, 26 Nov 2099 18:05:00 GMT",
            },
            300.0,
            id="a clock years ahead of ours",
        ),
        pytest.param(
            {"Date": "today", "Retry-After": "Thu, 26 Nov 2099 18:05:00 GMT"},
            None,
            id="a date by our own clock, more than a day away",
        ),
    ],
)
def test_a_date_is_counted_by_the_clock_that_wrote_it(
    headers: dict[str, str], seconds: float | None
) -> None:
    assert asked_by(headers) == seconds
