"""Which stage speaks about risk, and what it says of reps."""

from __future__ import annotations

from collections.abc import Sequence

from rules.risk_band import BandTold, stage_of, told_band
from storage.unit_of_work import UnitOfWork


async def bands_of(person_ids: Sequence[int], uow: UnitOfWork) -> dict[int, BandTold]:
    """Give which stage speaks, and what it says of each; for HR, and for the order of lists."""
    number, how = await uow.retention.choice()
    stage = stage_of(number, how)
    found = await uow.risk_bands.newest(person_ids, model_id=number) if number else {}
    return {one: told_band(stage, found.get(one)) for one in person_ids}
