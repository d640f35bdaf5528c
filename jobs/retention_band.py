"""Each night, where a model speaks: the band of every new rep who does not object, for HR alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

import structlog

from rules.errors import Invalid
from rules.risk_band import RiskBand, per_mille, stage_of
from storage.retention import Career, Week
from storage.store import UnitOfWork

if TYPE_CHECKING:
    from rules.retention_model import RiskModel

log = structlog.get_logger()


async def note_bands(
    uow: UnitOfWork, person_ids: Collection[int], *, night: date, at: datetime
) -> int:
    """Keep the bands of a range of reps by what is known now; give how many are new.

    Nothing where the rules speak. A level is never looked at, nor changed (RULES row 21).
    """
    number, how = await uow.retention.choice()
    if number is None:
        return 0
    objecting = await uow.risks.objects(person_ids)
    ids = [one for one in person_ids if one not in objecting]
    weeks = await uow.retention.weeks(as_known=at, ids=ids)
    if not weeks:
        return 0
    # numpy is loaded only where a model speaks.
    from jobs.retention_model import score  # noqa: PLC0415
    from jobs.retention_panel import panel_of  # noqa: PLC0415
    from rules.retention_model import read  # noqa: PLC0415

    careers = await uow.retention.careers(ids)
    try:
        model = read(str(await uow.retention.body(number)))
        scored = score(panel_of(weeks, careers), model)
    except (Invalid, KeyError) as error:
        # Alerts come by conditions: a model that can not be used stops none.
        log.error("retention.model_unusable", model=number, error=type(error).__name__)  # noqa: TRY400 - a stored body, not a bug
        return 0
    await _note_shadows(uow, weeks, careers, model, at=at)
    found = [
        RiskBand(
            person_id=one.person,
            model_id=number,
            stage=stage_of(number, how),
            band=one.band.band.value,
            share=per_mille(one.band.share.value),
            low=per_mille(one.band.share.low),
            high=per_mille(one.band.share.high),
            reasons=one.reasons,
        )
        for one in scored
        if one.band.rows  # a band that nobody was ever in has no share to tell
    ]
    return await uow.risk_bands.add(found, night=night, at=at)


async def _note_shadows(
    uow: UnitOfWork,
    weeks: Sequence[Week],
    careers: Sequence[Career],
    speaking: RiskModel,
    *,
    at: datetime,
) -> None:
    """Let a watched model score beside the one that speaks; nobody is told."""
    trial = await uow.risk_trials.watched()
    if trial is None:
        return
    from jobs.retention_trial import shadows  # noqa: PLC0415 - numpy, as above
    from rules.retention_model import read  # noqa: PLC0415

    try:
        watched = read(str(await uow.retention.body(trial.model_id)))
        found = shadows(weeks, careers, watched=watched, speaking=speaking, began_on=trial.began_on)
    except (Invalid, KeyError) as error:
        log.error("retention.model_unusable", model=trial.model_id, error=type(error).__name__)  # noqa: TRY400 - as above
        return
    await uow.risk_trials.add(found, model_id=trial.model_id, at=at)
