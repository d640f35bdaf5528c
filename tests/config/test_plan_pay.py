"""Quotas, limits, draws and what a tier pays: read as written, or refused with line and remedy."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.document import PlanRefused
from config.plans import read_plan
from rules.draw import Draw
from rules.plan import Plan
from rules.plan_terms import ONE_DEAL, Base, Edge, Measure, Mode, Tier
from tests.plans_of_pay import PLANS

_HEAD = 'name = "p"\ncurrency = "CNY"\n'
_TIER = '[[tiers]]\nfrom = "0"\nrate = "5%"\n'


def _refused(text: str) -> str:
    with pytest.raises(PlanRefused) as refused:
        read_plan(text, file="p.toml")
    return str(refused.value)


def test_every_key_of_pay_is_read() -> None:
    plan = read_plan(
        f"""{_HEAD}
        base = "margin"
        vat_rate = "13%"
        measure = "attainment"
        quota = "100,000.00"
        on_target = "5000"
        period_at_most = "9000.00"
        draw = {{ amount = "2000.00", recoverable = true, periods = 3 }}
        tiers = [
            {{ from = "0%", times = "0.5" }},
            {{ from = 1, times = "10/3", sum = "100.00" }},
        ]
        [quotas]
        A001 = "80000.00"
        """
    )

    assert plan == Plan(
        name="p",
        currency="CNY",
        base=Base.MARGIN,
        vat_rate=Decimal("0.13"),
        measure=Measure.ATTAINMENT,
        quota=10_000_000,
        quotas=(("A001", 8_000_000),),
        on_target=500_000,
        period_at_most=900_000,
        draw=Draw(minor=200_000, is_recoverable=True, periods=3),
        tiers=(
            Tier(0, Decimal("0.025"), at=Decimal(0), times=Fraction(1, 2)),
            Tier(
                10_000_000,
                Decimal("0.1666666666666667"),
                sum=10_000,
                at=Decimal(1),
                times=Fraction(10, 3),
            ),
        ),
    )


def test_limits_of_a_deal_and_sums_for_each_are_read() -> None:
    plan = read_plan(
        f"""{_HEAD}
        measure = "margin_rate"
        mode = "whole_amount"
        deal_at_least = "50.00"
        deal_at_most = "500.00"
        tiers = [{{ from = "0%", rate = "0%" }}, {{ from = "12.25%", each = "30.00" }}]
        """
    )

    assert (plan.deal_at_least, plan.deal_at_most) == (5_000, 50_000)
    assert plan.tiers == (Tier(0, Decimal(0)), Tier(1_225, Decimal(0), each=3_000))


@pytest.mark.parametrize(
    ("mode", "starts"),
    [
        pytest.param(Mode.MARGINAL, (0, 5 * ONE_DEAL), id="the sixth comes after five"),
        pytest.param(Mode.WHOLE_AMOUNT, (0, 6 * ONE_DEAL - 1), id="six are whole"),
    ],
)
def test_the_sixth_deal_is_where_it_is_said_to_be(mode: Mode, starts: tuple[int, int]) -> None:
    tiers = 'tiers = [{ from = 1, each = "1" }, { from = "6", each = "2" }]'

    plan = read_plan(f'{_HEAD}measure = "count"\nmode = "{mode}"\n{tiers}')

    assert tuple(tier.start for tier in plan.tiers) == (starts[0], starts[1])
    assert plan.edge is Edge.ABOVE


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param(
            f'{_HEAD}measure = "attainment"\n{_TIER}',
            '3: measure - needs a quota; such as quota = "100000.00"',
            id="no quota",
        ),
        pytest.param(
            f'{_HEAD}quota = "1000"\n{_TIER}',
            '3: quota - counts only with measure = "attainment", on_target or factors; leave',
            id="a quota for nothing",
        ),
        pytest.param(
            f'{_HEAD}quota = "0"\nmeasure = "attainment"\n{_TIER}',
            "3: quota - is zero; an amount above 0",
            id="a quota of zero",
        ),
        pytest.param(
            f'{_HEAD}quota = "-1"\nmeasure = "attainment"\n{_TIER}',
            "3: quota - is below zero; 0 or more",
            id="a quota below zero",
        ),
        pytest.param(
            f'{_HEAD}measure = "attainment"\nquota = "9"\n{_TIER}[quotas]\nA1 = "x"\n',
            "9: quotas.A1 - 'x' is not a number",
            id="a quota of hers that is none",
        ),
        pytest.param(
            f'{_HEAD}measure = "attainment"\nquota = "9"\n{_TIER}[quotas]\nmode = "marginal"\n',
            "9: quotas.mode - is not a key of a plan; mode stands above the first",
            id="a key that stands too low",
        ),
        pytest.param(
            f'{_HEAD}measure = "attainment"\nquota = "9"\n[[tiers]]\nfrom = "120 Prozent"\n'
            'rate = "1%"\n',
            '6: tiers.from - "120 Prozent" is not a share of the quota; write "80%" or 0.8',
            id="no share",
        ),
        pytest.param(
            f'{_HEAD}on_target = "9"\nquota = "9"\n{_TIER}',
            "3: on_target - does nothing without times; a rate stands in a [[tiers]]; or write "
            'times = "1" there',
            id="nothing is multiplied",
        ),
        pytest.param(
            f'{_HEAD}[[tiers]]\nfrom = "0"\ntimes = "1.5"\n',
            '5: tiers.times - multiplies nothing; write rate = "10%" or on_target above',
            id="nothing to multiply",
        ),
        pytest.param(
            f'{_HEAD}rate = "5%"\n[[tiers]]\nfrom = "0"\ntimes = "1/0"\n',
            '6: tiers.times - "1/0" is not a multiple; write "1.5" or "10/3", at most 100',
            id="no multiple",
        ),
        pytest.param(
            f'{_HEAD}rate = "5%"\n{_TIER}[[tiers]]\nfrom = "9"\ntimes = "2"\n',
            '6: tiers.rate - stands beside the plan\'s own; write times = "1.5"',
            id="rates and multiples",
        ),
        pytest.param(
            f'{_HEAD}rate = "5%"\non_target = "9"\nquota = "9"\n[[tiers]]\nfrom = "0"\n'
            'times = "2"\n',
            "3: rate - stands beside on_target; keep one of them",
            id="two to multiply",
        ),
        pytest.param(
            f'{_HEAD}deal_at_least = "9"\n{_TIER}[[tiers]]\nfrom = "9"\nrate = "6%"\n',
            "3: deal_at_least - would depend on the order of deals; write "
            'mode = "whole_amount", or measure = "deal"',
            id="a deal's least in a period",
        ),
        pytest.param(
            f'{_HEAD}measure = "deal"\ndeal_at_least = "9"\ndeal_at_most = "8"\n{_TIER}',
            "5: deal_at_most - is below deal_at_least; as much, or more",
            id="limits the wrong way round",
        ),
        pytest.param(
            f"{_HEAD}draw = 5\n{_TIER}",
            '3: draw - is not a table; draw = { amount = "2000.00", recoverable = true }',
            id="a draw that is no table",
        ),
        pytest.param(
            f'{_HEAD}draw = {{ amount = "9" }}\n{_TIER}',
            "3: draw - needs recoverable; draw = { amount",
            id="a draw that does not say whether it is owed",
        ),
        pytest.param(
            f'{_HEAD}draw = {{ amount = "9", recoverable = "yes" }}\n{_TIER}',
            "3: draw.recoverable - is not true or false",
            id="a word for true",
        ),
        pytest.param(
            f'{_HEAD}draw = {{ amount = "9", recoverable = true, months = 3 }}\n{_TIER}',
            "3: draw.months - is not a key of a plan",
            id="an unknown key of a draw",
        ),
        pytest.param(
            f'{_HEAD}{_TIER}each = "9"\n[[tiers]]\nfrom = "9"\nrate = "6%"\n',
            '6: tiers.each - would depend on the order of deals; write measure = "deal" or '
            '"count", or mode = "whole_amount"',
            id="each of a part of a period",
        ),
        pytest.param(
            f'{_HEAD}measure = "deal"\n{_TIER}sum = "9"\n',
            '7: tiers.sum - is paid once in a period; write each = "100.00", paid for each deal',
            id="a sum once in each deal",
        ),
        pytest.param(
            f'{_HEAD}{_TIER}sum = "9"\n',
            "6: tiers.sum - is paid for nothing in the first tier; write it in the tier that",
            id="a sum for nothing",
        ),
        pytest.param(
            f'{_HEAD}measure = "count"\nedge = "from"\n[[tiers]]\nfrom = 1\neach = "9"\n',
            '4: edge - does nothing with measure = "count"; from = 6 is the sixth deal',
            id="an edge of deals",
        ),
        pytest.param(
            f'{_HEAD}measure = "count"\n[[tiers]]\nfrom = 2\neach = "9"\n',
            "5: tiers.from - the first tier leaves a gap below it; begin with from = 1",
            id="no first deal",
        ),
        pytest.param(
            f'{_HEAD}measure = "count"\n[[tiers]]\nfrom = 1.5\neach = "9"\n',
            "5: tiers.from - 1.5 is not a whole number in the range; 0 to 1000000",
            id="a part of a deal",
        ),
        pytest.param(
            f'{_HEAD}measure = "count"\n[[tiers]]\nfrom = 1\nrate = "5%"\n[[tiers]]\nfrom = 6\n'
            'rate = "6%"\n',
            '6: tiers.rate - would depend on the order of deals; write each = "100.00", or',
            id="rates of the first deals",
        ),
        pytest.param(
            f'{_HEAD}measure = "count"\n[[tiers]]\nfrom = 1\nto = 4\neach = "9"\n[[tiers]]\n'
            'from = 6\neach = "10"\n',
            "9: tiers.from - leaves a gap after the tier before; begin at 4",
            id="a gap between deals",
        ),
        pytest.param(
            f'{_HEAD}measure = "margin_rate"\n{_TIER}',
            '3: measure - margin_rate goes for a whole deal; write mode = "whole_amount"',
            id="a part of a deal's margin",
        ),
        pytest.param(
            f'{_HEAD}measure = "margin_rate"\nmode = "whole_amount"\n[[tiers]]\n'
            'from = "0.001%"\nrate = "5%"\n',
            '6: tiers.from - has more than two decimals of a per cent; such as "12.25%"',
            id="a margin finer than it is shown",
        ),
        pytest.param(
            f'{_HEAD}measure = "attainment"\nquota = "9"\n{_TIER}[[tiers]]\nfrom = "50%"\n'
            'rate = "1%"\n[[tiers]]\nfrom = "40%"\nrate = "2%"\n',
            "12: tiers.from - overlaps the tier before; begin above 50%",
            id="shares that overlap",
        ),
        pytest.param(f'{_HEAD}sum = "9"\n{_TIER}', "3: sum - is not a key of a plan; it", id="sum"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_what_is_allowed(text: str, says: str) -> None:
    assert f"p.toml:{says}" in _refused(text)


_VALUES = st.one_of(
    st.sampled_from(['"0"', '"100.00"', '"5%"', '"0%"', '"1.5"', '"10/3"', "1", "6", "-1", "true"]),
    st.sampled_from(["[]", "{}", '{ amount = "9", recoverable = true }', '""', "1e9", '"９"']),
    st.sampled_from(['"margin"', '"count"', '"deal"', '"attainment"', '"whole_amount"']),
)
_KEYS = st.sampled_from(
    "measure mode base edge quota quotas rate on_target deal_at_least deal_at_most "
    "period_at_most draw vat_rate tier_on".split()
)
_TIER_KEYS = st.sampled_from("from to rate times each sum applies_to".split())


@st.composite
def _files(draw: st.DrawFn) -> str:
    top = draw(st.dictionaries(_KEYS, _VALUES, max_size=6))
    tiers = draw(st.lists(st.dictionaries(_TIER_KEYS, _VALUES, max_size=5), max_size=3))
    lines = [f"{key} = {value}" for key, value in top.items()]
    for tier in tiers:
        lines += ["[[tiers]]", *(f"{key} = {value}" for key, value in tier.items())]
    return _HEAD + "\n".join(lines)


@given(text=_files())
def test_whatever_is_written_is_a_plan_or_each_problem_has_its_line(text: str) -> None:
    try:
        plan = read_plan(text, file="p.toml")
    except PlanRefused as refused:
        lines = text.count("\n") + 1
        for said in str(refused).splitlines():
            match = re.fullmatch(r"p\.toml:(\d+): .+", said)
            assert match is not None
            assert 1 <= int(match[1]) <= lines
    else:
        assert plan.total(0) == 0
        assert plan.total(1_000_000, ONE_DEAL, 500_000) >= 0


@given(
    name=st.sampled_from(sorted(PLANS)),
    at=st.integers(0, 400),
    cut=st.integers(0, 12),
    put=st.text('0123456789."%=[]{}abc \n', max_size=4),
)
def test_a_slip_of_the_keyboard_is_a_plan_or_told(name: str, at: int, cut: int, put: str) -> None:
    text = PLANS[name]
    written = text[:at] + put + text[at + cut :]

    said = ""
    try:
        plan = read_plan(written, file="p.toml")
    except PlanRefused as refused:
        said = str(refused)
    else:
        assert plan.total(1_000_000, ONE_DEAL, 500_000) >= 0
    assert all(line.startswith("p.toml:") for line in said.splitlines())
