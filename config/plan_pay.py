"""What a plan says of quotas, limits and draws, beside its tiers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from config.section import Section
from rules.draw import Draw
from rules.plan_terms import OF_A_DEAL, Measure, Mode

_DRAW = 'draw = { amount = "2000.00", recoverable = true }'
_QUOTA = 'such as quota = "100000.00"'
_DRAW_KEYS = ("amount", "recoverable", "periods", "on_top", "recover_at_most")
_MOST_DRAWS = 12
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
    deal_less: int
    period_at_most: int | None
    draw: Draw | None

    @property
    def has_rate(self) -> bool:
        """Whether the plan has a rate of its own, which `times` multiplies."""
        return self.base_rate is not None or bool(self.on_target)


def read_pay(
    top: Section,
    keys: Mapping[str, str],
    *,
    currency: str,
    measure: Measure,
    mode: Mode,
    asked_by: str = "",
) -> Pay:
    """Read these keys; `keys` says where a key belongs that is not of a table.

    `asked_by` is a key other than the measure for which a quota is needed.
    """
    on_target = _above_zero(top, "on_target", currency) or 0
    asked_by = "on_target" if "on_target" in top.table else asked_by
    asked_by = "measure" if measure is Measure.ATTAINMENT and not on_target else asked_by
    quota, quotas = _quota(top, keys, currency, asked_by=asked_by)
    if on_target and "rate" in top.table:
        top.wrong("rate", "stands beside on_target", "keep one of them")
    has_one_rate = measure in OF_A_DEAL or mode is Mode.WHOLE_AMOUNT or _has_one_tier(top)
    least = _limit(top, "deal_at_least", currency, has_one_rate=has_one_rate) or 0
    most = _limit(top, "deal_at_most", currency, has_one_rate=has_one_rate)
    if most is not None and least > most:
        top.wrong("deal_at_most", "is below deal_at_least", "as much, or more")
    return Pay(
        quota=quota,
        quotas=quotas,
        base_rate=top.rate("rate") if "rate" in top.table else None,
        on_target=on_target,
        deal_at_least=least,
        deal_at_most=most,
        deal_less=_less(top, currency),
        period_at_most=_above_zero(top, "period_at_most", currency),
        draw=_draw(top, keys, currency),
    )


def _has_one_tier(top: Section) -> bool:
    tiers = top.table.get("tiers")
    return isinstance(tiers, list) and len(tiers) == 1


def _quota(
    top: Section, keys: Mapping[str, str], currency: str, *, asked_by: str
) -> tuple[int, tuple[tuple[str, int], ...]]:
    if not asked_by:
        for key in ("quota", "quotas"):
            if key in top.table:
                top.wrong(
                    key,
                    'counts only with measure = "attainment", on_target or factors',
                    "leave it out",
                )
        return 0, ()
    if "quota" not in top.table:
        top.wrong(asked_by, "needs a quota", _QUOTA)
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


def _limit(top: Section, key: str, currency: str, *, has_one_rate: bool) -> int | None:
    if key not in top.table:
        return None
    if not has_one_rate:
        top.wrong(
            key,
            "would depend on the order of deals",
            'write mode = "whole_amount", or measure = "deal"',
        )
    return _above_zero(top, key, currency)


def _less(top: Section, currency: str) -> int:
    if "deal_less" in top.table and "factors" in top.table:
        top.wrong("deal_less", "stands beside factors", "keep one of them")
    return _above_zero(top, "deal_less", currency) or 0


def _draw(top: Section, keys: Mapping[str, str], currency: str) -> Draw | None:
    """Give the draws of a plan, one after the other; None without any."""
    if "draw" not in top.table:
        return None
    value = top.table["draw"]
    tables = value if isinstance(value, list) else [value]
    if not 0 < len(tables) <= _MOST_DRAWS or not all(isinstance(one, dict) for one in tables):
        top.wrong("draw", "is not a table", _DRAW)
        return None
    lines = [top.document.table("draw")]
    if isinstance(value, list):
        lines = top.document.entries("draw", len(tables))
    sections = [top.within(one, its, "draw.") for one, its in zip(tables, lines, strict=True)]
    found: Draw | None = None
    for section in reversed(sections):
        read = _one_draw(top, section, keys, currency)
        if found is not None and not read.periods:
            section.wrong("periods", "is missing before another draw", "such as periods = 3")
        found = replace(read, then=found)
    return found


def _one_draw(top: Section, own: Section, keys: Mapping[str, str], currency: str) -> Draw:
    own.known({**keys, **dict.fromkeys(_DRAW_KEYS, "")})
    for key in ("amount", "recoverable"):
        if key not in own.table:
            top.wrong("draw", f"needs {key}", _DRAW)
    is_recoverable = own.flag("recoverable")
    if "recover_at_most" in own.table and own.table.get("recoverable") is False:
        own.wrong("recover_at_most", "does nothing: nothing is set off", "recoverable = true")
    has_periods = "periods" in own.table
    return Draw(
        minor=_above_zero(own, "amount", currency) or 0,
        is_recoverable=is_recoverable,
        periods=own.whole("periods", 1, low=1, high=_MOST_PERIODS) if has_periods else 0,
        is_on_top=own.flag("on_top"),
        recover_at_most=_above_zero(own, "recover_at_most", currency),
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
