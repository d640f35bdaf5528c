"""A plan with a mistake is refused with file, line, key and what would be right."""

from __future__ import annotations

import pytest

from config.plans import PlanRefused, read_plan
from tests.builders import PLAN

_HEAD = 'name = "p"\ncurrency = "CNY"\n'
_TIERS = '[[tiers]]\nfrom = "0"\nrate = "5%"\n'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param(
            _HEAD + 'mod = "marginal"\n' + _TIERS, "p.toml:3: mod - ", id="an unknown key"
        ),
        pytest.param(_HEAD + 'mod = "x"\n' + _TIERS, "did you mean mode?", id="a near key"),
        pytest.param(
            _HEAD + 'mode = "margnal"\n' + _TIERS, "did you mean marginal?", id="a near word"
        ),
        pytest.param(
            _HEAD + _TIERS + 'to = "100"\n[[tiers]]\nfrom = "200"\nrate = "7%"\n',
            "leaves a gap after the tier before; begin at 100.00",
            id="a gap",
        ),
        pytest.param(
            _HEAD + _TIERS + 'to = "100"\n[[tiers]]\nfrom = "50"\nrate = "7%"\n',
            "p.toml:8: tiers.from - overlaps the tier before",
            id="an overlap",
        ),
        pytest.param(
            _HEAD + '[[tiers]]\nfrom = "10"\nrate = "5%"\n', "gap below", id="a gap below"
        ),
        pytest.param(
            _HEAD + '[[tiers]]\nfrom = "0"\nrate = 7\n', 'did you mean "7%"?', id="a rate of 700 %"
        ),
        pytest.param('name = "p"\n' + _TIERS, "currency - is missing", id="no currency"),
        pytest.param(_HEAD, "tiers - is missing", id="no tiers"),
        pytest.param(_HEAD + "x = [", "is not TOML", id="no TOML"),
        pytest.param(
            _HEAD + 'earned_on = "cooling_off"\n' + _TIERS, "cooling_off_days", id="no days"
        ),
        pytest.param(_HEAD + 'base = "gross"\n' + _TIERS, "vat_rate", id="gross without a rate"),
    ],
)
def test_a_mistake_is_named_with_its_line(text: str, says: str) -> None:
    with pytest.raises(PlanRefused) as refused:
        read_plan(text, file="p.toml")

    assert says in str(refused.value)


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(PlanRefused) as refused:
        read_plan('name = "p"\nmod = "x"\nperiod = "week"\n')

    assert len(refused.value.problems) == 4


def test_the_sample_plan_of_the_tests_is_good() -> None:
    assert [tier.start for tier in read_plan(PLAN).tiers] == [0, 1_000_000, 2_500_000]
