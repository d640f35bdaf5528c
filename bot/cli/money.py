"""Commission plans: check, apply, show them, and price deals under one."""

# ruff: noqa: PLC0415 - each command imports what it needs

from __future__ import annotations

from datetime import date
from pathlib import Path

from bot.cli.groups import Json, commission, policy


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
async def show() -> None:
    """List the stored plan versions."""
    from bot.commands import show_plans

    await show_plans()
