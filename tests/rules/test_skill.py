"""A week's skill is the mean of two tests, however they came; one alone is none."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from rules.deal import Stamp
from rules.learning import Assessment, Score
from rules.periods import week_of
from rules.skill import skill_of_week

_WEEK = week_of(date(2026, 11, 9))


def _test(domain: str, value: str, at: str = "2026-11-11T10:00:00+08:00") -> Assessment:
    return Assessment(
        source="excel",
        ext_id=f"{domain}{at}",
        person_id=1,
        domain=domain,
        score=Score(value=Decimal(value)),
        taken_at=datetime.fromisoformat(at),
    )


def _whole(domain: str, value: str, version: int = 1, week: str = "2026-11-09") -> Assessment:
    at = datetime(2026, 11, 9, tzinfo=UTC)
    return Assessment(
        source="crm",
        ext_id=f"week{domain}{version}",
        person_id=1,
        domain=domain,
        score=Score(value=Decimal(value), out_of=Decimal(5)),
        taken_at=at,
        week=date.fromisoformat(week),
        stamp=Stamp(version, at, "e"),
    )


_BOTH = [_test("product", "60"), _test("communication", "70")]


@pytest.mark.parametrize(
    ("tests", "expected"),
    [
        pytest.param([], None, id="none"),
        pytest.param(_BOTH[:1], None, id="one of two"),
        pytest.param(_BOTH, "65.00", id="both"),
        pytest.param([*_BOTH, _test("industry", "1")], "65.00", id="another domain"),
        pytest.param(
            [*_BOTH, _test("product", "80", "2026-11-12T10:00:00+08:00")], "75.00", id="the newest"
        ),
        pytest.param(
            [_BOTH[0], _test("communication", "70", "2026-11-15T23:59:00+08:00")],
            "65.00",
            id="in the last minute of her Sunday",
        ),
        pytest.param(
            [_BOTH[0], _test("communication", "70", "2026-11-16T00:00:00+08:00")],
            None,
            id="on her Monday after",
        ),
        pytest.param(
            [*_BOTH, _whole("product", "4"), _whole("communication", "4")],
            "80.00",
            id="a word on the week outranks single tests",
        ),
        pytest.param([*_BOTH, _whole("product", "5")], "85.00", id="of one domain"),
        pytest.param(
            [*_BOTH, _whole("product", "1", 2), _whole("product", "5", 1)],
            "45.00",
            id="the newest word on the week",
        ),
        pytest.param(
            [_whole("product", "4", week="2026-11-02"), _whole("communication", "4")],
            None,
            id="of another week",
        ),
    ],
)
def test_skill_of_a_week(tests: list[Assessment], expected: str | None) -> None:
    found = skill_of_week(tests, _WEEK, "Asia/Shanghai")

    assert (None if found is None else str(found)) == expected
