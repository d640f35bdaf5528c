"""Worked examples of Chinese pages (阶梯提成, 全额累进, 毛利, 分佣, 续期), in fen."""

from __future__ import annotations

import pytest

from tests.worked_case import Case, paid

_WAN = 10_000_00


def _parts(*tiers: tuple[int, str]) -> str:
    said = ", ".join(f'{{ from = "{start}", rate = "{rate}" }}' for start, rate in tiers)
    return f"tiers = [{said}]\n"


def _whole(*tiers: tuple[int, str]) -> str:
    return f'mode = "whole_amount"\n{_parts(*tiers)}'


#: A lesson on stepped sums in a sheet: 1 %, 2 % and 3 % of the parts.
_SHEET = _parts((0, "1%"), (10_000, "2%"), (30_000, "3%"))
#: A lesson on looked-up deductions: 1.5 % to 80,000, then half a point more every 20,000.
_LOOKED_UP = _parts((0, "1.5%"), (80_000, "2%"), (100_000, "2.5%"), (120_000, "3%"))
#: A lesson on progressive rates: a thousand each.
_THOUSANDS = _parts((0, "1%"), (1_000, "1.2%"), (2_000, "1.4%"), (3_000, "1.6%"), (4_000, "1.8%"))
#: The exercise that most beginners of a programming language meet: a bonus out of profit.
_EXERCISE = _parts(
    (0, "10%"), (100_000, "7.5%"), (200_000, "5%"), (400_000, "3%"), (600_000, "1.5%"),
    (1_000_000, "1%"),
)  # fmt: skip
#: An agent's steps by the price of a home.
_HOMES = ((0, "1%"), (1_000_000, "1.5%"), (2_000_000, "2%"), (3_000_000, "2.5%"))
_USED_CARS = """measure = "count"
mode = "whole_amount"
tiers = [{ from = 1, rate = "1%" }, { from = 6, rate = "1.5%" }, { from = 11, rate = "2%" }]
"""
#: How steps were derived from what a company may spend: nothing under 700,000 in a year.
_DERIVED = 'period = "year"\n' + _whole((0, "0%"), (700_000, "5%"), (1_900_000, "15%"))
#: Forty lessons are due for a base of 4,000; each one more is 70.
_LESSONS = 'measure = "count"\ntiers = [{ from = 1, each = "0" }, { from = 41, each = "70" }]\n'
#: A policy's first year, its second, and those after it.
_POLICY = """mode = "whole_amount"
across = { measure = "product", names = ["首年", "第二年"] }
tiers = [{ from = "0", rates = ["30%", "10%", "5%"] }]
"""
#: An examination question: the basic commission of one sale, by its size.
_EXAMINED = """measure = "deal"
mode = "whole_amount"
tiers = [
    { from = "0", rate = "7%" },
    { from = "1000", rate = "5%", each = "50" },
    { from = "10000", rate = "4%", each = "150" },
]
"""
_RENT = ("30%", "50%")


@pytest.mark.parametrize(
    ("terms", "amounts", "fen"),
    [
        pytest.param(_SHEET, [38_000_00], 740_00, id="sheet: three parts"),
        pytest.param(_SHEET, [9_999_99, 1, 28_000_00], 740_00, id="sheet: in three deals"),
        pytest.param(_LOOKED_UP, [10 * _WAN], 1_600_00, id="looked up: 100,000"),
        pytest.param(_LOOKED_UP, [13 * _WAN], 2_400_00, id="looked up: 130,000"),
        pytest.param(_THOUSANDS, [4_750_00], 65_50, id="progressive: 4,750"),
        pytest.param(_EXERCISE, [11_000_00], 1_100_00, id="exercise: profit of 11,000"),
        pytest.param(_EXERCISE, [110 * _WAN], 40_500_00, id="exercise: profit of 1,100,000"),
        pytest.param(_parts(*_HOMES), [250 * _WAN], 35_000_00, id="home: each part by its own"),
        pytest.param(_whole(*_HOMES), [150 * _WAN], 22_500_00, id="home: all of it at its step"),
        pytest.param(_parts((0, "2%")), [100 * _WAN], 20_000_00, id="home: what the agency takes"),
        pytest.param(_parts((0, "5%")), [100 * _WAN], 50_000_00, id="of sales"),
        pytest.param(_parts((0, "5%")), [10 * _WAN], 5_000_00, id="a new car, of its price"),
        pytest.param(_parts((0, "2%")), [10 * _WAN], 2_000_00, id="a used car, of its price"),
        pytest.param(_USED_CARS, [10 * _WAN] * 5, 5_000_00, id="used cars: five"),
        pytest.param(_USED_CARS, [10 * _WAN] * 6, 9_000_00, id="used cars: the sixth lifts all"),
        pytest.param(_DERIVED, [69 * _WAN], 0, id="derived: under the first step"),
        pytest.param(_DERIVED, [70 * _WAN], 35_000_00, id="derived: on it"),
        pytest.param(_DERIVED, [190 * _WAN], 285_000_00, id="derived: at the top"),
        pytest.param(_LESSONS, [0] * 80, 2_800_00, id="lessons: forty more than due"),
        pytest.param(_LESSONS, [0] * 40, 0, id="lessons: as many as due"),
        pytest.param(_parts((0, "30%")), [500_00], 150_00, id="coach with a base"),
        pytest.param(_parts((0, "50%")), [500_00], 250_00, id="coach without one"),
        pytest.param(_parts((0, "70%")), [500_00], 350_00, id="coach without one, at most"),
        pytest.param(_parts((0, _RENT[0])), [2_500_00], 750_00, id="half a rent, at least"),
        pytest.param(_parts((0, _RENT[1])), [2_500_00], 1_250_00, id="half a rent, at most"),
        pytest.param(_EXAMINED, [999_99], 70_00, id="examined: under a thousand"),
        pytest.param(_EXAMINED, [1_000_00], 100_00, id="examined: a thousand"),
        pytest.param(_EXAMINED, [10_000_00], 550_00, id="examined: ten thousand"),
    ],
)
def test_what_a_chinese_page_works_out_is_paid(terms: str, amounts: list[int], fen: int) -> None:
    assert paid(terms, *amounts, currency="CNY") == fen


@pytest.mark.parametrize(
    ("terms", "cases", "fen"),
    [
        pytest.param(
            'base = "margin"\n' + _parts((0, "20%")),
            [Case(100 * _WAN, cost=80 * _WAN)],
            40_000_00,
            id="a fifth of what sales leave",
        ),
        pytest.param(
            'base = "margin"\n' + _parts((0, "10%")),
            [Case(10 * _WAN, cost=9 * _WAN)],
            1_000_00,
            id="a used car bought for 80,000 and made ready for 10,000",
        ),
        pytest.param(_POLICY, [Case(_WAN, product="首年")], 3_000_00, id="policy: first year"),
        pytest.param(_POLICY, [Case(_WAN, product="第二年")], 1_000_00, id="policy: second year"),
        pytest.param(_POLICY, [Case(_WAN, product="第五年")], 500_00, id="policy: a later year"),
    ],
)
def test_what_it_works_out_by_costs_and_kinds_is_paid(
    terms: str, cases: list[Case], fen: int
) -> None:
    assert paid(terms, *cases, currency="CNY") == fen
