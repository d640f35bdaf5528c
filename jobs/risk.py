"""Each night: all new reps are assessed by sets, and alerts follow those whose signals changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from handlers.alert_news import settle
from handlers.hold_back import stop_if_shown
from handlers.risk import Backdrop, Night, assess, backdrop, has_gap
from handlers.threshold import policy_on
from jobs.alarm import alarm
from jobs.job import Acted, Occasion, Within
from jobs.retention_band import note_bands, speaking_model
from rules.notices import Alarm
from rules.risk import figure_weeks
from storage.job import Tally
from storage.unit_of_work import UnitOfWork


async def sweep(occasion: Occasion, uow: UnitOfWork, within: Within) -> Sequence[int]:
    """Give the new reps, and those about whom something is open still."""
    night = night_of(occasion)
    new = await uow.risks.subjects(
        night.today, new_since=night.new_since, lo=within.lo, hi=within.hi
    )
    return sorted({*new, *await _unfinished(uow, within)})


async def assess_all(occasion: Occasion, uow: UnitOfWork, within: Within) -> Sequence[int]:
    """Assess a range of reps in one go; give those whose alert may have to follow.

    Of those whose signals changed who has two by now, or an alert that is open; those whose
    time is over, and those who have another manager by now. The same night again keeps nothing
    new, and gives the same.
    """
    night, behind = await occasion.once.get("night", lambda: _whole(occasion, uow))
    new = await uow.risks.subjects(
        night.today, new_since=night.new_since, lo=within.lo, hi=within.hi
    )
    found = await assess(uow, new, night, behind)
    changed = await uow.risks.add(found, night=night.today, at=occasion.now)
    unfinished = await _unfinished(uow, within)
    speaking = await occasion.once.get("model", lambda: speaking_model(uow))
    if speaking is not None:
        await note_bands(uow, new, speaking, night=night.today, at=occasion.now)
    told = {one.person_id for one in found if one.level.is_told}
    astray = await uow.alerts.astray(lo=within.lo, hi=within.hi)
    return sorted(set(changed) & (told | unfinished) | unfinished - set(new) | set(astray))


async def act(one: int, occasion: Occasion, uow: UnitOfWork) -> Acted:
    """Let a rep's one alert follow what is known of her now."""
    is_new = await settle(one, uow, night_of(occasion), at=occasion.now)
    return Acted.DONE if is_new else Acted.SKIPPED


async def finish(occasion: Occasion, uow: UnitOfWork, tally: Tally) -> None:
    """Alarm the administrators, once a week, where the newest week has no feed of deals."""
    del tally
    night = night_of(occasion)
    await stop_if_shown(uow, today=night.today)
    newest = uow.calendar.newest_cut_week(night.at, night.zone)
    weeks = figure_weeks(newest, newest.start, uow.calendar.standard.workdays)
    if not weeks or not await has_gap(uow, newest, night.zone):
        return
    if not await uow.risks.subjects(night.today, new_since=night.new_since):
        return
    monday = datetime.combine(newest.start, time(), ZoneInfo(night.zone))
    facts = Alarm(what="data_gap", job=occasion.job, slot=monday.isoformat(), counts={})
    await alarm(uow, facts, at=occasion.now)


async def _whole(occasion: Occasion, uow: UnitOfWork) -> tuple[Night, Backdrop]:
    night = night_of(occasion)
    night = replace(night, policy=await policy_on(uow, night.policy, night.today))
    return night, await backdrop(uow, night)


def night_of(occasion: Occasion) -> Night:
    """Give when a job looks, and by which figures."""
    site = occasion.site
    return Night(
        at=occasion.slot,
        zone=site.zone,
        default_plan=site.default_plan,
        policy=site.risk,
        loop=site.loop,
    )


async def _unfinished(uow: UnitOfWork, within: Within) -> set[int]:
    alerts = await uow.alerts.open_people(lo=within.lo, hi=within.hi)
    return {*alerts, *await uow.interventions.unended(lo=within.lo, hi=within.hi)}
