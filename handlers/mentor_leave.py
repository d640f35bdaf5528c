"""A mentor says in chat that she is away: she confirms, HR gets a proposal for who stands in."""

from __future__ import annotations

from datetime import date

from handlers.interaction import Interaction
from handlers.mentor_change import propose
from rules.errors import NotFound
from rules.mentor_change import NothingChanged, Reason
from rules.mentor_desk import Mentored
from rules.mentor_leave import AskLeave, LeaveNoted, weeks_away
from rules.mentoring import Pairing
from rules.periods import week_of
from rules.spoken_leave import LONGEST_DAYS, leave_problem
from storage.unit_of_work import UnitOfWork


async def leave(interaction: Interaction, uow: UnitOfWork) -> Mentored:
    """Ask whether these days are meant; confirmed, keep them and propose who stands in.

    In such a week nothing is counted against her (RULES row 10). Confirmed twice is once. Raises
    `NotFound` for days that can not be, and for who mentors nobody.
    """
    word, _, rest = interaction.argument.partition(":")
    if word == "drop":
        return NothingChanged()
    first, last = _days(interaction) if word != "on" else _confirmed(rest)
    if problem := leave_problem(first, last, interaction.today):
        raise NotFound(problem, limit=LONGEST_DAYS)
    pairings = await _hers(interaction, first, last, uow)
    if not pairings:
        raise NotFound("mentor_leave.no_mentees")
    if word != "on":
        return AskLeave(first=first.isoformat(), last=last.isoformat())
    person = interaction.person
    await uow.mentoring.set_leave(person.id, first, last)
    workdays = uow.calendar.of(person.number).workdays
    weeks = [one for one in weeks_away((first, last), workdays) if week_of(one).last >= first]
    for monday in weeks:
        for pairing in pairings:
            if _is_in(pairing, monday):
                await propose(pairing, Reason.LEAVE, monday, uow, at=interaction.at)
    await uow.audit.add(
        at=interaction.at,
        actor=f"person:{person.id}",
        action="mentoring.leave",
        subject=f"person:{person.id}",
    )
    reps = await uow.people.by_id({one.rep_id for one in pairings})
    return LeaveNoted(
        first=first.isoformat(),
        last=last.isoformat(),
        weeks=tuple(one.isoformat() for one in weeks),
        mentees=tuple(reps[one].name for one in dict.fromkeys(each.rep_id for each in pairings)),
    )


def _days(interaction: Interaction) -> tuple[date, date]:
    said = interaction.understood.leave
    if said is None or said.first is None or said.last is None:
        raise NotFound((said and said.problem) or "mentor_leave.how")
    return said.first, said.last


def _confirmed(rest: str) -> tuple[date, date]:
    first, _, last = rest.partition(":")
    return date.fromisoformat(first), date.fromisoformat(last)


async def _hers(
    interaction: Interaction, first: date, last: date, uow: UnitOfWork
) -> list[Pairing]:
    """Give her pairings with those who still work here, in the weeks that the leave touches."""
    found = await uow.mentoring.of_mentor(
        interaction.person.id, week_of(first).start, week_of(last).last
    )
    reps = await uow.people.by_id({one.rep_id for one in found})
    return [one for one in found if reps[one.rep_id].is_active]


def _is_in(pairing: Pairing, monday: date) -> bool:
    ends = pairing.ends_on
    return pairing.starts_on <= week_of(monday).last and (ends is None or ends >= monday)
