"""Worked examples of public pages, said as plans: facts as found there, to the cent.

Where a page is wrong by its own terms, the case holds what its terms come to, and says so.
"""

from __future__ import annotations

import pytest

from config.plans import read_plan
from rules.commission import worth_of
from rules.crediting import Sold
from rules.draw import settle
from rules.plan_terms import ONE_DEAL

_HEAD = 'name = "p"\ncurrency = "USD"\n'
_LISTING = """measure = "deal"
deal_at_least = "1000"
tiers = [{ from = "0", rate = "1%" }, { from = "300000", rate = "0.5%" }]
"""
_SALON = """tiers = [
    { from = "0", rate = "25%" },
    { from = "500", rate = "30%" },
    { from = "3000", rate = "40%" },
]
"""
#: What is paid for one per cent of a quota doubles above it, halves again, and ends.
_OVER_QUOTA = """period = "year"
measure = "attainment"
quota = "1000000"
on_target = "21000"
tiers = [
    { from = "0%", times = "1" },
    { from = "100%", times = "2" },
    { from = "150%", times = "1" },
    { from = "200%", times = "0" },
]
"""
_TARGET_BONUS = """period = "year"
measure = "attainment"
quota = "1000000"
on_target = "40000"
tiers = [{ from = "0%", times = "1" }, { from = "100%", times = "2" }]
"""
#: Rows by the amount of an invoice, columns by its gross profit; a break belongs to what is below.
_INVOICES = """measure = "deal"
mode = "whole_amount"
edge = "above"
across = { measure = "margin_rate", from = ["0%", "15%", "20%"] }
tiers = [
    { from = "0", rates = ["9%", "10%", "11%"] },
    { from = "50", rates = ["10%", "11%", "12%"] },
    { from = "100", rates = ["11%", "12%", "13%"] },
    { from = "125", rates = ["12%", "13%", "14%"] },
    { from = "150", rates = ["13%", "14%", "15%"] },
    { from = "200", rates = ["14%", "15%", "16%"] },
]
"""
#: "Gross margin" is margin by cost there.
_ON_MARGIN = """base = "margin"
measure = "markup"
mode = "whole_amount"
edge = "above"
tiers = [
    { from = "0%", rate = "10%" },
    { from = "35%", rate = "25%" },
    { from = "60%", rate = "40%" },
]
"""
_TEN_FIFTEEN = 'tiers = [{ from = "0", rate = "10%" }, { from = "5000", rate = "15%" }]\n'


def _capped(split: str, at: str) -> str:
    return (
        f'period = "year"\n'
        f'tiers = [{{ from = "0", rate = "{split}" }}, {{ from = "{at}", rate = "100%" }}]\n'
    )


def _flat(rate: str) -> str:
    return f'tiers = [{{ from = "0", rate = "{rate}" }}]\n'


def _paid(toml: str, *deals: tuple[int, int]) -> int:
    """Price deals given as (amount, cost) in cents."""
    plan = read_plan(_HEAD + toml)
    sold = []
    for amount, cost in deals:
        base, beside = amount, amount - cost
        if plan.base.value == "margin":
            base, beside = beside, base
        units = ONE_DEAL if plan.counts_deals else 0
        sold.append(Sold(base, units, beside if plan.asks_margin else 0))
    return worth_of(plan, sold)


@pytest.mark.parametrize(
    ("toml", "amounts", "paid"),
    [
        pytest.param(_LISTING, [50_000_00], 1_000_00, id="listing: the least of a deal"),
        pytest.param(_LISTING, [100_000_00], 1_000_00, id="listing: at the least"),
        pytest.param(_LISTING, [200_000_00], 2_000_00, id="listing: the page slips to 1,000"),
        pytest.param(_LISTING, [400_000_00], 3_500_00, id="listing: over the edge"),
        pytest.param(_LISTING, [800_000_00], 5_500_00, id="listing: far over it"),
        pytest.param(_flat("70%"), [12_000_00], 8_400_00, id="agent at 70 of her side"),
        pytest.param(_flat("70%"), [12_375_00], 8_662_50, id="agent at 70 of 5.5 % of 450,000"),
        pytest.param(_flat("60%"), [10_500_00], 6_300_00, id="agent at 60"),
        pytest.param(_flat("70%"), [10_000_00], 7_000_00, id="agent at 70 of 10,000"),
        pytest.param(_capped("70%", "70000"), [70_000_00], 49_000_00, id="cap of 21,000 reached"),
        pytest.param(
            _capped("80%", "60000"), [50_000_00, 20_000_00], 58_000_00, id="cap of 12,000, passed"
        ),
        pytest.param(
            _capped("75%", "100000"), [100_000_00, 10_000_00], 85_000_00, id="capped at 100,000"
        ),
        pytest.param(_flat("80%"), [12_000_00], 9_600_00, id="policy: first year"),
        pytest.param(_flat("80%"), [8_000_00], 6_400_00, id="policy: a third went back"),
        pytest.param(_flat("5%"), [12_000_00], 600_00, id="policy: each later year"),
        pytest.param(_flat("30%"), [100_00], 30_00, id="policy: initial"),
        pytest.param(_flat("10%"), [100_00], 10_00, id="policy: the override above it"),
        pytest.param(
            'tiers = [{ from = "0", rate = "5%" }, { from = "100000", rate = "6%" }, '
            '{ from = "125000", rate = "7%" }]\n',
            [150_000_00],
            8_250_00,
            id="quarter over quota",
        ),
        pytest.param(
            'period = "year"\nmeasure = "attainment"\nquota = "1000000"\non_target = "80000"\n'
            'tiers = [{ from = "0%", times = "1" }]\n',
            [750_000_00],
            60_000_00,
            id="three quarters of the variable pay",
        ),
        pytest.param(_OVER_QUOTA, [1_050_000_00], 23_100_00, id="5 % over quota"),
        pytest.param(_OVER_QUOTA, [1_150_000_00], 27_300_00, id="15 % over quota"),
        pytest.param(_OVER_QUOTA, [3_000_000_00], 52_500_00, id="nothing above twice the quota"),
        pytest.param(_TARGET_BONUS, [10_000_00], 400_00, id="one per cent of a target"),
        pytest.param(_TARGET_BONUS, [1_010_000_00], 40_800_00, id="one per cent above it"),
        pytest.param(_SALON, [400_00], 100_00, id="salon: the first part"),
        pytest.param(_SALON, [100_00], 25_00, id="salon: little"),
        pytest.param(_SALON, [1_500_00], 425_00, id="salon: the page slips to 424.98"),
        pytest.param(_SALON, [5_000_00], 1_675_00, id="salon: all three"),
        pytest.param(
            'period = "quarter"\ntiers = [{ from = "0", rate = "3%" }, '
            '{ from = "300000", rate = "5%" }, { from = "500000", rate = "7%" }]\n',
            [600_000_00],
            26_000_00,
            id="devices by quarter",
        ),
        pytest.param(
            'tiers = [{ from = "0", rate = "10%" }, { from = "5000", rate = "15%" }, '
            '{ from = "10000", rate = "25%" }, { from = "50000", rate = "30%" }]\n',
            [80_000_00],
            20_250_00,
            id="four parts",
        ),
        pytest.param(_TEN_FIFTEEN, [22_000_00], 3_050_00, id="two parts"),
        pytest.param(
            'tiers = [{ from = "0", rate = "1%" }, { from = "25000", rate = "3%" }, '
            '{ from = "95000", rate = "5%" }]\n',
            [100_000_00],
            2_600_00,
            id="three parts",
        ),
        pytest.param(
            'tiers = [{ from = "0", rate = "2%" }, { from = "75000", rate = "4%" }, '
            '{ from = "150000", rate = "6%" }]\n',
            [200_000_00],
            7_500_00,
            id="the rate that was asked for; the page slips to a sum",
        ),
        pytest.param(_flat("7%"), [15_000_00], 1_050_00, id="one rate"),
    ],
)
def test_what_a_public_page_works_out_is_paid(toml: str, amounts: list[int], paid: int) -> None:
    assert _paid(toml, *((amount, 0) for amount in amounts)) == paid


@pytest.mark.parametrize(
    ("toml", "amount", "cost", "paid"),
    [
        pytest.param(_INVOICES, 160_00, 144_00, 20_80, id="160.00 at a profit of 10 %: 13 %"),
        pytest.param(_INVOICES, 995_00, 776_10, 159_20, id="995.00 at a profit of 22 %: 16 %"),
        pytest.param(_ON_MARGIN, 150_00, 100_00, 12_50, id="half as much again as it cost"),
    ],
)
def test_what_it_works_out_by_margins_is_paid(toml: str, amount: int, cost: int, paid: int) -> None:
    assert _paid(toml, (amount, cost)) == paid


@pytest.mark.parametrize(
    ("draw", "commissions", "paid", "owed"),
    [
        pytest.param(
            '{ amount = "1000", recoverable = true }',
            [400_00, 600_00, 1_200_00],
            [1_000_00, 1_000_00, 1_000_00],
            [600_00, 1_000_00, 800_00],
            id="weekly; the page slips to 300 in the third",
        ),
        pytest.param(
            '{ amount = "4000", recoverable = true }', [6_000_00], [6_000_00], [0], id="earned more"
        ),
        pytest.param(
            '{ amount = "3000", recoverable = true }',
            [2_000_00],
            [3_000_00],
            [1_000_00],
            id="earned less",
        ),
        pytest.param(
            '{ amount = "1500", recoverable = true }',
            [500_00, 3_000_00],
            [1_500_00, 2_000_00],
            [1_000_00, 0],
            id="paid back the month after",
        ),
        pytest.param(
            '{ amount = "1500", recoverable = false }',
            [500_00, 3_000_00],
            [1_500_00, 3_000_00],
            [0, 0],
            id="not paid back",
        ),
        pytest.param(
            '{ amount = "1000", recoverable = true, periods = 1, on_top = true }',
            [1_000_00, 3_000_00],
            [2_000_00, 2_000_00],
            [1_000_00, 0],
            id="on top of what was earned, paid back the month after",
        ),
        pytest.param(
            '{ amount = "2000", recoverable = false }',
            [1_000_00, 4_000_00],
            [2_000_00, 4_000_00],
            [0, 0],
            id="kept",
        ),
        pytest.param(
            '{ amount = "452", recoverable = false, on_top = true }',
            [127_40],
            [579_40],
            [0],
            id="a fixed sum a period, and the commission",
        ),
    ],
)
def test_what_it_pays_under_a_draw_is_paid(
    draw: str, commissions: list[int], paid: list[int], owed: list[int]
) -> None:
    plan = read_plan(f"{_HEAD}draw = {draw}\n{_flat('10%')}")

    found = settle((f"{n}", minor, plan.draw) for n, minor in enumerate(commissions))

    assert [one.paid for one in found] == paid
    assert [one.owed for one in found] == owed
