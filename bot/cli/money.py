"""Commission plans: check, apply, show them, and price deals under one."""

# ruff: noqa: PLC0415 - each command imports what it needs

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from bot.cli.groups import Json, commission, policy
from rules.errors import Invalid


@commission.command
async def quote(
    *,
    plan: Path,
    deals: Path,
    zone: str = "Asia/Shanghai",
    on: date | None = None,
    json: Json = False,
) -> None:
    """Price a list of deals under a plan, event by event.

    Parameters
    ----------
    plan: the plan as TOML (docs/reference/plan.md).
    deals: events as .json or .jsonl, or deals as .csv or .xlsx.
    zone: where the days of the deals begin and end.
    on: the day as of which states are given; the last event's if not given.

    """
    from bot.quote import print_quote

    await print_quote(plan, deals, zone=zone, on=on, as_json=json)


@policy.command
def check(file: Path) -> None:
    """Check a plan file and show its tiers.

    Parameters
    ----------
    file: the plan as TOML.

    """
    from bot.commands import check_plan

    check_plan(file)


@policy.command
async def apply(file: Path, *, starts_on: date) -> None:
    """Store a plan file as a new version from a day on.

    Parameters
    ----------
    file: the plan as TOML.
    starts_on: the first day it counts.

    """
    from bot.commands import apply_plan

    await apply_plan(file, starts_on=starts_on)


@policy.command
async def backtest(
    *,
    rule: str = "",
    threshold: Decimal | None = None,
    from_: Annotated[date | None, Parameter(name="--from")] = None,
    to: date | None = None,
    json: Json = False,
) -> None:
    """Say whom a rule would have flagged with another threshold, beside the present one.

    Without a rule and a threshold the rules are listed, each with its row, side, value and unit.

    Parameters
    ----------
    rule: the threshold of RULES that is tried: its name, or its row where that has one alone.
    threshold: the value to try, in the unit of the rule.
    from_: the first day; 31 days before --to if not given.
    to: the day after the last; today if not given.

    """
    from bot.loop_site import print_backtest, print_rules
    from rules.backtest_rows import rule_of

    if not rule:
        print_rules()
        return
    found = rule_of(rule)
    if threshold is None:
        raise Invalid("threshold", f"say which value of {found.value} is tried")
    await print_backtest(found, threshold, start=from_, end=to, as_json=json)


@policy.command
async def show() -> None:
    """List the stored plan versions."""
    from bot.commands import show_plans

    await show_plans()
