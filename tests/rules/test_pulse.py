"""What weekly ratings say of a pairing, and who may take it over."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from rules.errors import Invalid
from rules.pulse import (
    FreeMentor,
    Pulse,
    Rating,
    assess_pulse,
    is_alarming,
    leaves_pool,
    may_change_mentor,
    propose_mentors,
)


def _ratings(*pairs: tuple[int, int]) -> list[Rating]:
    return [Rating(satisfaction=first, applied=second) for first, second in pairs]


@pytest.mark.parametrize(
    ("pairs", "pulse", "mean"),
    [
        pytest.param([], Pulse.NOT_EVALUATED, None, id="none"),
        pytest.param([(0, 0)], Pulse.WATCH, None, id="one, as low as can be"),
        pytest.param([(2, 2), (2, 2)], Pulse.WATCH, None, id="two"),
        pytest.param([(7, 7), (7, 7), (7, 7)], Pulse.GOOD, "7.00", id="three, at seven"),
        pytest.param([(7, 7), (7, 7), (7, 6)], Pulse.LOW, "6.83", id="just under seven"),
        pytest.param([(7, 7), (7, 7), (7, 8)], Pulse.GOOD, "7.17", id="just over seven"),
        pytest.param([(0, 0)] + [(8, 8)] * 4, Pulse.GOOD, "8.00", id="only the last four count"),
        pytest.param([(0, 0)] * 3, Pulse.LOW, "0.00", id="zero is an answer"),
        pytest.param([(10, 4), (10, 4), (10, 4)], Pulse.GOOD, "7.00", id="mean of both questions"),
    ],
)
def test_the_verdict_of_a_pairing(
    pairs: list[tuple[int, int]], pulse: Pulse, mean: str | None
) -> None:
    verdict = assess_pulse(_ratings(*pairs))

    assert verdict.pulse is pulse
    assert verdict.mean == (None if mean is None else Decimal(mean))
    assert verdict.ratings == len(pairs)


@pytest.mark.parametrize(
    ("answer", "alarming"), [(0, True), (2, True), (3, True), (4, False), (10, False)]
)
def test_a_single_answer_of_three_or_less_reaches_hr_the_same_day(
    *, answer: int, alarming: bool
) -> None:
    assert is_alarming(answer) is alarming


@pytest.mark.parametrize("pair", [(-1, 5), (5, 11)])
def test_a_rating_out_of_scale_is_refused(pair: tuple[int, int]) -> None:
    with pytest.raises(Invalid):
        _ratings(pair)


@pytest.mark.parametrize(
    ("today", "may"),
    [
        pytest.param("2026-11-15", True, id="15 days before the end"),
        pytest.param("2026-11-16", True, id="14 days before the end"),
        pytest.param("2026-11-17", False, id="inside of the last 14 days"),
        pytest.param("2026-11-30", False, id="the last day"),
    ],
)
def test_no_change_in_the_last_days_of_a_probation(*, today: str, may: bool) -> None:
    assert may_change_mentor(date.fromisoformat(today), date(2026, 11, 30)) is may
    assert may_change_mentor(date.fromisoformat(today), None)


@pytest.mark.parametrize(
    ("means", "leaves"),
    [
        pytest.param([], False, id="no pair"),
        pytest.param(["0"], False, id="one pair is not enough"),
        pytest.param(["6.99", "7.00"], False, id="6.995 is shown as 7.00"),
        pytest.param(["6.99", "6.99"], True, id="just under"),
        pytest.param(["7.00", "7.00"], False, id="at seven"),
    ],
)
def test_when_a_mentor_leaves_the_pool(*, means: list[str], leaves: bool) -> None:
    assert leaves_pool([Decimal(mean) for mean in means]) is leaves


def test_free_mentors_by_fit_and_then_by_room() -> None:
    full = FreeMentor(person_id=1, mentees=2, capacity=2, strengths=frozenset({"product"}))
    fits = FreeMentor(person_id=2, mentees=1, capacity=2, strengths=frozenset({"product"}))
    roomy = FreeMentor(person_id=3, mentees=0, capacity=2)
    over = FreeMentor(person_id=4, mentees=5, capacity=2)
    tight = FreeMentor(person_id=5, mentees=1, capacity=2)

    found = propose_mentors([tight, roomy, fits, full, over], frozenset({"product"}))

    assert found == (fits, roomy, tight)


def test_nobody_free_is_an_empty_proposal() -> None:
    full = FreeMentor(person_id=1, mentees=2, capacity=2)

    assert propose_mentors([full], frozenset()) == ()
