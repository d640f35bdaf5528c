"""Each night, where a model speaks: the band of every new rep who does not object, for HR alone."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from rules.risk_band import RiskBand, per_mille, stage_of
from storage.store import UnitOfWork


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
    from jobs.retention_store import panel_of  # noqa: PLC0415
    from rules.retention_model import read  # noqa: PLC0415

    careers = await uow.retention.careers(ids)
    model = read(str(await uow.retention.body(number)))
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
        for one in score(panel_of(weeks, careers), model)
        if one.band.rows  # a band that nobody was ever in has no share to tell
    ]
    return await uow.risk_bands.add(found, night=night, at=at)
