"""导入花名册: a file dropped in chat is read and shown, counts when HR says so, and may go back."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from handlers import table_import
from handlers.dropped_sheet import (
    MOST_ROWS,
    SOURCE,
    counts,
    dropped_file,
    dropped_sheet,
    some,
)
from handlers.ingest import Outcome, ingest
from handlers.interaction import Interaction
from handlers.sheet import SheetError
from handlers.sheet_events import TAKEN_BACK, Planned, on_roster, person_events
from handlers.sheet_fields import CellError
from handlers.sheet_import import map_people
from handlers.sheet_kinds import kind_of
from rules.deal import Stamp
from rules.errors import Conflict, NotAllowed, NotFound
from rules.leaving import may_keep_roster
from rules.order import Order, OrderKind, OrderShown
from rules.people import Person
from storage.unit_of_work import UnitOfWork

_EVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What a file holds beside the roster of now."""

    planned: Planned
    errors: tuple[CellError, ...]
    known: Mapping[str, Person]
    numbers: tuple[str, ...]


async def import_roster(interaction: Interaction, uow: UnitOfWork) -> OrderShown:
    """Read a file that came along, or is named by a button ("file:3"), and show what it would do.

    A table of courses, tests, pairings or ratings is told by its columns (`table_import`).

    Raises `NotAllowed` for everybody but HR, `NotFound` without a file, or for one that is no
    table, too large, or has nothing new.
    """
    if not may_keep_roster(interaction.person):
        raise NotAllowed("order.hr_only")
    file = await dropped_file(interaction, uow)
    sheet = await dropped_sheet(file.id, file.name, interaction, uow)
    if kind_of(sheet.header) != "people":
        return await table_import.preview(sheet, file, interaction, uow)
    read = await _read(file.id, file.name, interaction, uow)
    one = await uow.orders.add(
        Order(
            key=interaction.id,
            by_id=interaction.person.id,
            kind=OrderKind.ROSTER,
            said={"name": file.name, "file": str(file.id), **_counts(read)},
            at=interaction.at,
        )
    )
    return await shown(one, "preview", interaction, uow)


async def shown(one: Order, stage: str, interaction: Interaction, uow: UnitOfWork) -> OrderShown:
    """Show how many are new, changed, as known, and which cells can not be read."""
    del interaction, uow
    fields = ("new", "changed", "same", "bad", "bad_at", "why", "refused")
    said = one.said
    return OrderShown(
        order_id=one.id,
        kind=one.kind.value,
        stage=stage,
        name=said["name"],
        rows=tuple((name, said[name]) for name in fields if said.get(name, "0") not in {"0", ""}),
        notes=("bad_left_out",) if said.get("bad", "0") != "0" and stage == "preview" else (),
    )


async def do(one: Order, interaction: Interaction, uow: UnitOfWork) -> tuple[Order, OrderShown]:
    """Take it in as an import: nobody is told at once. The file is read anew beside the roster."""
    read = await _read(int(one.said["file"]), one.said["name"], interaction, uow)
    results = await ingest(
        read.planned.events,
        uow,
        at=interaction.at,
        default_plan=interaction.default_plan,
        default_zone=interaction.person.zone,
        is_quiet=True,
    )
    refused = sum(each.outcome is Outcome.REFUSED for each in results)
    before = {
        "new": json.dumps([number for number in read.numbers if number not in read.known]),
        "people": json.dumps(
            [_said_before(read.known[number]) for number in read.numbers if number in read.known],
            ensure_ascii=False,
        ),
        "events": json.dumps([_id_of(event) for _, event in read.planned.events]),
    }
    said = {**one.said, **_counts(read), "refused": str(refused)}
    one = replace(one, before=before, said=said)
    return one, await shown(one, "done", interaction, uow)


async def undo(one: Order, interaction: Interaction, uow: UnitOfWork) -> OrderShown:
    """Say of each person what was known before; who was new has left, as no record is deleted.

    Raises `Conflict` where a newer word on one came in since, or one of the new has begun: a chat
    of hers, a mentor, a deal.
    """
    if used := await _used(one, interaction, uow):
        raise Conflict("order.roster_used", names=some(used), n=len(used))
    at, version = interaction.at, int(interaction.at.timestamp()) + 2
    events: list[tuple[str, object]] = []

    def say(kind: str, number: str, data: dict[str, object]) -> None:
        event = {
            "id": f"{TAKEN_BACK}{one.id}:{number}:{kind}",
            "type": f"employee.{kind}",
            "occurred_at": at.isoformat(),
            "version": version,
            "data": data,
        }
        events.append((SOURCE, event))

    for number in json.loads(one.before["new"]):
        say("left", number, {"employee_id": number, "last_active_on": str(interaction.today)})
    for data in json.loads(one.before["people"]):
        left_on = data.pop("left_on", None)
        # Being hired takes a leaving back, so who had left is told so once more.
        say("hired" if left_on is None else "updated", data["employee_id"], data)
        if left_on is not None:
            number = data["employee_id"]
            say("left", number, {"employee_id": number, "last_active_on": left_on})
    await ingest(
        events,
        uow,
        at=at,
        default_plan=interaction.default_plan,
        default_zone=interaction.person.zone,
        is_quiet=True,
    )
    # So that the same rows count when they are imported anew.
    await uow.inbox.forget([(SOURCE, key) for key in json.loads(one.before.get("events", "[]"))])
    return await shown(one, "undone", interaction, uow)


async def _used(one: Order, interaction: Interaction, uow: UnitOfWork) -> list[str]:
    """Give the names of those of whom more is known since, in the order of their numbers."""
    ours = set(json.loads(one.before.get("events", "[]")))
    new = set(json.loads(one.before["new"]))
    before = {said["employee_id"] for said in json.loads(one.before["people"])}
    found = await uow.people.by_number(new | before)
    ids = {found[number][0].id for number in new if number in found}
    begun = set(await uow.links.all_of(ids))
    paired = await uow.mentoring.of_reps(ids, interaction.today)
    sold = await uow.deals.credited_to_each(ids, _EVER, interaction.at + timedelta(days=1))
    begun |= {id_ for some_of in (paired, sold) for id_, each in some_of.items() if each}
    return [
        person.name
        for _, (person, stamps) in sorted(found.items())
        if person.id in begun or _has_newer_word(stamps, ours)
    ]


def _has_newer_word(stamps: Mapping[str, Stamp], ours: Collection[str]) -> bool:
    """Whether somebody said more of a person after this import said what it said."""
    of_import = [stamp for stamp in stamps.values() if stamp.event_id in ours]
    return bool(of_import) and max(stamps.values()).event_id not in ours


def _id_of(event: object) -> str:
    return str(event["id"]) if isinstance(event, dict) else ""


async def _read(attachment_id: int, name: str, interaction: Interaction, uow: UnitOfWork) -> _Read:
    try:
        mapped = map_people(await dropped_sheet(attachment_id, name, interaction, uow))
    except SheetError as error:
        raise NotFound("order.no_table", name=name) from error
    if len(mapped.rows) > MOST_ROWS:
        raise NotFound("order.too_large", most=MOST_ROWS)
    numbers = tuple(row.number for row in mapped.rows)
    found = await uow.people.by_number(set(numbers))
    known = on_roster(found)
    planned = person_events(mapped.rows, known, source=SOURCE, at=interaction.at)
    if not planned.events and not mapped.errors:
        raise NotFound("order.nothing_new", name=name)
    return _Read(planned=planned, errors=tuple(mapped.errors), known=known, numbers=numbers)


def _counts(read: _Read) -> dict[str, str]:
    plan = read.planned
    return counts(plan.new, plan.changed, plan.same, read.errors)


def _said_before(person: Person) -> dict[str, object]:
    """Give what the roster said of somebody, in the words of an event."""
    said: dict[str, object] = {
        "employee_id": person.number,
        "name": person.name,
        "roles": sorted(person.roles),
        "engagement": person.engagement.value,
        "zone": person.zone,
        "locale": person.locale,
        "branch": person.branch,
        "post": person.post,
    }
    if not person.post and person.hired_on is not None:
        # What the file called her first post is none again, from the day on that it was of.
        said["post_from"] = person.hired_on.isoformat()
    dated = {"hired_on": person.hired_on, "probation_ends_on": person.probation_ends_on}
    said |= {name: day.isoformat() for name, day in dated.items() if day is not None}
    said |= {"email": person.email} if person.email else {}
    said |= {"manager": person.manager_number} if person.manager_number else {}
    said |= {"left_on": person.left_on.isoformat()} if person.left_on else {}
    return said
