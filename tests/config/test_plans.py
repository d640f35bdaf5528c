"""What a plan file says is what the plan is; what it leaves out has the documented default."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.document import PlanRefused
from config.plans import read_plan
from rules import money
from rules.periods import Calendar, Cut
from rules.plan import Plan
from rules.plan_terms import Base, EarnedOn, Edge, Measure, Mode, PayDay, Tier, TierOn

_HEAD = 'name = "p"\ncurrency = "CNY"\n'
_TIER = '[[tiers]]\nfrom = "0"\nrate = "5%"\n'
_LAST = '[[tiers]]\nfrom = "20000"\nrate = "20%"\n'
_MIXED = f'{_HEAD}mode = "mixed"\n{_TIER}[[tiers]]\nfrom = "10000"\nrate = "10%"\nHOW\n'


def _refused(text: str) -> list[str]:
    with pytest.raises(PlanRefused) as refused:
        read_plan(text, file="p.toml")
    return str(refused.value).splitlines()


def test_every_key_is_read() -> None:
    text = """
        name = "p"
        title = "Standard"
        currency = "JPY"
        period = "business_month"
        business_month_starts_on = 26
        mode = "whole_amount"
        measure = "deal"
        edge = "above"
        tier_on = "valid"
        earned_on = "cooling_off"
        cooling_off_days = 15
        payable_on = { cut_off = 25, pay_day = 5 }
        base = "gross"
        vat_rate = "6%"
        tiers = [{ from = "0", to = "100", rate = "5%" }, { from = "100", rate = 0.075 }]
    """

    assert read_plan(text) == Plan(
        name="p",
        title="Standard",
        currency="JPY",
        calendar=Calendar(cut=Cut.BUSINESS_MONTH, first_day=26),
        mode=Mode.WHOLE_AMOUNT,
        measure=Measure.DEAL,
        edge=Edge.ABOVE,
        tier_on=TierOn.VALID,
        earned_on=EarnedOn.COOLING_OFF,
        cooling_off_days=15,
        payable_on=PayDay(cut_off=25, pay_day=5),
        base=Base.GROSS,
        vat_rate=Decimal("0.06"),
        tiers=(Tier(0, Decimal("0.05")), Tier(100, Decimal("0.075"))),
    )


def test_a_mixed_plan_says_which_tiers_lift_what_lies_below() -> None:
    plan = read_plan(_MIXED.replace("HOW", 'applies_to = "all"') + _LAST)

    assert plan.mode is Mode.MIXED
    assert [tier.lifts for tier in plan.tiers] == [False, True, False]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param(
            _MIXED.replace("HOW", 'applies_to = "part"') + _LAST,
            "p.toml:3: mode - mixed needs a tier that re-rates all below it; "
            'write applies_to = "all" in one of the tiers, or mode = "marginal"',
            id="nothing is mixed",
        ),
        pytest.param(
            _MIXED.replace("HOW", 'applies_to = "everything"') + _LAST,
            'p.toml:10: tiers.applies_to - "everything" is not known; allowed: part, all',
            id="another word",
        ),
        pytest.param(
            _HEAD + _TIER + _LAST + 'applies_to = "all"\n',
            'p.toml:9: tiers.applies_to - counts only with mode = "mixed"; '
            'leave it out, or write mode = "mixed"',
            id="marginal",
        ),
        pytest.param(
            _HEAD
            + 'mode = "mixed"\n'
            + _TIER
            + 'applies_to = "all"\n'
            + _LAST
            + 'applies_to = "all"\n',
            "p.toml:7: tiers.applies_to - does nothing: nothing lies below; leave it out",
            id="the first tier",
        ),
    ],
)
def test_what_a_tier_applies_to_is_never_accepted_and_ignored(text: str, problem: str) -> None:
    assert _refused(text)[-1] == problem


def test_what_is_left_out_has_its_default() -> None:
    assert read_plan(_HEAD + _TIER) == Plan(
        name="p", currency="CNY", tiers=(Tier(0, Decimal("0.05")),)
    )


@pytest.mark.parametrize(
    ("rate", "read"),
    [
        pytest.param('"7%"', "0.07", id="per cent"),
        pytest.param('" 7.25 % "', "0.0725", id="with blanks"),
        pytest.param("0.07", "0.07", id="a share, exactly"),
        pytest.param('"0.07"', "0.07", id="a share as a text"),
        pytest.param('"0"', "0", id="nothing as a text"),
        pytest.param("0", "0", id="nothing"),
        pytest.param('"0.000001%"', "0.00000001", id="the finest"),
        pytest.param('"0%"', "0", id="a declared tier of nothing"),
        pytest.param('"100%"', "1", id="everything"),
    ],
)
def test_a_rate_is_read_exactly(rate: str, read: str) -> None:
    plan = read_plan(_HEAD + f'[[tiers]]\nfrom = "0"\nrate = {rate}\n')

    assert plan.rate(0) == Decimal(read)


@given(
    edges=st.lists(st.integers(1, money.MAX_MINOR), unique=True, max_size=20).map(sorted),
    rates=st.lists(st.decimals(0, 1, places=8), min_size=21, max_size=21),
)
def test_tiers_are_read_as_they_were_written(edges: list[int], rates: list[Decimal]) -> None:
    tiers = tuple(Tier(start, rate) for start, rate in zip([0, *edges], rates, strict=False))
    written = "".join(
        f'[[tiers]]\nfrom = "{money.Money(minor=tier.start, currency="CNY").amount}"\n'
        f'rate = "{tier.rate * 100:f}%"\n'
        for tier in tiers
    )

    assert read_plan(_HEAD + written).tiers == tiers


def test_a_tier_of_nothing_closes_the_gap_below() -> None:
    tiers = '[[tiers]]\nfrom = "0"\nrate = "0%"\n[[tiers]]\nfrom = "10,000"\nrate = "5%"\n'

    assert [plan_tier.start for plan_tier in read_plan(_HEAD + tiers).tiers] == [0, 1_000_000]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param(
            _HEAD + "payable_on = { cut_of = 25 }\n" + _TIER,
            "p.toml:3: payable_on.cut_of - is not a key of a plan; did you mean cut_off?",
            id="a near key in a table",
        ),
        pytest.param(
            _HEAD + '[[tiers]]\nfrom = "0"\nrat = "5%"\nrate = "5%"\n',
            "p.toml:5: tiers.rat - is not a key of a plan; did you mean rate?",
            id="a near key in a tier",
        ),
        pytest.param(
            _HEAD + _TIER + '[[tiers]]\nfrom = "100"\nrate = 7\n',
            'p.toml:8: tiers.rate - 7 would be 700%; did you mean "7%"?',
            id="the line of the tier that has it",
        ),
        pytest.param(
            _HEAD + 'measure = "deals"\n' + _TIER,
            'p.toml:3: measure - "deals" is not known; did you mean deal?',
            id="a near word",
        ),
        pytest.param(
            'name = "p"\n# currency = "CNY"\ncurrency = "RMB"\n' + _TIER,
            "p.toml:3: currency - 'RMB' is not an ISO 4217 code",
            id="a comment is not the key",
        ),
        pytest.param(
            _HEAD + 'earned_on = "cooling_off"\ncooling_off_days = 0\n' + _TIER,
            "p.toml:4: cooling_off_days - 0 is not a whole number in the range; 1 to 366",
            id="no days of cooling off",
        ),
        pytest.param(
            _HEAD + "payable_on = { cut_off = 32 }\n" + _TIER, "; 1 to 31", id="no such day"
        ),
        pytest.param(
            _HEAD + 'period = "business_month"\nbusiness_month_starts_on = 29\n' + _TIER,
            "p.toml:4: business_month_starts_on - 29 is not a whole number in the range; 2 to 28",
            id="a day that February lacks",
        ),
        pytest.param(
            _HEAD + "business_month_starts_on = 26\n" + _TIER,
            "p.toml:3: business_month_starts_on - counts only with",
            id="a key that would do nothing",
        ),
        pytest.param(
            _HEAD + _TIER + '[[tiers]]\nfrom = "0"\nrate = "7%"\n',
            "p.toml:7: tiers.from - overlaps the tier before; begin above 0.00",
            id="the same start twice",
        ),
        pytest.param(
            _HEAD + _TIER + 'to = "9"\n[[tiers]]\nfrom = "9"\nto = "99"\nrate = "7%"\n',
            "p.toml:9: tiers.to - the last tier is open upwards",
            id="an end of the last",
        ),
        pytest.param(
            _HEAD + '[[tiers]]\nfrom = "0.001"\nrate = "5%"\n', "p.toml:4: tiers.from", id="a mill"
        ),
        pytest.param(
            _HEAD + '[[tiers]]\nfrom = "-1"\nrate = "5%"\n', "is below zero", id="below zero"
        ),
        pytest.param(
            _HEAD + '[[tiers]]\nfrom = "0"\nrate = "-5%"\n', "is not a rate", id="a negative rate"
        ),
        pytest.param(
            _HEAD + '[[tiers]]\nfrom = "0"\n', "p.toml:3: tiers.rate - is missing", id="no rate"
        ),
        pytest.param(_HEAD + "tiers = [1]\n", "tiers - is not a list of tables", id="no table"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_what_is_right(text: str, line: str) -> None:
    assert line in "\n".join(_refused(text))


def test_problems_are_all_told_in_the_order_of_the_file() -> None:
    text = (
        'name = "p"\nmod = "marginal"\nperiod = "week"\n'
        '[[tiers]]\nfrom = "10"\nrate = 7\n[[tiers]]\nfrom = "5"\nrate = "7%"\n'
    )

    found = [problem.split(" - ")[0] for problem in _refused(text)]

    assert sorted(found) == sorted(
        [
            "p.toml:1: currency",
            "p.toml:2: mod",
            "p.toml:3: period",
            "p.toml:5: tiers.from",
            "p.toml:6: tiers.rate",
            "p.toml:8: tiers.from",
        ]
    )
    assert found == sorted(found)
