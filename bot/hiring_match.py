"""`foothold hiring match`: candidates of a table held against a profile."""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.command_store import as_it_is
from bot.opening import now
from bot.sheets.read import read_sheet
from config.profile import read_profile
from config.settings import read_settings
from handlers.hiring import hired, waiting_lines
from handlers.hiring_candidates import CandidateTable, TableCandidate, read_candidates
from handlers.hiring_columns import matches
from handlers.hiring_profile import in_force
from rules.errors import Invalid
from rules.hiring import CompetencyProfile, Scale
from rules.hiring_document import matched_document, profile_of
from rules.hiring_match import MatchScore, match
from rules.hiring_validity import (
    Outcome,
    Precision,
    Validity,
    key_pool_precision,
    validity,
)
from rules.periods import local_day

console = Console(soft_wrap=True)
#: Looks that are audited in one commit.
_CHUNK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """All candidates of a table with their matches, and what outcomes say about the score."""

    profile: CompetencyProfile
    matches: tuple[tuple[TableCandidate, MatchScore], ...]
    validity: Validity
    precision: Precision
    notes: tuple[str, ...]


async def print_match(
    profile: Path | None, candidates: Path | None, *, scale: str, as_json: bool
) -> None:
    """Print each candidate's score and pool; the work is done on a thread."""
    held = await asyncio.to_thread(read_any, profile) if profile else await _in_force()
    if candidates is None:
        found = await _of_the_site(held)
    else:
        found = await asyncio.to_thread(matched, held, candidates, scale=scale)
    if as_json:
        print(json.dumps(body(found), ensure_ascii=False))
    else:
        _print(found)


async def _in_force() -> CompetencyProfile:
    settings = read_settings()
    async with as_it_is(settings) as store, store.read() as uow:
        return await in_force(uow, local_day(now(), settings.zone))


async def _of_the_site(profile: CompetencyProfile) -> Matched:
    """Match the open applications of the store; the look at each is audited."""
    async with as_it_is(read_settings()) as store:
        async with store.read() as uow:
            lines = await waiting_lines(uow, profile, most=sys.maxsize)
            outcomes = await uow.profiles.outcomes()
        for start in range(0, len(lines), _CHUNK):
            # Others write between two of them.
            async with store.begin() as uow:
                for one in lines[start : start + _CHUNK]:
                    subject = f"candidate:{one.candidate_id}"
                    await uow.audit.add(
                        at=now(), actor="cli", action="candidate.read", subject=subject
                    )
    return Matched(
        profile=profile,
        matches=tuple(
            (TableCandidate(candidate=str(one.candidate_id)), one.match) for one in lines
        ),
        validity=validity(outcomes),
        precision=key_pool_precision(outcomes),
        notes=(),
    )


async def note_hired(candidate: int, number: str) -> None:
    """Keep whom a candidate became."""
    settings, at = read_settings(), now()
    today = local_day(at, settings.zone)
    async with as_it_is(settings) as store, store.begin() as uow:
        is_new = await hired(uow, candidate, number, at=at, today=today, actor="cli")
    console.print(f"candidate {candidate} is {number}" if is_new else "that was known already")


def read_any(file: Path) -> CompetencyProfile:
    """Read a profile from TOML, or from the JSON that `hiring profile --json` printed."""
    if file.suffix.lower() != ".json":
        return read_profile(file)
    try:
        read = json.loads(file.read_text("utf-8-sig"))
    except OSError as error:
        raise Invalid(file.name, f"cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise Invalid(file.name, f"is not JSON: {error}") from error
    if isinstance(read, dict) and "profile" in read:
        if read["profile"] is None:
            said = f"holds no profile: too few sellers ({read.get('sellers')}); use a hand-set one"
            raise Invalid(file.name, said)
        read = read["profile"]
    try:
        return profile_of(read)
    except Invalid as error:
        raise Invalid(file.name, f"{error.field}: {error.reason}") from error


def matched(profile: CompetencyProfile, file: Path, *, scale: str = "") -> Matched:
    """Hold every candidate of a table against a profile, and the score against outcomes."""
    sheet = read_sheet(file, field_of=matches)
    chosen = Scale.read(scale) if scale else None
    table = read_candidates(sheet, file=file.name, profile=profile, scale=chosen)
    return judged(profile, table)


def judged(profile: CompetencyProfile, table: CandidateTable) -> Matched:
    """Match all and look at those whose outcome is known."""
    pairs = tuple((one, match(profile, one.scores)) for one in table.candidates)
    outcomes = [
        Outcome(score=found.score, pool=found.pool, confirmed=one.confirmed)
        for one, found in pairs
        if table.has_outcomes and found.score is not None
    ]
    return Matched(
        profile=profile,
        matches=pairs,
        validity=validity(outcomes),
        precision=key_pool_precision(outcomes),
        notes=table.notes,
    )


def body(found: Matched) -> dict[str, object]:
    """Give one JSON document (docs/reference/hiring.md)."""
    return {
        "profile": {"version": found.profile.version, "source": found.profile.source.value},
        "pools": dict(Counter(one.pool.value for _, one in found.matches)),
        "candidates": [
            {"candidate": who.candidate, **matched_document(one)} for who, one in found.matches
        ],
        "validity": {
            "established": found.validity.is_established,
            "people": found.validity.people,
            "confirmed": found.validity.confirmed,
            "auc": _text(found.validity.auc),
            "low": _text(found.validity.low),
            "high": _text(found.validity.high),
        },
        "key_pool_precision": {
            "confirmed": found.precision.confirmed,
            "hired": found.precision.hired,
            "running": found.precision.running,
            "percent": _text(found.precision.percent),
            "low": _text(found.precision.low),
            "high": _text(found.precision.high),
        },
        "notes": [*found.notes, "a pool is a proposal: a named person decides, with a reason"],
    }


def _text(value: object) -> str | None:
    return None if value is None else f"{value}"


def _print(found: Matched) -> None:
    table = Table("candidate", "score", "pool", "weight scored", "missing")
    for who, one in found.matches:
        missing = ", ".join(part.dimension.trait.named("en") for part in one.missing)
        table.add_row(
            who.candidate,
            _text(one.score) or "-",
            one.pool.value,
            f"{one.weight_scored} %",
            missing,
        )
    console.print(table)
    console.print(_said(found.validity))
    precision = found.precision
    if precision.percent is not None:
        console.print(
            f"key pool: {precision.confirmed} of {precision.hired} confirmed, "
            f"{precision.percent} % (95 % {precision.low} to {precision.high})"
        )
    for note in found.notes:
        console.print(f"note: {note}", markup=False)
    console.print("A pool is a proposal: a named person decides, with a reason.")


def _said(one: Validity) -> str:
    if one.is_established:
        return f"validity: AUC {one.auc} (95 % {one.low} to {one.high}) over {one.people} people"
    known = f": AUC {one.auc} (95 % {one.low} to {one.high})" if one.auc is not None else ""
    return f"validity not established{known}, {one.people} people with a known outcome"
