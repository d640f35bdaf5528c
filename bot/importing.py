"""`foothold import`: preview, import in chunks with a bar, write bad rows back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal, TypeVar

from rich.console import Console
from rich.progress import track

from bot.cards.words import catalogue, say
from bot.channels.dingtalk.channel import DingTalk, Place
from bot.channels.wecom.channel import Member, WeCom
from bot.command_store import upgraded
from bot.opening import now, start_logging
from bot.sheets.read import read_sheet
from bot.sheets.rejects import write_rejects
from config.settings import Settings, read_settings
from handlers.deal_import import Settled, take_in
from handlers.ingest import Outcome, Result, ingest
from handlers.link import Account, assign
from handlers.rating_import import keep_ratings, plan_ratings
from handlers.reported_deal_match import CHAT
from handlers.sheet import Sheet
from handlers.sheet_candidate import (
    CANDIDATES,
    INTERVIEWS,
    SCORES,
    map_candidates,
    map_interviews,
    map_scores,
)
from handlers.sheet_candidate_events import plan_candidates, plan_interviews, plan_scores
from handlers.sheet_columns import DEALS, PEOPLE
from handlers.sheet_events import Planned, deal_events, on_roster, person_events
from handlers.sheet_fields import CellError
from handlers.sheet_import import Mapped, map_deals, map_people
from handlers.sheet_learning import (
    map_activities,
    map_assessments,
    map_enrolments,
)
from handlers.sheet_learning_cells import ACTIVITIES, ASSESSMENTS, ENROLMENTS
from handlers.sheet_learning_events import (
    plan_activities,
    plan_assessments,
    plan_enrolments,
)
from handlers.sheet_mentoring import (
    PAIRINGS,
    RATINGS,
    RatingRow,
    map_pairings,
    map_ratings,
    plan_pairings,
)
from handlers.sheet_rows import DealRow, PersonRow
from rules.errors import Invalid
from rules.periods import local_day
from rules.protected import protected_among
from storage.store import Store

#: Events per commit: long enough to be fast, short enough to let others write.
_CHUNK = 500
_SHOWN = 20

_OF_CANDIDATES = ("candidates", "candidate-scores", "interviews")
Kind = Literal[
    "people",
    "deals",
    "assessments",
    "enrolments",
    "activities",
    "pairings",
    "ratings",
    "candidates",
    "candidate-scores",
    "interviews",
]
_TITLES = {
    "people": PEOPLE,
    "deals": DEALS,
    "assessments": ASSESSMENTS,
    "enrolments": ENROLMENTS,
    "activities": ACTIVITIES,
    "pairings": PAIRINGS,
    "ratings": RATINGS,
    "candidates": CANDIDATES,
    "candidate-scores": SCORES,
    "interviews": INTERVIEWS,
}
_R = TypeVar("_R")

console = Console(soft_wrap=True)


async def import_file(kind: Kind, file: Path, *, source: str, currency: str, is_dry: bool) -> None:
    """Import a file's good rows; list what is wrong with the others and write them back."""
    if source == CHAT:
        raise Invalid("source", "deals reported in chat (报单) have the source chat; name another.")
    settings = start_logging(read_settings(), at_least="warning")
    sheet = read_sheet(file, field_of=_TITLES[kind].field_of)
    if kind == "ratings":
        await _import_ratings(sheet, file, settings, source=source, is_dry=is_dry)
        return
    accounts: dict[str, list[Account]] = {}
    async with upgraded(settings) as store:
        if kind == "people":
            people = map_people(sheet)
            accounts = _accounts(people.rows, settings)
            planned = await _plan_people(store, people.rows, source=source)
            _report(people, sheet, file)
        elif kind == "deals":
            deals = map_deals(sheet, currency=currency)
            planned = await _plan_deals(store, deals.rows, settings, source=source)
            _report(deals, sheet, file)
        elif kind in _OF_CANDIDATES:
            planned = await _plan_hiring(store, kind, sheet, file, settings, source=source)
        else:
            planned = await _plan_learning(store, kind, sheet, file, settings, source=source)
        console.print(
            f"{planned.new} new, {planned.changed} changed, {planned.same} as known already"
        )
        if planned.waits:
            rows = ", ".join(str(one) for one in planned.waits[:_SHOWN])
            more = len(planned.waits) - _SHOWN
            console.print(
                f"{len(planned.waits)} will wait for somebody who is not known yet: row {rows}"
                + (f" and {more} more" if more > 0 else "")
            )
        if is_dry:
            console.print("dry run: nothing was stored")
            return
        if kind == "deals":
            results = await _store_deals(store, planned, settings)
        else:
            results = await _store(store, planned, settings)
        linked = await _link(store, accounts)
    _tell(results)
    if linked:
        console.print(f"chats linked: {linked}")


async def _plan_people(store: Store, rows: Sequence[PersonRow], *, source: str) -> Planned:
    async with store.read() as uow:
        found = await uow.people.by_number({row.number for row in rows})
    return person_events(rows, on_roster(found), source=source, at=now())


def _accounts(rows: Sequence[PersonRow], settings: Settings) -> dict[str, list[Account]]:
    """Give the chat accounts that a file names by employee number; say which can not be used."""
    wecom, dingtalk = settings.wecom.corp_id, settings.dingtalk.corp_id
    found: dict[str, list[Account]] = {}
    for row in rows:
        if row.wecom and wecom:
            address = str(Member(wecom, row.wecom))
            found.setdefault(row.number, []).append((WeCom.name, address))
        if row.dingtalk and dingtalk:
            address = str(Place(corp=dingtalk, user=row.dingtalk))
            found.setdefault(row.number, []).append((DingTalk.name, address))
    for name, corp_id, is_named in (
        ("wecom", wecom, any(row.wecom for row in rows)),
        ("dingtalk", dingtalk, any(row.dingtalk for row in rows)),
    ):
        if is_named and not corp_id:
            console.print(f"ids of {name} are not used: {name}.corp_id is not set")
    return found


async def _link(store: Store, accounts: dict[str, list[Account]]) -> int:
    numbers, count = list(accounts), 0
    for start in range(0, len(numbers), _CHUNK):
        some = {number: accounts[number] for number in numbers[start : start + _CHUNK]}
        async with store.begin() as uow:
            count += await assign(uow, some, at=now())
    return count


async def _plan_deals(
    store: Store, rows: Sequence[DealRow], settings: Settings, *, source: str
) -> Planned:
    async with store.read() as uow:
        known = await uow.deals.by_key({(source, row.deal_id) for row in rows})
        named = {share.person_id for deal in known.values() for share in deal.shares}
        people = await uow.people.by_id(named)
        said = {share.employee for row in rows for share in row.splits}
        here = await uow.people.by_number(said)
    numbers = {person.id: person.number for person in people.values()}
    return deal_events(rows, known, numbers, source=source, zone=settings.zone, at=now(), here=here)


async def _store(store: Store, planned: Planned, settings: Settings) -> list[Result]:
    results: list[Result] = []
    starts = range(0, len(planned.events), _CHUNK)
    for start in track(starts, description="importing", console=console, disable=len(starts) < 2):  # noqa: PLR2004 - one chunk needs no bar
        async with store.begin() as uow:
            results += await ingest(
                planned.events[start : start + _CHUNK],
                uow,
                at=now(),
                default_plan=settings.default_plan,
                default_zone=settings.zone,
                is_quiet=True,
            )
    return results


async def _store_deals(store: Store, planned: Planned, settings: Settings) -> list[Result]:
    """Take deals in and say how the sheet goes back; each part notes what it did."""
    by = Settled(default_plan=settings.default_plan, default_zone=settings.zone)
    results: list[Result] = []
    run, began = 0, now()
    starts = range(0, len(planned.events), _CHUNK)
    for start in track(starts, description="importing", console=console, disable=len(starts) < 2):  # noqa: PLR2004 - one chunk needs no bar
        async with store.begin() as uow:
            await uow.lock_ledger()
            run = run or await uow.deal_imports.next_run()
            part = planned.events[start : start + _CHUNK]
            results += await take_in(part, uow, run=run, began=began, at=now(), by=by)
    if any(one.outcome in {Outcome.ACCEPTED, Outcome.PARKED} for one in results):
        console.print(f"by mistake? within an hour: foothold imports undo {run}")
    return results


async def _plan_learning(
    store: Store, kind: Kind, sheet: Sheet, file: Path, settings: Settings, *, source: str
) -> Planned:
    """Plan tests, courses, activities or pairings, and say what is wrong with their rows."""
    zone, at = settings.zone, now()
    async with store.read() as uow:
        if kind == "assessments":
            tests = map_assessments(sheet, uow.catalogue)
            _report(tests, sheet, file)
            return await plan_assessments(tests.rows, uow, source=source, zone=zone, at=at)
        if kind == "enrolments":
            courses = map_enrolments(sheet, uow.catalogue)
            _report(courses, sheet, file)
            return await plan_enrolments(courses.rows, uow, source=source, zone=zone, at=at)
        if kind == "pairings":
            pairs = map_pairings(sheet)
            _report(pairs, sheet, file)
            return await plan_pairings(pairs.rows, uow, source=source, zone=zone, at=at)
        done = map_activities(sheet)
        _report(done, sheet, file)
        return await plan_activities(done.rows, uow, source=source, zone=zone, at=at)


async def _import_ratings(
    sheet: Sheet, file: Path, settings: Settings, *, source: str, is_dry: bool
) -> None:
    """Take weekly ratings in, which are no events: each chunk is looked up and kept at once."""
    today = local_day(now(), settings.zone)
    read = map_ratings(sheet, today=today)
    async with upgraded(settings) as store:
        async with store.read() as uow:
            plan = await plan_ratings(read.rows, uow, at=now())
        _report(replace(read, errors=[*read.errors, *plan.errors]), sheet, file)
        console.print(f"{plan.new} new, {plan.changed} changed, {plan.same} as known already")
        if is_dry:
            console.print("dry run: nothing was stored")
            return
        if plan.low:
            console.print(f"{plan.low} with an answer of 3 or less: talk to these reps today")
        for start in range(0, len(read.rows), _CHUNK):
            await _keep_some(store, read.rows[start : start + _CHUNK], source=source)


async def _keep_some(store: Store, rows: Sequence[RatingRow], *, source: str) -> None:
    at = now()
    async with store.begin() as uow:
        plan = await plan_ratings(rows, uow, at=at, holds=True)
        await keep_ratings(plan, uow, source=source, actor="cli", at=at)


async def _plan_hiring(
    store: Store, kind: Kind, sheet: Sheet, file: Path, settings: Settings, *, source: str
) -> Planned:
    """Plan candidates, their scores or interviews, and say what is wrong with their rows."""
    zone, at = settings.zone, now()
    async with store.read() as uow:
        if kind == "candidates":
            applied = map_candidates(sheet)
            _report(applied, sheet, file)
            return await plan_candidates(applied.rows, uow, source=source, zone=zone, at=at)
        if kind == "interviews":
            met = map_interviews(sheet)
            _report(met, sheet, file)
            return await plan_interviews(met.rows, uow, source=source, zone=zone, at=at)
        scores = map_scores(sheet, uow.lexicon)
        _report(scores, sheet, file)
        return await plan_scores(scores.rows, uow, source=source, zone=zone, at=at)


def _report(mapped: Mapped[_R], sheet: Sheet, file: Path) -> None:
    """Name every bad cell and write the bad rows to a sheet beside the file."""
    barred = protected_among(mapped.ignored)
    if barred:
        said = ", ".join(barred)
        console.print(f"left out, since it may not decide about anybody: {said}", markup=False)
    if mapped.ignored:
        console.print(f"columns not read: {', '.join(mapped.ignored)}", markup=False)
    for error in mapped.errors[:_SHOWN]:
        console.print(_worded(error), markup=False)
    if len(mapped.errors) > _SHOWN:
        console.print(f"and {len(mapped.errors) - _SHOWN} more")
    if mapped.errors:
        rejects = file.with_name(f"{file.stem}.rejected.xlsx")
        rows = [(row, [_beside(e) for e in errors]) for row, errors in mapped.rejects(sheet)]
        write_rejects(rejects, sheet.header, rows)
        said = "1 row was" if len(rows) == 1 else f"{len(rows)} rows were"
        console.print(f"{said} refused; mend and import {rejects.name}", markup=False)


def _worded(error: CellError) -> str:
    return f"row {error.row}, {error.column or '-'}: {error.value!r} {_reason(error)}"


def _reason(error: CellError) -> str:
    if error.reason_id not in catalogue("zh"):
        return error.reason_id
    zh = say("zh", error.reason_id, **error.values)
    return f"{zh} / {say('en', error.reason_id, **error.values)}"


def _beside(error: CellError) -> str:
    """Word a reason for the sheet of rejects, where it stands at the end of its row."""
    if not error.column or "import.at_column" not in catalogue("zh"):
        return _reason(error)
    at = {"column": error.column, "reason": _reason(error)}
    return say("zh", "import.at_column", **at)


def _tell(results: Sequence[Result]) -> None:
    for outcome in Outcome:
        some = [result for result in results if result.outcome is outcome]
        if some:
            console.print(f"{outcome.value}: {len(some)}")
    reasons = Counter(f"{r.field} {r.reason}".strip() for r in results if r.reason)
    for reason, count in reasons.most_common(_SHOWN):
        console.print(f"  {count} × {reason}", markup=False)
    if len(reasons) > _SHOWN:
        console.print(f"  and {len(reasons) - _SHOWN} more reasons")
    if reasons:
        console.print("foothold events list shows each of them.")
