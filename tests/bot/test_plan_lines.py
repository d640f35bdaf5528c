"""`policy check` says of a good plan what each tier pays, and within what limits."""

from __future__ import annotations

import pytest

from bot.plan_lines import plan_lines
from config.plans import read_plan
from tests.plans_of_pay import ATTAINMENT_MIXED, COUNT, MARGIN_RATE

_DRAW = 'draw = { amount = "2000.00", recoverable = true }\ntiers'


@pytest.mark.parametrize(
    ("toml", "lines"),
    [
        pytest.param(
            COUNT,
            [
                "from deal 1: 100.00 CNY each",
                "from deal 3: 150.00 CNY each",
                "from deal 4: 150.00 CNY each and 500.00 CNY once",
            ],
            id="deals",
        ),
        pytest.param(
            MARGIN_RATE,
            [
                "from a margin of 0.00 %: 2%",
                "from a margin of 20.00 %: 4% and 30.00 CNY each",
                "from a margin of 33.34 %: 6%",
                "a deal pays at least 50.00 CNY",
                "a deal pays at most 900.00 CNY",
            ],
            id="margin rates",
        ),
        pytest.param(
            ATTAINMENT_MIXED.replace("tiers", _DRAW, 1) + '[quotas]\nA001 = "9000.00"\n',
            [
                "from 0% of the quota, 0.00 CNY: 5%",
                "from 50% of the quota, 10000.00 CNY: 10% and 100.00 CNY once",
                "from 100% of the quota, 20000.00 CNY: 15%",
                "quota 20000.00 CNY; 1 of their own",
                "a period pays at most 2500.00 CNY",
                "a period pays at least 2000.00 CNY; what is too much is set off later",
            ],
            id="a quota, a most and a draw",
        ),
    ],
)
def test_a_plan_is_said_in_a_line_for_each_tier_and_limit(toml: str, lines: list[str]) -> None:
    assert plan_lines(read_plan(toml)) == lines
