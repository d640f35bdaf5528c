"""A share as it is shown and as it is compared."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

_CENT, _HUNDRED = Decimal("0.01"), 100


def percent(share: float) -> Decimal:
    """Give a share in percent as it is shown and compared: half-up to two places."""
    return (Decimal(repr(share)) * _HUNDRED).quantize(_CENT, ROUND_HALF_UP)
