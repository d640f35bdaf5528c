"""The monthly look at a site's own hires: one proposal to HR where it holds, silence where not."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from jobs.threshold import at_landmark
from rules.hiring_match import Pool
from rules.hiring_validity import Outcome
from storage.retention import Career, Week
from storage.store import Store
from tests.builders import Event, a_hire, an_event, take_in
from tests.jobs.crew import answers
from tests.jobs.night import run, told

_SLOT = datetime(2026, 12, 1, 22, 47, tzinfo=UTC)
_FIRST = date(2025, 6, 2)
_TWELVE = timedelta(weeks=12)


async def _hires(store: Store, many: int) -> None:
    """Hire so many, one a day; who has done under 60 % in week 4 leaves in week 12."""
    events: list[Event] = [a_hire("H1", roles=["hr"])]
    for n in range(many):
        hired = _FIRST + timedelta(days=n)
        ends = hired + timedelta(days=181)
        events.append(a_hire(f"A{n:03}", hired_on=str(hired), probation_ends_on=str(ends)))
        if _completion(n) < 0.6:
            gone = {"employee_id": f"A{n:03}", "kind": "resignation",
                    "last_active_on": str(hired + timedelta(weeks=12))}  # fmt: skip
            events.append(an_event(f"left-{n}", "employee.left", gone))
    await take_in(store, *events, at=_SLOT, is_quiet=True)
    async with store.begin() as uow:
        people = await uow.people.by_number([f"A{n:03}" for n in range(many)])
        await uow.retention.add(
            [
                Week(
                    person_id=people[f"A{n:03}"][0].id,
                    week=_monday(_FIRST + timedelta(days=n + 14)),
                    known_at=_SLOT - timedelta(days=1),
                    event_time=_SLOT - timedelta(days=1),
                    facts={"training_completion": _completion(n)},
                )
                for n in range(many)
            ]
        )


def _completion(n: int) -> float:
    return (40 + (n * 37) % 60) / 100


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


async def test_what_holds_is_proposed_to_hr_once(store: Store) -> None:
    await _hires(store, 240)

    await run(store, "threshold", _SLOT)
    await run(store, "threshold", _SLOT + timedelta(days=31))

    [(_, facts)] = await told(store, "threshold")
    assert (facts["present"], facts["proposed"]) == ("80", "60")
    assert facts["known"] == 240
    assert await answers(store, "SELECT state FROM threshold_proposal") == [("open",)]


async def test_under_a_hundred_known_ends_nobody_is_told(store: Store) -> None:
    await _hires(store, 60)

    done = await run(store, "threshold", _SLOT)

    assert (done.state, done.skipped) == ("done", 3)
    assert await told(store, "threshold") == []


def _week(person: int, week: date, completion: float | None) -> Week:
    return Week(
        person_id=person, week=week, known_at=_SLOT, event_time=_SLOT,
        facts={"training_completion": completion},
    )  # fmt: skip


def _career(person: int, left_on: date | None = None) -> Career:
    return Career(
        person_id=person, hired_on=_FIRST, probation_ends_on=_FIRST + timedelta(days=181),
        left_on=left_on, outcome=None, decided_on=None,
    )  # fmt: skip


def test_the_landmark_is_the_last_known_week_up_to_the_28th_day() -> None:
    weeks = [_week(1, _FIRST + timedelta(weeks=n), 0.1 * n) for n in range(8)]

    [(career, value)] = at_landmark(weeks, [_career(1)])

    assert career.person_id == 1
    assert round(value, 1) == 0.3


def test_who_left_by_the_28th_day_or_has_nothing_due_is_no_case() -> None:
    weeks = [_week(n, _FIRST + timedelta(weeks=2), 0.5) for n in (1, 2)]
    weeks.append(_week(3, _FIRST + timedelta(weeks=2), None))
    gone = [_career(1, _FIRST + timedelta(days=28)), _career(2, _FIRST + timedelta(days=29))]

    found = at_landmark(weeks, [*gone, _career(3)])

    assert [career.person_id for career, _ in found] == [2]


async def _hired_candidates(store: Store, many: int) -> None:
    """Hire so many with scores from 40 to 99; who had under 70 leaves in week 12."""
    events: list[Event] = [a_hire("H1", roles=["hr"])]
    for n in range(many):
        hired = _FIRST + timedelta(days=n)
        ends = hired + timedelta(days=181)
        events.append(a_hire(f"A{n:03}", hired_on=str(hired), probation_ends_on=str(ends)))
        said = {"employee_id": f"A{n:03}"}
        if _score(n) < 70:
            gone = {**said, "kind": "resignation", "last_active_on": str(hired + _TWELVE)}
            events.append(an_event(f"left-{n}", "employee.left", gone))
        else:
            events.append(an_event(f"stay-{n}", "employee.confirmed", said))
    await take_in(store, *events, at=_SLOT, is_quiet=True)
    async with store.begin() as uow:
        people = await uow.people.by_number([f"A{n:03}" for n in range(many)])
        for n in range(many):
            outcome = Outcome(score=Decimal(_score(n)), pool=Pool.MIDDLE, confirmed=None)
            await uow.profiles.hire(n + 1, people[f"A{n:03}"][0].id, outcome, "1", at=_SLOT)


def _score(n: int) -> int:
    return 40 + (n * 37) % 60


async def test_a_higher_bar_of_hiring_is_proposed_with_what_it_costs(store: Store) -> None:
    await _hired_candidates(store, 240)

    await run(store, "threshold", _SLOT)
    await run(store, "threshold", _SLOT + timedelta(days=31))

    facts, key = [one for _, one in await told(store, "threshold")]
    assert (facts["rule"], facts["present"], facts["proposed"]) == ("match_low", "60", "70")
    assert (facts["low"], facts["high"]) == ("70", "70")
    assert (facts["found_worth"], facts["needless_cost"]) == ("15000", "5000")
    assert facts["stayed_now"] == "42/56 75.00% (62.31-84.48)"
    assert facts["stayed_then"] == "42/42 100.00% (91.62-100.00)"
    # Who scored 70 has no key review over 70: one of sixty, against four who left at 66 to 69.
    assert (key["rule"], key["present"], key["proposed"]) == ("match_key", "80", "70")
    assert (key["found_worth"], key["needless_cost"]) == ("6000", "2500")
    assert (key["flagged_now"], key["found_now"]) == (57, 42)


async def test_who_was_hired_with_too_little_data_or_is_on_probation_still_judges_no_bar(
    store: Store,
) -> None:
    await _hired_candidates(store, 99)
    async with store.begin() as uow:
        person = (await uow.people.by_number(["H1"]))["H1"][0]
        scant = Outcome(score=Decimal(90), pool=Pool.INSUFFICIENT_DATA, confirmed=None)
        await uow.profiles.hire(999, person.id, scant, "1", at=_SLOT)

    await run(store, "threshold", _SLOT)

    assert await told(store, "threshold") == []
