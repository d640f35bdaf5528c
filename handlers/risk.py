"""Assess many new reps at once: their courses, pairings and results, read by sets."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers.account import PlanBook, plan_book
from handlers.target_count import counts
from rules.activity import Activity, is_reported, touches
from rules.company_calendar import CompanyCalendar
from rules.learning import Progress
from rules.loop import LoopPolicy
from rules.people import Person
from rules.periods import DayRange, local_day, week_of
from rules.pulse import PulseVerdict, Rating, assess_pulse
from rules.risk import (
    LONGEST_SEARCH,
    Assessment,
    Level,
    RiskPolicy,
    Signal,
    feed_is_missing,
    figure_weeks,
    first_deal_median,
    level_of,
    mentor_signal,
    stalled_signal,
    tenure_week,
    training_signal,
)
from rules.target import Closing
from storage.unit_of_work import UnitOfWork

#: Whose first deals say what is usual: who was hired in so long.
_COMPARED = timedelta(days=730)
#: The company's weeks before one without a deal that say what is usual.
_USUAL_WEEKS = 8
#: A rating older than this says nothing of now; as in the verdict of row 11.
_STALE = timedelta(days=21)
_DAY, _WEEK = timedelta(days=1), timedelta(weeks=1)
_ASKED_NOTHING = Progress(completed=0, total=0, due=0, due_completed=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """When it is looked, and by which figures; `at` is the slot, `zone` the company's."""

    at: datetime
    zone: str
    default_plan: str
    policy: RiskPolicy
    loop: LoopPolicy = LoopPolicy()

    @property
    def today(self) -> date:
        """The company's day."""
        return local_day(self.at, self.zone)

    @property
    def new_since(self) -> date:
        """Who was hired on this day or later is new where no end of probation is known."""
        return self.today - timedelta(weeks=self.policy.new_for_weeks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Backdrop:
    """What is the same for everybody in a night: asked once, not for each range of reps."""

    #: The newest week whose figures are final.
    week: DayRange
    #: Weeks without a feed of deals.
    gaps: frozenset[DayRange]
    #: By engagement, the week by which half have had their first deal.
    first_deal_weeks: Mapping[str, int]
    book: PlanBook
    #: The managers under whom activity was reported, by week; filled as weeks are asked for.
    teams: dict[DayRange, frozenset[str]] = field(default_factory=dict)

    async def teams_in(self, week: DayRange, uow: UnitOfWork) -> frozenset[str]:
        """Give under whom activity of a week was reported, asked once a night."""
        if week not in self.teams:
            self.teams[week] = await uow.activities.teams_on(week)
        return self.teams[week]


async def backdrop(uow: UnitOfWork, night: Night) -> Backdrop:
    """Look up what is the same for everybody."""
    week = uow.calendar.newest_cut_week(night.at, night.zone)
    looked_at = [week_of(week.start - n * _WEEK) for n in range(LONGEST_SEARCH)]
    return Backdrop(
        week=week,
        gaps=frozenset([one for one in looked_at if await has_gap(uow, one, night.zone)]),
        first_deal_weeks=await _first_deals(uow, night),
        book=await plan_book(uow, [], default_plan=night.default_plan),
    )


async def assess(
    uow: UnitOfWork, person_ids: Collection[int], night: Night, behind: Backdrop
) -> list[Assessment]:
    """Assess these reps by figures that are cut; of who objects nothing is read."""
    objecting = await uow.risks.objects(person_ids)
    people = await uow.people.by_id([one for one in person_ids if one not in objecting])
    # Of the day that is over: who has until tonight is behind with nothing yet.
    courses = await uow.learning.progress(people, night.today - _DAY)
    rated = await uow.pulses.ratings_of_reps(people, night.today, until=behind.week.start)
    results = await _results(uow, people.values(), night, behind)
    found = [
        Assessment(
            person_id=one,
            week=behind.week.start,
            level=Level.NOT_EVALUATED,
            policy_version=night.policy.version,
            is_excluded=True,
        )
        for one in objecting
    ]
    for one in people:
        signals = (
            training_signal(courses.get(one, _ASKED_NOTHING), night.policy),
            mentor_signal(_verdict(rated.get(one, []), behind.week)),
            results[one],
        )
        found.append(
            Assessment(
                person_id=one,
                week=behind.week.start,
                level=level_of(signals),
                signals=signals,
                policy_version=night.policy.version,
            )
        )
    return sorted(found, key=lambda one: one.person_id)


async def has_gap(uow: UnitOfWork, week: DayRange, zone: str) -> bool:
    """Whether a week has no deal of anybody although the company sells (RULES row 20)."""
    if await uow.deals.any_closed(_begin(week.start, zone), _begin(week.end, zone)):
        return False
    usual = []
    for _ in range(_USUAL_WEEKS):
        week = week_of(week.start - timedelta(days=1))
        closed = await uow.deals.count_closed(_begin(week.start, zone), _begin(week.end, zone))
        usual.append(closed)
    return feed_is_missing(0, usual)


def _verdict(rated: Sequence[tuple[date, Rating]], week: DayRange) -> PulseVerdict:
    """Judge a pairing by its ratings, unless the newest says nothing of now."""
    is_fresh = bool(rated) and rated[-1][0] >= week.start - _STALE
    return assess_pulse([rating for _, rating in rated] if is_fresh else [])


async def _results(
    uow: UnitOfWork, people: Collection[Person], night: Night, behind: Backdrop
) -> dict[int, Signal]:
    weeks = _weeks_of_each(uow.calendar, people, behind.week)
    looked_at = {each for some in weeks.values() for each in some}
    closings: dict[int, list[Closing]] = {}
    if looked_at:
        # A day wider on both sides than any zone is off.
        start = min(looked_at).start - timedelta(days=1)
        end = max(looked_at).end + timedelta(days=1)
        closings = await uow.deals.closings_of_each(
            [one.id for one in people], _begin(start, night.zone), _begin(end, night.zone)
        )
    early = [
        one
        for one in people
        if one.hired_on
        and tenure_week(one.hired_on, night.today)
        < behind.first_deal_weeks.get(one.engagement.value, 0)
    ]
    touched = await _touches(uow, early, weeks, behind)
    book = await behind.book.of(uow, people)
    return {
        one.id: stalled_signal(
            weeks[one.id],
            _counts(one, closings.get(one.id, []), weeks[one.id], book),
            tenure_week=tenure_week(one.hired_on, night.today) if one.hired_on else 0,
            first_deal_week=behind.first_deal_weeks.get(one.engagement.value),
            has_gap=not behind.gaps.isdisjoint(weeks[one.id]),
            touched=touched.get(one.id, ()),
        )
        for one in people
    }


async def _touches(
    uow: UnitOfWork,
    early: Collection[Person],
    weeks: Mapping[int, Sequence[DayRange]],
    behind: Backdrop,
) -> dict[int, tuple[int, ...]]:
    """Count touches by week of those whose post does not sell so early (RULES rows 2 and 20).

    A rep is left out where one of her weeks has no activity of hers, nor of anybody under the same
    manager: a team that reports nothing is no nought of hers.
    """
    looked_at = {each for one in early for each in weeks[one.id]}
    if not looked_at:
        return {}
    teams = {each: await behind.teams_in(each, uow) for each in looked_at}
    span = DayRange(
        start=min(one.start for one in looked_at), end=max(one.end for one in looked_at)
    )
    done: dict[int, list[Activity]] = {one.id: [] for one in early}
    for activity in await uow.activities.of(list(done), span):
        done[activity.person_id].append(activity)
    return {
        one.id: tuple(
            touches([each for each in done[one.id] if each.day in week]) for week in weeks[one.id]
        )
        for one in early
        if weeks[one.id]
        and all(
            is_reported(done[one.id], week, of_team=one.manager_number in teams[week])
            for week in weeks[one.id]
        )
    }


def _weeks_of_each(
    calendar: CompanyCalendar, people: Collection[Person], newest: DayRange
) -> dict[int, list[DayRange]]:
    """Give the weeks that each is judged by; who began on one day by one calendar share them."""
    known: dict[tuple[int, date | None], list[DayRange]] = {}
    found = {}
    for one in people:
        workdays = calendar.of(one.number).workdays
        key = id(workdays), one.hired_on
        if key not in known:
            known[key] = figure_weeks(newest, one.hired_on, workdays)
        found[one.id] = known[key]
    return found


def _counts(
    person: Person, closings: Sequence[Closing], weeks: Sequence[DayRange], book: PlanBook
) -> list[int]:
    """Count her valid deals (有效单) of each week, by the days of her own zone."""
    days = []
    for one in closings:
        day = local_day(one.closed_at, person.zone)
        if book.versions and counts(one, book.current(person.id, day).plan):
            days.append(day)
    return [sum(day in week for day in days) for week in weeks]


async def _first_deals(uow: UnitOfWork, night: Night) -> dict[str, int]:
    """Give the week by which half of a post have sold; the engagement stands for the post."""
    cases: dict[str, list[tuple[int, bool]]] = {}
    for engagement, hired_on, at in await uow.risks.first_deals(night.today - _COMPARED):
        until = night.today if at is None else local_day(at, night.zone)
        week = max(1, tenure_week(hired_on, until))
        cases.setdefault(engagement, []).append((week, at is not None))
    medians = {
        post: first_deal_median(some, fewest=night.policy.first_deal_cases)
        for post, some in cases.items()
    }
    return {post: week for post, week in medians.items() if week is not None}


def _begin(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
