"""`foothold policy backtest` and `foothold retention groups`: what a site's own weeks say."""

from __future__ import annotations

import asyncio
import csv
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.app import risk_policy
from bot.command_store import note_look
from bot.opening import answering_site, now, open_store
from config.settings import Settings, read_settings
from handlers.backtest import Span, readings
from handlers.retention_report import has_stayed
from jobs.threshold import at_landmark
from rules.backtest import RULES, BackTest, Rule, backtest
from rules.backtest_rows import WHY_NOT
from rules.errors import Invalid
from rules.hiring_match import Pool
from rules.percent import percent
from rules.periods import DayRange, local_day
from rules.retention_groups import (
    COMPLETION_EDGES,
    LANDMARK_WEEK,
    MATCH_EDGES,
    Followed,
    Grouped,
    grouped,
)
from storage.retention import Career
from storage.store import Store

console = Console(soft_wrap=True)
_MONTH = timedelta(days=31)
_BEST_SCORE = 100
#: The lower and the upper edge between three groups.
Edges = tuple[Decimal, Decimal]


@asynccontextmanager
async def _site() -> AsyncIterator[tuple[Store, Settings]]:
    settings = read_settings()
    store = open_store(settings)
    try:
        yield store, settings
    finally:
        await store.close()


async def print_backtest(
    rule: Rule, threshold: Decimal, *, start: date | None, end: date | None, as_json: bool
) -> None:
    """Print whom a rule would have flagged with another threshold; the look is audited."""
    at = now()
    async with _site() as (store, settings):
        today = local_day(at, settings.zone)
        until = end or today
        days = DayRange(start=start or until - _MONTH, end=until)
        span = Span(
            days=days,
            today=today,
            now=at,
            zone=settings.zone,
            risk=risk_policy(settings),
            targets=answering_site(settings, b"").targets,
            default_plan=settings.default_plan,
        )
        async with store.read() as uow:
            wanted = await readings(rule, threshold, span, uow)
            # A count of weeks is looked back on as far as each value asks for.
            present = await readings(rule, wanted.present, span, uow)
        await note_look(store, "policy.backtest", rule.value)
    as_is, then = (
        backtest(rule, cut, one.readings, start=days.start, end=days.end, has_stayed=one.has_stayed)
        for cut, one in ((wanted.present, present), (threshold, wanted))
    )
    if as_json:
        body = {
            "rule": rule.value,
            "row": RULES[rule].row,
            "from": days.start,
            "to": days.end,
            "present": _plain(as_is),
            "wanted": _plain(then),
        }
        print(json.dumps(body, default=str))
        return
    who = RULES[rule].whom.value
    console.print(f"{rule.value} (RULES row {RULES[rule].row}), {days.start} to {days.last}")
    for what, one in (("now", as_is), ("then", then)):
        console.print(
            f"{what} ({one.threshold:f}): this rule would have flagged {len(one.flagged)} of"
            f" {one.judged} {who}; of {one.ended} whose end is known, {one.left} left"
        )


def print_rules() -> None:
    """Print the rules there are, each with its value where a site changes nothing."""
    for rule, one in RULES.items():
        side = one.side.value.replace("_", " ")
        said = f"{rule.value}: {side} {one.present:f} ({one.unit}), RULES row {one.row}"
        console.print(said, markup=False, highlight=False)
    for row, why in WHY_NOT.items():
        console.print(f"row {row} {why}", markup=False, highlight=False)


async def print_groups(
    *,
    matches: Path | None,
    as_json: bool,
    match_edges: Edges = MATCH_EDGES,
    completion_edges: Edges = COMPLETION_EDGES,
) -> None:
    """Print who stayed by early completion, and by match score: of a file, else as hired with."""
    for name, (low, high) in (("match", match_edges), ("completion", completion_edges)):
        if not 0 <= low <= high <= _BEST_SCORE:
            raise Invalid(f"{name}-edges", "are two numbers of 0 to 100, the lower one first")
    scores = None if matches is None else await asyncio.to_thread(read_scores, matches)
    async with _site() as (store, settings):
        today = local_day(now(), settings.zone)
        async with store.read() as uow:
            weeks = await uow.retention.first_known(by=now())
            careers = [one for one in await uow.retention.careers() if one.outcome != "ended"]
            hires = await uow.profiles.hires()
            people = await uow.people.by_id([one.person_id for one in careers])
        await note_look(store, "retention.groups", "everybody")
    early = [
        _followed(one, percent(value), today, since=LANDMARK_WEEK)
        for one, value in at_landmark(weeks, careers)
    ]
    found = {"completion": grouped(early, edges=completion_edges)}
    if scores is None:
        scores = {
            people[one.person_id].number: one.outcome.score
            for one in hires
            if one.person_id in people and one.outcome.pool is not Pool.INSUFFICIENT_DATA
        }
    if scores:
        known = [(one, scores.get(people[one.person_id].number)) for one in careers]
        found["match"] = grouped(
            [_followed(one, score, today) for one, score in known if score is not None],
            edges=match_edges,
        )
    if as_json:
        print(json.dumps({name: asdict(one) for name, one in found.items()}, default=str))
        return
    for name, one in found.items():
        _print(name, one)


def read_scores(path: Path) -> Mapping[str, Decimal]:
    """Read employee numbers and match scores of 0 to 100; `Invalid` names the row."""
    found: dict[str, Decimal] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for place, row in enumerate(csv.DictReader(file), start=2):
            try:
                score, number = Decimal(row["score"]), row["employee_id"].strip()
            except (KeyError, InvalidOperation, TypeError, AttributeError) as error:
                raise Invalid(
                    path.name, f"row {place}: needs the columns employee_id and score, 0 to 100"
                ) from error
            if not 0 <= score <= _BEST_SCORE:
                raise Invalid(path.name, f"row {place}: a score is 0 to 100, not {score}")
            found[number] = score
    return found


def _followed(one: Career, value: Decimal, today: date, *, since: int = 0) -> Followed:
    ends_on = one.probation_ends_on or one.hired_on
    last = min(one.left_on or today, ends_on, today)
    return Followed(
        value=value,
        weeks=max(0, (last - one.hired_on).days // 7 - since),
        has_ended=one.left_on is not None and one.left_on <= ends_on,
        has_stayed=has_stayed(one, today),
    )


def _plain(one: BackTest) -> dict[str, object]:
    return {
        "threshold": str(one.threshold), "flagged": len(one.flagged), "judged": one.judged,
        "ended": one.ended, "left": one.left,
    }  # fmt: skip


def _print(name: str, found: Grouped) -> None:
    table = Table("group", "hires", "finished", "stayed", "share", title=name)
    edges = {
        "under": f"under {found.low_edge}",
        "middle": f"{found.low_edge} to {found.high_edge}",
        "over": f"over {found.high_edge}",
    }
    for one in found.groups:
        share = one.share
        told = "too few to tell"
        if share is not None and share.low is not None and share.high is not None:
            told = f"{share.value / 10} % ({share.low / 10} to {share.high / 10})"
        table.add_row(edges[one.name], str(one.hires), str(one.finished), str(one.stayed), told)
    console.print(table)
    if found.ratio is not None:
        console.print(f"over stayed {found.ratio} times as often as under")
    elif found.why_no_ratio == "nobody_stayed":
        console.print("no ratio: of the lower group nobody stayed")
    else:
        console.print(f"no ratio: {found.why_no_ratio.partition(':')[2]} more finished are needed")
    if found.p is not None:
        console.print(f"log-rank p of under against over: {found.p:.3f}")
    if found.is_selected:
        console.print(
            "few of the lower group were hired: who was is no sample of who was not"
            " (range restriction)"
        )
