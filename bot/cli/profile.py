"""Hiring: the profile of the best sellers, and candidates held against it."""

# ruff: noqa: PLC0415 - each command imports what it needs

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from bot.cli.groups import Json, hiring

_Titles = Annotated[list[str] | None, Parameter(negative="")]


@hiring.command
async def profile(
    *,
    data: Path | None = None,
    own: Annotated[bool, Parameter(negative="")] = False,
    post: str = "",
    quota: Decimal | None = None,
    traits: _Titles = None,
    behaviours: _Titles = None,
    last: str = "",
    version: str = "",
    seed: int = 1,
    out: Path | None = None,
    keep_from: date | None = None,
    json: Json = False,
) -> None:
    """Find what marks the best sellers, of a table or of this site; else show what is in force.

    Parameters
    ----------
    data: sellers as .csv or .xlsx (docs/reference/hiring.md).
    own: find it in the store: deals, activities, reports, and scores from before the hire.
    post: with --own, only quarters at whose end a seller had this post.
    quota: with --own, what a quarter asks of each seller.
    traits: a column that can be known before hire, given once for each.
    behaviours: a column that shows on the job alone, given once for each.
    last: the newest quarter that counts, such as 2026-Q3; the newest full one if not given.
    version: what to call the profile; the quarter and the number of sellers if not given.
    seed: of the draws; the same seed gives the same intervals.
    out: a workbook for the profile, .xlsx.
    keep_from: keep it as a version of this site from a day on.

    """
    from bot.hiring_profile import print_found, print_kept, print_own

    if own:
        await print_own(
            quota=quota,
            post=post,
            last=last,
            version=version,
            seed=seed,
            out=out,
            keep_from=keep_from,
            as_json=json,
        )
        return
    if data is None:
        await print_kept(out=out, as_json=json)
        return
    await print_found(
        data,
        traits=traits or [],
        behaviours=behaviours or [],
        last=last,
        version=version,
        seed=seed,
        out=out,
        keep_from=keep_from,
        as_json=json,
    )


@hiring.command
async def match(
    *,
    profile: Path | None = None,
    candidates: Path | None = None,
    scale: str = "",
    json: Json = False,
) -> None:
    """Hold candidates against a profile: score, pool, what speaks for it and what is missing.

    Parameters
    ----------
    profile: a profile as .toml or .json; the one in force if not given.
    candidates: candidates as .csv or .xlsx (docs/reference/hiring.md); the open applications of
        this site if not given.
    scale: of columns whose title states none, such as 0-10.

    """
    from bot.hiring_match import print_match

    await print_match(profile, candidates, scale=scale, as_json=json)


@hiring.command(name="apply")
async def apply_profile(file: Path, *, starts_on: date) -> None:
    """Keep a hand-set profile as a version of this site from a day on.

    Parameters
    ----------
    file: the profile as TOML (docs/reference/hiring.md).
    starts_on: the first day it counts; not before today.

    """
    from bot.hiring_profile import apply_profile as applied

    await applied(file, starts_on=starts_on)


@hiring.command(name="hired")
async def note_hired(*, candidate: int, number: str) -> None:
    """Keep whom a candidate became, with her match as it stands: the score is judged by it later.

    Parameters
    ----------
    candidate: the candidate as her card and `hiring match` name her.
    number: her employee number.

    """
    from bot.hiring_match import note_hired as noted

    await noted(candidate, number)
