"""A sheet of deals goes back to the cent within the hour, or stays whole and says why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

import pytest

from handlers.deal_import import Settled, take_back, take_in
from handlers.sheet_amounts import Share
from handlers.sheet_events import deal_events
from handlers.sheet_rows import DealRow
from rules.errors import Conflict, NotFound
from rules.money import Money
from storage.store import Store
from tests import builders
from tests.builders import AT, Event, a_deal, a_hire, an_event, given_plan

_BY = Settled(default_plan="standard", default_zone="Asia/Shanghai")
_DAY = date(2026, 11, 20)
_SOON = AT + timedelta(minutes=20)


def _row(number: str, amount: int = 8000, *who: str, **said: object) -> DealRow:
    names = who or ("A001",)
    parts = [Decimal("0.6"), Decimal("0.4")] if len(names) > 1 else [Decimal(1)]
    return DealRow(
        **{
            "row": 2,
            "deal_id": number,
            "splits": tuple(
                Share(employee=one, part=part) for one, part in zip(names, parts, strict=True)
            ),
            "amount": Money(minor=amount * 100, currency="CNY"),
            "closed_at": _DAY,
            "opened_at": None,
            "customer": None,
            "product": None,
            "cost": None,
            "cancelled": False,
            **said,
        }  # type: ignore[arg-type]
    )


@pytest.fixture
async def site(store: Store) -> Store:
    """Two reps, and three deals of the first: one signed, one to be amended, one cancelled."""
    await given_plan(store)
    gone = an_event("gone", "deal.cancelled", {"deal_id": "K3"}, version=2, source="excel")
    known = [_from(a_deal(f"K{n}", amount=f"{n}000.00")) for n in (1, 2, 3)]
    await builders.take_in(store, a_hire(), a_hire("A002"), a_hire("M1"), *known, gone)
    return store


def _from(event: Event) -> Event:
    return "excel", event[1]


async def _imports(store: Store, *rows: DealRow) -> int:
    async with store.read() as uow:
        known = await uow.deals.by_key({("excel", row.deal_id) for row in rows})
        people = await uow.people.by_id({one.person_id for k in known.values() for one in k.shares})
    numbers = {one.id: one.number for one in people.values()}
    planned = deal_events(rows, known, numbers, source="excel", zone="Asia/Shanghai", at=AT)
    async with store.begin() as uow:
        run = await uow.deal_imports.next_run()
    for event in planned.events:  # as a large sheet comes: part by part
        async with store.begin() as uow:
            await take_in([event], uow, run=run, began=AT, at=AT, by=_BY)
    return run


async def _goes_back(store: Store, run: int) -> int:
    async with store.begin() as uow:
        return await take_back(run, uow, at=_SOON, by=_BY)


async def _books(store: Store) -> Mapping[str, object]:
    """Give what counts: the sum of each account, and what each deal says."""
    async with store.read() as uow:
        sums = await uow.ledger.sums()
        deals = await uow.deals.by_id(range(1, 30))
        unbalanced = await uow.ledger.unbalanced(limit=9)
    return {
        "sums": {key: minor for key, minor in sums.items() if minor},
        "alive": {
            one.number: (one.amount.minor, one.shares, one.customer, one.closed_at)
            for one in deals.values()
            if not one.is_cancelled
        },
        "unbalanced": unbalanced,
    }


_SHEETS = {
    "new deals that re-rate those before": [_row("N1", 9000), _row("N2", 20000, "A001", "A002")],
    "a known deal with another amount": [_row("K2", 26000)],
    "a known deal of somebody else": [_row("K2", 2000, "A002", customer="远山")],
    "a known deal is cancelled": [_row("K2", 2000, cancelled=True)],
    "a cancelled deal lives again": [_row("K3", 12000)],
    "all at once": [_row("N1", 9000), _row("K1", 1), _row("K2", 2000, cancelled=True), _row("K3")],
}


@pytest.mark.parametrize("rows", _SHEETS.values(), ids=_SHEETS)
async def test_it_goes_back_to_the_cent_and_may_come_again(
    site: Store, rows: Sequence[DealRow]
) -> None:
    before = await _books(site)
    run = await _imports(site, *rows)
    after = await _books(site)
    await _goes_back(site, run)
    back = await _books(site)
    again = await _imports(site, *rows)

    assert after != before
    assert back == before
    assert again == run + 1
    assert await _books(site) == after
    assert before["unbalanced"] == after["unbalanced"] == []


async def test_the_ledger_only_grows(site: Store) -> None:
    run = await _imports(site, _row("N1", 9000))
    async with site.read() as uow:
        lines = await uow.ledger.lines(1, "2026-11")
    await _goes_back(site, run)

    async with site.read() as uow:
        grown = await uow.ledger.lines(1, "2026-11")
    assert grown[: len(lines)] == lines
    assert len(grown) > len(lines)


async def test_undone_twice_is_once(site: Store) -> None:
    run = await _imports(site, _row("N1"))
    first = await _goes_back(site, run)
    before = await _books(site)

    assert await _goes_back(site, run) == first == 1
    assert await _books(site) == before


async def _pays(site: Store) -> None:
    paid = {"deal_id": "N1", "instalment_id": "1", "amount": "1.00", "paid_at": AT.isoformat()}
    await builders.take_in(site, an_event("paid", "deal.paid", paid, source="excel"))


async def _amends(site: Store) -> None:
    said = {"deal_id": "N1", "customer_id": "另一家"}
    await builders.take_in(
        site, an_event("other", "deal.amended", said, version=99, source="excel")
    )


async def _closes(site: Store) -> None:
    async with site.begin() as uow:
        await uow.plans.lock(plan_name="standard", period="2026-11", at=AT, by=None, paid_on=None)


@pytest.mark.parametrize(
    ("act", "why"),
    [(_pays, "run_changed"), (_amends, "run_changed"), (_closes, "run_closed")],
)
async def test_a_deal_that_was_worked_with_keeps_the_whole_sheet(
    site: Store, act: object, why: str
) -> None:
    run = await _imports(site, _row("N1"), _row("N2"))
    await act(site)  # type: ignore[operator]
    before = await _books(site)

    with pytest.raises(Conflict) as refused:
        await _goes_back(site, run)

    assert refused.value.message_id == f"import.{why}"
    assert "N1" in str(refused.value.values["names"])
    assert await _books(site) == before


async def test_a_cost_that_there_was_none_of_can_not_be_unsaid(site: Store) -> None:
    run = await _imports(site, _row("K2", 2000, cost=Money(minor=100, currency="CNY")))

    with pytest.raises(Conflict, match="run_unsaid"):
        await _goes_back(site, run)


@pytest.mark.parametrize(("minutes", "goes"), [(60, True), (61, False)])
async def test_the_hours_end_is_still_inside(site: Store, minutes: int, *, goes: bool) -> None:
    run = await _imports(site, _row("N1"))
    at = AT + timedelta(minutes=minutes)
    went = True

    async with site.begin() as uow:
        try:
            await take_back(run, uow, at=at, by=_BY)
        except Conflict:
            went = False

    assert went is goes


async def test_a_sheet_that_never_was(site: Store) -> None:
    with pytest.raises(NotFound, match="no_such_run"):
        await _goes_back(site, 7)


async def test_a_row_that_waits_for_somebody_goes_back_too(site: Store) -> None:
    before = await _books(site)
    run = await _imports(site, _row("N1", 8000, "A900"))
    await _goes_back(site, run)
    await builders.take_in(site, a_hire("A900"))

    assert await _books(site) == before


async def test_a_row_that_has_found_its_person_keeps_the_sheet(site: Store) -> None:
    run = await _imports(site, _row("N1", 8000, "A900"))
    await builders.take_in(site, a_hire("A900"))

    with pytest.raises(Conflict, match="run_changed"):
        await _goes_back(site, run)


async def test_what_sheets_did_is_forgotten_but_their_numbers_go_on(site: Store) -> None:
    await _imports(site, _row("N1"))
    await _imports(site, _row("N2"))
    async with site.begin() as uow:
        gone = await uow.deal_imports.forget(before=AT + timedelta(days=2))

    async with site.read() as uow:
        assert await uow.deal_imports.next_run() == 3
        assert [one.run for one in await uow.deal_imports.runs()] == [2]
    assert gone == 1
