"""`foothold retention train|score|report|effect|drift|pin|roll-back`, of this site."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table as Printed

from bot.cards import retention_report
from bot.cards.reader import Reader
from bot.command_store import as_it_is, note_look
from bot.opening import now
from bot.retention_sheet import sheet
from config.settings import read_settings
from handlers.retention_report import effect, report_on
from jobs.retention_document import document, plain
from jobs.retention_store import fit, pin, roll_back, scored
from rules.periods import local_day

console = Console(soft_wrap=True)


async def train_model(*, as_json: bool) -> None:
    """Fit on this site's snapshots and say whether the model speaks."""
    settings, at = read_settings(), now()
    async with as_it_is(settings) as store:
        done = await fit(store, at=at, today=local_day(at, settings.zone), actor="cli")
    body = {
        "model": done.model_id, "stage": done.stage.value, "promoted": done.is_promoted,
        "watched": done.is_watched,
        "gate": list(done.against), **document(done.evaluation),
    }  # fmt: skip
    if as_json:
        print(json.dumps(body, ensure_ascii=False))
        return
    console.print(f"model {done.model_id}: stage {done.stage.value}")
    if done.is_watched:
        console.print("watched beside the one that speaks: four weeks whose outcome is known")
    console.print(f"AUC {done.evaluation.quality.auc.value:.3f}")
    for why in (*done.evaluation.refusals, *done.against):
        console.print(f"refused: {why}", markup=False)


async def print_scores(*, as_json: bool) -> None:
    """Print bands with intervals and reasons, by employee number; the look is audited."""
    async with as_it_is(read_settings()) as store:
        number, found = await scored(store, at=now(), actor="cli")
        async with store.read() as uow:
            people = await uow.people.by_id([one.person for one in found])
    rows = [
        {
            "number": people[one.person].number,
            "band": one.band.band.value,
            "share": [one.band.share.value, one.band.share.low, one.band.share.high],
            "reasons": list(one.reasons),
        }
        for one in sorted(found, key=lambda one: -one.risk)
    ]
    if as_json:
        print(json.dumps(plain({"model": number, "reps": rows}), ensure_ascii=False))
        return
    if number is None:
        console.print("The rules speak: no model was admitted yet.")
    table = Printed("number", "band", "goes together with")
    for row in rows:
        table.add_row(str(row["number"]), str(row["band"]), ", ".join(map(str, row["reasons"])))
    console.print(table)


async def print_report(*, as_json: bool, out: Path | None = None) -> None:
    """Print who stayed of each hire month, or write it as a workbook with the curve."""
    settings = read_settings()
    today = local_day(now(), settings.zone)
    async with as_it_is(settings) as store:
        async with store.read() as uow:
            careers = await uow.retention.careers()
            found = await report_on(careers, uow, today=today, is_team=False)
        await note_look(store, "retention.report", "everybody")
    if out is not None:
        book = await asyncio.to_thread(sheet, found, Reader())
        await asyncio.to_thread(out.write_bytes, book)
        console.print(str(out), markup=False)
    elif as_json:
        print(json.dumps(asdict(found), ensure_ascii=False))
    else:
        console.print(retention_report.card(found, Reader(language="en")).as_text(), markup=False)


async def print_effect(*, as_json: bool) -> None:
    """Print what may be said of help after a first alert, on the rung that chance allows."""
    settings = read_settings()
    async with as_it_is(settings) as store:
        async with store.read() as uow:
            careers = await uow.retention.careers()
            found = await effect(careers, uow, today=local_day(now(), settings.zone))
        await note_look(store, "retention.effect", "everybody")
    if as_json:
        print(json.dumps(None if found is None else asdict(found)))
    elif found is None:
        console.print("not yet measurable: of nobody who had an alert the end is known")
    else:
        console.print(retention_report.effect(found, Reader(language="en")), markup=False)


async def print_drift(*, as_json: bool) -> None:
    """Print the weekly looks at the speaking model, the newest first."""
    async with as_it_is(read_settings()) as store, store.read() as uow:
        found = await uow.risk_bands.watches()
    rows = [{"model": one.model_id, "week": one.week.isoformat(), "answer": one.answer,
             **json.loads(one.body)} for one in found]  # fmt: skip
    if as_json:
        print(json.dumps(rows))
        return
    if not rows:
        console.print("no look yet: the job retention_watch takes one each Sunday")
    for row in rows:
        moved = ", ".join(row["moved"]) or "none"
        console.print(f"{row['week']} model {row['model']}: {row['answer']}, moved: {moved}")


async def pin_model(number: int | None) -> None:
    """Let a model speak, or the rules."""
    async with as_it_is(read_settings()) as store, store.begin() as uow:
        await pin(uow, number, by="cli", at=now())
    console.print(f"model {number} speaks" if number else "the rules speak")


async def roll_back_model() -> None:
    """Let the model speak that spoke before."""
    async with as_it_is(read_settings()) as store, store.begin() as uow:
        number = await roll_back(uow, by="cli", at=now())
    console.print(f"model {number} speaks" if number else "the rules speak")
