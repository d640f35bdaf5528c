"""What somebody who leaves has open, as far as a reader may see it, and what she is owed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from handlers.account import period_states, plan_book
from handlers.alert_news import readers_about
from rules.access import RiskSight
from rules.leaving import OpenItem, OpenKind
from rules.people import Person
from rules.periods import DayRange
from rules.reported_deal import State
from storage.unit_of_work import UnitOfWork

_LOOK_BACK = timedelta(days=730)
_LONG_AGO, _FAR_OFF = date(1970, 1, 1), date(2199, 1, 1)
#: Only whoever may see a risk may see these.
_OF_RISK = frozenset({OpenKind.ALERT, OpenKind.FOLLOW_UP})


async def open_items(
    leaver: Person, reader: Person, uow: UnitOfWork, *, today: date
) -> tuple[OpenItem, ...]:
    """Give what is open or was given to others: deals, mentees, reports, alerts, follow-ups."""
    found = [
        *await _deals(leaver, uow, today),
        *await _mentees(leaver, uow, today),
        *await _reports(leaver, uow),
        *await _of_risk(leaver, reader, uow, today),
    ]
    given = await uow.takeovers.of(leaver.id)
    people = await uow.people.by_id({one.to_id for one in given})
    known = {(one.kind, one.ref): one for one in found}
    for one in given:
        if one.kind in _OF_RISK and reader.id not in {one.by_id, one.to_id}:
            continue
        known[one.kind, one.ref] = OpenItem(
            kind=one.kind,
            ref=one.ref,
            title=one.title,
            to=people[one.to_id].name,
            due_on=one.due_on.isoformat(),
        )
    return tuple(known.values())


async def unpaid(
    person: Person, uow: UnitOfWork, *, today: date, default_plan: str
) -> tuple[int, str]:
    """Give what she is still to be paid, expected, earned or payable, and in which currency."""
    lines = await uow.ledger.lines(person.id, DayRange(start=_LONG_AGO, end=_FAR_OFF))
    if not lines:
        return 0, ""
    book = await plan_book(uow, [person], default_plan=default_plan)
    due = 0
    for period in {one.period for one in lines}:
        accounts = await uow.ledger.accounts(person.id, [period])
        total = await uow.ledger.total(person.id, period)
        states = await period_states(uow, book, accounts, total, today=today)
        due += states.provisional + states.earned + states.payable
    return due, lines[-1].currency


async def _deals(leaver: Person, uow: UnitOfWork, today: date) -> list[OpenItem]:
    """Give deals of two years that are not wholly collected, and reports not yet decided."""
    end = datetime.combine(today + timedelta(days=2), time(), UTC)
    deals = await uow.deals.credited_to(leaver.id, end - _LOOK_BACK, end)
    reported = await uow.reported_deals.live(today - _LOOK_BACK, today)
    return [
        OpenItem(kind=OpenKind.DEAL, ref=f"d{one.id}", title=one.title)
        for one in deals
        if one.surviving_minor > one.kept_minor()
    ] + [
        OpenItem(kind=OpenKind.DEAL, ref=f"r{one.id}", title=one.customer)
        for one in reported
        if one.person_id == leaver.id and one.state is State.REPORTED and one.deal_id is None
    ]


async def _mentees(leaver: Person, uow: UnitOfWork, today: date) -> list[OpenItem]:
    pairings = await uow.mentoring.of_mentor(leaver.id, today, today)
    reps = await uow.people.by_id({one.rep_id for one in pairings})
    return [
        OpenItem(kind=OpenKind.MENTEE, ref=str(one.id), title=reps[one.rep_id].name)
        for one in pairings
        if reps[one.rep_id].is_active
    ]


async def _reports(leaver: Person, uow: UnitOfWork) -> list[OpenItem]:
    return [
        OpenItem(kind=OpenKind.REPORT, ref=str(one.id), title=one.name)
        for one in await uow.people.led_by(leaver.number)
        if one.id != leaver.id
    ]


async def _of_risk(
    leaver: Person, reader: Person, uow: UnitOfWork, today: date
) -> Sequence[OpenItem]:
    """Give alerts and follow-ups that are the leaver's, of the reps whose risk the reader sees."""
    alerts = [one for one in await uow.alerts.open_ones() if one.owner_id == leaver.id]
    doing = await uow.interventions.of_owner(leaver.id)
    about = {one.person_id for one in alerts} | {one.person_id for one in doing}
    reps = await uow.people.by_id(about)
    readers = await readers_about(reader, list(reps.values()), uow, today)
    seen = {rep_id for rep_id, one in readers.items() if one.sight is not RiskSight.NOTHING}
    return [
        OpenItem(kind=OpenKind.ALERT, ref=str(one.id), title=reps[one.person_id].name)
        for one in alerts
        if one.person_id in seen
    ] + [
        OpenItem(kind=OpenKind.FOLLOW_UP, ref=str(one.id), title=reps[one.person_id].name)
        for one in doing
        if one.person_id in seen and reps[one.person_id].is_active
    ]
