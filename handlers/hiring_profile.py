"""The profile in force, a new version of it, and the form in which HR changes weights."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from handlers.hiring_habit import habits
from handlers.interaction import Interaction
from handlers.threshold import pools_on
from rules.access import may_hire
from rules.errors import Conflict, Invalid, NotAllowed, NotFound
from rules.hiring import CompetencyProfile, Dimension, Source, Standing
from rules.hiring_desk import AskWeights, ProfileSaved, ProfileShown
from rules.hiring_document import refuse_protected
from storage.unit_of_work import UnitOfWork

_HEAVIEST = Decimal(1000)
_LONGEST_VERSION = 64


async def in_force(uow: UnitOfWork, day: date) -> CompetencyProfile:
    """Give what candidates are held against on a day, with the edges of the pools of that day."""
    return replace(await uow.profiles.in_force(day), pools=await pools_on(uow, day))


async def keep(
    uow: UnitOfWork, profile: CompetencyProfile, *, at: datetime, today: date, actor: str
) -> None:
    """Keep a version, dated forward; raise where it begins before today or its name is taken."""
    starts_on = profile.starts_on or today
    if starts_on < today:
        raise Invalid("starts_on", f"{starts_on} is over: a profile counts from {today} on")
    if len(profile.version) > _LONGEST_VERSION:
        raise Invalid("version", f"has at most {_LONGEST_VERSION} characters")
    for one in profile.dimensions:
        refuse_protected(one.trait)
    kept = replace(profile, starts_on=starts_on)
    if not await uow.profiles.add(kept, by=actor, at=at):
        raise Conflict("hiring.version_taken", version=profile.version)
    await uow.audit.add(
        at=at,
        actor=actor,
        action="profile.keep",
        subject=f"profile:{profile.version}",
        starts_on=starts_on.isoformat(),
    )


async def profile(interaction: Interaction, uow: UnitOfWork) -> ProfileShown:
    """Show the profile in force, a pilot beside it, and the version that comes next."""
    _must_be_hr(interaction)
    today = interaction.today
    later = [one for one in await uow.profiles.versions() if one.starts_on > today]
    return ProfileShown(
        profile=await in_force(uow, today),
        pilot=await uow.profiles.pilot(today),
        upcoming=later[-1] if later else None,
        habits=await habits(uow, interaction.at, interaction.person.zone),
    )


async def change_weights(interaction: Interaction, uow: UnitOfWork) -> AskWeights | ProfileSaved:
    """Ask for weights, then keep them as a version from a day after today; 0 leaves one out."""
    _must_be_hr(interaction)
    today, answers = interaction.today, interaction.answers
    now = await in_force(uow, today)
    if not answers:
        return AskWeights(profile=now, starts_on=today + timedelta(days=1))
    dimensions = tuple(
        kept for one in now.dimensions if (kept := _weighed(one, answers.get(one.trait.key, "")))
    )
    if not dimensions:
        raise NotFound("hiring.no_dimension_left", field=now.dimensions[0].trait.key)
    starts_on = _day(answers.get("starts_on", ""))
    if starts_on <= today:
        raise NotFound("hiring.only_forward", field="starts_on")
    version = f"{starts_on:%Y%m%d}-{interaction.id}"[:_LONGEST_VERSION]
    new = replace(
        now,
        version=version,
        dimensions=dimensions,
        source=Source.HAND,
        standing=Standing.USABLE,
        starts_on=starts_on,
    )
    await keep(uow, new, at=interaction.at, today=today, actor=f"person:{interaction.person.id}")
    return ProfileSaved(version=version, starts_on=starts_on, profile=new)


def _weighed(one: Dimension, written: str) -> Dimension | None:
    """Give a dimension with its new weight; None where it weighs nothing any more."""
    try:
        weight = Decimal(written.strip().removesuffix("%") or f"{one.weight}")
    except InvalidOperation:
        weight = Decimal("NaN")
    if weight.is_nan() or not 0 <= weight <= _HEAVIEST or weight != round(weight, 2):
        raise NotFound("hiring.weight_is_no_number", field=one.trait.key, most=_HEAVIEST)
    return replace(one, weight=weight) if weight else None


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written.strip())
    except ValueError:
        raise NotFound("hiring.only_forward", field="starts_on") from None


def _must_be_hr(interaction: Interaction) -> None:
    if not may_hire(interaction.person):
        raise NotAllowed("hiring.hr_only")
