"""Who mentors whom: HR pairs, a mentor's week is planned, and her desk shows what is open."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from handlers.interaction import Interaction
from handlers.waiting import waiting
from rules.access import (
    may_arrange_mentoring,
)
from rules.errors import Conflict, NotAllowed, NotFound
from rules.mentor_change import ConfirmPairing, MentorChanged, NothingChanged, Paired
from rules.mentor_desk import Desk, MenteeWeek, Mentored
from rules.mentor_record import RecordKind
from rules.mentoring import (
    Pairing,
    TaskState,
    WeekPlan,
    is_on_leave,
    plan_week,
    task_state,
)
from rules.notices import Notice, NoticeKind
from rules.people import Person, Role
from rules.periods import DayRange, local_day, week_of
from rules.waiting import Waiting
from storage.mentoring import StoredTask
from storage.unit_of_work import UnitOfWork

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)


# --- Pairing -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Who is to mentor whom, from when; with `until` somebody stands in beside the own mentor."""

    rep: Person
    mentor: Person
    since: date
    until: date | None = None


async def pair(
    match: Match, uow: UnitOfWork, *, at: datetime, actor: str, is_quiet: bool = False
) -> bool:
    """Let somebody mentor a rep from a day on, in place of whoever did; False if it was so before.

    It lasts until the next arrangement that is known, so late news change nothing that came after
    them. Both mentors and the rep are told that the arrangement changes, never why. Raises
    `Conflict` for a person with herself, `NotFound` for one who has left.
    """
    rep, mentor = match.rep, match.mentor
    if rep.id == mentor.id:
        raise Conflict("mentoring.oneself")
    for one in (rep, mentor):
        if not one.is_active:
            raise NotFound("mentoring.has_left", name=one.name)
    await uow.mentoring.lock(rep.id)
    known = await uow.mentoring.of_rep(rep.id, match.since, date.max)
    new = _dated(match, known)
    if any(_is_so(one, new) for one in known):
        return False
    old = [] if new.is_stand_in else _replaced(known, match.since)
    for ended in old:
        await uow.mentoring.end(ended.id, last_day=match.since - _DAY)
    pairing_id = await _begun(new, uow)
    await uow.audit.add(
        at=at, actor=actor, action="mentoring.pair", subject=f"pairing:{pairing_id}"
    )
    if not is_quiet:
        await _tell_all(match, {one.mentor_id for one in old}, pairing_id, uow, at=at)
    await plan(mentor, max(match.since, local_day(at, mentor.zone)), uow)
    return True


async def _begun(new: Pairing, uow: UnitOfWork) -> int:
    """Store it, or let her row go on that ended the day before; give its id.

    So who is given back on the day on which she was replaced keeps her ratings and tasks.
    """
    for one in reversed(await uow.mentoring.ever_of_rep(new.rep_id)):
        is_hers = one.mentor_id == new.mentor_id and not (one.is_stand_in or new.is_stand_in)
        is_cut = one.ends_on == new.starts_on - _DAY and one.starts_on <= new.starts_on
        if is_hers and is_cut:
            await uow.mentoring.end(one.id, last_day=new.ends_on)
            return one.id
    return await uow.mentoring.add(new)


def _dated(match: Match, known: Sequence[Pairing]) -> Pairing:
    """Give the row: to the day before the next arrangement, or as long as somebody stands in."""
    later = [one.starts_on for one in known if not one.is_stand_in and one.starts_on > match.since]
    return Pairing(
        id=0,
        mentor_id=match.mentor.id,
        rep_id=match.rep.id,
        starts_on=match.since,
        ends_on=match.until or (min(later) - _DAY if later else None),
        is_stand_in=match.until is not None,
    )


def _replaced(known: Sequence[Pairing], since: date) -> list[Pairing]:
    return [one for one in known if not one.is_stand_in and one.starts_on <= since]


def _is_so(known: Pairing, new: Pairing) -> bool:
    return (
        (known.mentor_id, known.ends_on) == (new.mentor_id, new.ends_on)
        and known.is_stand_in is new.is_stand_in
        and known.starts_on <= new.starts_on
    )


async def _tell_all(
    match: Match, old: set[int], pairing_id: int, uow: UnitOfWork, *, at: datetime
) -> None:
    told = {match.rep.id: "rep", **dict.fromkeys(old, "old"), match.mentor.id: "new"}
    facts = MentorChanged(
        role="",
        rep=match.rep.name,
        mentor=match.mentor.name,
        since=match.since.isoformat(),
        until=match.until.isoformat() if match.until else "",
    )
    await uow.outbox.put(
        [
            Notice(
                # A row can begin more than once: she is told each time.
                key=f"mentor_changed:{pairing_id}:{int(at.timestamp())}:{person_id}",
                person_id=person_id,
                kind=NoticeKind.MENTOR_CHANGED,
                subject=f"pairing:{match.rep.id}:{person_id}",
                facts=json.dumps({**asdict(facts), "role": role}, ensure_ascii=False),
                at=at,
            )
            for person_id, role in told.items()
        ]
    )


async def pairing(interaction: Interaction, uow: UnitOfWork) -> Mentored:
    """HR says who mentors whom: ask whether that is meant, then do it.

    It counts from today at the earliest, however old the button is: the days before stay as they
    were.
    """
    if not may_arrange_mentoring(interaction.person):
        raise NotAllowed("mentoring.hr_only")
    word, _, rest = interaction.argument.partition(":")
    if word == "drop":
        return NothingChanged()
    if word != "pair":
        return await _to_confirm(interaction, uow)
    rep_id, mentor_id, said = rest.split(":")
    since = max(date.fromisoformat(said), interaction.today)
    people = await uow.people.by_id([int(rep_id), int(mentor_id)])
    rep, mentor = people[int(rep_id)], people[int(mentor_id)]
    match = Match(rep=rep, mentor=mentor, since=since)
    actor = f"person:{interaction.person.id}"
    before = await _own_mentor(rep, since, uow)
    is_new = await pair(match, uow, at=interaction.at, actor=actor)
    is_changed = is_new and before is not None and before.id != mentor.id
    return Paired(
        rep=rep.name,
        mentor=mentor.name,
        since=since.isoformat(),
        is_new=is_new,
        before=before.name if before is not None and is_changed else "",
        back=f"pair:{rep.id}:{before.id}:{since}" if before is not None and is_changed else "",
    )


async def _own_mentor(rep: Person, day: date, uow: UnitOfWork) -> Person | None:
    """Give who mentors a rep on a day and works here, whoever stands in for her."""
    now = [one for one in await uow.mentoring.of_rep(rep.id, day, day) if not one.is_stand_in]
    known = await uow.people.by_id([one.mentor_id for one in now])
    return next((one for one in known.values() if one.is_active), None)


async def _to_confirm(interaction: Interaction, uow: UnitOfWork) -> ConfirmPairing:
    wanted = interaction.understood.mentoring
    if wanted is None:
        raise NotFound("mentoring.how_to_pair")
    rep, mentor = await _named_pair(wanted.person, wanted.other, uow)
    if rep.id == mentor.id:
        raise Conflict("mentoring.oneself")
    today = interaction.today
    now = [one for one in await uow.mentoring.of_rep(rep.id, today, today) if not one.is_stand_in]
    known = await uow.people.by_id([one.mentor_id for one in now])
    return ConfirmPairing(
        rep=rep.name,
        mentor=mentor.name,
        now=", ".join(one.name for one in known.values()),
        mentees=await _mentees_of(mentor, today, uow),
        capacity=uow.mentoring_policy.capacity_of(mentor.number),
        argument=f"pair:{rep.id}:{mentor.id}:{today.isoformat()}",
    )


async def _mentees_of(mentor: Person, day: date, uow: UnitOfWork) -> int:
    """Count whom somebody mentors herself on a day."""
    hers = await uow.mentoring.of_mentor(mentor.id, day, day)
    return len({one.rep_id for one in hers if not one.is_stand_in})


async def _named_pair(rep: str, mentor: str, uow: UnitOfWork) -> tuple[Person, Person]:
    """Give rep and mentor; two Chinese names come without a blank between them, as 李雷赵强.

    They are parted where both parts are somebody's name. Raises `NotFound` for nobody.
    """
    if mentor:
        return await the_one(rep, uow), await the_one(mentor, uow)
    for at in range(2, len(rep) - 1):
        first, second = rep[:at], rep[at:]
        if await uow.people.named(first) and await uow.people.named(second):
            return await the_one(first, uow), await the_one(second, uow)
    raise NotFound("mentoring.how_to_pair")


async def the_one(name: str, uow: UnitOfWork) -> Person:
    """Give the one who works here by this name or number; raise `NotFound` for none, or several."""
    found = [one for one in await uow.people.named(name) if one.is_active]
    if not found:
        raise NotFound("error.nobody_of_that_name", name=name)
    if len(found) > 1:
        numbers = "、".join(one.number for one in found)
        raise NotFound("error.several_of_that_name", name=name, numbers=numbers)
    return found[0]


# --- A week --------------------------------------------------------------------------------------


async def plan(mentor: Person, day: date, uow: UnitOfWork) -> WeekPlan:
    """Give a mentor the tasks of the week that holds a day, those that are not there yet."""
    week = week_of(day)
    pairings = await _to_plan(mentor, week, uow)
    workdays = uow.calendar.of(mentor.number).workdays
    leaves = await uow.mentoring.leave(mentor.id, week.start, week.last)
    planned = plan_week(
        pairings,
        week=day,
        workdays=workdays,
        policy=uow.mentoring_policy,
        is_away=not mentor.is_active or is_on_leave(day, leaves, workdays),
    )
    await uow.mentoring.add_tasks(week.start, planned.tasks)
    return planned


async def _to_plan(mentor: Person, week: DayRange, uow: UnitOfWork) -> list[Pairing]:
    """Give whom she has in a week, but those who have left or for whom somebody stands in."""
    pairings = await uow.mentoring.of_mentor(mentor.id, week.start, week.last)
    reps = await uow.people.by_id({one.rep_id for one in pairings})
    kept = []
    for one in pairings:
        beside = await uow.mentoring.of_rep(one.rep_id, week.start, week.last)
        has_stand_in = not one.is_stand_in and any(other.is_stand_in for other in beside)
        if reps[one.rep_id].is_active and not has_stand_in:
            kept.append(one)
    return kept


async def mentee_weeks(
    mentor: Person, day: date, uow: UnitOfWork, *, today: date
) -> tuple[MenteeWeek, ...]:
    """Give the lines of a mentor's mentees in the week that holds a day, as they stand today."""
    week = week_of(day)
    pairings = await uow.mentoring.of_mentor(mentor.id, week.start, week.last)
    reps = await uow.people.by_id({one.rep_id for one in pairings})
    tasks = await uow.mentoring.tasks([one.id for one in pairings], week.start)
    workdays = uow.calendar.of(mentor.number).workdays
    is_away = is_on_leave(
        day, await uow.mentoring.leave(mentor.id, week.start, week.last), workdays
    )
    lines = []
    for one in pairings:
        hers = [task for task in tasks if task.pairing_id == one.id]
        states = []
        for task in hers:
            state = task_state(
                due_on=task.due_on,
                done_on=task.done_on,
                today=today,
                workdays=workdays,
                is_optional=task.is_optional,
            )
            states.append((task.kind.value, _excused(state, task, one, is_away=is_away).value))
        if not reps[one.rep_id].is_active or (one.ends_on and one.ends_on < today):
            continue
        lines.append(
            MenteeWeek(
                pairing_id=one.id,
                name=reps[one.rep_id].name,
                tasks=tuple(states),
                is_joint=any(task.is_joint for task in hers),
                report_id=await _report_to_comment(one.id, uow),
            )
        )
    return tuple(lines)


def _excused(state: TaskState, task: StoredTask, pairing: Pairing, *, is_away: bool) -> TaskState:
    """Mark nobody down for a week away, or for a mentee who went to somebody else in it."""
    is_over = pairing.ends_on is not None and pairing.ends_on < task.due_on
    is_open = state in {TaskState.OPEN, TaskState.MISSED}
    return TaskState.EXCUSED if is_open and (is_away or is_over) else state


async def _report_to_comment(pairing_id: int, uow: UnitOfWork) -> int:
    for one in await uow.mentor_records.newest(pairing_id, limit=10):
        if one.kind is RecordKind.REPORT and not await uow.mentor_records.comment_on(one.id):
            return one.id
    return 0


async def mentees(interaction: Interaction, uow: UnitOfWork) -> Desk | Waiting:
    """Show a mentor her week: what is open for each mentee (我的带教).

    Who is no mentor asks for her tasks in the same words: she is shown what waits for her.
    """
    person, today = interaction.person, interaction.today
    week = week_of(today)
    found = await mentee_weeks(person, today, uow, today=today)
    if not found and Role.MENTOR not in person.roles:
        return await waiting(interaction, uow)
    leaves = await uow.mentoring.leave(person.id, week.start, week.last)
    return Desk(
        mentees=found,
        is_away=is_on_leave(today, leaves, uow.calendar.of(person.number).workdays),
    )


async def all_hr(uow: UnitOfWork, *, besides: Sequence[int]) -> list[Person]:
    """Give everybody in HR but those whom it is about."""
    return [one for one in await uow.people.having(Role.HR) if one.id not in besides]
