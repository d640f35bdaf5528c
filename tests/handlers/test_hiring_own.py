"""A profile out of the store's own deals, activities, reports and scores: 60 reps, and fewer."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from handlers.hiring_habit import habits
from handlers.hiring_own import OwnSellers, own_sellers
from handlers.mentoring import Match, pair
from rules.candidate import Candidate, RawScore, ScoreKind
from rules.deal import Stamp
from rules.hiring import Standing
from rules.hiring_match import Pool
from rules.hiring_profile import Found, LeftOut, find
from rules.hiring_validity import Outcome
from storage.store import Store
from tests.builders import Event, a_deal, a_hire, an_event, given_plan, take_in
from tests.listening import visited
from tests.plans_of_pay import LATE, MARGIN

_AT = datetime(2026, 11, 24, 2, tzinfo=UTC)
_LAST = "2026-Q3"
_MONTHS = ("2025-11-12", "2026-02-11", "2026-05-13", "2026-08-12")


def _is_top(n: int) -> bool:
    return n % 5 == 0


def _of(n: int) -> list[Event]:
    """Give a rep's year: who is top sells three times as much, and meets 15 to the others' 9."""
    number = f"A{n:03}"
    amount = (9000 if _is_top(n) else 3000) + n
    deals = [
        a_deal(
            f"{number}-{month}", employee_id=number, amount=f"{amount}.00",
            closed_at=f"{month}T10:00:00+08:00", opened_at=f"{month[:8]}01T10:00:00+08:00",
        )
        for month in _MONTHS
    ]  # fmt: skip
    met = [
        an_event(
            f"act-{number}-{week}",
            "activity.logged",
            {"employee_id": number, "kind": "visit", "day": f"2026-08-{week:02}",
             "count": (15 if _is_top(n) else 9) + n % 3},
        )
        for week in (4, 11, 18, 25)
    ]  # fmt: skip
    return [a_hire(number, hired_on="2025-01-06", name=f"r{n}"), *deals, *met]


async def _company(store: Store, many: int) -> None:
    await given_plan(store)
    events = [each for n in range(many) for each in _of(n)]
    await take_in(store, *events, at=_AT, is_quiet=True)


async def _sold(store: Store, *, quota: Decimal | None = None) -> OwnSellers:
    async with store.read() as uow:
        return await own_sellers(uow, last=_LAST, quota=quota, default_plan="standard")


def _found(own: OwnSellers) -> Found:
    return find(own.sellers, own.traits, last=_LAST, version="v", scales=own.scales)


async def _scored(store: Store, many: int) -> None:
    """Let each have been hired from an application, and the top with more of one trait."""
    async with store.begin() as uow:
        people = await uow.people.by_number([f"A{n:03}" for n in range(many)])
        await uow.candidates.save(
            [(Candidate(id=n + 1, name=f"r{n}", added_at=_AT), {}) for n in range(many)]
        )
        for n in range(many):
            outcome = Outcome(score=Decimal(70), pool=Pool.MIDDLE, confirmed=None)
            await uow.profiles.hire(n + 1, people[f"A{n:03}"][0].id, outcome, "1", at=_AT)
            score = RawScore(
                kind=ScoreKind.ASSESSMENT, trait="stress_resistance",
                score=Decimal((7 if _is_top(n) else 4) + n % 3), high=Decimal(10),
                taken_on=date(2024, 12, 1),
            )  # fmt: skip
            await uow.candidates.save_scores([(n + 1, score, "test", Stamp(1, _AT, "x"))])


async def test_sixty_reps_give_a_usable_profile_of_what_the_store_keeps(store: Store) -> None:
    await _company(store, 60)
    await _scored(store, 60)

    own = await _sold(store)
    found = _found(own)

    assert (found.standing, found.ranking.sellers) == (Standing.USABLE, 60)
    assert {one.person for one in found.ranking.top} == {f"A{n:03}" for n in range(0, 60, 5)}
    assert found.profile is not None
    marks = {one.trait.key: one.marks for one in found.profile.markers}
    assert marks == {
        "deal_cycle_days": False,
        "reviews_before_closing": False,
        "stress_resistance": True,
        "touches_per_week": True,
    }
    assert [one.trait.key for one in found.profile.dimensions] == ["stress_resistance"]
    assert any("no quota is kept" in note for note in own.notes)
    assert any("talk_minutes" in note for note in own.notes)
    assert any("listening takes 3 ratings" in note for note in own.notes)


@pytest.mark.parametrize(
    ("many", "standing"),
    [
        pytest.param(14, Standing.TOO_FEW, id="14: nothing is found"),
        pytest.param(15, Standing.PILOT, id="15: a pilot"),
    ],
)
async def test_few_sellers_stay_few(store: Store, many: int, standing: Standing) -> None:
    await _company(store, many)

    assert _found(await _sold(store)).standing is standing


async def test_a_quota_makes_the_share_and_ranks_as_before(store: Store) -> None:
    await _company(store, 15)

    found = _found(await _sold(store, quota=Decimal(9000)))

    assert found.ranking.attainment["A000"] == Decimal("100.00")
    assert len(found.ranking.top) == 3


async def test_a_quarter_without_a_deal_is_nothing_sold_and_a_part_of_one_is_none(
    store: Store,
) -> None:
    await _company(store, 3)
    await take_in(
        store,
        a_hire("B1", hired_on="2026-01-01"),
        a_hire("B2", hired_on="2026-01-02"),
        a_hire("B3", hired_on="2026-08-01"),
        a_hire("B4", hired_on="2025-01-06", roles=["mentor"]),
        at=_AT,
        is_quiet=True,
    )

    sellers = {one.person: one for one in (await _sold(store)).sellers}

    assert list(sellers["B1"].quarters) == ["2026-Q1", "2026-Q2", "2026-Q3"]
    assert {one.credited for one in sellers["B1"].quarters.values()} == {Decimal(0)}
    assert list(sellers["B2"].quarters) == ["2026-Q2", "2026-Q3"]
    assert sellers["B1"].values == {}
    assert {"B3", "B4"}.isdisjoint(sellers)


async def test_leavers_count_and_who_is_on_probation_or_objects_does_not(store: Store) -> None:
    await _company(store, 4)
    gone = {"employee_id": "A000", "last_active_on": "2026-06-30"}
    new = {"employee_id": "A001", "contract_months": 36, "probation_ends_on": "2026-12-31"}
    await take_in(
        store,
        an_event("left", "employee.left", gone),
        an_event("new", "employee.updated", new, version=2),
        at=_AT,
        is_quiet=True,
    )
    async with store.begin() as uow:
        person = (await uow.people.by_number(["A002"]))["A002"][0]
        await uow.risks.say(person.id, objects=True, at=_AT, key="x")

    own = await _sold(store)
    found = _found(own)

    assert list({one.person: one for one in own.sellers}["A000"].quarters) == [
        "2025-Q4", "2026-Q1", "2026-Q2"
    ]  # fmt: skip
    assert found.ranking.left_out == {"A001": LeftOut.ON_PROBATION}
    assert set(found.ranking.attainment) == {"A000", "A003"}


async def test_a_cancelled_deal_is_no_result(store: Store) -> None:
    await _company(store, 1)
    number = f"A000-{_MONTHS[-1]}"
    await take_in(store, an_event("c", "deal.cancelled", {"deal_id": number}, version=2), at=_AT)

    [seller] = (await _sold(store)).sellers

    assert seller.quarters["2026-Q3"].credited == 0
    assert seller.quarters["2026-Q2"].credited == 900_000


async def test_habits_are_counted_among_the_reps_of_today(store: Store) -> None:
    """RULES rows 2 to 4: at 12, just under, and who reports nothing."""
    await given_plan(store)
    week = {"kind": "visit", "day": "2026-11-18"}
    await take_in(
        store,
        *(a_hire(f"A{n}", hired_on="2025-01-06") for n in (1, 2, 3)),
        an_event("a1", "activity.logged", {**week, "employee_id": "A1", "count": 12}),
        an_event("a2", "activity.logged", {**week, "employee_id": "A2", "count": 11}),
        a_deal("D1", employee_id="A3", closed_at="2026-11-17T10:00:00+08:00"),
        at=_AT,
        is_quiet=True,
    )

    async with store.read() as uow:
        touches, listening, reviews = await habits(uow, _AT, "Asia/Shanghai")

    assert (touches.kept, touches.judged, touches.unknown) == (1, 2, 1)
    assert (listening.kept, listening.judged, listening.unknown) == (0, 0, 3)
    assert (reviews.kept, reviews.judged, reviews.unknown) == (0, 1, 2)


async def _mentored(store: Store, reps: int = 2) -> None:
    """Let 1 and 2 be reps who sold, and 3 their mentor; the pairings have the reps' numbers."""
    await _company(store, reps)
    mentor = a_hire("B003", hired_on="2025-01-06", roles=["mentor"])
    await take_in(store, mentor, at=_AT, is_quiet=True)
    async with store.begin() as uow:
        people = await uow.people.by_id(range(1, reps + 2))
        for rep in range(1, reps + 1):
            match = Match(rep=people[rep], mentor=people[reps + 1], since=date(2025, 2, 1))
            await pair(match, uow, at=_AT, actor="test", is_quiet=True)


async def _rated(store: Store, days: list[date], points: tuple[str, ...]) -> None:
    for n, (day, one) in enumerate(zip(days, points, strict=True)):
        await visited(store, f"v{n}", one, on_day=day)


@pytest.mark.parametrize(
    ("oldest", "points", "expected"),
    [
        pytest.param(89, ("4.5", "4.5", "4.5"), (1, 1), id="three at 4.5, of the 90th day too"),
        pytest.param(90, ("4.5", "4.5", "4.5"), (0, 0), id="the 91st day is too old"),
        pytest.param(89, ("4.5", "4.5", "4"), (0, 1), id="under"),
        pytest.param(89, ("5", "5", ""), (0, 0), id="two ratings"),
        pytest.param(0, ("", "", ""), (0, 0), id="none"),
    ],
)
async def test_listening_is_judged_of_ninety_days_that_end_with_the_cut_week(
    store: Store, oldest: int, points: tuple[str, ...], expected: tuple[int, int]
) -> None:
    await _mentored(store)
    last = date(2026, 11, 22)
    await _rated(store, [last, last, last - timedelta(days=oldest)], points)

    async with store.read() as uow:
        _, found, _ = await habits(uow, _AT, "Asia/Shanghai")

    assert (found.kept, found.judged, found.unknown) == (*expected, 2 - expected[1])


@pytest.mark.parametrize(
    ("oldest", "points", "value"),
    [
        pytest.param(89, ("4", "4.5", "4.5"), 4.33, id="three"),
        pytest.param(90, ("4", "4.5", "4.5"), None, id="one too old"),
        pytest.param(-1, ("4", "4.5", "4.5"), None, id="one after the quarter"),
    ],
)
async def test_how_a_seller_listens_is_the_mean_of_the_last_90_days(
    store: Store, oldest: int, points: tuple[str, ...], value: float | None
) -> None:
    await _mentored(store)
    last = date(2026, 9, 30)
    await _rated(store, [last, last, last - timedelta(days=oldest)], points)

    own = await _sold(store)

    first, second = (one.values.get("listening") for one in own.sellers)
    assert (first, second) == (value, None)
    assert ("listening" in {one.key for one in own.traits}) is (value is not None)
    assert any("listening takes 3 ratings" in note for note in own.notes) is (value is None)


async def test_of_who_left_the_90_days_end_with_her_last_one(store: Store) -> None:
    await _mentored(store)
    gone = {"employee_id": "A000", "last_active_on": "2026-05-31"}
    await take_in(store, an_event("left", "employee.left", gone), at=_AT, is_quiet=True)
    last = date(2026, 5, 31)
    await _rated(store, [last, last, last - timedelta(days=89)], ("5", "4.5", "4.5"))

    sellers = {one.person: one for one in (await _sold(store)).sellers}

    assert sellers["A000"].values["listening"] == 4.67


async def test_with_a_post_only_quarters_count_at_whose_end_she_had_it(store: Store) -> None:
    await _company(store, 3)
    await take_in(
        store,
        *(
            an_event(
                f"post-{number}-{post}",
                "employee.updated",
                {"employee_id": number, "post": post, "post_from": since},
                version=9,
            )
            for number, post, since in (
                ("A000", "渠道销售", "2025-01-06"),
                ("A001", "电话销售", "2025-01-06"),
                ("A001", "渠道销售", "2026-06-30"),
                ("A002", "电话销售", "2025-01-06"),
                ("A002", "渠道销售", "2026-10-01"),
            )
        ),
        at=_AT,
        is_quiet=True,
    )

    async with store.read() as uow:
        own = await own_sellers(
            uow, last=_LAST, quota=None, default_plan="standard", post=" 渠道销售"
        )

    assert {one.person: len(one.quarters) for one in own.sellers} == {"A000": 4, "A001": 2}


async def test_who_is_paid_by_margin_is_ranked_by_net_amount_all_the_same(store: Store) -> None:
    await given_plan(store)
    await given_plan(store, MARGIN.replace('name = "standard"', 'name = "margin"'))
    sold = {"employee_id": "M1", "amount": "9000.00"}
    await take_in(
        store,
        a_hire("M1", hired_on="2025-01-06", plan="margin"),
        a_hire("N1", hired_on="2025-01-06"),
        a_deal("m-1", cost="7000.00", closed_at="2026-08-12T10:00:00+08:00", **sold),
        a_deal("m-2", closed_at="2026-09-30T23:30:00+08:00", **sold),
        a_deal("m-3", closed_at="2026-10-01T00:30:00+08:00", **sold),
        a_deal("m-4", cost="1.00", closed_at="2026-08-13T10:00:00+08:00", **sold),
        an_event("gone", "deal.cancelled", {"deal_id": "m-4"}, version=2),
        a_deal("n-1", employee_id="N1", amount="5000.00", closed_at="2026-08-12T10:00:00+08:00"),
        at=_AT,
        is_quiet=True,
    )

    sellers = {one.person: one.quarters["2026-Q3"].credited for one in (await _sold(store)).sellers}

    assert sellers == {"M1": Decimal(1_800_000), "N1": Decimal(500_000)}


async def test_money_that_came_late_is_ranked_whole(store: Store) -> None:
    await given_plan(store, LATE)
    paid = {"deal_id": "l-1", "instalment_id": "i-1", "amount": "9000.00"}
    await take_in(
        store,
        a_hire("L1", hired_on="2025-01-06"),
        a_deal("l-1", employee_id="L1", amount="9000.00", closed_at="2026-07-12T10:00:00+08:00"),
        an_event("paid", "deal.paid", {**paid, "paid_at": "2026-09-20T10:00:00+08:00"}, version=2),
        at=_AT,
        is_quiet=True,
    )

    [seller] = (await _sold(store)).sellers

    assert seller.quarters["2026-Q3"].credited == Decimal(900_000)
