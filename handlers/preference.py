"""How she is told things: 拜访中, a pause, her own hours, kinds she wants none of."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers.interaction import Interaction
from rules.errors import Invalid, NotFound
from rules.notices import NoticeKind
from rules.preference import SNOOZE, VISIT, AskHours, Preference, Reminders, Wish
from rules.spoken_preference import SpokenPreference, find_hours
from rules.typed_text import clean, fold
from rules.working_hours import Hours
from storage.unit_of_work import UnitOfWork

_HALF_A_DAY = timedelta(hours=12)
_DAY = timedelta(days=1)
_Wanted = SpokenPreference


async def reminders(interaction: Interaction, uow: UnitOfWork) -> Reminders:
    """Tell how she is told things now."""
    return _shown(interaction, uow, await uow.preferences.one(interaction.person.id))


async def change(interaction: Interaction, uow: UnitOfWork) -> Reminders | AskHours:
    """Do what she asks, from now on; what was held back for her is looked at again at once.

    Raises `NotFound` for a time that is past or can not be, and for hours that are none.
    """
    person = interaction.person
    known = await uow.preferences.to_change(person.id)
    wanted = _wanted(interaction)
    if wanted is None:
        return AskHours(_hours(interaction, uow, known))
    if wanted.problem:
        raise NotFound(wanted.problem)
    if wanted.wish in {Wish.MUTE, Wish.UNMUTE} and not _is_known(wanted, interaction):
        called = wanted.unknown_kind or "?"
        return replace(_shown(interaction, uow, known), unknown_kind=called)
    changed = _changed(known, wanted, interaction, uow)
    await uow.preferences.save(person.id, changed)
    await uow.outbox.release(person.id, at=interaction.at)
    return replace(_shown(interaction, uow, changed), wish=wanted.wish, kind=wanted.kind)


def _wanted(interaction: Interaction) -> _Wanted | None:
    """Read what she typed, or the button or form she used; None where hours are to be asked for."""
    if interaction.understood.preference is not None:
        return interaction.understood.preference
    if typed := interaction.answers.get("hours"):
        return find_hours(fold(clean(typed))) or _Wanted(
            wish=Wish.HOURS, problem="preference.no_hours"
        )
    word, _, kind = interaction.argument.partition(":")
    if word not in list(Wish):
        return None
    named = NoticeKind(kind) if kind in list(NoticeKind) else None
    return _Wanted(wish=Wish(word), kind=named, unknown_kind="" if named else kind)


def _is_known(wanted: _Wanted, interaction: Interaction) -> bool:
    """Whether a kind may be muted; all at once are only heard again."""
    if wanted.kind is None:
        return wanted.wish is Wish.UNMUTE and not wanted.unknown_kind
    return wanted.kind in interaction.may_be_muted


def _changed(
    known: Preference, wanted: _Wanted, interaction: Interaction, uow: UnitOfWork
) -> Preference:
    kinds = frozenset({wanted.kind} if wanted.kind else interaction.may_be_muted)
    match wanted.wish:
        case Wish.VISIT:
            changed = replace(known, visiting_until=_until(wanted, interaction, VISIT))
        case Wish.VISIT_DONE:
            changed = replace(known, visiting_until=None)
        case Wish.SNOOZE if wanted.is_tomorrow:
            changed = replace(known, snoozed_until=_tomorrow(known, interaction, uow))
        case Wish.SNOOZE:
            changed = replace(known, snoozed_until=_until(wanted, interaction, SNOOZE))
        case Wish.SNOOZE_DONE:
            changed = replace(known, snoozed_until=None)
        case Wish.HOURS:
            changed = replace(known, hours=_own_hours(wanted))
        case Wish.MUTE:
            changed = replace(known, muted=known.muted | kinds)
        case Wish.UNMUTE:
            changed = replace(known, muted=known.muted - kinds)
        case Wish.HIDE | Wish.SHOW:
            changed = replace(known, hides_sums=wanted.wish is Wish.HIDE)
    return changed


def _own_hours(wanted: _Wanted) -> Hours | None:
    if wanted.start is None or wanted.end is None:
        return None
    try:
        return Hours(start=wanted.start, end=wanted.end)
    except Invalid as error:
        raise NotFound("preference.bad_hours") from error


def _until(wanted: _Wanted, interaction: Interaction, usual: timedelta) -> datetime:
    """Give the end of a visit or pause: a length from now, or the next such time of her clock."""
    if wanted.until is None:
        return interaction.at + (wanted.length or usual)
    zone = ZoneInfo(interaction.person.zone)
    today = datetime.combine(interaction.today, wanted.until, zone)
    ends = [today, today + _HALF_A_DAY] if wanted.may_be_afternoon else [today]
    if wanted.wish is Wish.SNOOZE:
        ends.append(today + _DAY)
    found = next((end for end in ends if end > interaction.at), None)
    if found is None:
        raise NotFound("preference.past", time=f"{wanted.until:%H:%M}")
    return found


def _tomorrow(known: Preference, interaction: Interaction, uow: UnitOfWork) -> datetime:
    """Give her next working morning after today."""
    person = interaction.person
    midnight = datetime.combine(interaction.today + _DAY, time(), ZoneInfo(person.zone))
    hers = known.schedule(uow.calendar.of(person.number))
    return hers.digest_after(midnight, person.zone, spread=person.id)


def _hours(interaction: Interaction, uow: UnitOfWork, known: Preference) -> Hours:
    return known.schedule(uow.calendar.of(interaction.person.number)).hours


def _shown(interaction: Interaction, uow: UnitOfWork, known: Preference) -> Reminders:
    person, at = interaction.person, interaction.at
    hers = known.schedule(uow.calendar.of(person.number))
    return Reminders(
        wish=None,
        kind=None,
        hours=hers.hours,
        has_own_hours=known.hours is not None,
        zone=person.zone,
        visiting_until=_running(known.visiting_until, at),
        snoozed_until=_running(known.snoozed_until, at),
        muted=tuple((kind, kind in known.muted) for kind in interaction.may_be_muted),
        next_digest=hers.digest_after(at, person.zone, spread=person.id),
        hides_sums=interaction.hides_sums if known.hides_sums is None else known.hides_sums,
    )


def _running(until: datetime | None, at: datetime) -> datetime | None:
    return until if until is not None and until > at else None
