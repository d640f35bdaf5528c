"""`foothold hiring profile|apply`: what marks the best sellers, by table, file and version."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.command_store import as_it_is, note_look
from bot.opening import now
from bot.sheets.profile import workbook
from bot.sheets.read import read_sheet
from config.profile import read_profile
from config.settings import Settings, read_settings
from handlers.hiring_columns import matches
from handlers.hiring_own import own_sellers
from handlers.hiring_profile import in_force, keep
from handlers.hiring_sellers import read_sellers
from rules.errors import Invalid, NotFound
from rules.hiring import CompetencyProfile, MarkerLine, Standing, TraitKind
from rules.hiring_document import document, marker
from rules.hiring_profile import Found, find, last_full_quarter
from rules.periods import Calendar, Cut, local_day

console = Console(soft_wrap=True)


async def print_found(
    data: Path,
    *,
    traits: Sequence[str],
    behaviours: Sequence[str],
    last: str,
    version: str,
    seed: int,
    out: Path | None,
    keep_from: date | None,
    as_json: bool,
) -> None:
    """Print what was found in a table of sellers; the work is done on a thread."""
    found, notes = await asyncio.to_thread(
        _found, data, traits, behaviours, last=last, version=version, seed=seed
    )
    await _told(found, notes, data.name, out=out, keep_from=keep_from, as_json=as_json)


async def print_own(
    *,
    quota: Decimal | None,
    post: str,
    last: str,
    version: str,
    seed: int,
    out: Path | None,
    keep_from: date | None,
    as_json: bool,
) -> None:
    """Print what is found in the store's own sellers; the look is audited."""
    settings = read_settings()
    newest = _quarter(last) or last_full_quarter(_today(settings))
    async with as_it_is(settings) as store:
        async with store.read() as uow:
            own = await own_sellers(
                uow, last=newest, quota=quota, default_plan=settings.default_plan, post=post
            )
        await note_look(store, "profile.find", "everybody")
    found = await asyncio.to_thread(
        find,
        own.sellers,
        own.traits,
        last=newest,
        version=version or f"{newest}, {len(own.sellers)} sellers of our own",
        scales=own.scales,
        seed=seed,
    )
    notes = [*own.notes, *_advice(found)]
    await _told(found, notes, "the store", out=out, keep_from=keep_from, as_json=as_json)


async def _told(
    found: Found,
    notes: Sequence[str],
    source: str,
    *,
    out: Path | None,
    keep_from: date | None,
    as_json: bool,
) -> None:
    if out is not None:
        await asyncio.to_thread(_write, out, found.profile, source)
    if keep_from is not None:
        await _keep(found, keep_from, source)
    if as_json:
        print(json.dumps(body(found, notes), ensure_ascii=False))
        return
    _print(found)
    for note in notes:
        console.print(f"note: {note}", markup=False)


async def print_kept(*, out: Path | None, as_json: bool) -> None:
    """Print the profile that is in force today."""
    settings = read_settings()
    async with as_it_is(settings) as store, store.read() as uow:
        profile = await in_force(uow, _today(settings))
        versions = await uow.profiles.versions()
    if out is not None:
        await asyncio.to_thread(_write, out, profile, "the profile in force")
    if as_json:
        kept = [
            {"version": one.version, "starts_on": one.starts_on.isoformat(), "by": one.by}
            for one in versions
        ]
        print(json.dumps({"profile": document(profile), "versions": kept}, ensure_ascii=False))
        return
    _print_profile(profile)
    for one in versions:
        console.print(f"version {one.version} from {one.starts_on} by {one.by}", markup=False)


async def apply_profile(file: Path, *, starts_on: date) -> None:
    """Keep a hand-set file as a version; raise `ProfileRefused` with line and key."""
    profile = await asyncio.to_thread(read_profile, file)
    await _store(replace(profile, starts_on=starts_on))
    console.print(f"profile {profile.version} counts from {starts_on}", markup=False)


async def _keep(found: Found, starts_on: date, file: str) -> None:
    if found.profile is None:
        many = found.ranking.sellers
        raise Invalid(file, f"ranks {many} sellers: too few to keep, use a hand-set profile")
    await _store(replace(found.profile, starts_on=starts_on))


async def _store(profile: CompetencyProfile) -> None:
    settings = read_settings()
    async with as_it_is(settings) as store, store.begin() as uow:
        await keep(uow, profile, at=now(), today=_today(settings), actor="cli")


def _today(settings: Settings) -> date:
    """Give the organisation's day."""
    return local_day(now(), settings.zone)


def _found(
    data: Path,
    traits: Sequence[str],
    behaviours: Sequence[str],
    *,
    last: str,
    version: str,
    seed: int,
) -> tuple[Found, list[str]]:
    full = last_full_quarter(_today(read_settings()))
    sheet = read_sheet(data, field_of=matches)
    table = read_sellers(
        sheet,
        file=data.name,
        last=_quarter(last) or full,
        traits=traits,
        behaviours=behaviours,
    )
    newest = _quarter(last) or min(full, table.newest)
    found = find(
        table.sellers,
        table.traits,
        last=newest,
        version=version or f"{newest}, {len(table.sellers)} sellers",
        scales=table.scales,
        seed=seed,
    )
    return found, [*table.notes, *_advice(found)]


def _advice(found: Found) -> list[str]:
    notes = []
    if found.profile is not None and found.standing is Standing.USABLE:
        if not found.profile.dimensions:
            notes.append("no trait parts the top from the rest: use a hand-set profile")
        notes.append("confirm it on a later year's sellers before it decides whom you invite")
    return notes


def _quarter(last: str) -> str:
    if not last:
        return ""
    try:
        return Calendar(cut=Cut.QUARTER).period(Calendar(cut=Cut.QUARTER).days(last).start)
    except ValueError:
        raise Invalid("--last", f"{last!r} is not a quarter like 2026-Q3") from None


def body(found: Found, notes: Sequence[str]) -> dict[str, object]:
    """Give one JSON document (docs/reference/hiring.md)."""
    ranking, profile = found.ranking, found.profile
    top = {one.person for one in ranking.top}
    lines = profile.markers if profile else ()
    return {
        "standing": found.standing.value,
        "use": "this profile" if profile and profile.may_match else "the hand-set profile",
        "sellers": ranking.sellers,
        "top": len(ranking.top),
        "quarters": list(ranking.quarters),
        "ranked": [
            {"person": who, "attainment": f"{share}", "top": who in top}
            for who, share in sorted(ranking.attainment.items(), key=lambda one: -one[1])
        ],
        "left_out": [{"person": who, "why": why.value} for who, why in ranking.left_out.items()],
        "traits": [marker(one) for one in lines if one.trait.kind is TraitKind.TRAIT],
        "behaviours": [marker(one) for one in lines if one.trait.kind is TraitKind.BEHAVIOUR],
        "profile": document(profile) if profile else None,
        "notes": list(notes),
    }


def _print(found: Found) -> None:
    ranking = found.ranking
    console.print(
        f"{found.standing.value}: {ranking.sellers} sellers ranked over "
        f"{ranking.quarters[0]} to {ranking.quarters[-1]}, top {len(ranking.top)}"
    )
    for why, many in sorted(Counter(ranking.left_out.values()).items()):
        console.print(f"left out, {why.value}: {many}")
    if found.profile is None:
        console.print("Too few sellers to find a profile: the hand-set profile is used.")
        return
    if found.standing is Standing.PILOT:
        console.print("A pilot is shown and not used: the hand-set profile is used.")
    _print_profile(found.profile)


def _print_profile(profile: CompetencyProfile) -> None:
    table = Table("dimension", "weight", title=f"profile {profile.version}")
    for one in profile.dimensions:
        table.add_row(one.trait.named("en"), f"{one.weight:f}")
    console.print(table)
    for kind in TraitKind:
        lines = profile.found(kind)
        if not lines:
            continue
        table = Table(
            f"{kind.value}s", "effect", "95 %", "shown as", "half of the top", "of the rest", ""
        )
        for line in lines:
            table.add_row(*_cells(line))
        console.print(table)


def _cells(one: MarkerLine) -> tuple[str, ...]:
    if one.value is None:
        return (one.trait.named("en"), "", "", "", "", "", one.why_not)
    return (
        one.trait.named("en"),
        f"{one.measure} {one.value}",
        f"{one.low} to {one.high}",
        f"{one.shown}",
        f"{one.threshold}",
        f"{one.overlap} %",
        one.why_not or "marks the top",
    )


def _write(out: Path, profile: CompetencyProfile | None, source: str) -> None:
    if profile is None:
        raise NotFound("hiring.no_profile_in", source=source)
    out.write_bytes(workbook(profile))
