"""Back-tests at their edges, and a change proposed only where it holds on later hires."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from rules.threshold import (
    FEWEST_KNOWN,
    BackTest,
    Costs,
    Judged,
    NoProposal,
    Proposal,
    Rule,
    SeenWeek,
    backtest,
    propose,
)
from rules.threshold_record import starts_on

_MONDAY = date(2026, 11, 2)
_CUTS = [Decimal(n) for n in range(50, 100, 5)]


def _weeks(
    *completion: float | None,
    ratings: tuple[float | None, ...] = (),
    deals: tuple[float | None, ...] = (),
    person: int = 1,
) -> list[SeenWeek]:
    many = max(len(completion), len(ratings), len(deals))
    columns = [(*some, *[None] * (many - len(some))) for some in (completion, ratings, deals)]
    return [
        SeenWeek(
            person_id=person, week=_MONDAY + timedelta(weeks=n), completion=columns[0][n],
            rating=columns[1][n], deals=columns[2][n],
        )
        for n in range(many)
    ]  # fmt: skip


def _try(rule: Rule, threshold: str, weeks: list[SeenWeek]) -> BackTest:
    return backtest(
        rule, Decimal(threshold), weeks, start=_MONDAY, end=_MONDAY + timedelta(weeks=9),
        has_stayed={1: False, 2: True, 3: None},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("completion", "flagged", "judged"),
    [
        pytest.param(0.75, 0, 1, id="at the threshold"),
        pytest.param(0.7499, 1, 1, id="just under it"),
        pytest.param(0.749951, 0, 1, id="rounded to two places, it is at it"),
        pytest.param(0.7501, 0, 1, id="just over it"),
        pytest.param(0.0, 1, 1, id="none completed"),
        pytest.param(None, 0, 0, id="nothing due"),
    ],
)
def test_training_is_flagged_strictly_under(
    completion: float | None, flagged: int, judged: int
) -> None:
    found = _try(Rule.TRAINING_DUE, "75", _weeks(completion))

    assert (len(found.flagged), found.judged) == (flagged, judged)


@pytest.mark.parametrize(
    ("ratings", "flagged", "judged"),
    [
        pytest.param((6.0, 6.0), 0, 0, id="two ratings say nothing"),
        pytest.param((7.0, 7.0, 7.0), 0, 1, id="a mean of seven"),
        pytest.param((7.0, 7.0, 6.5), 1, 1, id="a mean just under"),
        pytest.param((9.0, 9.0, 9.0, 9.0, 1.0), 0, 1, id="the last four make seven"),
        pytest.param((9.0, 9.0, 9.0, 8.9, 1.0), 1, 1, id="the last four make less"),
        pytest.param((6.0, 6.0, None, None, None, None, 6.0), 1, 1, id="gaps do not count"),
    ],
)
def test_a_pairing_is_flagged_by_the_mean_of_three_ratings(
    ratings: tuple[float | None, ...], flagged: int, judged: int
) -> None:
    found = _try(Rule.MENTOR_SCORE, "7", _weeks(ratings=ratings))

    assert (len(found.flagged), found.judged) == (flagged, judged)


@pytest.mark.parametrize(
    ("deals", "threshold", "flagged"),
    [
        pytest.param((0.0, 0.0, 0.0), "2", 1, id="zero to zero is no growth"),
        pytest.param((2.0, 1.0, 2.0), "2", 0, id="one growth"),
        pytest.param((2.0, 2.0), "2", 0, id="too few weeks"),
        pytest.param((3.0, 2.0, 1.0), "3", 0, id="three weeks are asked for"),
        pytest.param((3.0, 3.0, 2.0, 1.0), "3", 1, id="three weeks without growth"),
    ],
)
def test_weeks_without_growth_are_counted(
    deals: tuple[float, ...], threshold: str, flagged: int
) -> None:
    assert len(_try(Rule.STALLED_WEEKS, threshold, _weeks(deals=deals)).flagged) == flagged


def test_of_the_flagged_the_ends_that_are_known_are_counted() -> None:
    weeks = [each for person in (1, 2, 3) for each in _weeks(0.5, person=person)]

    found = _try(Rule.TRAINING_DUE, "75", weeks)

    assert (found.flagged, found.ended, found.left) == ((1, 2, 3), 2, 1)


def test_weeks_outside_of_the_range_are_looked_back_on_and_not_judged() -> None:
    weeks = _weeks(deals=(0.0, 0.0, 0.0))

    found = backtest(
        Rule.STALLED_WEEKS, Decimal(2), weeks, start=_MONDAY + timedelta(weeks=2),
        end=_MONDAY + timedelta(weeks=3), has_stayed={},
    )  # fmt: skip

    assert found.flagged == (1,)


def _hires(many: int, *, leaves_under: int, seed: int = 0) -> list[Judged]:
    """Give hires whose figures go round from 40 to 99; who is under an edge mostly leaves."""
    return [
        Judged(
            person_id=n,
            value=Decimal(40 + (n * 37 + seed) % 60),
            hired_on=date(2026, 1, 1) + timedelta(days=n // 4),
            has_stayed=(40 + (n * 37 + seed) % 60 >= leaves_under) != (n % 11 == 0),
        )
        for n in range(many)
    ]


def test_a_change_that_holds_later_is_proposed_with_its_interval() -> None:
    found = propose(_hires(400, leaves_under=60), present=Decimal(80), cuts=_CUTS, costs=Costs())

    assert isinstance(found, Proposal)
    assert found.proposed == Decimal(60)
    assert found.high < Decimal(80)
    assert found.then.flagged < found.now.flagged
    assert found.tried_on == 140


@pytest.mark.parametrize(
    ("many", "why", "more"),
    [pytest.param(99, "few", 1, id="99 known"), pytest.param(0, "few", 100, id="nobody known")],
)
def test_under_a_hundred_known_ends_nothing_is_proposed(many: int, why: str, more: int) -> None:
    cases = _hires(many, leaves_under=60)

    found = propose(cases, present=Decimal(80), cuts=_CUTS, costs=Costs())

    assert found == NoProposal(why=why, needed_more=more)


def test_a_hundred_known_ends_are_enough_to_look() -> None:
    cases = _hires(FEWEST_KNOWN, leaves_under=60)

    found = propose(cases, present=Decimal(80), cuts=_CUTS, costs=Costs())

    assert not isinstance(found, NoProposal) or found.why != "few"


def test_the_value_that_holds_already_is_kept() -> None:
    cases = _hires(400, leaves_under=80)

    found = propose(cases, present=Decimal(80), cuts=_CUTS, costs=Costs())

    assert found == NoProposal(why="same")


def test_figures_that_say_nothing_move_nothing() -> None:
    cases = [
        Judged(person_id=n, value=Decimal(40 + n % 60), hired_on=date(2026, 1, 1),
               has_stayed=(n * 7919) % 6 != 0)
        for n in range(300)
    ]  # fmt: skip

    found = propose(cases, present=Decimal(80), cuts=_CUTS, costs=Costs())

    assert isinstance(found, NoProposal)


@pytest.mark.parametrize(
    ("today", "begins"),
    [
        pytest.param(date(2026, 11, 1), date(2026, 12, 1), id="on a first"),
        pytest.param(date(2026, 11, 30), date(2026, 12, 1), id="the day before"),
        pytest.param(date(2026, 12, 31), date(2027, 1, 1), id="into the next year"),
    ],
)
def test_a_version_is_dated_forward(today: date, begins: date) -> None:
    assert starts_on(today) == begins
