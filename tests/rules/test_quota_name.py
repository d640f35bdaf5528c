"""Who is erased leaves no number in the quotas of a plan, and the plan pays as before."""

from __future__ import annotations

import pytest

from config.plans import read_plan
from rules.quota_name import renamed

_HEAD = 'name = "p"\ncurrency = "CNY"\nmeasure = "attainment"\nquota = "100"\n'
_TIERS = 'tiers = [{ from = "0%", rate = "5%" }]\n'
_TABLE = f"{_HEAD}{_TIERS}[quotas]\n"
#: The same letters, one of them as TOML may also write it.
_ESCAPED = '"A\\u0030\\u0030' + '1"'


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        pytest.param(f'{_TABLE}A001 = "80"  # 李雷\nA0011 = "90"\n', "A0011", id="bare"),
        pytest.param(f'{_TABLE}"A001" = "80"\nA0011 = "90"\n', "A0011", id="quoted"),
        pytest.param(
            f'{_HEAD}quotas = {{ A0011 = "90", A001 = "80" }}\n{_TIERS}', "A0011", id="inline"
        ),
        pytest.param(f'{_HEAD}quotas.A001 = "80"\n{_TIERS}', "erased-7", id="dotted"),
        pytest.param(f'{_TABLE}{_ESCAPED} = "80"\nA0011 = "90"\n', "A0011", id="escaped"),
    ],
)
def test_her_number_becomes_the_pseudonym_and_her_quota_stays(toml: str, says: str) -> None:
    before = read_plan(toml)

    found = renamed(toml, "A001", "erased-7")

    after = read_plan(found)
    assert says in found
    assert after.of("erased-7").quota == before.of("A001").quota == 8_000
    assert after.of("A001").quota == 10_000
    assert "李雷" not in found
    assert after.of("A0011").quota == before.of("A0011").quota


def test_a_plan_without_her_quota_stays_as_it_is() -> None:
    toml = f'{_TABLE}A0011 = "90"  # 韩梅梅 A001\n'

    assert renamed(toml, "A001", "erased-7") == toml
