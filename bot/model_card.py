"""`foothold retention card|trials`: what a model is, how it was watched, how it falls on groups."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from rich.console import Console

from bot.command_store import as_it_is
from bot.opening import now
from config.settings import read_settings
from jobs.retention_document import plain
from jobs.retention_fairness import fairness
from rules.errors import NotFound
from rules.retention_model import read
from storage.store import Store

console = Console(soft_wrap=True)


async def print_trials(*, as_json: bool) -> None:
    """Print which models were watched, the newest first; no score of anybody."""
    async with as_it_is(read_settings()) as store, store.read() as uow:
        found = await uow.risk_trials.all()
    rows = [{"model": one.model_id, "began_on": one.began_on.isoformat(), "state": one.state,
             **json.loads(one.verdict)} for one in found]  # fmt: skip
    if as_json:
        print(json.dumps(rows))
        return
    if not rows:
        console.print("no model was watched yet: training begins it where another speaks")
    for row in rows:
        against = "; ".join(row.get("against", [])) or "nothing against it"
        console.print(f"model {row['model']} from {row['began_on']}: {row['state']}, {against}")


async def write_card(number: int, out: Path) -> None:
    """Write a model's card: what it reads, what it was measured at, what it is not for."""
    async with as_it_is(read_settings()) as store:
        text = json.dumps(
            plain(await card_of(store, number, at=now())), ensure_ascii=False, indent=1
        )
    await asyncio.to_thread(out.write_text, text, "utf-8")
    console.print(str(out), markup=False)


async def card_of(store: Store, number: int, *, at: datetime) -> dict[str, object]:
    """Give a model's card; `NotFound` without it."""
    async with store.read() as uow:
        body = await uow.retention.body(number)
        kept = {one.id: one for one in await uow.retention.models()}
        trials = [one for one in await uow.risk_trials.all() if one.model_id == number]
    if body is None:
        raise NotFound("error.invalid", field="model", reason=f"there is no model {number}")
    model, fitted = read(body), kept[number]
    return {
        "model": number,
        "kind": model.kind,
        "fitted_at": fitted.fitted_at.isoformat(),
        "seen_until": fitted.seen_until.isoformat(),
        "schema_hash": fitted.schema_hash,
        "predicts": f"leaving of her own accord within {model.horizon} weeks",
        "under": "the present help: whether an alert was open is a feature",
        "reads": sorted({one.source for one in model.features}),
        "never_reads": "age, gender, birthplace, ethnicity, family, health, photo, name, texts",
        "weights": [
            {"feature": one.name, "topic": one.topic, "weight": weight}
            for one, weight in zip(model.features, model.weights, strict=True)
        ],
        "trees": 0 if model.trees is None else len(model.trees.trees),
        "trained_rows": model.trained_rows,
        "trained_leavers": model.trained_leavers,
        "bands": [{**asdict(one), "share": asdict(one.share)} for one in model.bands],
        "evaluation": json.loads(fitted.evaluation),
        "shadow_weeks": [
            {"began_on": one.began_on.isoformat(), "state": one.state, **json.loads(one.verdict)}
            for one in trials
        ],
        "fairness": await fairness(store, at=at, actor="cli", number=number),
        "for": "offering help to a rep; read by her manager's talk outline and by HR",
        "not_for": "ending a probation, raising a target, pay: RULES forbids it",
    }
