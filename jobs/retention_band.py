"""Each night, where a model speaks: the band of every new rep who does not object, for HR alone."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

import structlog

from rules.errors import Invalid
from rules.risk_band import RiskBand, per_mille, stage_of
from storage.risk_trial import RiskTrial
from storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from rules.panel import Panel
    from rules.retention_model import RiskModel

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaking:
    """The model that speaks, read once a night."""

    number: int
    #: prior or model.
    stage: str
    model: RiskModel
    #: What is watched beside it: its trial, and itself.
    beside: tuple[RiskTrial, RiskModel] | None = None


async def speaking_model(uow: UnitOfWork) -> Speaking | None:
    """Give the model that speaks, with what is watched; None where the rules do, or no model can.

    Both are some hundred kilobytes to hash and parse: read once a night, not once a shard.
    """
    number, how = await uow.retention.choice()
    if number is None:
        return None
    # numpy is loaded only where a model speaks.
    from rules.retention_model import read  # noqa: PLC0415

    try:
        model = read(str(await uow.retention.body(number)))
    except Invalid as error:
        _unusable(number, error)
        return None
    beside = await _watched(uow)
    return Speaking(number=number, stage=stage_of(number, how), model=model, beside=beside)


async def _watched(uow: UnitOfWork) -> tuple[RiskTrial, RiskModel] | None:
    trial = await uow.risk_trials.watched()
    if trial is None:
        return None
    from rules.retention_model import read  # noqa: PLC0415 - numpy, as above

    try:
        return trial, read(str(await uow.retention.body(trial.model_id)))
    except Invalid as error:
        _unusable(trial.model_id, error)  # the Sunday job ends its trial
        return None


async def note_bands(
    uow: UnitOfWork, person_ids: Collection[int], speaking: Speaking, *, night: date, at: datetime
) -> int:
    """Keep the bands of a range of reps by their weeks as first known; give how many are new.

    It is the reading that the model was fitted on (0050). A level is never looked at, nor changed
    (RULES row 21).
    """
    objecting = await uow.risks.objects(person_ids)
    ids = [one for one in person_ids if one not in objecting]
    weeks = await uow.retention.first_known(by=at, ids=ids)
    if not weeks:
        return 0
    from jobs.retention_model import score  # noqa: PLC0415 - numpy, as above
    from jobs.retention_panel import panel_of  # noqa: PLC0415

    careers = await uow.retention.careers(ids)
    try:
        panel = panel_of(weeks, careers)
        scored = score(panel, speaking.model)
    except (Invalid, KeyError) as error:
        # Alerts come by conditions: a model that can not be used stops none.
        _unusable(speaking.number, error)
        return 0
    await _note_shadows(uow, panel, speaking, at=at)
    shares = {
        one.band: tuple(
            per_mille(share) for share in (one.share.value, one.share.low, one.share.high)
        )
        for one in speaking.model.bands
        if one.rows  # a band that nobody was ever in has no share to tell
    }
    found = [
        RiskBand(
            person_id=one.person,
            model_id=speaking.number,
            stage=speaking.stage,
            band=one.band.band.value,
            share=shares[one.band.band][0],
            low=shares[one.band.band][1],
            high=shares[one.band.band][2],
            reasons=one.reasons,
        )
        for one in scored
        if one.band.band in shares
    ]
    return await uow.risk_bands.add(found, night=night, at=at)


async def _note_shadows(uow: UnitOfWork, panel: Panel, speaking: Speaking, *, at: datetime) -> None:
    """Let a watched model score beside the one that speaks; nobody is told."""
    if speaking.beside is None:
        return
    trial, watched = speaking.beside
    from jobs.retention_trial import shadows  # noqa: PLC0415 - numpy, as above

    try:
        found = shadows(panel, watched=watched, speaking=speaking.model, began_on=trial.began_on)
    except (Invalid, KeyError) as error:
        _unusable(trial.model_id, error)
        return
    await uow.risk_trials.add(found, model_id=trial.model_id, at=at)


def _unusable(number: int, error: Exception) -> None:
    log.error("retention.model_unusable", model=number, error=type(error).__name__)
