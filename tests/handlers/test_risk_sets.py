"""What a night reads by sets is what the rules say of each rep."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from config.plans import read_plan
from handlers.target_count import counts, is_valid
from rules.learning import CompletedBy, Enrolment, Reason, Why, progress
from rules.mentoring import Pairing
from rules.plan_terms import TierOn
from rules.pulse import Rating
from storage.pulse import Answers
from storage.store import Store
from tests.builders import PLAN, a_deal, a_hire, an_event, given_plan, take_in
from tests.risk_team import TUESDAY, WEEKS

_TODAY = date(2026, 11, 24)
_REPS = range(1, 13)


@pytest.fixture
async def staffed(store: Store) -> Store:
    """Twelve new reps and a mentor (13)."""
    await given_plan(store)
    dates = {"hired_on": "2026-09-28", "contract_months": 36, "probation_ends_on": "2027-03-27"}
    await take_in(
        store,
        *(a_hire(f"A{n:03}", roles=["rep"], **dates) for n in _REPS),
        a_hire("A013", roles=["mentor"]),
        is_quiet=True,
    )
    return store


def _courses(draw: Random) -> list[Enrolment]:
    """Draw courses of all kinds: due or not, completed or not, and such as nobody asked for."""
    found = []
    for person in _REPS:
        for n in range(draw.randrange(6)):
            is_asked = draw.random() < 0.8
            done = draw.random() < 0.5 or not is_asked
            due_on = _TODAY + timedelta(days=draw.randint(-2, 2)) if draw.random() < 0.8 else None
            found.append(
                Enrolment(
                    person_id=person,
                    course_id=f"c{n}",
                    reason=Reason(why=Why.BASE, domain="x") if is_asked else None,
                    assigned_on=date(2026, 10, 1) if is_asked else None,
                    due_on=due_on if is_asked else None,
                    completed_at=TUESDAY if done else None,
                    completed_by=CompletedBy.SELF if done else None,
                )
            )
    return found


@pytest.mark.parametrize("seed", range(3))
async def test_progress_of_many_is_that_of_each(staffed: Store, seed: int) -> None:
    courses = _courses(Random(seed))  # noqa: S311 - drawn again the same
    async with staffed.begin() as uow:
        await uow.learning.save_enrolments(courses)

    async with staffed.read() as uow:
        found = await uow.learning.progress(list(_REPS), _TODAY)

    for person in _REPS:
        hers = [one for one in courses if one.person_id == person]
        asked = any(one.assigned_on is not None for one in hers)
        assert found.get(person) == (progress(hers, _TODAY) if asked else None)


async def test_ratings_are_of_the_newest_own_pairing_that_lasts(staffed: Store) -> None:
    old, new, stand_in, over = (1, 2, 3, 4)
    async with staffed.begin() as uow:
        for rep, starts_on, ends_on, is_stand_in in (
            (1, date(2026, 10, 1), None, False),
            (1, date(2026, 11, 2), None, False),
            (2, date(2026, 11, 2), None, True),
            (3, date(2026, 10, 1), date(2026, 11, 23), False),
        ):
            await uow.mentoring.add(
                Pairing(id=0, mentor_id=13, rep_id=rep, starts_on=starts_on, ends_on=ends_on,
                        is_stand_in=is_stand_in)
            )  # fmt: skip
        for pairing in (old, new, stand_in, over):
            said = Answers(satisfaction=pairing, applied=pairing)
            await uow.pulses.save(pairing, WEEKS[0], said, at=TUESDAY)
        await uow.pulses.save(new, WEEKS[1], Answers(satisfaction=9), at=TUESDAY)
        await uow.pulses.save(new, WEEKS[2], Answers(satisfaction=9, applied=9), at=TUESDAY)

    async with staffed.read() as uow:
        found = await uow.pulses.ratings_of_reps([1, 2, 3], _TODAY, until=WEEKS[1])

    # An unfinished answer and a later week are not there; who stands in, or did mentor, neither.
    assert found == {1: [(WEEKS[0], Rating(satisfaction=2, applied=2))]}


async def test_closings_say_what_the_deals_say(staffed: Store) -> None:
    at = "2026-11-20T10:00:00+08:00"
    more = {
        "own": {"is_own": True},
        "exchange": {"is_in_exchange": True},
        "empty": {"is_empty": True},
    }
    await take_in(
        staffed,
        *(a_deal(name) for name in ("plain", "gone", "back", "half", "revived", "fit")),
        *(a_deal(name, **said) for name, said in more.items()),
        a_deal("shared", splits=[{"employee_id": "A001", "share": "0.5"},
                                 {"employee_id": "A002", "share": "0.5"}]),
        a_deal("late", closed_at="2026-12-20T10:00:00+08:00"),
        an_event("e1", "deal.cancelled", {"deal_id": "gone"}, version=2, occurred_at=at),
        an_event("e2", "deal.cancelled", {"deal_id": "revived"}, version=2, occurred_at=at),
        a_deal("revived", id="again", version=3),
        an_event("e3", "deal.refunded", {"deal_id": "back", "refund_id": "1", "amount": "9000.00",
                                         "refunded_at": at}, version=2),
        an_event("e4", "deal.refunded", {"deal_id": "half", "refund_id": "1", "amount": "1.00",
                                         "refunded_at": at}, version=2),
        an_event("e5", "deal.qualified", {"deal_id": "fit", "qualified_at": at}, version=2),
        is_quiet=True,
    )  # fmt: skip
    start, end = (datetime(2026, month, 1, tzinfo=UTC) for month in (11, 12))

    async with staffed.read() as uow:
        found = await uow.deals.closings_of_each([1, 2, 3], start, end)
        deals = {one: await uow.deals.credited_to(one, start, end) for one in (1, 2, 3)}

    assert len(deals[1]) > len(deals[2]) > len(deals[3]) == 0
    for one, hers in deals.items():
        for plan in (read_plan(PLAN), replace(read_plan(PLAN), tier_on=TierOn.VALID)):
            counted = sorted(counts(each, plan) for each in found[one])
            assert counted == sorted(is_valid(each, plan) for each in hers)
