"""What each rule of `foothold policy backtest` looks at in the store, as readings by day."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from handlers.account import PlanBook, plan_book
from handlers.hiring import matches_of
from handlers.hiring_habit import in_days, worked
from handlers.hiring_own import own_sellers
from handlers.hiring_profile import in_force
from handlers.retention_report import has_stayed
from handlers.target_count import count, credited_net
from handlers.threshold import policy_on, pools_on
from rules.activity import Activity, is_reported, touches
from rules.backtest import RULES, WEEKLY, Reading, Rule, SeenWeek, Whom, weekly
from rules.hiring import two_places
from rules.people import Person
from rules.periods import Calendar, DayRange, local_day, week_of
from rules.risk import RiskPolicy
from rules.skill import skill_of_week
from rules.target import TargetPolicy, results_growth, results_windows, skill_growth
from storage.retention import Career
from storage.unit_of_work import UnitOfWork

_WEEK = timedelta(weeks=1)
_MONTHS = Calendar()


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The days that are looked at, by which figures of the site."""

    days: DayRange
    today: date
    now: datetime
    #: The company's: who applied has none of her own.
    zone: str
    risk: RiskPolicy
    targets: TargetPolicy
    default_plan: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """A span with those on probation in it who do not object, and their plans."""

    span: Span
    people: Mapping[int, Person]
    careers: tuple[Career, ...]
    book: PlanBook


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """What a rule would have looked at, its present value, and whose end is known."""

    readings: tuple[Reading, ...]
    present: Decimal
    has_stayed: Mapping[int, bool | None]


async def readings(rule: Rule, threshold: Decimal, span: Span, uow: UnitOfWork) -> Readings:
    """Give what a rule looks at; a threshold matters where a rule counts weeks up to it."""
    present = await _present(span, uow)
    if RULES[rule].whom is Whom.SELLERS:
        found, stayed = await _sellers(span, uow)
        return Readings(readings=found, present=present[rule], has_stayed=stayed)
    if RULES[rule].whom is Whom.CANDIDATES:
        found, stayed = await _candidates(rule, span, uow)
        return Readings(readings=found, present=present[rule], has_stayed=stayed)
    seen = await _seen(span, uow)
    stayed = {
        one.person_id: has_stayed(one, span.today) for one in seen.careers if one.outcome != "ended"
    }
    if rule in WEEKLY:
        weeks = await _weeks(span, uow)
        # Each value looks back as far as it asks for itself.
        found = tuple(weekly(rule, threshold, weeks, present=present))
    else:
        found = tuple(await _BY_RULE[rule](seen, uow))
    return Readings(readings=found, present=present[rule], has_stayed=stayed)


async def _present(span: Span, uow: UnitOfWork) -> dict[Rule, Decimal]:
    """Give what each rule says at this site today."""
    pools, targets = await pools_on(uow, span.today), span.targets
    training = (await policy_on(uow, span.risk, span.today)).training_under
    own = {
        Rule.TRAINING_DUE: training,
        Rule.MATCH_LOW: pools.low,
        Rule.MATCH_KEY: pools.key,
        Rule.DEALS_A_MONTH: Decimal(targets.base),
        Rule.SKILL_GROWTH: targets.skill_growth,
        Rule.RESULTS_GROWTH: targets.results_growth,
    }
    return {rule: own.get(rule, ruled.present) for rule, ruled in RULES.items()}


async def _seen(span: Span, uow: UnitOfWork) -> _Seen:
    careers = [one for one in await uow.retention.careers() if _is_in(one, span.days)]
    objecting = await uow.risks.objects({one.person_id for one in careers})
    kept = tuple(one for one in careers if one.person_id not in objecting)
    people = await uow.people.by_id({one.person_id for one in kept})
    book = await plan_book(uow, list(people.values()), default_plan=span.default_plan)
    return _Seen(span=span, people=people, careers=kept, book=book)


def _is_in(one: Career, days: DayRange) -> bool:
    """Whether some of the days are of her probation."""
    ends = [day for day in (one.left_on, one.probation_ends_on, one.decided_on) if day is not None]
    return one.hired_on < days.end and min(ends, default=days.start) >= days.start


async def _weeks(span: Span, uow: UnitOfWork) -> list[SeenWeek]:
    weeks = await uow.retention.first_known(by=span.now)
    objecting = await uow.risks.objects({one.person_id for one in weeks})
    return [
        SeenWeek(
            person_id=one.person_id,
            week=one.week,
            completion=one.facts.get("training_completion"),
            rating=one.facts.get("mentor_rating"),
            deals=one.facts.get("deals"),
        )
        for one in weeks
        if one.person_id not in objecting
    ]


async def _touches(seen: _Seen, uow: UnitOfWork) -> list[Reading]:
    """Give touches of each whole week as a full one would have had.

    A week in which neither she nor anybody under the same manager reported is no reading.
    """
    days = seen.span.days
    done: dict[int, list[Activity]] = {one: [] for one in seen.people}
    for activity in await uow.activities.of(seen.people, days):
        done[activity.person_id].append(activity)
    found = []
    for week in _whole_weeks(days):
        teams = await uow.activities.teams_on(week)
        for person_id, person in sorted(seen.people.items()):
            if person.hired_on is not None and person.hired_on > week.start:
                continue
            of_team = person.manager_number in teams
            if not is_reported(done[person_id], week, of_team=of_team):
                continue
            mine = [one for one in done[person_id] if one.day in week]
            share = uow.calendar.of(person.number).workdays.pro_rata(Decimal(100), week.start)
            value = two_places(Decimal(touches(mine) * 100) / share) if share else None
            found.append(Reading(who=person_id, on=week.start, value=value))
    return found


async def _reviews(seen: _Seen, uow: UnitOfWork) -> list[Reading]:
    """Give one reading of all days: of her closed deals, those with a report before the close."""
    found = await worked(list(seen.people.values()), seen.span.days, uow)
    start = seen.span.days.start
    return [Reading(who=who, on=start, value=one.reviews.value) for who, one in found.items()]


async def _listening(seen: _Seen, uow: UnitOfWork) -> list[Reading]:
    """Give one reading: the mean of the last 90 of the days; under three ratings are none."""
    found = await worked(list(seen.people.values()), seen.span.days, uow)
    start = seen.span.days.start
    return [Reading(who=who, on=start, value=one.listening.value) for who, one in found.items()]


async def _overdue(seen: _Seen, uow: UnitOfWork) -> list[Reading]:
    """Give, on the day of each overdue reminder of a course, the how-manieth it was.

    Reps with a course on their path are judged, who got none by nought.
    """
    known = await uow.learning.enrolments(seen.people)
    due = {(one.person_id, one.course_id): one.due_on for one in known if one.due_on is not None}
    start, found = seen.span.days.start, []
    for who in sorted({who for who, _ in due}):
        workdays = uow.calendar.of(seen.people[who].number).workdays
        found.append(Reading(who=who, on=start, value=Decimal(0)))
        for course, days in (await uow.learning.told(who, now=seen.span.now)).items():
            if (due_on := due.get((who, course))) is None:
                continue
            late = sorted(day for day in days if day > workdays.add(due_on, 0))
            found += [
                Reading(who=who, on=day, value=Decimal(n)) for n, day in enumerate(late, start=1)
            ]
    return found


async def _tests(seen: _Seen, uow: UnitOfWork) -> list[Reading]:
    found = []
    for one in await uow.learning.assessments(seen.people):
        day = in_days(one.taken_at, seen.people[one.person_id].zone, seen.span.days)
        if day is not None and one.week is None:
            found.append(Reading(who=one.person_id, on=day, value=one.score.percent))
    return found


async def _answers(seen: _Seen, uow: UnitOfWork) -> list[Reading]:
    days = seen.span.days
    said = await uow.pulses.answers_of(list(seen.people), days.start, days.last)
    return [Reading(who=who, on=week, value=Decimal(value)) for who, week, value in said]


async def _deals(seen: _Seen, uow: UnitOfWork) -> list[Reading]:
    """Give the valid deals of each whole calendar month that lies in the days."""
    found = []
    days = seen.span.days
    month = _MONTHS.days(_MONTHS.period(days.start))
    while month.end <= days.end:
        if month.start >= days.start:
            for person in seen.people.values():
                if person.hired_on is None or person.hired_on <= month.start:
                    counted = await count(uow, person, month, seen.book)
                    value = Decimal(len(counted.valid))
                    found.append(Reading(who=person.id, on=month.start, value=value))
        month = _MONTHS.days(_MONTHS.period(month.end))
    return found


async def _skill(seen: _Seen, uow: UnitOfWork) -> list[Reading]:
    tests = await uow.learning.assessments(seen.people)
    found = []
    for person in seen.people.values():
        hers = [one for one in tests if one.person_id == person.id]
        for week in _whole_weeks(seen.span.days):
            after = skill_of_week(hers, week, person.zone)
            if after is None:
                continue
            before = skill_of_week(hers, week_of(week.start - _WEEK), person.zone)
            value = skill_growth(seen.span.targets, before, after).percent
            found.append(Reading(who=person.id, on=week.start, value=value))
    return found


async def _results(seen: _Seen, uow: UnitOfWork) -> list[Reading]:
    """Give the growth as of each of her workdays; too few deals before are no reading."""
    found, policy = [], seen.span.targets
    for person in seen.people.values():
        workdays = uow.calendar.of(person.number).workdays
        days = [day for day in _each(seen.span.days) if workdays.is_workday(day)]
        windows = [one for day in days for one in results_windows(policy, day, workdays)]
        sums = await credited_net(uow, person, windows, seen.book)
        for place, day in enumerate(days):
            (before, deals), (after, _) = sums[2 * place : 2 * place + 2]
            verdict = results_growth(policy, before=before, after=after, deals_before=deals)
            found.append(Reading(who=person.id, on=day, value=verdict.percent))
    return found


_BY_RULE: Mapping[Rule, Callable[[_Seen, UnitOfWork], Awaitable[list[Reading]]]] = {
    Rule.TOUCHES_PER_WEEK: _touches,
    Rule.REVIEWS_BEFORE_CLOSING: _reviews,
    Rule.LISTENING: _listening,
    Rule.OVERDUE_REMINDERS: _overdue,
    Rule.PASS_MARK: _tests,
    Rule.MENTOR_SINGLE: _answers,
    Rule.DEALS_A_MONTH: _deals,
    Rule.SKILL_GROWTH: _skill,
    Rule.RESULTS_GROWTH: _results,
}


async def _sellers(
    span: Span, uow: UnitOfWork
) -> tuple[tuple[Reading, ...], dict[int, bool | None]]:
    """Give the share from which on each seller is top, of the four full quarters before the end.

    Of a seller is told whether she has left since; nobody here is on probation.
    """
    # numpy is loaded only where something is computed.
    from rules.hiring_profile import last_full_quarter, rank, shares  # noqa: PLC0415

    last = last_full_quarter(span.days.end)
    own = await own_sellers(uow, last=last, quota=None, default_plan=span.default_plan)
    found = shares(rank(own.sellers, last=last))
    people = {number: one for number, (one, _) in (await uow.people.by_number(found)).items()}
    return (
        tuple(
            Reading(who=people[number].id, on=span.days.start, value=value)
            for number, value in found.items()
        ),
        {one.id: one.is_active for one in people.values()},
    )


async def _candidates(
    rule: Rule, span: Span, uow: UnitOfWork
) -> tuple[tuple[Reading, ...], dict[int, bool | None]]:
    """Give who applied on these days; whoever was hired with the score that she was hired with."""
    zone = ZoneInfo(span.zone)
    start, end = (
        datetime.combine(day, time(), zone).astimezone(UTC)
        for day in (span.days.start, span.days.end)
    )
    applied = await uow.candidates.added_between(start, end)
    hires = {one.candidate_id: one.outcome for one in await uow.profiles.hires()}
    profile = await in_force(uow, span.today)
    matches = await matches_of(uow, profile, [one.id for one in applied])
    found = []
    for one in applied:
        seen, hired = matches[one.id], hires.get(one.id)
        value = seen.weight_scored if rule is Rule.MATCH_WEIGHT else seen.score
        if hired is not None and rule is not Rule.MATCH_WEIGHT:
            value = hired.score
        found.append(Reading(who=one.id, on=local_day(one.added_at, span.zone), value=value))
    return tuple(found), {number: one.confirmed for number, one in hires.items()}


def _whole_weeks(days: DayRange) -> list[DayRange]:
    found = []
    week = week_of(days.start)
    while week.end <= days.end:
        if week.start >= days.start:
            found.append(week)
        week = week_of(week.end)
    return found


def _each(days: DayRange) -> list[date]:
    return [days.start + timedelta(days=n) for n in range((days.end - days.start).days)]
