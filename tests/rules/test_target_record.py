"""What a month's target is made of: changes count in the order in which they came to hold."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rules.target import Cause, Consent, Target
from rules.target_record import TargetStep, TargetWord, WordKind, held, target_of, target_with

_BASE = Target(pass_bar=3)


def _at(day: int) -> datetime:
    return datetime(2026, 11, day, 2, tzinfo=UTC)


def _step(
    number: int, cause: Cause | None, bar: int, *, approved: int = 0, accepted: int = 0
) -> TargetStep:
    """Give a step of a bar, approved and accepted on these days; 0 is not (yet)."""
    consent = Consent.MANAGER_AND_REP if accepted else Consent.MANAGER
    words = (
        TargetWord(kind=WordKind.APPROVED, at=_at(approved or 1), by=2, consent=consent),
        TargetWord(kind=WordKind.ACCEPTED, at=_at(accepted or 1), by=1),
    )
    return TargetStep(
        id=number,
        person_id=1,
        month="2026-11",
        cause=cause,
        target=Target(pass_bar=bar),
        before=_BASE,
        after=Target(pass_bar=bar),
        policy_version="1",
        made_at=_at(number),
        words=words[: bool(approved) + bool(accepted)],
    )


_MONTH = _step(1, None, 3)


@pytest.mark.parametrize(
    ("order", "skill", "bar"),
    [
        pytest.param({"approved": 7, "accepted": 10}, {"approved": 6}, 4, id="she accepts later"),
        pytest.param({"approved": 7, "accepted": 8}, {"approved": 9}, 2, id="she accepts before"),
        pytest.param({"approved": 7, "accepted": 8}, {}, 4, id="the other waits"),
        pytest.param({"approved": 7}, {"approved": 6}, 4, id="by the manager's word alone"),
        pytest.param({}, {"approved": 6}, 2, id="it waits"),
        pytest.param({"approved": 6}, {"approved": 6}, 2, id="at once: as they were made"),
    ],
)
def test_the_last_to_hold_stands(order: dict[str, int], skill: dict[str, int], bar: int) -> None:
    steps = [_MONTH, _step(5, Cause.ORDER, 4, **order), _step(6, Cause.SKILL, 2, **skill)]

    assert target_of(steps) == Target(pass_bar=bar)


def test_a_proposal_that_would_hold_now_comes_after_all_that_hold() -> None:
    waits = _step(5, Cause.ORDER, 4)
    steps = [_MONTH, waits, _step(6, Cause.SKILL, 2, approved=6)]

    assert target_with(steps, waits) == Target(pass_bar=4)


def test_a_base_holds_before_all_else() -> None:
    late = _step(5, Cause.ORDER, 4, approved=7, accepted=10)
    steps = [_MONTH, late, _step(6, Cause.SKILL, 2, approved=6), _step(7, Cause.SUPPORT, 1)]

    assert [one.id for one in held(steps)] == [1, 6, 5]
