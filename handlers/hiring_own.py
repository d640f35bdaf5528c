"""Sellers as the site itself knows them: results by quarter, how they work, what they were found.

RULES row 1 ranks by credited net amount ÷ quota, whatever a plan pays by. No quota is kept here:
where none is given, each quarter is held against the mean quarter of all, which ranks by credited
net (decision 0047).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from handlers.hiring_credited import credited
from handlers.hiring_habit import behaviours, worked
from rules.candidate import trait_values
from rules.hiring import PERCENT, Scale, Trait
from rules.hiring_profile import QUARTERS, QuarterResult, Seller
from rules.hiring_titles import known_trait
from rules.people import Person, Role
from rules.periods import Calendar, Cut, DayRange
from storage.unit_of_work import UnitOfWork

_CALENDAR = Calendar(cut=Cut.QUARTER)
_PAGE = 1000
#: Behaviours of the profile (row 5: customers a day is the effect report's, never mixed in).
_BEHAVIOURS = (
    "touches_per_week",
    "talk_minutes",
    "deal_cycle_days",
    "reviews_before_closing",
    "listening",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSellers:
    """Sellers with what is looked for, and what their reader should know."""

    sellers: tuple[Seller, ...]
    traits: tuple[Trait, ...]
    scales: Mapping[str, Scale]
    notes: tuple[str, ...]


async def own_sellers(
    uow: UnitOfWork, *, last: str, quota: Decimal | None, default_plan: str, post: str = ""
) -> OwnSellers:
    """Give everybody who sold in a full quarter of the last four, leavers too.

    With a post only the quarters at whose end she had it: credit follows the post of the day.

    `quota` is what a quarter asks of each, in the currency's main unit; None where there is none.
    A whole quarter here without a deal is a result of 0; a part of one is none.
    """
    names = [_CALENDAR.before(last, back) for back in reversed(range(QUARTERS))]
    days = DayRange(start=_CALENDAR.days(names[0]).start, end=_CALENDAR.days(last).end)
    people = await _sellers(uow, days)
    results = await credited(uow, people, days, default_plan=default_plan)
    had = await _had(uow, people, names, post)
    minor = {
        one.id: {
            name: results.get((one.id, name), 0)
            for name in names
            if _was_here(one, name) and one.id in had[name]
        }
        for one in people
    }
    asked = quota * 100 if quota is not None else _mean(minor.values())
    working = await worked(people, days, uow)
    traits, named = await _traits(uow, people)
    sellers = tuple(
        Seller(
            person=one.number,
            quarters={
                name: QuarterResult(credited=Decimal(value), quota=asked)
                for name, value in minor[one.id].items()
            },
            hired_on=one.hired_on,
            is_on_probation=_is_on_probation(one, days.last),
            values={**_known(behaviours(working[one.id])), **traits.get(one.id, {})},
        )
        for one in people
        if minor[one.id]
    )
    looked = {key for one in sellers for key in one.values}
    return OwnSellers(
        sellers=sellers,
        traits=tuple(_trait(key, named) for key in sorted(looked)),
        scales=dict.fromkeys(named, PERCENT),
        notes=_notes(looked, quota=quota),
    )


def _known(figures: Mapping[str, float]) -> dict[str, float]:
    return {key: figures[key] for key in _BEHAVIOURS if key in figures}


async def _sellers(uow: UnitOfWork, days: DayRange) -> list[Person]:
    """Give the reps who were here on some of the days and do not object to being assessed."""
    found: list[Person] = []
    page = await uow.people.everyone(limit=_PAGE)
    while page:
        found += [one for one in page if Role.REP in one.roles and _is_of(one, days)]
        page = await uow.people.everyone(after=page[-1].id, limit=_PAGE)
    objecting = await uow.risks.objects({one.id for one in found})
    return [one for one in found if one.id not in objecting]


def _is_of(one: Person, days: DayRange) -> bool:
    return (
        one.hired_on is not None
        and one.hired_on < days.end
        and (one.left_on is None or one.left_on >= days.start)
    )


def _was_here(one: Person, quarter: str) -> bool:
    """Whether she was here for the whole of a quarter."""
    days = _CALENDAR.days(quarter)
    hired_on = one.hired_on or days.end
    return hired_on <= days.start and (one.left_on is None or one.left_on >= days.last)


async def _had(
    uow: UnitOfWork, people: Sequence[Person], names: Sequence[str], post: str
) -> dict[str, set[int]]:
    """Give who had a post at the end of each quarter; everybody where none is asked for."""
    ids = [one.id for one in people]
    if not post:
        return {name: set(ids) for name in names}
    wanted = " ".join(post.casefold().split())
    found = {}
    for name in names:
        posts = await uow.posts.on(ids, _CALENDAR.days(name).last)
        found[name] = {who for who, said in posts.items() if said.casefold() == wanted}
    return found


def _is_on_probation(one: Person, day: date) -> bool:
    """Whether her probation ran when the last quarter ended, or when she left."""
    if one.confirmed_on is not None or one.probation_ends_on is None:
        return False
    return one.probation_ends_on >= min(one.left_on or day, day)


def _mean(results: Collection[Mapping[str, int]]) -> Decimal | None:
    """Give the mean quarter of all; None where nobody sold anything."""
    values = [value for one in results for value in one.values()]
    return Decimal(sum(values)) / len(values) if sum(values) > 0 else None


async def _traits(
    uow: UnitOfWork, people: Sequence[Person]
) -> tuple[dict[int, dict[str, float]], dict[str, Mapping[str, str]]]:
    """Give what was found of them before they were hired, by person; and the traits' names."""
    ids = {one.id for one in people}
    hires = [one for one in await uow.profiles.hires() if one.person_id in ids]
    raw = await uow.candidates.scores([one.candidate_id for one in hires])
    found = {
        one.person_id: {
            key: float(value.value)
            for key, value in trait_values(raw.get(one.candidate_id, [])).items()
        }
        for one in hires
    }
    names = {one.key: one.names for one in uow.lexicon.traits}
    keys = {key for values in found.values() for key in values}
    return found, {key: names.get(key, {}) for key in keys}


def _trait(key: str, named: Mapping[str, Mapping[str, str]]) -> Trait:
    if key in named:
        return Trait(key=key, title=named[key])
    return known_trait(key) or Trait(key=key)


def _notes(looked: Collection[str], *, quota: Decimal | None) -> tuple[str, ...]:
    notes = []
    if quota is None:
        notes.append(
            "no quota is kept: each quarter is held against the mean quarter of all, which ranks"
            " by credited net; give --quota, or quotas by seller with --data"
        )
    missing = [key for key in _BEHAVIOURS if key not in looked]
    if missing:
        notes.append(f"too little is kept of: {', '.join(missing)}")
    if "listening" in missing:
        notes.append(
            "listening takes 3 ratings in 90 days: mentors give them in the record of a visit;"
            " others come with --data"
        )
    if not any(known_trait(key) is None or key not in _BEHAVIOURS for key in looked):
        notes.append("no seller came by an application with scores: no trait can be looked at")
    return tuple(notes)
