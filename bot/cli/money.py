"""Commission plans: check, apply, show them, and price deals under one."""

# ruff: noqa: PLC0415 - each command imports what it needs

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from bot.cli.groups import Json, commission, policy

#: The rules that can be tried; rules/backtest.py has their rows, and a test that none is missing.
RuleName = Literal[
    "touches_per_week",
    "reviews_before_closing",
    "match_low",
    "match_key",
    "match_weight",
    "pass_mark",
    "mentor_score",
    "mentor_single",
    "deals_a_month",
    "skill_growth",
    "results_growth",
    "training_due",
    "stalled_weeks",
    "signals",
]


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
    rule: RuleName | None = None,
    threshold: Decimal | None = None,
    from_: Annotated[date | None, Parameter(name="--from")] = None,
    to: date | None = None,
    json: Json = False,
) -> None:
    """Say whom a rule would have flagged with another threshold, beside the present one.

    Without a rule and a threshold the rules are listed, each with its row, side, value and unit.

    Parameters
    ----------
    rule: the threshold of RULES that is tried.
    threshold: the value to try, in the unit of the rule.
    from_: the first day; 31 days before --to if not given.
    to: the day after the last; today if not given.

    """
    from bot.loop_site import print_backtest, print_rules
    from rules.backtest import Rule

    if rule is None or threshold is None:
        print_rules()
        return
    await print_backtest(Rule(rule), threshold, start=from_, end=to, as_json=json)


@policy.command
async def show() -> None:
    """List the stored plan versions."""
    from bot.commands import show_plans

    await show_plans()
