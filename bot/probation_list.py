"""`foothold probation`: who is on probation, and the evidence of one person as files."""

from __future__ import annotations

import json
from pathlib import Path

from rich.console import Console

from bot.command_store import as_it_is
from bot.opening import now
from bot.sheets.dossier import page, sheets
from bot.terminal_table import print_table
from config.settings import read_settings
from handlers.dossier import dossier
from rules.people import Engagement
from rules.probation import last_ending_day, last_lawful_day
from rules.probation_record import gaps
from rules.probation_view import Dossier
from storage.unit_of_work import UnitOfWork

console = Console(soft_wrap=True)
_COLUMNS = ("number", "ends_on", "last_day", "lawful_until", "missing")
_HIGHEST = 2**62


async def list_probations(*, as_json: bool) -> None:
    """Print the running ones: the last day of delivery, the law's latest, what is missing."""
    async with as_it_is(read_settings()) as store, store.read() as uow:
        rows = await running(uow)
    if as_json:
        print(json.dumps(rows, ensure_ascii=False))
        return
    print_table(console, _COLUMNS, [[row[name] for name in _COLUMNS] for row in rows])


async def running(uow: UnitOfWork) -> list[dict[str, str]]:
    """Give a row for each running probation, without names."""
    rows: list[dict[str, str]] = []
    for person_id in await uow.probations.running(lo=0, hi=_HIGHEST):
        person = (await uow.people.by_id([person_id]))[person_id]
        file = await uow.probations.of(person)
        if file is None or file.outcome or person.engagement is not Engagement.EMPLOYEE:
            continue
        last = last_ending_day(file.probation, uow.calendar.standard.workdays)
        missing = gaps(file, months_without_target=0)
        rows.append(
            {
                "number": person.number,
                "ends_on": file.probation.ends_on.isoformat(),
                "last_day": last.isoformat(),
                "lawful_until": str(last_lawful_day(file.contract) or "none"),
                "missing": ", ".join(missing),
            }
        )
    return rows


async def write_files(number: str, out: Path) -> None:
    """Write the dossier of one person as a workbook and as a page to print."""
    settings = read_settings()
    async with as_it_is(settings) as store, store.begin() as uow:
        found = await dossier(
            uow, number, at=now(), actor="cli", default_plan=settings.default_plan
        )
    _write(found, out)
    console.print(f"{out / number}.xlsx, .html", markup=False)


def _write(found: Dossier, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True, mode=0o700)
    (out / f"{found.number}.xlsx").write_bytes(sheets(found))
    (out / f"{found.number}.html").write_text(page(found), "utf-8")
