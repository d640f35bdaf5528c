"""The base, what skill and results make of it, and whose word a change needs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from rules.periods import Calendar, Cut, DayRange
from rules.target import (
    Cause,
    Consent,
    CountedDeal,
    Growth,
    GrowthVerdict,
    Target,
    TargetPolicy,
    base_target,
    consent_for,
    month_of_change,
    propose_target,
    results_growth,
    results_windows,
    skill_growth,
    skill_score,
)
from rules.workdays import OfficialYear, Workdays

_DEFAULT = TargetPolicy()
_SEED = TargetPolicy(strict_seed=True)
_BASE = Target(pass_bar=3)
_NOVEMBER = DayRange(start=date(2026, 11, 1), end=date(2026, 12, 1))
_FIRED = GrowthVerdict(growth=Growth.FIRED, before=None, after=None)
_QUIET = GrowthVerdict(growth=Growth.NOT_ENOUGH, before=None, after=None)
_HOLIDAY = Workdays(
    official={2026: OfficialYear(off=frozenset(date(2026, 10, n) for n in range(1, 8)))}
)


@pytest.mark.parametrize(
    ("first", "last", "target"),
    [
        pytest.param("2026-01-01", "2027-01-01", 3, id="the whole month: 21 of 21 workdays"),
        pytest.param("2026-11-02", "2027-01-01", 3, id="from its first workday"),
        pytest.param("2026-11-13", "2027-01-01", 2, id="12 of 21: 1.71"),
        pytest.param("2026-11-16", "2027-01-01", 2, id="11 of 21: 1.57"),
        pytest.param("2026-11-17", "2027-01-01", 1, id="10 of 21: 1.43"),
        pytest.param("2026-11-30", "2027-01-01", 1, id="one day: at least 1"),
        pytest.param("2026-01-01", "2026-11-10", 1, id="left on the 10th: 6 of 21"),
        pytest.param("2026-12-01", "2027-01-01", 1, id="not there yet"),
    ],
)
def test_a_part_month_is_pro_rata_half_up_and_at_least_one(
    first: str, last: str, target: int
) -> None:
    employed = DayRange(start=date.fromisoformat(first), end=date.fromisoformat(last))

    assert base_target(_DEFAULT, _NOVEMBER, employed, Workdays()) == target


def test_half_of_an_even_month_is_rounded_up() -> None:
    month = DayRange(start=date(2026, 11, 2), end=date(2026, 11, 14))
    employed = DayRange(start=date(2026, 11, 9), end=date(2027, 1, 1))

    assert base_target(_DEFAULT, month, employed, Workdays()) == 2


def test_a_month_without_workdays_keeps_the_base() -> None:
    week = DayRange(start=date(2026, 10, 1), end=date(2026, 10, 8))

    assert base_target(_DEFAULT, week, week, _HOLIDAY) == 3


@pytest.mark.parametrize(
    ("before", "after", "growth", "percent"),
    [
        pytest.param("60", "66", Growth.NOT_ENOUGH, "10.00", id="at ten percent"),
        pytest.param("60", "66.01", Growth.FIRED, "10.02", id="just over"),
        pytest.param("60", "65.99", Growth.NOT_ENOUGH, "9.98", id="just under"),
        pytest.param("60", "67", Growth.FIRED, "11.67", id="the example of the card"),
        pytest.param("80", "88.002", Growth.NOT_ENOUGH, "10.00", id="10.0025 is shown as 10.00"),
        pytest.param("80", "88.004", Growth.FIRED, "10.01", id="10.005 is shown as 10.01"),
        pytest.param("60", "50", Growth.NOT_ENOUGH, "-16.67", id="a fall"),
        pytest.param("0", "50", Growth.NO_BASELINE, None, id="zero base"),
        pytest.param(None, "50", Growth.NO_BASELINE, None, id="missing base"),
    ],
)
def test_skill_growth_is_relative_and_strict(
    before: str | None, after: str, growth: Growth, percent: str | None
) -> None:
    verdict = skill_growth(_DEFAULT, None if before is None else Decimal(before), Decimal(after))

    assert verdict.growth is growth
    assert verdict.percent == (None if percent is None else Decimal(percent))


def test_the_skill_score_is_the_mean_of_two_tests() -> None:
    assert skill_score(Decimal(70), Decimal("64.99")) == Decimal("67.50")


@pytest.mark.parametrize(
    ("before", "after", "deals", "growth"),
    [
        pytest.param("10000", "10500", 3, Growth.NOT_ENOUGH, id="at five percent"),
        pytest.param("10000", "10501", 3, Growth.FIRED, id="just over"),
        pytest.param("10000", "10499", 3, Growth.NOT_ENOUGH, id="just under"),
        pytest.param("10000", "90000", 2, Growth.TOO_FEW_DEALS, id="two deals before"),
        pytest.param("0", "90000", 3, Growth.NO_BASELINE, id="zero base"),
        pytest.param("0", "90000", 0, Growth.NO_BASELINE, id="nothing before"),
        pytest.param("-5", "90000", 3, Growth.NO_BASELINE, id="taken back before"),
    ],
)
def test_results_growth_needs_a_base_and_three_deals(
    before: str, after: str, deals: int, growth: Growth
) -> None:
    verdict = results_growth(
        _DEFAULT, before=Decimal(before), after=Decimal(after), deals_before=deals
    )

    assert verdict.growth is growth


def test_day_over_day_asks_for_no_number_of_deals() -> None:
    literal = TargetPolicy(day_over_day=True)

    verdict = results_growth(literal, before=Decimal(100), after=Decimal(106), deals_before=1)

    assert verdict.growth is Growth.FIRED


@pytest.mark.parametrize(
    ("today", "policy", "days"),
    [
        pytest.param(
            date(2026, 11, 20), _DEFAULT, ("11-02", "11-11", "11-20"), id="seven workdays each"
        ),
        pytest.param(
            date(2026, 10, 13), _DEFAULT, ("09-16", "09-25", "10-13"), id="over the holiday week"
        ),
        pytest.param(
            date(2026, 11, 9),
            TargetPolicy(day_over_day=True),
            ("11-05", "11-06", "11-09"),
            id="day over day on a Monday",
        ),
    ],
)
def test_windows_end_before_today(
    today: date, policy: TargetPolicy, days: tuple[str, str, str]
) -> None:
    earlier, later = results_windows(policy, today, _HOLIDAY)

    assert tuple(f"{day:%m-%d}" for day in (earlier.start, earlier.end, later.end)) == days
    assert earlier.end == later.start


@pytest.mark.parametrize(
    ("policy", "skill", "results", "target", "causes"),
    [
        pytest.param(_DEFAULT, None, None, None, (), id="nothing known"),
        pytest.param(_DEFAULT, _QUIET, _QUIET, None, (), id="neither fired"),
        pytest.param(
            _DEFAULT, _FIRED, None, Target(pass_bar=2), (Cause.SKILL,), id="skill lowers the bar"
        ),
        pytest.param(
            _DEFAULT,
            None,
            _FIRED,
            Target(pass_bar=3, stretch=4),
            (Cause.RESULTS,),
            id="results set the stretch",
        ),
        pytest.param(
            _DEFAULT,
            _FIRED,
            _FIRED,
            Target(pass_bar=2, stretch=4),
            (Cause.SKILL, Cause.RESULTS),
            id="both: two numbers",
        ),
        pytest.param(
            _SEED, _FIRED, None, Target(pass_bar=2), (Cause.SKILL,), id="to the letter: skill"
        ),
        pytest.param(
            _SEED,
            _FIRED,
            _FIRED,
            Target(pass_bar=4),
            (Cause.SKILL, Cause.RESULTS),
            id="to the letter: results outrank",
        ),
        pytest.param(_SEED, _QUIET, None, None, (), id="to the letter: neither"),
    ],
)
def test_what_the_rules_propose(
    policy: TargetPolicy,
    skill: GrowthVerdict | None,
    results: GrowthVerdict | None,
    target: Target | None,
    causes: tuple[Cause, ...],
) -> None:
    change = propose_target(policy, _BASE, skill=skill, results=results)

    assert (change.target if change else None, change.causes if change else ()) == (target, causes)


def test_a_conflict_is_recorded_where_there_is_one_number() -> None:
    both = propose_target(_SEED, _BASE, skill=_FIRED, results=_FIRED)
    two = propose_target(_DEFAULT, _BASE, skill=_FIRED, results=_FIRED)

    assert both is not None
    assert two is not None
    assert (both.has_conflict, two.has_conflict) == (True, False)


def test_a_lower_bar_is_never_raised_by_skill() -> None:
    part_month = Target(pass_bar=1)

    assert propose_target(_DEFAULT, part_month, skill=_FIRED, results=None) is None


def test_firing_again_changes_nothing_more() -> None:
    already = Target(pass_bar=2, stretch=4)

    assert propose_target(_DEFAULT, already, skill=_FIRED, results=_FIRED) is None


@pytest.mark.parametrize(
    ("cause", "today", "calendar", "month"),
    [
        pytest.param(Cause.SKILL, "2026-11-24", Calendar(), "2026-11", id="the 24th"),
        pytest.param(Cause.SKILL, "2026-11-25", Calendar(), "2026-11", id="the 25th"),
        pytest.param(Cause.SKILL, "2026-11-26", Calendar(), "2026-12", id="the 26th"),
        pytest.param(Cause.RESULTS, "2026-11-30", Calendar(), "2026-11", id="results: this month"),
        pytest.param(
            Cause.SKILL,
            "2026-11-20",
            Calendar(cut=Cut.BUSINESS_MONTH, first_day=26),
            "2026-12",
            id="26th to 25th: day 26 of the business month",
        ),
        pytest.param(
            Cause.SKILL,
            "2026-11-19",
            Calendar(cut=Cut.BUSINESS_MONTH, first_day=26),
            "2026-11",
            id="26th to 25th: day 25 of it",
        ),
    ],
)
def test_skill_acts_until_day_25_and_then_on_the_next_month(
    cause: Cause, today: str, calendar: Calendar, month: str
) -> None:
    assert month_of_change(cause, date.fromisoformat(today), calendar) == month


@pytest.mark.parametrize(
    ("known", "new", "today", "consent"),
    [
        pytest.param(_BASE, Target(pass_bar=2), "2026-11-15", Consent.MANAGER, id="lower"),
        pytest.param(_BASE, Target(pass_bar=4), "2026-11-15", Consent.MANAGER_AND_REP, id="higher"),
        pytest.param(
            _BASE,
            Target(pass_bar=3, stretch=4),
            "2026-11-15",
            Consent.MANAGER_AND_REP,
            id="stretch",
        ),
        pytest.param(
            Target(pass_bar=3, stretch=4), _BASE, "2026-11-15", Consent.MANAGER, id="less stretch"
        ),
        pytest.param(
            _BASE, Target(pass_bar=2), "2026-11-16", Consent.BOTH_SIGN, id="14 days before"
        ),
        pytest.param(_BASE, Target(pass_bar=2), "2026-11-30", Consent.BOTH_SIGN, id="the last day"),
        pytest.param(_BASE, Target(pass_bar=2), "2026-12-01", Consent.MANAGER, id="after it"),
    ],
)
def test_whose_word_a_change_needs(
    known: Target, new: Target, today: str, consent: Consent
) -> None:
    found = consent_for(
        known, new, today=date.fromisoformat(today), last_ending_on=date(2026, 11, 30)
    )

    assert found is consent


def test_without_probation_no_days_are_frozen() -> None:
    new = Target(pass_bar=2)

    assert consent_for(_BASE, new, today=date(2026, 11, 30), last_ending_on=None) is Consent.MANAGER


@pytest.mark.parametrize(
    ("deal", "valid"),
    [
        (CountedDeal(), True),
        (CountedDeal(is_qualified=False), False),
        (CountedDeal(is_own=True), False),
        (CountedDeal(is_in_exchange=True), False),
        (CountedDeal(is_empty=True), False),
        (CountedDeal(is_cancelled=True), False),
    ],
)
def test_only_valid_deals_count(*, deal: CountedDeal, valid: bool) -> None:
    assert deal.is_valid is valid
