"""Rows of a sheet as the events they amount to, so that an import and a webhook are one way in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from handlers.sheet_rows import DealRow, PersonRow
from rules.deal import Deal, Stamp
from rules.money import Money
from rules.people import Person

#: How the id of an event begins that takes an import back (`handlers.roster_import`).
TAKEN_BACK = "unimport:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What an import would do: events to send, and how many rows are new, changed or as known."""

    events: Sequence[tuple[str, object]]
    new: int
    changed: int
    same: int
    #: Of each event the row of the file that it is of; empty where nobody asks.
    of_row: Sequence[int] = ()
    #: Rows of the file that would wait: they name a number that nobody has yet.
    waits: Sequence[int] = ()


def deal_events(
    rows: Sequence[DealRow],
    known: Mapping[tuple[str, str], Deal],
    numbers: Mapping[int, str],
    *,
    source: str,
    zone: str,
    at: datetime,
    here: Collection[str] | None = None,
) -> Planned:
    """Compare rows with the store: a new row is a closing, a changed one an amendment.

    `here` are the numbers on the roster, where one was looked at: a row that names another one
    waits for it.
    """
    events: list[tuple[str, object]] = []
    new = changed = 0
    waits: list[int] = []
    for row in rows:
        deal = known.get((source, row.deal_id))
        version = 1 if deal is None else _version(deal) + 1
        # The same row gives the same event whenever it is imported, also while it is parked.
        signed_at = _moment(row.closed_at, zone)
        is_new, is_changed = (
            deal is None,
            deal is not None and not _is_same(row, deal, numbers, zone),
        )
        if is_new or is_changed:
            key = f"{row.digest()}:{version}"
            said = _deal_data(row, zone)
            events.append((source, _event(key, "deal.closed", version, said, signed_at)))
        if row.cancelled and (deal is None or not deal.is_cancelled):
            day = at.replace(hour=0, minute=0, second=0, microsecond=0)
            # With the version: a deal that lives again may be cancelled by the same row again.
            key = f"{row.digest()}:gone:{day:%Y-%m-%d}:{version}"
            gone = {"deal_id": row.deal_id}
            events.append((source, _event(key, "deal.cancelled", version + 1, gone, day)))
            is_changed = not is_new
        is_known = here is None or all(one.employee in here for one in row.splits)
        if (is_new or is_changed) and not is_known:
            waits.append(row.row)
            continue
        new += is_new
        changed += is_changed
    same = len(rows) - new - changed - len(waits)
    return Planned(events=events, new=new, changed=changed, same=same, waits=waits)


def on_roster(found: Mapping[str, tuple[Person, Mapping[str, Stamp]]]) -> dict[str, Person]:
    """Give who is known, without those who left by an import that was taken back.

    A file that names them again means them: to the rows they are new.
    """
    return {
        number: person
        for number, (person, stamps) in found.items()
        if person.is_active
        or not any(stamp.event_id.startswith(TAKEN_BACK) for stamp in stamps.values())
    }


def person_events(
    rows: Sequence[PersonRow], known: Mapping[str, Person], *, source: str, at: datetime
) -> Planned:
    """Compare rows with the roster: a new one is hired, a changed one updated."""
    events: list[tuple[str, object]] = []
    new = changed = 0
    for row in rows:
        person = known.get(row.number)
        said = _person_data(row)
        version = int(at.timestamp())
        if person is None:
            new += 1
            events.append((source, _event(row.digest(), "employee.hired", version, said, at)))
        elif _differs(row, person):
            changed += 1
            events.append(
                (source, _event(f"{row.digest()}:{version}", "employee.updated", version, said, at))
            )
        if row.left_on and (person is None or person.left_on != row.left_on):
            left = {"employee_id": row.number, "last_active_on": row.left_on.isoformat()}
            events.append(
                (source, _event(f"{row.digest()}:left", "employee.left", version + 1, left, at))
            )
    return Planned(events=events, new=new, changed=changed, same=len(rows) - new - changed)


def _event(
    key: str, type_: str, version: int, data: Mapping[str, object], at: datetime
) -> dict[str, object]:
    return {
        "id": f"import:{key}",
        "type": type_,
        "occurred_at": at.isoformat(),
        "version": version,
        "data": dict(data),
    }


def _version(deal: Deal) -> int:
    stamps = [stamp.version for stamp in deal.stamps.values()]
    cancelled = deal.cancelled.version if deal.cancelled else 0
    return max([deal.signed.version, cancelled, *stamps])


def _deal_data(row: DealRow, zone: str) -> dict[str, object]:
    data: dict[str, object] = {
        "deal_id": row.deal_id,
        "splits": [{"employee_id": s.employee, "share": str(s.part)} for s in row.splits],
        "amount": str(row.amount.amount),
        "currency": row.amount.currency,
        "closed_at": _moment(row.closed_at, zone).isoformat(),
    }
    if row.customer is not None:
        data["customer_id"] = row.customer
    if row.product is not None:
        data["product"] = row.product
    if row.cost is not None:
        data["cost"] = str(row.cost.amount)
    if row.opened_at is not None:
        data["opened_at"] = _moment(row.opened_at, zone).isoformat()
    return data


def _is_same(row: DealRow, deal: Deal, numbers: Mapping[int, str], zone: str) -> bool:
    shares = {(numbers.get(share.person_id, ""), share.share) for share in deal.shares}
    return (
        row.amount == deal.amount
        and {(share.employee, share.part) for share in row.splits} == shares
        and _moment(row.closed_at, zone) == deal.closed_at
        and row.customer in (None, deal.customer)
        and row.product in (None, deal.product)
        and (row.cost is None or row.cost == _cost(deal))
        and (row.cancelled or not deal.is_cancelled)
    )


def _cost(deal: Deal) -> Money | None:
    if deal.cost_minor is None:
        return None
    return Money(minor=deal.cost_minor, currency=deal.amount.currency)


def _moment(at: date | datetime, zone: str) -> datetime:
    """Give a row's day or time as a moment; a bare day is its noon, safe from any zone's edge."""
    if not isinstance(at, datetime):
        return datetime.combine(at, time(12), ZoneInfo(zone))
    return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))


def _person_data(row: PersonRow) -> dict[str, object]:
    data: dict[str, object] = {"employee_id": row.number, "name": row.name}
    said: dict[str, object | None] = {
        "roles": sorted(row.roles) if row.roles is not None else None,
        "post": row.post,
        "post_from": row.post_from.isoformat() if row.post_from else None,
        "branch": row.branch,
        "manager": row.manager_number,
        "email": row.email,
        "engagement": row.engagement,
        "contract_months": row.contract_months,
        "hired_on": row.hired_on.isoformat() if row.hired_on else None,
        "probation_ends_on": row.probation_ends_on.isoformat() if row.probation_ends_on else None,
        "zone": row.zone,
        "locale": row.locale,
        "plan": row.plan,
    }
    return data | {name: value for name, value in said.items() if value is not None}


def _differs(row: PersonRow, person: Person) -> bool:
    return any(
        said is not None and said != known
        for said, known in (
            (row.name, person.name),
            (row.roles, person.roles),
            (row.post, person.post),
            (row.branch, person.branch),
            (row.manager_number, person.manager_number),
            (row.email, person.email),
            (row.engagement, person.engagement),
            (row.hired_on, person.hired_on),
            (row.probation_ends_on, person.probation_ends_on),
            (row.zone, person.zone),
            (row.locale, person.locale),
        )
    )
