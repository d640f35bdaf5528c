"""What a plan says of quotas, limits and draws, beside its tiers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from config.section import Section
from rules.draw import Draw
from rules.plan_terms import Measure

_DRAW = 'draw = { amount = "2000.00", recoverable = true }'
_QUOTA = 'such as quota = "100000.00"'
_PER_DEAL = (Measure.DEAL, Measure.MARGIN_RATE)
_LONGEST_NUMBER = 64
_MOST_QUOTAS = 10_000
_MOST_PERIODS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Pay:
    """As the fields of a plan; amounts in minor units."""

    quota: int
    quotas: tuple[tuple[str, int], ...]
    base_rate: Decimal | None
    on_target: int
    deal_at_least: int
    deal_at_most: int | None
    period_at_most: int | None
    draw: Draw | None

    @property
    def has_rate(self) -> bool:
        """Whether the plan has a rate of its own, which `times` multiplies."""
        return self.base_rate is not None or bool(self.on_target)


def read_pay(top: Section, keys: Mapping[str, str], *, currency: str, measure: Measure) -> Pay:
    """Read these keys; `keys` says where a key belongs that is not of a table."""
    on_target = _above_zero(top, "on_target", currency) or 0
    quota, quotas = _quota(top, keys, currency, is_asked=_asks_quota(top, measure))
    if on_target and "rate" in top.table:
        top.wrong("rate", "stands beside on_target", "keep one of them")
    least = _limit(top, "deal_at_least", currency, measure) or 0
    most = _limit(top, "deal_at_most", currency, measure)
    if most is not None and least > most:
        top.wrong("deal_at_most", "is below deal_at_least", "as much, or more")
    return Pay(
        quota=quota,
        quotas=quotas,
        base_rate=top.rate("rate") if "rate" in top.table else None,
        on_target=on_target,
        deal_at_least=least,
        deal_at_most=most,
        period_at_most=_period_limit(top, currency, measure),
        draw=_draw(top, keys, currency),
    )


def _asks_quota(top: Section, measure: Measure) -> bool:
    return measure is Measure.ATTAINMENT or "on_target" in top.table


def _quota(
    top: Section, keys: Mapping[str, str], currency: str, *, is_asked: bool
) -> tuple[int, tuple[tuple[str, int], ...]]:
    if not is_asked:
        for key in ("quota", "quotas"):
            if key in top.table:
                top.wrong(
                    key, 'counts only with measure = "attainment" or on_target', "leave it out"
                )
        return 0, ()
    if "quota" not in top.table:
        key = "on_target" if "on_target" in top.table else "measure"
        top.wrong(key, "needs a quota", _QUOTA)
    quota = _above_zero(top, "quota", currency) or 1
    table = top.table.get("quotas", {})
    if not isinstance(table, dict):
        top.wrong("quotas", "is not a table", '[quotas], then A001 = "80000.00"')
        return quota, ()
    if len(table) > _MOST_QUOTAS:
        top.wrong("quotas", f"has {len(table)} entries", f"at most {_MOST_QUOTAS}")
        return quota, ()
    own = top.within(table, top.document.table("quotas"), "quotas.")
    # A key of the plan that stands too low was swallowed by the table.
    own.known(dict.fromkeys(table, "") | {key: keys[key] for key in table if key in keys})
    for number in table:
        if len(number) > _LONGEST_NUMBER:
            own.wrong(number, "is longer than an employee number", f"at most {_LONGEST_NUMBER}")
    found = ((one, _above_zero(own, one, currency)) for one in table if one not in keys)
    return quota, tuple((number, minor or 1) for number, minor in found)


def _limit(top: Section, key: str, currency: str, measure: Measure) -> int | None:
    if key not in top.table:
        return None
    if measure not in _PER_DEAL:
        top.wrong(
            key,
            'counts only with measure = "deal" or "margin_rate"',
            'write measure = "deal": a deal has a commission of its own there',
        )
    return _above_zero(top, key, currency)


def _period_limit(top: Section, currency: str, measure: Measure) -> int | None:
    key = "period_at_most"
    if key in top.table and measure in _PER_DEAL:
        top.wrong(
            key, "does not count where each deal stands alone", 'write deal_at_most = "500.00"'
        )
    return _above_zero(top, key, currency)


def _draw(top: Section, keys: Mapping[str, str], currency: str) -> Draw | None:
    if "draw" not in top.table:
        return None
    table = top.table["draw"]
    if not isinstance(table, dict):
        top.wrong("draw", "is not a table", _DRAW)
        return None
    own = top.within(table, top.document.table("draw"), "draw.")
    own.known({**keys, "amount": "", "recoverable": "", "periods": ""})
    for key in ("amount", "recoverable"):
        if key not in table:
            top.wrong("draw", f"needs {key}", _DRAW)
    return Draw(
        minor=_above_zero(own, "amount", currency) or 0,
        is_recoverable=own.flag("recoverable"),
        periods=own.whole("periods", 1, low=1, high=_MOST_PERIODS) if "periods" in table else 0,
    )


def _above_zero(section: Section, key: str, currency: str) -> int | None:
    """Give an amount, None where it is left out or wrong."""
    if key not in section.table:
        return None
    minor = section.minor(key, currency)
    if minor == 0:
        section.wrong(key, "is zero", "an amount above 0")
        return None
    return minor
