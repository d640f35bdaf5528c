"""Grids, factors, products, fees, late money and draws: read as written, or refused."""

from __future__ import annotations

import pytest

from config.document import PlanRefused
from config.plans import read_plan
from rules.draw import Draw

_HEAD = 'name = "p"\ncurrency = "CNY"\n'
_TIER = '[[tiers]]\nfrom = "0"\nrate = "5%"\n'
_GRID = 'measure = "deal"\nmode = "whole_amount"\n'
_ACROSS = 'across = { measure = "margin_rate", from = ["0%", "20%"] }\n'
_ROW = '[[tiers]]\nfrom = "0"\nrates = ["1%", "2%"]\n'


def _refused(text: str) -> str:
    with pytest.raises(PlanRefused) as refused:
        read_plan(text, file="p.toml")
    return str(refused.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param(
            f"{_HEAD}{_GRID}{_ACROSS}{_TIER}",
            "8: tiers.rate - stands in a grid; write rates, 2 of them",
            id="a rate in a grid",
        ),
        pytest.param(
            f'{_HEAD}{_GRID}{_ACROSS}[[tiers]]\nfrom = "0"\nrates = ["1%"]\n',
            "8: tiers.rates - has 1 rates; one for each column: 2",
            id="a column without a rate",
        ),
        pytest.param(
            f"{_HEAD}{_ROW}",
            '5: tiers.rates - counts only in a grid; write rate = "5%", or across = {...}',
            id="rates without a grid",
        ),
        pytest.param(
            f'{_HEAD}{_GRID}across = {{ measure = "deal", from = ["0", "9"] }}\n{_ROW}',
            "3: across.measure - is what the tiers go by already; another measure",
            id="a grid of one measure",
        ),
        pytest.param(
            f'{_HEAD}{_ACROSS}{_ROW}[[tiers]]\nfrom = "9"\nrates = ["1%", "2%"]\n',
            '3: across.measure - gives a rate to a whole deal; write mode = "whole_amount"',
            id="a part of a deal in a column",
        ),
        pytest.param(
            f'{_HEAD}{_GRID}across = {{ measure = "margin_rate" }}\n{_ROW}',
            "5: across - needs from; across = { measure",
            id="a grid without columns",
        ),
        pytest.param(
            f'{_HEAD}{_GRID}across = {{ measure = "margin_rate", from = ["0%", "0%"] }}\n{_ROW}',
            "5: across.from - is not above the one before; write them in their order",
            id="columns of no order",
        ),
        pytest.param(
            f'{_HEAD}across = {{ measure = "attainment", from = ["0%", "9%"] }}\n{_ROW}',
            '3: across - needs a quota; such as quota = "100000.00"',
            id="a column of a quota that is not there",
        ),
        pytest.param(
            f'{_HEAD}factor_by = "count"\n{_TIER}',
            "3: factor_by - does nothing without factors; write [[factors]]",
            id="a factor that is not there",
        ),
        pytest.param(
            f'{_HEAD}factor_by = "deal"\nfactors = [{{ from = "0", times = 1 }}]\n{_TIER}',
            '3: factor_by - "deal" is not known; allowed: attainment, period, count',
            id="a factor of each deal",
        ),
        pytest.param(
            f'{_HEAD}factors = [{{ from = "0%", times = 1 }}]\n{_TIER}',
            '3: factors - needs a quota; such as quota = "100000.00"',
            id="a factor of a quota that is not there",
        ),
        pytest.param(
            f'{_HEAD}quota = "9"\n{_TIER}[[factors]]\nfrom = "10%"\ntimes = 1\n',
            "8: factors.from - the first one leaves a gap below it; begin with 0",
            id="no factor below",
        ),
        pytest.param(
            f'{_HEAD}quota = "9"\n{_TIER}[[factors]]\nfrom = "0%"\ntimes = "all"\n',
            '9: factors.times - "all" is not a multiple; write "1.5" or "10/3", at most 100',
            id="a factor that is no number",
        ),
        pytest.param(
            f'{_HEAD}quota = "9"\n{_TIER}[[factors]]\nfrom = "0%"\n',
            '7: factors.times - is missing; write times = "0.8" or "attainment"',
            id="a factor of nothing",
        ),
        pytest.param(
            f'{_HEAD}measure = "markup"\n{_TIER}',
            '3: measure - markup goes for a whole deal; write mode = "whole_amount"',
            id="a part of a deal's markup",
        ),
        pytest.param(
            f'{_HEAD}measure = "markup"\nmode = "whole_amount"\n[[tiers]]\nfrom = "x"\n'
            'rate = "5%"\n',
            '6: tiers.from - "x" is not a markup; write "80%" or 0.8',
            id="no markup",
        ),
        pytest.param(
            f'{_HEAD}draw = {{ amount = 9, recoverable = false, recover_at_most = "1" }}\n{_TIER}',
            "3: draw.recover_at_most - does nothing: nothing is set off; recoverable = true",
            id="a limit of what is not set off",
        ),
        pytest.param(
            f'{_HEAD}{_TIER}[[draw]]\namount = "9"\nrecoverable = true\n[[draw]]\n'
            'amount = "8"\nrecoverable = true\n',
            "6: draw.periods - is missing before another draw; such as periods = 3",
            id="a draw that never ends before another",
        ),
    ],
)
def test_a_mistake_in_grids_factors_and_draws_is_told_with_its_remedy(text: str, says: str) -> None:
    assert f"p.toml:{says}" in _refused(text)


def test_draws_one_after_the_other_are_read() -> None:
    plan = read_plan(
        f"""{_HEAD}draw = [
            {{ amount = "2000", recoverable = true, periods = 3, recover_at_most = "500" }},
            {{ amount = "1000", recoverable = false, on_top = true }},
        ]
        {_TIER}"""
    )

    last = Draw(minor=100_000, is_recoverable=False, is_on_top=True)
    assert plan.draw == Draw(
        minor=200_000, is_recoverable=True, periods=3, recover_at_most=50_000, then=last
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param('measure = "product"\n', "measure - product has no order", id="tiers of it"),
        pytest.param(
            'across = { measure = "product", from = ["0", "1"] }\n', "needs names", id="no names"
        ),
        pytest.param(
            'mode = "whole_amount"\nacross = { measure = "product", names = [] }\n',
            "is not a list of names",
            id="no name",
        ),
        pytest.param(
            'mode = "whole_amount"\nacross = { measure = "product", names = ["A", "ａ"] }\n',
            "has a product twice",
            id="a name twice",
        ),
        pytest.param(
            'mode = "whole_amount"\nmeasure = "markup"\n'
            'across = { measure = "product", names = ["A"] }\n',
            "goes beside a margin of a deal",
            id="a margin and a product",
        ),
        pytest.param(
            'mode = "whole_amount"\nacross = { measure = "count", from = [1, 2], names = ["A"] }\n',
            'names - counts only with measure = "product"',
            id="names of no product",
        ),
        pytest.param(
            'deal_less = "5"\nfactors = [{ from = "0%", times = "1" }]\nquota = "9"\n',
            "deal_less - stands beside factors",
            id="a fee and factors",
        ),
        pytest.param('deal_less = "0"\n', "deal_less - is zero", id="no fee"),
        pytest.param(
            'late = [{ after_days = 30, counts = "80%" }]\n',
            'late - needs money that counts by itself; write tier_on = "collected"',
            id="late by signing",
        ),
        pytest.param(
            'tier_on = "collected"\nlate = [{ after_days = 30, counts = "80%" }, '
            '{ after_days = 30, counts = "50%" }]\n',
            "late.after_days - is not above the one before",
            id="late twice",
        ),
        pytest.param(
            'tier_on = "collected"\nlate = [{ after_days = 30 }]\n',
            "late.counts - is missing",
            id="late without a part",
        ),
        pytest.param(
            'tier_on = "collected"\nlate = [{ after_days = 30, counts = "120%" }]\n',
            "late.counts - ",
            id="late and more than all",
        ),
        pytest.param('tier_on = "collected"\nlate = 5\n', "late - is not a list", id="no list"),
        pytest.param(
            'mode = "whole_amount"\nmeasure = "markup"\ntier_on = "collected"\n'
            'late = [{ after_days = 3, counts = "0%" }]\n',
            "late - stands beside a margin of a deal",
            id="late and a margin",
        ),
        pytest.param('eaches = ["5"]\n', "eaches - is not a key of a plan", id="out of a tier"),
    ],
)
def test_what_products_fees_and_late_money_can_not_be_is_refused(text: str, says: str) -> None:
    assert says in _refused(_HEAD + text + _TIER)


@pytest.mark.parametrize(
    ("across", "tier", "says"),
    [
        pytest.param(
            '{ measure = "product", names = ["A"] }',
            '{ from = "0", rates = ["5%"] }',
            "rates - has 1 rates; one for each column: 2",
            id="too few rates",
        ),
        pytest.param(
            '{ measure = "product", names = ["A"] }',
            '{ from = "0", eaches = ["5"] }',
            "eaches - has 1 eaches; one for each column: 2",
            id="too few amounts",
        ),
        pytest.param(
            '{ measure = "product", names = ["A"] }',
            '{ from = "0", rates = ["5%", "6%"] }, { from = "9", rates = ["6%", "7%"] }',
            'gives a rate to a whole deal; write mode = "whole_amount"',
            id="parts of a period",
        ),
        pytest.param(
            '{ measure = "count", from = [1, 2] }',
            '{ from = "0", rates = ["5%", "6%"], eaches = ["5", "6"] }',
            "eaches - are of deals, the columns of the period",
            id="amounts by columns of the period",
        ),
    ],
)
def test_a_grid_has_something_in_each_cell(across: str, tier: str, says: str) -> None:
    text = f"{_HEAD}across = {across}\ntiers = [{tier}]\n"

    assert says in _refused(text)
