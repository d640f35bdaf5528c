"""Signals and levels (RULES rows 18 to 21), at, just under and just over each edge."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from rules.learning import Progress
from rules.periods import DayRange, week_of
from rules.pulse import Rating, assess_pulse
from rules.risk import (
    Level,
    RiskPolicy,
    Signal,
    SignalKind,
    Unknown,
    feed_is_missing,
    figure_weeks,
    first_deal_median,
    level_of,
    mentor_signal,
    signal_of,
    stalled_signal,
    tenure_week,
    training_signal,
    without_pulse,
)
from rules.workdays import OfficialYear, Workdays

_POLICY = RiskPolicy()
_NEWEST = week_of(date(2026, 11, 16))
#: 2026: the National Day weeks have fewer than three workdays.
_CHINA = Workdays(
    official={2026: OfficialYear(off=frozenset(date(2026, 10, day) for day in range(1, 8)))}
)


@pytest.mark.parametrize(
    ("done", "due", "is_on"),
    [
        pytest.param(80, 100, False, id="at 80 %"),
        pytest.param(79, 100, True, id="just under"),
        pytest.param(81, 100, False, id="just over"),
        pytest.param(7999, 10_000, True, id="79.99 %"),
        pytest.param(79_995, 100_000, False, id="79.995 is shown as 80.00, and decided as that"),
        pytest.param(79_994, 100_000, True, id="79.994 is shown as 79.99"),
        pytest.param(0, 1, True, id="nothing of one"),
        pytest.param(0, 0, None, id="nothing due is not evaluated"),
    ],
)
def test_training_is_completed_of_due(done: int, due: int, *, is_on: bool | None) -> None:
    found = training_signal(
        Progress(completed=done, total=due, due=due, due_completed=done), _POLICY
    )

    assert found.is_on is is_on
    assert (found.why == Unknown.NOTHING_DUE.value) is (is_on is None)


def test_the_limit_of_training_is_the_sites() -> None:
    policy = RiskPolicy(training_under=Decimal(60))
    progress = Progress(completed=6, total=10, due=10, due_completed=6)

    assert training_signal(progress, policy).is_on is False


@pytest.mark.parametrize(
    ("answers", "is_on"),
    [
        pytest.param([(7, 7)] * 3, False, id="a mean of 7"),
        pytest.param([(7, 7), (7, 7), (7, 6)], True, id="just under"),
        pytest.param([(7, 7), (7, 7), (7, 8)], False, id="just over"),
        pytest.param([(0, 0), (0, 0)], None, id="two ratings are no figure"),
        pytest.param([], None, id="none"),
        pytest.param([(0, 0), *[(8, 8)] * 4], False, id="the last four alone"),
    ],
)
def test_mentoring_is_the_figure_of_the_pulse(
    answers: list[tuple[int, int]], *, is_on: bool | None
) -> None:
    verdict = assess_pulse([Rating(satisfaction=a, applied=b) for a, b in answers])

    assert mentor_signal(verdict).is_on is is_on


@pytest.mark.parametrize(
    ("counts", "is_on"),
    [
        pytest.param((0, 0, 0), True, id="0 to 0 is stalled"),
        pytest.param((2, 2, 2), True, id="no growth at 2"),
        pytest.param((3, 2, 1), True, id="falling"),
        pytest.param((1, 2, 2), False, id="grew in the first"),
        pytest.param((2, 1, 2), False, id="grew in the second"),
        pytest.param((0, 0, 1), False, id="from a zero base"),
        pytest.param((1, 0, 0), True, id="to zero"),
    ],
)
def test_results_stall_without_growth_in_both_weeks(
    counts: tuple[int, ...], *, is_on: bool
) -> None:
    weeks = figure_weeks(_NEWEST, date(2026, 1, 5), Workdays())

    found = stalled_signal(weeks, counts, tenure_week=20)

    assert found.is_on is is_on
    assert found.counts == counts


@pytest.mark.parametrize(
    ("hired_on", "figures"),
    [
        pytest.param(date(2026, 11, 2), 3, id="on the Monday of the third"),
        pytest.param(date(2026, 11, 3), 2, id="a day later: that week is no whole one"),
        pytest.param(date(2026, 11, 16), 1, id="in the newest"),
        pytest.param(date(2026, 11, 17), 0, id="after it began"),
        pytest.param(None, 0, id="not known"),
    ],
)
def test_a_figure_is_of_a_whole_week_of_hers(hired_on: date | None, figures: int) -> None:
    weeks = figure_weeks(_NEWEST, hired_on, Workdays())
    found = stalled_signal(weeks, (0,) * figures, tenure_week=4)

    assert len(weeks) == figures
    assert found.is_on is (True if figures == 3 else None)


def test_a_holiday_week_is_skipped_and_the_one_before_counts() -> None:
    weeks = figure_weeks(week_of(date(2026, 10, 19)), date(2026, 1, 5), _CHINA)

    # 28 September has three workdays, 5 October two: it is skipped.
    assert [week.start for week in weeks] == [
        date(2026, 9, 28),
        date(2026, 10, 12),
        date(2026, 10, 19),
    ]


def test_a_year_of_holidays_ends_the_search() -> None:
    nobody_works = Workdays(off=frozenset(date.fromordinal(n) for n in range(739_000, 740_500)))

    assert figure_weeks(_NEWEST, date(2020, 1, 1), nobody_works) == []


@pytest.mark.parametrize(
    ("first_deal_week", "tenure", "is_on"),
    [
        pytest.param(9, 9, True, id="this week"),
        pytest.param(10, 9, None, id="a week later"),
        pytest.param(8, 9, True, id="earlier"),
        pytest.param(None, 4, True, id="not known"),
    ],
)
def test_before_her_post_sells_nobody_has_stalled(
    first_deal_week: int | None, tenure: int, *, is_on: bool | None
) -> None:
    weeks = figure_weeks(_NEWEST, date(2026, 1, 5), Workdays())

    found = stalled_signal(weeks, (0, 0, 0), tenure_week=tenure, first_deal_week=first_deal_week)

    assert found.is_on is is_on


@pytest.mark.parametrize(
    ("touched", "is_on", "of"),
    [
        pytest.param((9, 9, 8), True, "touches", id="no growth"),
        pytest.param((0, 0, 0), True, "touches", id="nought to nought"),
        pytest.param((9, 10, 8), False, "touches", id="one growth"),
        pytest.param((), None, "", id="nobody reports any"),
    ],
)
def test_before_her_post_sells_activity_stands_in(
    touched: tuple[int, ...], of: str, *, is_on: bool | None
) -> None:
    weeks = figure_weeks(_NEWEST, date(2026, 1, 5), Workdays())

    found = stalled_signal(
        weeks, (0, 0, 0), tenure_week=9, first_deal_week=10, has_gap=bool(touched), touched=touched
    )

    assert (found.is_on, found.of) == (is_on, of)
    assert found.counts == (touched or (0, 0, 0))
    assert found.why == ("" if touched else "before_first_deal")


def test_once_her_post_sells_activity_is_not_looked_at() -> None:
    weeks = figure_weeks(_NEWEST, date(2026, 1, 5), Workdays())

    found = stalled_signal(weeks, (0, 0, 1), tenure_week=10, first_deal_week=10, touched=(9, 8, 7))

    assert (found.is_on, found.of, found.counts) == (False, "", (0, 0, 1))


def test_a_missing_feed_is_nobodys_risk() -> None:
    weeks = figure_weeks(_NEWEST, date(2026, 1, 5), Workdays())

    found = stalled_signal(weeks, (0, 0, 0), tenure_week=9, has_gap=True)

    assert (found.is_on, found.why, found.counts) == (None, "data_gap", ())


@pytest.mark.parametrize(
    ("count", "usual", "is_missing"),
    [
        pytest.param(0, (3,) * 8, True, id="at three a week"),
        pytest.param(0, (3,) * 7 + (2,), False, id="just under"),
        pytest.param(0, (0,) * 8, True, id="never any deal"),
        pytest.param(1, (50,) * 8, False, id="a single one"),
    ],
)
def test_a_week_without_any_deal(count: int, usual: tuple[int, ...], *, is_missing: bool) -> None:
    assert feed_is_missing(count, usual) is is_missing


@pytest.mark.parametrize(
    ("cases", "week"),
    [
        pytest.param([(2, True), (3, True), (4, True), (5, True), (6, True)], 4, id="all sold"),
        pytest.param(
            [(2, True), (3, True), (9, False), (9, False), (9, False)], 10, id="most have not"
        ),
        pytest.param(
            [(1, False), (2, True), (3, True), (3, True), (8, False)], 3, id="one is censored"
        ),
        pytest.param([(2, True)] * 4, None, id="four cases are too few"),
    ],
)
def test_the_median_first_deal(cases: list[tuple[int, bool]], week: int | None) -> None:
    assert first_deal_median(cases, fewest=5) == week


def test_weeks_of_tenure_count_from_one() -> None:
    hired = date(2026, 11, 4)

    assert [tenure_week(hired, date(2026, 11, day)) for day in (4, 10, 11)] == [1, 1, 2]


def _signal(kind: SignalKind, *, is_on: bool | None) -> Signal:
    return Signal(kind=kind, is_on=is_on)


@pytest.mark.parametrize(
    ("on", "level"),
    [
        pytest.param((None, None, None), Level.NOT_EVALUATED, id="nothing to go by"),
        pytest.param((False, None, None), Level.NONE, id="none of one"),
        pytest.param((True, None, None), Level.WATCH, id="one"),
        pytest.param((True, True, None), Level.AMBER, id="two, one not evaluated"),
        pytest.param((True, False, True), Level.AMBER, id="two"),
        pytest.param((True, True, True), Level.RED, id="three"),
    ],
)
def test_a_level_is_the_number_of_signals(on: tuple[bool | None, ...], level: Level) -> None:
    signals = [_signal(kind, is_on=one) for kind, one in zip(SignalKind, on, strict=True)]

    assert level_of(signals) is level
    assert level.is_told is (level in {Level.AMBER, Level.RED})


def test_without_the_pulse_the_others_are_left() -> None:
    signals = [_signal(kind, is_on=True) for kind in SignalKind]

    assert [one.kind for one in without_pulse(signals)] == [
        SignalKind.TRAINING,
        SignalKind.STALLED,
    ]


def test_a_signal_is_read_as_it_was_kept() -> None:
    weeks = [DayRange(start=date(2026, 11, 2), end=date(2026, 11, 9))] * 3
    kept = stalled_signal(weeks, (1, 0, 0), tenure_week=9)

    told = {
        "kind": "stalled",
        "is_on": True,
        "counts": [1, 0, 0],
        "weeks": ["2026-11-02"] * 3,
    }

    assert signal_of(told) == kept
