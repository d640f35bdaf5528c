"""A file of courses, tests, pairings or ratings dropped in chat: shown, then taken in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from handlers.dropped_sheet import MOST_ROWS, SOURCE, counts, dropped_sheet, some
from handlers.ingest import Outcome, Result, ingest
from handlers.interaction import Interaction
from handlers.rating_import import RatingPlan, keep_ratings, plan_ratings
from handlers.sheet import Sheet, SheetError
from handlers.sheet_events import Planned
from handlers.sheet_fields import CellError
from handlers.sheet_kinds import kind_of
from handlers.sheet_learning import map_assessments, map_enrolments
from handlers.sheet_learning_events import plan_assessments, plan_enrolments
from handlers.sheet_learning_rows import KeyedRow
from handlers.sheet_mentoring import map_pairings, map_ratings, plan_pairings
from rules.attachment import Attachment
from rules.errors import NotFound
from rules.order import Order, OrderKind, OrderShown
from storage.store import UnitOfWork

_R = TypeVar("_R", bound=KeyedRow)
_FIGURES = (
    *("new", "changed", "same", "bad", "bad_at"),
    *("refused", "repeated", "waits", "waits_at", "low"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What a file would change; ratings are no events."""

    planned: Planned
    ratings: RatingPlan = RatingPlan()
    errors: tuple[CellError, ...] = ()

    @property
    def counts(self) -> dict[str, str]:
        """The figures of its card."""
        plan = self.planned
        low = str(self.ratings.low)
        return {**counts(plan.new, plan.changed, plan.same, self.errors), "low": low}


async def preview(
    sheet: Sheet, file: Attachment, interaction: Interaction, uow: UnitOfWork
) -> OrderShown:
    """Show what a file would change; raise `NotFound` where that is nothing, or too much."""
    read = await _read(sheet, file.name, interaction, uow)
    if not read.planned.new and not read.planned.changed and not read.errors:
        raise NotFound("order.nothing_new", name=file.name)
    kind = kind_of(sheet.header)
    one = await uow.orders.add(
        Order(
            key=interaction.id,
            by_id=interaction.person.id,
            kind=OrderKind.TABLE,
            said={"name": file.name, "file": str(file.id), "sheet": kind, **read.counts},
            at=interaction.at,
        )
    )
    return await shown(one, "preview", interaction, uow)


async def shown(one: Order, stage: str, interaction: Interaction, uow: UnitOfWork) -> OrderShown:
    """Show which table it is, how many rows are new, changed, known, and which can not be read.

    Once it is done also how many were refused, had come before, or wait for a number.
    """
    del interaction, uow
    said = one.said
    figures = [(name, said[name]) for name in _FIGURES if said.get(name, "0") not in {"0", ""}]
    notes = ["bad_left_out"] if said.get("bad", "0") != "0" and stage == "preview" else []
    notes += ["no_way_back"] if stage == "preview" else []
    notes += ["waits_for_number"] if said.get("waits", "0") != "0" else []
    return OrderShown(
        order_id=one.id,
        kind=one.kind.value,
        stage=stage,
        name=said["name"],
        rows=(("sheet", said["sheet"]), *figures),
        notes=tuple(notes),
    )


async def do(one: Order, interaction: Interaction, uow: UnitOfWork) -> tuple[Order, OrderShown]:
    """Take it in as an import: nobody is told at once. The file is read anew beside the store."""
    name = one.said["name"]
    sheet = await dropped_sheet(int(one.said["file"]), name, interaction, uow)
    read = await _read(sheet, name, interaction, uow, holds=True)
    results = await ingest(
        read.planned.events,
        uow,
        at=interaction.at,
        default_plan=interaction.default_plan,
        default_zone=interaction.person.zone,
        is_quiet=True,
    )
    actor = f"person:{interaction.person.id}"
    await keep_ratings(read.ratings, uow, source=SOURCE, actor=actor, at=interaction.at)
    one = replace(one, said={**one.said, **read.counts, **_ended(read.planned, results)})
    return one, await shown(one, "done", interaction, uow)


def _ended(planned: Planned, results: Sequence[Result]) -> dict[str, str]:
    """Count the rows that did not go in; a course asked for and completed is one row.

    What waits in these tables waits for a number that is not on the roster.
    """
    rows: dict[Outcome, set[int]] = {outcome: set() for outcome in Outcome}
    for row, each in zip(planned.of_row, results, strict=True):
        rows[each.outcome].add(row)
    waits = sorted(rows[Outcome.PARKED])
    return {
        "refused": str(len(rows[Outcome.REFUSED])),
        "repeated": str(len(rows[Outcome.DUPLICATE])),
        "waits": str(len(waits)),
        "waits_at": some(waits),
    }


async def _read(
    sheet: Sheet, name: str, interaction: Interaction, uow: UnitOfWork, *, holds: bool = False
) -> _Read:
    try:
        return await _planned(sheet, interaction, uow, holds=holds)
    except SheetError as error:
        raise NotFound("order.no_table", name=name) from error


async def _planned(
    sheet: Sheet, interaction: Interaction, uow: UnitOfWork, *, holds: bool
) -> _Read:
    kind, at, zone = kind_of(sheet.header), interaction.at, interaction.person.zone
    if kind == "ratings":
        rated = map_ratings(sheet, today=interaction.today)
        plan = await plan_ratings(_few(rated.rows), uow, at=at, holds=holds)
        planned = Planned(events=(), new=plan.new, changed=plan.changed, same=plan.same)
        return _Read(planned=planned, ratings=plan, errors=(*rated.errors, *plan.errors))
    if kind == "assessments":
        tests = map_assessments(sheet, uow.catalogue)
        planned = await plan_assessments(_few(tests.rows), uow, source=SOURCE, zone=zone, at=at)
        return _Read(planned=planned, errors=tuple(tests.errors))
    if kind == "enrolments":
        taken = map_enrolments(sheet, uow.catalogue)
        planned = await plan_enrolments(_few(taken.rows), uow, source=SOURCE, zone=zone, at=at)
        return _Read(planned=planned, errors=tuple(taken.errors))
    pairs = map_pairings(sheet)
    planned = await plan_pairings(_few(pairs.rows), uow, source=SOURCE, zone=zone, at=at)
    return _Read(planned=planned, errors=tuple(pairs.errors))


def _few(rows: Sequence[_R]) -> Sequence[_R]:
    if len(rows) > MOST_ROWS:
        raise NotFound("order.too_large", most=MOST_ROWS)
    return rows
