"""What each rule of a back-test reads in the store: of whom, as of when, and what is not kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from config.catalogue import read_catalogue
from config.plans import read_plan
from handlers.backtest import Span, readings
from handlers.mentoring import Match, pair
from rules.backtest import BackTest, Rule, backtest
from rules.periods import DayRange
from rules.risk import RiskPolicy
from rules.target import TargetPolicy
from storage.retention import Week
from storage.store import Store
from tests.builders import Event, a_deal, a_hire, an_event, given_plan, take_in
from tests.hiring_team import PROFILE, applied, assessed
from tests.hiring_team import tested as in_each
from tests.listening import visited

#: November, with its four whole weeks from the 2nd on.
_DAYS = DayRange(start=date(2026, 11, 2), end=date(2026, 12, 1))
_NOW = datetime(2026, 12, 1, 2, tzinfo=UTC)
_LEI, _MEI = 1, 2


@pytest.fixture
async def company(store: Store) -> Store:
    """李雷 and 韩梅 are on probation since October, 3 has been confirmed for a year."""
    store.hand_profile = PROFILE
    await given_plan(store)
    new = {"hired_on": "2026-10-01", "contract_months": 36, "probation_ends_on": "2027-03-31"}
    old = {"hired_on": "2025-01-01", "contract_months": 36, "probation_ends_on": "2025-06-30"}
    await take_in(
        store,
        a_hire("A001", **new),
        a_hire("A002", **new),
        a_hire("A003", **old),
        is_quiet=True,
    )
    return store


async def _try(store: Store, rule: Rule, threshold: str, *, days: DayRange = _DAYS) -> BackTest:
    span = Span(
        days=days, today=_NOW.date(), now=_NOW, zone="Asia/Shanghai", risk=RiskPolicy(),
        targets=TargetPolicy(), default_plan="standard",
    )  # fmt: skip
    async with store.read() as uow:
        found = await readings(rule, Decimal(threshold), span, uow)
    return backtest(
        rule, Decimal(threshold), found.readings, start=days.start, end=days.end,
        has_stayed=found.has_stayed,
    )  # fmt: skip


def _met(person: str, day: str, many: int) -> list[Event]:
    return [
        an_event(
            f"act-{person}-{day}-{n}",
            "activity.logged",
            {"employee_id": person, "kind": "visit", "day": day, "customer_id": f"C{n}"},
        )
        for n in range(many)
    ]


async def test_touches_are_read_week_by_week_and_who_reports_none_is_not_judged(
    company: Store,
) -> None:
    weeks = ("2026-11-03", "2026-11-10", "2026-11-17", "2026-11-24")
    events = [one for week in weeks for one in _met("A001", week, 12)]
    await take_in(company, *events, *_met("A001", "2026-11-25", 1), *_met("A003", weeks[0], 1))

    at, over = [
        await _try(company, Rule.TOUCHES_PER_WEEK, threshold) for threshold in ("12", "12.01")
    ]

    assert (at.flagged, at.judged) == ((), 1)
    assert (over.flagged, over.judged) == ((_LEI,), 1)


async def test_whose_team_reports_is_judged_by_nought_and_no_other(company: Store) -> None:
    new = {"hired_on": "2026-10-01", "contract_months": 36, "probation_ends_on": "2027-03-31"}
    await take_in(
        company,
        *(
            a_hire(f"B00{n}", manager=manager, **new)
            for n, manager in enumerate(("M1", "M1", "M2"))
        ),
        *_met("B000", "2026-11-03", 12),
        is_quiet=True,
    )
    async with company.read() as uow:
        people = await uow.people.by_number(["B001"])

    found = await _try(company, Rule.TOUCHES_PER_WEEK, "12")

    # In the weeks after it nobody of the team reported: they are no reading of B000's either.
    assert (found.flagged, found.judged) == ((people["B001"][0].id,), 2)


async def test_nothing_kept_flags_nobody(company: Store) -> None:
    for rule in Rule:
        found = await _try(company, rule, "2")

        assert (found.flagged, found.judged) == ((), 0)


async def _reported(store: Store, person: int, customer: str, at: datetime) -> None:
    from rules.mentor_record import RecordKind  # noqa: PLC0415 - one line of a helper

    async with store.begin() as uow:
        one = await uow.mentor_records.draft(
            key=f"{person}:{customer}", author_id=person, pairing_id=None,
            kind=RecordKind.REPORT, on_day=at.date(), at=at,
            fields={"customer": customer, "report": "x"},
        )  # fmt: skip
        await uow.mentor_records.save(one.id, at=at)


async def test_a_report_counts_that_is_older_than_its_close(company: Store) -> None:
    await take_in(
        company,
        a_deal("D1", employee_id="A001", customer_id="华星", closed_at="2026-11-10T10:00:00+08:00"),
        a_deal("D2", employee_id="A002", customer_id="青禾", closed_at="2026-11-10T10:00:00+08:00"),
    )
    await _reported(company, _LEI, "华星 ", datetime(2026, 11, 10, 1, 59, tzinfo=UTC))
    await _reported(company, _MEI, "青禾", datetime(2026, 11, 10, 2, 0, tzinfo=UTC))

    found = await _try(company, Rule.REVIEWS_BEFORE_CLOSING, "100")

    assert (found.flagged, found.judged) == ((_MEI,), 2)


async def test_a_month_of_three_valid_deals_is_enough(store: Store, company: Store) -> None:
    days = [f"2026-11-{day:02}T10:00:00+08:00" for day in (3, 10, 17)]
    deals = [a_deal(f"D{n}", employee_id="A001", closed_at=at) for n, at in enumerate(days)]
    await take_in(store, *deals, a_deal("E1", employee_id="A002", closed_at=days[0]))

    november = DayRange(start=date(2026, 11, 1), end=date(2026, 12, 1))
    found = await _try(company, Rule.DEALS_A_MONTH, "3", days=november)

    assert (found.flagged, found.judged) == ((_MEI,), 2)


def _skill(person: str, week: str, score: str) -> Event:
    said = {"employee_id": person, "week": week, "product": score, "communication": score}
    return an_event(f"skill-{person}-{week}", "skill.scored", said)


async def test_skill_grows_strictly_more_than_ten_percent(company: Store) -> None:
    await take_in(
        company,
        _skill("A001", "2026-11-02", "60"),
        _skill("A001", "2026-11-09", "66"),
        _skill("A002", "2026-11-02", "60"),
        _skill("A002", "2026-11-09", "66.06"),
    )

    found = await _try(company, Rule.SKILL_GROWTH, "10")

    assert (found.flagged, found.judged) == ((_MEI,), 2)


async def test_results_are_compared_over_seven_workdays(company: Store) -> None:
    before = [a_deal(f"D{n}", employee_id="A001", amount="1000.00",
                     closed_at=f"2026-11-{n:02}T10:00:00+08:00") for n in (3, 4, 5)]  # fmt: skip
    after = [a_deal(f"D{n}", employee_id="A001", amount="1100.00",
                    closed_at=f"2026-11-{n:02}T10:00:00+08:00") for n in (11, 12, 13)]  # fmt: skip
    await take_in(company, *before, *after)

    found = await _try(company, Rule.RESULTS_GROWTH, "5")
    most = await _try(company, Rule.RESULTS_GROWTH, "1000")

    assert (found.flagged, found.judged) == ((_LEI,), 1)
    assert most.flagged == ()


async def test_pools_are_tried_on_those_who_applied(company: Store) -> None:
    await take_in(
        company,
        applied("C1", "王芳"),
        *in_each("C1", "9"),
        applied("C2", "李强"),
        *in_each("C2", "6"),
        applied("C3", "孙磊"),
        assessed("C3", "stress_resistance", "1"),
        applied("C4", "周一"),
    )

    low = await _try(company, Rule.MATCH_LOW, "60")
    higher = await _try(company, Rule.MATCH_LOW, "65")
    key = await _try(company, Rule.MATCH_KEY, "80")
    weight = await _try(company, Rule.MATCH_WEIGHT, "70")

    assert (low.flagged, low.judged) == ((3,), 3)
    assert higher.flagged == (2, 3)
    assert key.flagged == (1,)
    assert (weight.flagged, weight.judged) == ((3, 4), 4)


@pytest.mark.parametrize(
    ("at", "judged"),
    [
        pytest.param(datetime(2026, 11, 1, 15, 59, tzinfo=UTC), 0, id="the evening before"),
        pytest.param(datetime(2026, 11, 1, 16, tzinfo=UTC), 1, id="the first of the days"),
        pytest.param(datetime(2026, 11, 30, 15, 59, tzinfo=UTC), 1, id="the last of them"),
        pytest.param(datetime(2026, 11, 30, 16, tzinfo=UTC), 0, id="the night after"),
    ],
)
async def test_who_applied_is_of_the_companys_day(
    company: Store, at: datetime, judged: int
) -> None:
    await take_in(company, applied("C1", "王芳"), *in_each("C1", "9"), at=at)

    assert (await _try(company, Rule.MATCH_LOW, "60")).judged == judged


async def test_single_answers_and_weeks_are_read_too(company: Store) -> None:
    from storage.pulse import Answers  # noqa: PLC0415 - one line of a test

    async with company.begin() as uow:
        people = await uow.people.by_id([_LEI, 3])
        from handlers.mentoring import Match, pair  # noqa: PLC0415 - as above

        match = Match(rep=people[_LEI], mentor=people[3], since=date(2026, 10, 5))
        await pair(match, uow, at=_NOW, actor="test", is_quiet=True)
        said = Answers(satisfaction=8, applied=3)
        await uow.pulses.save(1, date(2026, 11, 9), said, at=_NOW)
        await uow.retention.add([_week(_LEI, 9, 0.5), _week(_MEI, 9, 0.85)])

    assert (await _try(company, Rule.MENTOR_SINGLE, "3")).flagged == (_LEI,)
    assert (await _try(company, Rule.MENTOR_SINGLE, "2")).flagged == ()
    training = await _try(company, Rule.TRAINING_DUE, "80")
    assert (training.flagged, training.judged) == ((_LEI,), 2)
    assert (await _try(company, Rule.SIGNALS, "1")).flagged == (_LEI,)


def _week(person: int, day: int, completion: float) -> Week:
    return Week(
        person_id=person, week=date(2026, 11, day), known_at=_NOW, event_time=_NOW,
        facts={"training_completion": completion},
    )  # fmt: skip


async def test_who_objects_is_in_no_back_test(company: Store) -> None:
    people: Sequence[int] = (_LEI, _MEI)
    async with company.begin() as uow:
        await uow.retention.add([_week(one, 9, 0.5) for one in people])
        await uow.risks.say(_LEI, objects=True, at=_NOW, key="x")

    assert (await _try(company, Rule.TRAINING_DUE, "80")).flagged == (_MEI,)


async def test_listening_is_the_mean_of_three_ratings_and_two_are_none(company: Store) -> None:
    await take_in(company, a_hire("M001", roles=["mentor"]))
    async with company.begin() as uow:
        people = await uow.people.by_id([1, 2, 4])
        for rep in (_LEI, _MEI):
            match = Match(rep=people[rep], mentor=people[4], since=date(2026, 10, 1))
            await pair(match, uow, at=_NOW, actor="test", is_quiet=True)
    for pairing_id, many in ((1, 3), (2, 2)):
        for n in range(many):
            await visited(
                company, f"{pairing_id}-{n}", "4", on_day=date(2026, 11, 10 + n),
                pairing_id=pairing_id, author_id=4,
            )  # fmt: skip

    at, over = [await _try(company, Rule.LISTENING, one) for one in ("4", "4.01")]

    assert (at.flagged, at.judged) == ((), 1)
    assert (over.flagged, over.judged) == ((_LEI,), 1)


async def test_the_third_overdue_reminder_is_a_reading_of_its_day(company: Store) -> None:
    known = Store(company.url, read_plan=read_plan, catalogue=read_catalogue())
    await take_in(
        known,
        *(
            an_event(
                f"asked-{number}",
                "course.assigned",
                {"employee_id": number, "course_id": "product-line", "due_on": "2026-11-10",
                 "assigned_on": "2026-11-02"},
            )
            for number in ("A001", "A002")
        ),
    )  # fmt: skip
    async with company.begin() as uow:
        for day in (9, 10, 11, 16, 19):
            await uow.learning.tell(_LEI, ["product-line"], date(2026, 11, day))
        for day in (11, 16):
            await uow.learning.tell(_MEI, ["product-line"], date(2026, 11, day))
    await known.close()

    third, second = [await _try(company, Rule.OVERDUE_REMINDERS, one) for one in ("3", "2")]
    before = DayRange(start=date(2026, 11, 2), end=date(2026, 11, 19))
    early = await _try(company, Rule.OVERDUE_REMINDERS, "3", days=before)

    assert (third.flagged, third.judged) == ((_LEI,), 2)
    assert second.flagged == (_LEI, _MEI)
    assert early.flagged == ()


async def test_another_share_of_sellers_is_another_top(store: Store) -> None:
    await given_plan(store)
    numbers = [f"A{n:03}" for n in range(1, 11)]
    await take_in(
        store,
        *(a_hire(number, hired_on="2024-01-01") for number in numbers),
        *(
            a_deal(f"D{n}", employee_id=number, amount=f"{(n + 1) * 1000}.00",
                   closed_at="2026-08-03T10:00:00+08:00")
            for n, number in enumerate(numbers)
        ),
        is_quiet=True,
    )  # fmt: skip

    fifth, third = [await _try(store, Rule.TOP_SHARE, share) for share in ("20", "30")]

    assert (fifth.flagged, fifth.judged) == ((9, 10), 10)
    assert third.flagged == (8, 9, 10)
