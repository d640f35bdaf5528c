"""`foothold retention train|score|report|pin|roll-back|card`: the risk model of this site."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.opening import now, open_store
from config.settings import read_settings
from jobs.retention_document import document, plain
from jobs.retention_store import fit, pin, roll_back, scored
from rules.errors import NotFound
from rules.retention_model import read
from rules.retention_report import Report, Stay, report
from storage.retention import Career
from storage.store import Store

console = Console(soft_wrap=True)


@asynccontextmanager
async def _site() -> AsyncIterator[Store]:
    store = open_store(read_settings())
    try:
        yield store
    finally:
        await store.close()


async def train_model(*, as_json: bool) -> None:
    """Fit on this site's snapshots and say whether the model speaks."""
    async with _site() as store:
        done = await fit(store, at=now(), actor="cli")
    body = {
        "model": done.model_id, "stage": done.stage.value, "promoted": done.is_promoted,
        "gate": list(done.against), **document(done.evaluation),
    }  # fmt: skip
    if as_json:
        print(json.dumps(body, ensure_ascii=False))
        return
    console.print(f"model {done.model_id}: stage {done.stage.value}")
    console.print(f"AUC {done.evaluation.quality.auc.value:.3f}")
    for why in (*done.evaluation.refusals, *done.against):
        console.print(f"refused: {why}", markup=False)


async def print_scores(*, as_json: bool) -> None:
    """Print bands with intervals and reasons, by employee number; the look is audited."""
    async with _site() as store:
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
    table = Table("number", "band", "goes together with")
    for row in rows:
        table.add_row(str(row["number"]), str(row["band"]), ", ".join(map(str, row["reasons"])))
    console.print(table)


async def print_report(*, as_json: bool) -> None:
    """Print who stayed of each hire month, with numbers at risk."""
    at = now()
    async with _site() as store, store.read() as uow:
        careers = await uow.retention.careers()
    found = report([_stay(one) for one in careers if one.probation_ends_on], today=at.date())
    if as_json:
        print(json.dumps(plain(_report(found)), ensure_ascii=False))
        return
    table = Table("hired in", "hired", "confirmed", "resigned", "dismissed", "running", "retention")
    for one in found.cohorts:
        share = one.retention
        told = "not finished" if share is None else f"{share.value:.0%}"
        if share is not None:
            told += f" (95 % {share.low:.0%} to {share.high:.0%})"
        counts = (one.hired, one.confirmed, one.resigned, one.dismissed, one.running)
        table.add_row(one.month, *map(str, counts), told)
    console.print(table)
    risk = ", ".join(f"week {week}: {many}" for week, many in found.numbers_at_risk)
    console.print(f"still on probation, {risk}")


async def pin_model(number: int | None) -> None:
    """Let a model speak, or the rules."""
    async with _site() as store, store.begin() as uow:
        await pin(uow, number, by="cli", at=now())
    console.print(f"model {number} speaks" if number else "the rules speak")


async def roll_back_model() -> None:
    """Let the model speak that spoke before."""
    async with _site() as store, store.begin() as uow:
        number = await roll_back(uow, by="cli", at=now())
    console.print(f"model {number} speaks" if number else "the rules speak")


async def write_card(number: int, out: Path) -> None:
    """Write a model's card: what it reads, what it was measured at, what it is not for."""
    async with _site() as store, store.read() as uow:
        body = await uow.retention.body(number)
        kept = {one.id: one for one in await uow.retention.models()}
    if body is None:
        raise NotFound("error.invalid", field="model", reason=f"there is no model {number}")
    model, fitted = read(body), kept[number]
    card = {
        "model": number,
        "fitted_at": fitted.fitted_at.isoformat(),
        "seen_until": fitted.seen_until.isoformat(),
        "schema_hash": fitted.schema_hash,
        "predicts": f"leaving of her own accord within {model.horizon} weeks",
        "reads": sorted({one.source for one in model.features}),
        "never_reads": "age, gender, birthplace, ethnicity, family, health, photo, name, texts",
        "weights": [
            {"feature": one.name, "topic": one.topic, "weight": weight}
            for one, weight in zip(model.features, model.weights, strict=True)
        ],
        "trained_rows": model.trained_rows,
        "trained_leavers": model.trained_leavers,
        "bands": [{**asdict(one), "share": asdict(one.share)} for one in model.bands],
        "evaluation": json.loads(fitted.evaluation),
        "for": "offering help to a rep; read by her manager's talk outline and by HR",
        "not_for": "ending a probation, raising a target, pay: RULES forbids it",
    }
    text = json.dumps(plain(card), ensure_ascii=False, indent=1)
    await asyncio.to_thread(out.write_text, text, "utf-8")
    console.print(str(out), markup=False)


def _stay(one: Career) -> Stay:
    is_dismissed = one.outcome == "ended"
    return Stay(
        hired_on=one.hired_on,
        ends_on=one.probation_ends_on or one.hired_on,
        confirmed=one.outcome == "confirmed",
        resigned=None if is_dismissed else one.left_on,
        dismissed=one.decided_on if is_dismissed else None,
    )


def _report(found: Report) -> dict[str, object]:
    body = asdict(found)
    return {**body, "cohorts": list(body["cohorts"]), "curve": list(body["curve"])}
