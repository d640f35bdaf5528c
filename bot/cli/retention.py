"""Who is likely to leave: how well a model tells, and which one speaks."""

# ruff: noqa: PLC0415 - each command imports what it needs

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from bot.cli.groups import Json, retention


@retention.command
async def evaluate(
    *,
    data: Path,
    roles: Path | None = None,
    rep: str = "",
    when: str = "",
    joined: str = "",
    left: str = "",
    exit_: Annotated[str, Parameter(name="--exit")] = "",
    left_in: Literal["next", "this"] | None = None,
    team: str = "",
    features: Annotated[list[str] | None, Parameter(negative="")] = None,
    drop: Annotated[list[str] | None, Parameter(negative="")] = None,
    words: Annotated[list[str] | None, Parameter(negative="")] = None,
    known_after: Annotated[list[str] | None, Parameter(negative="")] = None,
    dates: Literal["mdy", "dmy"] | None = None,
    unit: Literal["week", "month"] | None = None,
    horizon: int | None = None,
    train_before: str = "",
    test_from: str = "",
    test_to: str = "",
    landmark: int | None = None,
    share: float | None = None,
    predictions: Path | None = None,
    json: Json = False,
) -> None:
    """Train on the early part of a table of reps by week, measure on the late part.

    Parameters
    ----------
    data: the table as .csv; a row per rep and period (docs/reference/retention.md).
    roles: what its columns are, as TOML; a flag beside it counts more.
    rep: the column that says whose row it is.
    when: the column of the week, month or date.
    joined: the column of the day, or week, of joining.
    left: the column that is 1 where she left.
    exit_: the column of the day, or period, of leaving; in place of --left.
    team: the column of her team, manager or branch, whose leavers tell of her.
    left_in: whether --left tells of the period after its row or of the row's own.
    features: a column that may be a feature, given once for each; all others if not given.
    drop: a column that may not, given once for each.
    words: a column of words that looks like numbers.
    known_after: "column=periods" or "column=quarter": when its value can be used.
    dates: how dates with dashes or slashes are written.
    unit: what a period is.
    horizon: how many periods ahead.
    train_before: train on rows before this period or date.
    test_from: test on rows from this period or date.
    test_to: test on rows up to this period or date.
    landmark: judge each rep once, so many whole periods after joining.
    share: of rows, or of reps with --landmark, to train on where no date is given.
    predictions: a file for the risk and reasons of each tested row.

    """
    from bot.retention_evaluate import print_evaluation

    given = {
        "rep": rep, "when": when, "joined": joined, "left": left, "exit": exit_,
        "left_in": left_in, "team": team, "features": features, "drop": drop, "words": words,
        "known_after": known_after, "dates": dates, "unit": unit, "horizon": horizon,
        "train_before": train_before, "test_from": test_from, "test_to": test_to,
        "landmark": landmark, "share": share,
    }  # fmt: skip
    await print_evaluation(data, roles, given, predictions=predictions, as_json=json)


@retention.command(name="train")
async def train_model(*, json: Json = False) -> None:
    """Fit on this site's snapshots, judge by time, and let the model speak where it may."""
    from bot.retention_site import train_model as trained

    await trained(as_json=json)


@retention.command(name="score")
async def score_reps(*, json: Json = False) -> None:
    """List each rep's band and what goes together with it; the look is audited."""
    from bot.retention_site import print_scores

    await print_scores(as_json=json)


@retention.command(name="report")
async def retention_report(*, out: Path | None = None, json: Json = False) -> None:
    """Show who stayed of each hire month.

    Parameters
    ----------
    out: a workbook to write in place of printing: one sheet of months, one of the curve.

    """
    from bot.retention_site import print_report

    await print_report(as_json=json, out=out)


@retention.command(name="effect")
async def retention_effect(*, json: Json = False) -> None:
    """Say what may be said of help after an alert; no cause without chance."""
    from bot.retention_site import print_effect

    await print_effect(as_json=json)


@retention.command(name="fairness")
async def retention_fairness(
    *,
    groups: Path | None = None,
    forget: Annotated[bool, Parameter(negative="")] = False,
    model: int | None = None,
    out: Path | None = None,
    json: Json = False,
) -> None:
    """Say how a model falls on groups of reps, by a table that no model reads; audited.

    Parameters
    ----------
    groups: a .csv of employee_id and one column for each attribute, to take in first.
    forget: delete all groups that were taken in.
    model: a model as `train` printed it; the one that speaks if not given.
    out: a file to write in place of printing, as JSON.

    """
    from bot.fairness_site import print_fairness

    await print_fairness(groups=groups, forget=forget, model=model, out=out, as_json=json)


@retention.command(name="trials")
async def retention_trials(*, json: Json = False) -> None:
    """List the models that were watched beside the one that spoke, and what became of each."""
    from bot.model_card import print_trials

    await print_trials(as_json=json)


@retention.command(name="roll-out")
async def roll_out(*, months: int, first: str = "") -> None:
    """Let managers be told of alerts in turn, team by team, in an order by chance; once, for good.

    Parameters
    ----------
    months: over how many months, 2 to 12.
    first: the first of them, 2027-01; next month if not given.

    """
    from bot.roll_out_site import draw_roll_out

    await draw_roll_out(months=months, first=first)


@retention.command(name="drift")
async def retention_drift(*, json: Json = False) -> None:
    """List the weekly looks at the speaking model."""
    from bot.retention_site import print_drift

    await print_drift(as_json=json)


@retention.command(name="pin")
async def pin_model(number: int | None = None) -> None:
    """Let one model speak until you say otherwise; without a number, the rules.

    Parameters
    ----------
    number: a model as `train` printed it.

    """
    from bot.retention_site import pin_model as pinned

    await pinned(number)


@retention.command(name="roll-back")
async def roll_back_model() -> None:
    """Let the model speak that spoke before."""
    from bot.retention_site import roll_back_model as rolled_back

    await rolled_back()


@retention.command(name="card")
async def model_card(number: int, *, out: Path) -> None:
    """Write what a model reads, what it was measured at, and what it is not for.

    Parameters
    ----------
    number: a model as `train` printed it.
    out: the file to write, as JSON.

    """
    from bot.model_card import write_card

    await write_card(number, out)


@retention.command(name="groups")
async def retention_groups(
    *,
    matches: Path | None = None,
    match_edges: tuple[Decimal, Decimal] = (Decimal(60), Decimal(80)),
    completion_edges: tuple[Decimal, Decimal] = (Decimal(70), Decimal(90)),
    json: Json = False,
) -> None:
    """Say who stayed by course completion in week 4, and by match score.

    Parameters
    ----------
    matches: a .csv of employee_id and score, 0 to 100.
    match_edges: the lower and the upper edge between three groups of scores (RULES row 25).
    completion_edges: the same of completion, in percent.

    """
    from bot.loop_site import print_groups

    await print_groups(
        matches=matches,
        as_json=json,
        match_edges=match_edges,
        completion_edges=completion_edges,
    )
