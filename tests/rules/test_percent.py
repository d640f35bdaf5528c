"""A share in percent is rounded half-up to two places: what is shown is what is compared."""

from __future__ import annotations

from decimal import Decimal

import pytest

from rules.percent import percent


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        pytest.param(0.0, "0.00", id="none"),
        pytest.param(1.0, "100.00", id="all"),
        pytest.param(0.79964, "79.96", id="of RULES"),
        pytest.param(0.59995, "60.00", id="half-up"),
        pytest.param(0.599949, "59.99", id="just under half"),
    ],
)
def test_a_share_is_shown_half_up(share: float, shown: str) -> None:
    assert percent(share) == Decimal(shown)
