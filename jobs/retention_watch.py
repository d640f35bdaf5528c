"""Drift (RETENTION 4.12): features against training week by week, and calibration as labels close.

What is done about it is the mildest step that was not tried yet: move the intercept, fit anew, let
the rules speak. A model that somebody has pinned is looked at and left alone.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

import numpy as np

from jobs.retention_cells import period_of
from jobs.retention_document import plain
from jobs.retention_panel import HORIZON, NAMES
from jobs.retention_seen import seen
from jobs.retention_store import KEPT_BY_A_PERSON, fit
from rules.errors import Invalid
from rules.logistic import logit
from rules.panel import Panel
from rules.retention_drift import (
    PSI_MOVED,
    PSI_WATCH,
    Answer,
    Moved,
    answer,
    calibration_z,
    recalibrated,
)
from rules.retention_drift import moved as compare
from rules.retention_label import labels
from rules.retention_metrics import calibration
from rules.retention_model import RiskModel, bands_of, read, written
from storage.risk_band import Watch
from storage.store import Store
from storage.unit_of_work import UnitOfWork

#: Newest weeks that are compared with training.
_RECENT = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """What one look found."""

    features: dict[str, Moved]
    #: (seen - expected) leavers in standard deviations, of rows after training.
    z: float
    slope: float
    leavers: int
    rows: int
    answer: Answer
    #: The model with its intercept moved, where that is the answer.
    moved_model: RiskModel | None = None

    @property
    def moved_features(self) -> tuple[str, ...]:
        """Name the features whose PSI is over the limit."""
        return tuple(name for name, one in self.features.items() if one.psi > PSI_MOVED)


async def look(store: Store, number: int, *, at: datetime, today: date) -> str | None:
    """Look at a model once a week, keep what was found and act on it; None where it was done.

    `today` is the organisation's.
    """
    async with store.read() as uow:
        speaks, how = await uow.retention.choice()
        body = await uow.retention.body(number)
        if speaks != number or body is None:
            return None
        kept = next(one for one in await uow.retention.models() if one.id == number)
        known = await seen(uow, at=at)
        before = await uow.risk_bands.watches()
    if not known.weeks:
        return None
    if any(one.model_id == number and one.week == known.newest for one in before):
        return None
    tried = next((Answer(one.answer) for one in before if one.answer != Answer.NONE), Answer.NONE)
    seen_until = period_of(kept.seen_until, "week")
    found = await asyncio.to_thread(
        lambda: drift(known.panel(), read(body), seen_until=seen_until, tried=tried)
    )
    one = Watch(
        model_id=number, week=known.newest, answer=found.answer.value, body=json.dumps(_body(found))
    )
    async with store.begin() as uow:
        if not await uow.risk_bands.watch(one, at=at):
            return None
        if how not in KEPT_BY_A_PERSON:
            await _act(uow, found, number, newest=known.newest, at=at)
    if found.answer is Answer.RETRAIN and how not in KEPT_BY_A_PERSON:
        await _fit_anew(store, at=at, today=today)
    return found.answer.value


def drift(panel: Panel, model: RiskModel, *, seen_until: int, tried: Answer) -> Drift:
    """Compare the newest weeks with those that the model has seen."""
    newest = int(panel.period.max())
    was = panel.period <= seen_until
    is_ = (panel.period > newest - _RECENT) & ~was
    features = {
        name: compare(panel.numbers[name][was], panel.numbers[name][is_])
        for name in NAMES
        if is_.any()
    }
    said = labels(panel, horizon=HORIZON)
    later = said.is_known & ~was
    risk, leaves = model.risk(panel)[later], said.leaves[later]
    person, period = panel.person[later], panel.period[later]
    step = answer(leaves, risk, person, tried=tried)
    return Drift(
        features=features,
        z=calibration_z(leaves, risk, person),
        slope=calibration(leaves, risk)[0],
        leavers=int(leaves.sum()),
        rows=int(later.sum()),
        answer=step,
        moved_model=(
            _moved(model, leaves, risk, person, period) if step is Answer.RECALIBRATE else None
        ),
    )


def _moved(
    model: RiskModel, leaves: np.ndarray, risk: np.ndarray, person: np.ndarray, period: np.ndarray
) -> RiskModel:
    later = recalibrated(leaves, risk, risk, events=len(np.unique(person[leaves])))
    shift = float(np.mean(logit(later) - logit(risk)))
    return replace(
        model.moved(shift), bands=bands_of(leaves, later, person, period, horizon=HORIZON)
    )


async def _act(uow: UnitOfWork, found: Drift, number: int, *, newest: date, at: datetime) -> None:
    if found.moved_model is not None:
        kept = next(one for one in await uow.retention.models() if one.id == number)
        fitted = {
            "fitted_at": at,
            "seen_until": newest,
            "horizon": found.moved_model.horizon,
            "leavers": kept.leavers,
            "schema_hash": kept.schema_hash,
            "is_admitted": kept.is_admitted,
        }
        model_id = await uow.retention.add_model(
            fitted, body=written(found.moved_model), evaluation=kept.evaluation
        )
        _, how = await uow.retention.choice()
        kind = "prior" if how == "prior" else "recalibrated"
        await uow.retention.choose(model_id, kind, by="drift", at=at)
    elif found.answer is Answer.RULES:
        await uow.retention.choose(None, "rules", by="drift", at=at)
    await uow.audit.add(
        at=at, actor="job", action="retention.drift", subject=f"model:{number}",
        answer=found.answer.value,
    )  # fmt: skip


async def _fit_anew(store: Store, *, at: datetime, today: date) -> None:
    try:
        await fit(store, at=at, today=today, actor="drift")
    except Invalid:
        return  # too little to learn from; the next look lets the rules speak


def _body(found: Drift) -> dict[str, object]:
    body = plain(
        {
            "features": {name: asdict(one) for name, one in found.features.items()},
            "moved": list(found.moved_features),
            "watched": [name for name, one in found.features.items() if one.psi > PSI_WATCH],
            "z": found.z,
            "slope": found.slope,
            "leavers": found.leavers,
            "rows": found.rows,
        }
    )
    assert isinstance(body, dict)  # noqa: S101 - it was one
    return body
