"""Worked examples of further public pages: exercises, manuals of tools, agents, payout curves."""

from __future__ import annotations

import pytest

from tests.worked_case import paid


def _parts(*tiers: tuple[int, str]) -> str:
    said = ", ".join(f'{{ from = "{start}", rate = "{rate}" }}' for start, rate in tiers)
    return f"tiers = [{said}]\n"


#: A vendor's manual: rates by step, each transaction by itself; and amounts spread over a step.
_STEPS = 'measure = "deal"\n' + _parts((0, "1%"), (1_000, "2%"), (3_000, "3%"), (8_000, "5%"))
_SPREAD = """measure = "deal"
rate = "1%"
tiers = [
    { from = "0", times = "1" },
    { from = "1000", times = "2" },
    { from = "3000", times = "2" },
    { from = "8000", times = "50/3" },
]
"""
_TRANSACTIONS = [200_00, 300_00, 1_500_00, 1_200_00, 2_000_00, 4_500_00]
_AFFILIATE = """measure = "deal"
mode = "whole_amount"
tiers = [
    { from = "0", rate = "10%" },
    { from = "50.01", rate = "15%" },
    { from = "100", rate = "20%" },
]
"""
_SALON = ((0, "10%"), (100, "15%"), (200, "20%"), (300, "25%"))
_FIVE_THOUSANDS = _parts((0, "10%"), (5_000, "12%"))
_STAFF = _parts((0, "15%"), (2_000, "16%"), (3_000, "17%"), (4_000, "18%"))
#: Three rates of the parts of each sale, and 10.00 for it.
_ADDER = """measure = "deal"
tiers = [
    { from = "0", rate = "3%", each = "10" },
    { from = "500", rate = "5%" },
    { from = "750", rate = "7.5%" },
]
"""
_CONSULTANT = 'period = "year"\n' + _parts(
    (0, "45%"), (100_000, "50%"), (200_000, "55%"), (250_000, "60%"), (300_000, "65%")
)
#: Half of the target bonus halfway from the threshold to the quota, twice the rate above it.
_CURVE = """measure = "attainment"
quota = "100000"
on_target = "10000"
period_at_most = "20000"
tiers = [
    { from = "0%", times = "0" },
    { from = "70%", times = "10/3" },
    { from = "100%", times = "2" },
]
"""
#: A base for the goal in units, and so much for each one above it.
_GOAL = """measure = "count"
tiers = [
    { from = 1, each = "0" },
    { from = 50, each = "0", sum = "10000" },
    { from = 51, each = "500" },
]
"""
_BONUS_STEPS = """measure = "attainment"
mode = "whole_amount"
quota = "100000"
tiers = [
    { from = "0%", rate = "0%" },
    { from = "80%", sum = "500" },
    { from = "90%", sum = "800" },
    { from = "100%", sum = "1000" },
    { from = "110%", sum = "1200" },
    { from = "120%", sum = "1500" },
]
"""
_SLIDING = ((0, "10%"), (10_000, "15%"), (15_000, "20%"), (35_000, "25%"))
_CAMPAIGN = 'measure = "count"\ntiers = [{ from = 1, each = "250" }]\n'


@pytest.mark.parametrize(
    ("terms", "amounts", "cents"),
    [
        pytest.param(_STEPS, _TRANSACTIONS, 164_00, id="manual: six transactions by steps"),
        pytest.param(_STEPS, [4_500_00], 95_00, id="manual: the last of them"),
        pytest.param(_SPREAD, _TRANSACTIONS, 149_00, id="manual: six by spread amounts"),
        pytest.param(_SPREAD, [4_500_00], 80_00, id="manual: the last of these"),
        pytest.param(
            _parts((0, "1%"), (1_000, "2%"), (5_000, "3%"), (10_000, "0%")),
            [2_500_00],
            40_00,
            id="manual: a blended rate of 1.6 %",
        ),
        pytest.param(_AFFILIATE, [25_00, 75_00, 200_00], 53_75, id="affiliate: three orders"),
        pytest.param(
            'mode = "whole_amount"\n' + _parts(*_SALON), [125_00], 18_75, id="salon: one bucket"
        ),
        pytest.param(_parts(*_SALON), [325_00], 51_25, id="salon: all buckets"),
        pytest.param(_FIVE_THOUSANDS, [6_000_00], 620_00, id="scenario: in the second"),
        pytest.param(_FIVE_THOUSANDS, [4_000_00], 400_00, id="scenario: in the first"),
        pytest.param(_FIVE_THOUSANDS, [5_000_00], 500_00, id="scenario: on the edge"),
        pytest.param(
            _parts((0, "4%"), (35_000, "6%"), (50_000, "8%")),
            [150_000_00],
            10_300_00,
            id="schedule of net sales",
        ),
        pytest.param(
            _parts((0, "6%"), (3_000, "8%"), (8_000, "10%")), [9_000_00], 680_00, id="appliances"
        ),
        pytest.param(_parts((0, "30%")), [350_00, 400_00, 440_00], 357_00, id="three appliances"),
        pytest.param(_parts((0, "25%")), [450_00, 200_00, 508_00], 289_50, id="three devices"),
        pytest.param(_parts((0, "0%"), (3_000, "6%")), [5_688_00], 161_28, id="above 3,000"),
        pytest.param(
            _parts((0, "1%"), (5_000, "2%"), (20_000, "3%")), [25_000_00], 500_00, id="graduated"
        ),
        pytest.param(_parts((0, "9%"), (4_000, "12%")), [4_500_00], 420_00, id="quota and bonus"),
        pytest.param(_parts((0, "17%")), [37_000_00], 6_290_00, id="lesson: commission alone"),
        pytest.param(_parts((0, "0%"), (17_000, "5%")), [23_800_00], 340_00, id="lesson: quota"),
        pytest.param(_STAFF, [2_500_00], 380_00, id="staff: 2,500"),
        pytest.param(_STAFF, [3_000_00], 460_00, id="staff: 3,000"),
        pytest.param(_ADDER, [600_00], 30_00, id="adder: 600"),
        pytest.param(_ADDER, [800_00], 41_25, id="adder: 800"),
        pytest.param(_ADDER, [900_00], 48_75, id="adder: 900"),
        pytest.param(_CONSULTANT, [199_000_00], 94_500_00, id="consultant of an agency"),
        pytest.param(_CURVE, [85_000_00], 5_000_00, id="curve: halfway to the quota"),
        pytest.param(_CURVE, [120_000_00], 14_000_00, id="curve: above it"),
        pytest.param(_CURVE, [250_000_00], 20_000_00, id="curve: the most"),
        pytest.param(_GOAL, [1_00] * 60, 15_000_00, id="goal of 50 units, 60 sold"),
        pytest.param(_GOAL, [1_00] * 49, 0, id="goal of 50 units, 49 sold"),
        pytest.param(_BONUS_STEPS, [79_999_99], 0, id="bonus: under the first step"),
        pytest.param(_BONUS_STEPS, [85_000_00], 500_00, id="bonus: half"),
        pytest.param(_BONUS_STEPS, [125_000_00], 1_500_00, id="bonus: half as much again"),
        pytest.param(
            _parts((0, "5%"), (10_000, "7%"), (25_000, "10%")), [30_000_00], 2_050_00, id="5, 7, 10"
        ),
        pytest.param(_parts(*_SLIDING), [15_000_00], 1_750_00, id="sliding, by parts"),
        pytest.param(
            'mode = "whole_amount"\nedge = "above"\n' + _parts(*_SLIDING),
            [15_000_00],
            2_250_00,
            id="sliding, all",
        ),
        pytest.param(_parts((0, "15%"), (5_000, "20%")), [15_000_00], 2_750_00, id="two rates"),
        pytest.param(
            _parts((0, "2%"), (10_000, "5%"), (20_000, "8%")), [15_000_00], 450_00, id="three tiers"
        ),
        pytest.param(
            _parts((0, "2.4%"), (100_000, "1.5%")), [280_000_00], 5_100_00, id="a lower rate above"
        ),
        pytest.param(_parts((0, "5%")), [25_000_00, 70_000_00, 5_000_00], 5_000_00, id="a month"),
        pytest.param(_parts((0, "50%")), [14_700_00], 7_350_00, id="half of the buyer's side"),
        pytest.param(_parts((0, "60%")), [9_000_00], 5_400_00, id="60 of half of 6 %"),
        pytest.param(_parts((0, "60%")), [12_000_00], 7_200_00, id="60 of both sides"),
        pytest.param(_parts((0, "60%")), [11_400_00], 6_840_00, id="60 of a side of 380,000"),
        pytest.param(_CAMPAIGN, [1_00] * 4, 1_000_00, id="campaign: four deals"),
        pytest.param(_parts((0, "2%")), [50_000_00], 1_000_00, id="campaign: of its sales"),
    ],
)
def test_what_a_further_page_works_out_is_paid(terms: str, amounts: list[int], cents: int) -> None:
    assert paid(terms, *amounts) == cents
