"""A mentee before a visit: her week, last records, courses and target; no pay, no risk."""

from __future__ import annotations

from datetime import date, timedelta

from handlers.account import plan_book
from handlers.course import lines_of
from handlers.interaction import Interaction
from handlers.mentoring import mentee_weeks
from handlers.target_count import count
from rules.access import (
    PulseSight,
    may_see_courses,
    may_see_mentoring,
    may_see_pulse,
    standing,
)
from rules.errors import NotFound
from rules.learning import progress
from rules.mentor_desk import LastRecord, MenteeCard, MenteeGrowth
from rules.mentoring import Pairing
from rules.people import Person
from rules.periods import week_of
from rules.pulse import Pulse, Rating, assess_pulse
from rules.target_record import target_of
from storage.unit_of_work import UnitOfWork

_WEEK = timedelta(days=7)


async def mentee(interaction: Interaction, uow: UnitOfWork) -> MenteeCard:
    """Show how a mentee is doing (张三 近况): no pay, no risk, ratings to whom they are open."""
    wanted = interaction.understood.mentoring
    name = wanted.person if wanted else ""
    found, pairing = await _seen(name, interaction, uow)
    actor, today = interaction.person, interaction.today
    mentor = (
        (await uow.people.by_id([pairing.mentor_id])).get(pairing.mentor_id) if pairing else None
    )
    is_mentor = mentor is not None and mentor.id == actor.id
    sight = may_see_pulse(actor, standing(actor, found, None), is_mentor=is_mentor)
    verdict = assess_pulse(await _ratings(pairing, uow, today)) if pairing else assess_pulse([])
    if sight is PulseSight.FIGURE:
        await uow.audit.add(
            at=interaction.at,
            actor=f"person:{actor.id}",
            action="pulse.read",
            subject=f"person:{found.id}",
        )
    weeks = await mentee_weeks(mentor, today, uow, today=today) if mentor else ()
    is_open = may_see_courses(actor, standing(actor, found, None), is_mentor=is_mentor)
    growth = await _growth(found, interaction, uow) if is_open else None
    return MenteeCard(
        name=found.name,
        week=(today - found.hired_on).days // 7 + 1 if found.hired_on else 0,
        mentor=mentor.name if mentor else "",
        this_week=next((w for w in weeks if pairing and w.pairing_id == pairing.id), None),
        last=await _last(pairing, uow, has_words=is_mentor),
        mean=f"{verdict.mean}" if sight is PulseSight.FIGURE and verdict.mean is not None else "",
        ratings=verdict.ratings if sight is PulseSight.FIGURE else 0,
        needs_attention=sight is PulseSight.ATTENTION and verdict.pulse is Pulse.LOW,
        pairing_id=pairing.id if pairing else 0,
        may_record=is_mentor,
        growth=growth,
    )


async def _seen(
    name: str, interaction: Interaction, uow: UnitOfWork
) -> tuple[Person, Pairing | None]:
    """Give the one she may see by this name; who may not see is told as if there were nobody."""
    actor, today = interaction.person, interaction.today
    seen: list[tuple[Person, Pairing | None]] = []
    for someone in await uow.people.named(name):
        pairings = await uow.mentoring.of_rep(someone.id, today, today)
        hers = [pairing for pairing in pairings if pairing.mentor_id == actor.id]
        own = [pairing for pairing in pairings if not pairing.is_stand_in]
        how = standing(actor, someone, None)
        if someone.is_active and may_see_mentoring(actor, how, is_mentor=bool(hers)):
            seen.append((someone, next(iter([*hers, *own]), None)))
    if not seen:
        raise NotFound("mentoring.no_mentee_of_that_name", name=name)
    if len(seen) > 1:
        numbers = "、".join(one.number for one, _ in seen)
        raise NotFound("error.several_of_that_name", name=name, numbers=numbers)
    return seen[0]


async def _ratings(pairing: Pairing, uow: UnitOfWork, today: date) -> list[Rating]:
    until = week_of(today).start - _WEEK
    hers = (await uow.pulses.ratings([pairing.id], until=until)).get(pairing.id, [])
    return [rating for _, rating in hers]


async def _last(
    pairing: Pairing | None, uow: UnitOfWork, *, has_words: bool
) -> tuple[LastRecord, ...]:
    found = await uow.mentor_records.newest(pairing.id) if pairing else []
    return tuple(
        LastRecord(
            kind=one.kind.value,
            on_day=one.on_day.isoformat(),
            improve=one.fields.get("improve", "") if has_words else "",
            next=(one.fields.get("next") or one.fields.get("agreed", "")) if has_words else "",
        )
        for one in found
    )


async def _growth(found: Person, interaction: Interaction, uow: UnitOfWork) -> MenteeGrowth:
    """Give what is due of her courses and done of it, what is next, and her month's target."""
    today = interaction.today
    known = await uow.learning.enrolments([found.id])
    far = progress(known, today)
    lines = lines_of(known, uow.catalogue, today)
    month = uow.calendar.month.period(today)
    target = target_of(await uow.targets.of_month(found.id, month))
    done = 0
    if target is not None:
        book = await plan_book(uow, [found], default_plan=interaction.default_plan)
        done = len((await count(uow, found, uow.calendar.month.days(month), book)).valid)
    return MenteeGrowth(
        courses_due=far.due,
        courses_done=far.due_completed,
        next_course=dict(lines[0].title) if lines else {},
        has_courses=far.total > 0,
        pass_bar=target.pass_bar if target else 0,
        stretch=(target.stretch or 0) if target else 0,
        deals=done,
    )
