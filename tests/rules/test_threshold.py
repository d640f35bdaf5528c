"""A change of a threshold is proposed only where it holds on later hires."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from rules.threshold import FEWEST_KNOWN, propose
from rules.threshold_record import Costs, Judged, NoProposal, Proposal, starts_on

_CUTS = [Decimal(n) for n in range(50, 100, 5)]


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


@pytest.mark.parametrize(
    ("value", "at_cut", "flagged"),
    [
        pytest.param("79.99", "", 100, id="under, strictly under"),
        pytest.param("80", "", 0, id="at, strictly under"),
        pytest.param("79.99", "yes", 100, id="under, at the cut too"),
        pytest.param("80", "yes", 100, id="at, at the cut too"),
        pytest.param("80.01", "yes", 0, id="over, at the cut too"),
    ],
)
def test_who_is_at_the_cut_is_flagged_where_a_rule_asks_for_more(
    value: str, at_cut: str, flagged: int
) -> None:
    # All that are at the value leave, all at 99 stay: whichever cut parts them is chosen.
    cases = [
        Judged(
            person_id=n,
            value=Decimal(value) if n % 2 else Decimal(99),
            hired_on=date(2026, 1, 1) + timedelta(days=n),
            has_stayed=n % 2 == 0,
        )
        for n in range(200)
    ]

    found = propose(
        cases,
        present=Decimal(50),
        cuts=[Decimal(80)],
        costs=Costs(),
        at_cut=bool(at_cut),
    )

    then = found.then.flagged if isinstance(found, Proposal) else 0
    assert then == flagged * 35 // 100
