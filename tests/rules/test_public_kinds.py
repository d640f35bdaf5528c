"""Worked examples of further public pages: by what is sold, when it is paid, and draws."""

from __future__ import annotations

import pytest

from config.plans import read_plan
from rules.commission import DealCredit, Totals, post
from rules.draw import settle
from tests.worked_case import Case, paid

_HEAD = 'name = "p"\ncurrency = "USD"\n'


def _parts(*tiers: tuple[int, str]) -> str:
    said = ", ".join(f'{{ from = "{start}", rate = "{rate}" }}' for start, rate in tiers)
    return f"tiers = [{said}]\n"


_MILL = """across = { measure = "product", names = ["lumber", "plywood"] }
tiers = [{ from = "0", rates = ["6%", "7.5%", "0%"] }]
"""
#: The classes of a discount, told with each sale as what it is.
_DISCOUNTS = """mode = "whole_amount"
across = { measure = "product", names = ["50 off", "40 off", "30 off", "20 off", "10 off"] }
tiers = [{ from = "0", rates = ["2%", "3%", "4%", "5%", "6%", "7%"] }]
"""
_IN_SIXTY_DAYS = """tier_on = "collected"
late = [{ after_days = 60, counts = "0%" }]
tiers = [{ from = "0", rate = "10%" }]
"""
#: What a collected invoice still pays by its age.
_BY_AGE = """tier_on = "collected"
late = [{ after_days = 30, counts = "75%" }, { after_days = 60, counts = "50%" }]
tiers = [{ from = "0", rate = "4%" }]
"""
#: Above and below a target price of 1,200 for what costs 1,000.
_TARGET_PRICE = 'base = "margin"\nmeasure = "deal"\n' + _parts((0, "10%"), (200, "30%"))
#: What a dealer keeps of each car first; at least so much a car.
_PACK = 'base = "margin"\nmeasure = "deal"\ndeal_at_least = "100"\n' + _parts(
    (0, "0%"), (500, "25%")
)


@pytest.mark.parametrize(
    ("terms", "cases", "cents"),
    [
        pytest.param(
            _MILL,
            [Case(30_000_00, product="lumber"), Case(42_000_00, product="plywood")],
            4_950_00,
            id="mill: June",
        ),
        pytest.param(
            _MILL,
            [Case(51_500_00, product="Lumber"), Case(20_400_00, product="PLYWOOD")],
            4_620_00,
            id="mill: July",
        ),
        pytest.param(
            _DISCOUNTS,
            [Case(100_00, product="50 off"), Case(100_00, product="40 off"), Case(100_00)],
            12_00,
            id="discounts: 60 %, 45 % and none",
        ),
        pytest.param(
            _parts((0, "0%"), (2_800, "18%")),
            [Case(5_500_00, went_back=1_250_00)],
            261_00,
            id="returned sales",
        ),
        pytest.param(
            _IN_SIXTY_DAYS,
            [Case(1_000_00, came=((60, 1_000_00),)), Case(1_000_00, came=((61, 1_000_00),))],
            100_00,
            id="sixty days: the 61st is too late",
        ),
        pytest.param(
            _BY_AGE,
            [Case(3_000_00, came=((30, 1_000_00), (31, 1_000_00), (90, 1_000_00)))],
            90_00,
            id="by age: all, three quarters, half",
        ),
        pytest.param(
            _TARGET_PRICE, [Case(1_500_00, cost=1_000_00)], 110_00, id="above the target price"
        ),
        pytest.param(_TARGET_PRICE, [Case(1_100_00, cost=1_000_00)], 10_00, id="below it"),
        pytest.param(_TARGET_PRICE, [Case(900_00, cost=1_000_00)], 0, id="below the cost"),
        pytest.param(_PACK, [Case(2_000_00, cost=0)], 375_00, id="car: less the pack"),
        pytest.param(_PACK, [Case(700_00, cost=0)], 100_00, id="car: at least"),
    ],
)
def test_what_it_works_out_by_what_was_sold_and_when_it_came_is_paid(
    terms: str, cases: list[Case], cents: int
) -> None:
    assert paid(terms, *cases) == cents


@pytest.mark.parametrize(
    ("draw", "commissions", "pays", "owed"),
    [
        pytest.param(
            '{ amount = "2000", recoverable = true, periods = 6 }',
            [2_750_00, 3_000_00, 1_500_00, 2_375_00, 3_000_00, 2_750_00],
            [2_750_00, 3_000_00, 2_000_00, 2_000_00, 2_875_00, 2_750_00],
            [0, 0, 500_00, 125_00, 0, 0],
            id="six months of a new hire",
        ),
        pytest.param(
            '{ amount = "2000", recoverable = false, on_top = true }',
            [1_400_00],
            [3_400_00],
            [0],
            id="a salary, and 4 % above 25,000",
        ),
        pytest.param(
            '{ amount = "10000", recoverable = false, on_top = true }',
            [3_540_00],
            [13_540_00],
            [0],
            id="a salary, and 6 % of 59,000",
        ),
        pytest.param(
            '{ amount = "440", recoverable = false, on_top = true }',
            [486_00, 261_00],
            [926_00, 701_00],
            [0, 0],
            id="a week's salary, without and with returned sales",
        ),
        pytest.param(
            '{ amount = "4000", recoverable = false, on_top = true }',
            [2_800_00],
            [6_800_00],
            [0],
            id="a base of 4,000, and forty lessons more",
        ),
    ],
)
def test_what_it_pays_beside_a_salary_or_a_draw_is_paid(
    draw: str, commissions: list[int], pays: list[int], owed: list[int]
) -> None:
    plan = read_plan(f"{_HEAD}draw = {draw}\n{_parts((0, '10%'))}")

    found = settle((f"{n}", minor, plan.draw) for n, minor in enumerate(commissions))

    assert [one.paid for one in found] == pays
    assert [one.owed for one in found] == owed


def test_a_deal_across_an_edge_of_the_year_is_paid_at_a_blended_rate() -> None:
    tiers = _parts((0, "4%"), (150_000, "6%"), (250_000, "8%"))
    plan = read_plan(f'{_HEAD}period = "year"\n{tiers}')
    known = post(plan, totals=Totals(), credit=DealCredit(), base=145_000_00)
    assert known is not None

    found = post(plan, totals=known.after, credit=DealCredit(), base=20_000_00)

    assert found is not None
    assert (found.this_deal, found.catch_up) == (1_100_00, 0)
