"""A table of courses, tests, pairings, ratings or candidates in chat: shown, then taken in."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Protocol, TypeVar

from handlers import candidate_import, learning_import, pairing_import, rating_import
from handlers.dropped_sheet import MOST_ROWS, SOURCE, counts, dropped_sheet, some
from handlers.ingest import Outcome, Result, ingest
from handlers.interaction import Interaction
from handlers.rating_import import RatingPlan, keep_ratings, plan_ratings
from handlers.sheet import Sheet, SheetError
from handlers.sheet_candidate import map_candidates, map_interviews, map_scores
from handlers.sheet_candidate_events import plan_candidates, plan_interviews, plan_scores
from handlers.sheet_events import Planned
from handlers.sheet_fields import CellError
from handlers.sheet_import import Mapped
from handlers.sheet_kinds import kind_of
from handlers.sheet_learning import map_assessments, map_enrolments
from handlers.sheet_learning_events import plan_assessments, plan_enrolments
from handlers.sheet_learning_rows import KeyedRow
from handlers.sheet_mentoring import map_pairings, map_ratings, plan_pairings
from rules.attachment import Attachment
from rules.errors import Conflict, NotFound
from rules.order import Order, OrderKind, OrderShown
from rules.protected import protected_among
from storage.unit_of_work import UnitOfWork

_P = TypeVar("_P", bound=KeyedRow)
_Row_contra = TypeVar("_Row_contra", bound=KeyedRow, contravariant=True)
_FIGURES = (
    *("new", "changed", "same", "bad", "bad_at", "why"),
    *("refused", "repeated", "waits", "waits_at", "low", "protected"),
)
#: More than these titles no card has room for.
_TITLES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What a file would change; ratings are no events."""

    planned: Planned
    ratings: RatingPlan = RatingPlan()
    errors: tuple[CellError, ...] = ()
    #: Titles of columns that are not read, since they may not decide about anybody.
    protected: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[str, str]:
        """The figures of its card."""
        plan = self.planned
        return {
            **counts(plan.new, plan.changed, plan.same, self.errors),
            "low": str(self.ratings.low),
            "waits": str(len(plan.waits)),
            "waits_at": some(plan.waits),
            "protected": ", ".join(self.protected[:_TITLES]),
        }


_CANDIDATES, _PAIRINGS, _RATINGS = "candidates", "pairings", "ratings"
_LEARNING = frozenset({"assessments", "enrolments"})
#: Which tables have a way back, and what is said of it before [导入].
_WAYS_BACK = {_CANDIDATES: "new_go_back"} | dict.fromkeys(
    (*_LEARNING, _PAIRINGS, _RATINGS), "goes_back"
)
#: What these wait for is a candidate, or an interviewer.
_OF_CANDIDATES = frozenset({"candidate_scores", "interviews"})


async def preview(
    sheet: Sheet, file: Attachment, interaction: Interaction, uow: UnitOfWork
) -> OrderShown:
    """Show what a file would change; raise `NotFound` where that is nothing, or too much."""
    read = await _read(sheet, file.name, interaction, uow)
    plan = read.planned
    if not (plan.new or plan.changed or plan.waits or read.errors):
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
    if stage == "preview":
        notes.append(_WAYS_BACK.get(said["sheet"], "no_way_back"))
    if said.get("waits", "0") != "0":
        is_of_candidates = said["sheet"] in _OF_CANDIDATES
        notes.append("waits_for_candidate" if is_of_candidates else "waits_for_number")
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
    since_id = await candidate_import.first_new_id(uow)
    read = await _read(sheet, name, interaction, uow, holds=True)
    note = await _noted(one.said["sheet"], read, uow, since_id=since_id)
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
    said = {**one.said, **read.counts, **_ended(read.planned, results)}
    before = await note() if one.said["sheet"] in _WAYS_BACK else {}
    if before and said["sheet"] != _CANDIDATES:
        before |= _of_inbox(results)
    one = replace(one, said=said, before=before)
    return one, await shown(one, "done", interaction, uow)


_Note = Callable[[], Awaitable[dict[str, str]]]


async def _noted(sheet: str, read: _Read, uow: UnitOfWork, *, since_id: int) -> _Note:
    """Look at what a table may change, and give how to note, after it has, what an undo needs.

    Candidates' tests and interviews have no way back: nothing is noted.
    """
    events = read.planned.events
    if sheet in _LEARNING:
        learnt = await learning_import.known(events, uow)
        return partial(learning_import.what_came, learnt, events, uow)
    if sheet == _PAIRINGS:
        pairs = await pairing_import.known(events, uow)
        return partial(pairing_import.what_came, pairs, events, uow)
    if sheet == _CANDIDATES:
        return partial(candidate_import.what_came, events, uow, since_id=since_id)
    return partial(rating_import.what_came, read.ratings)


def _of_inbox(results: Sequence[Result]) -> dict[str, str]:
    """Note which events to forget, and which of them wait for a number."""
    ours = [one for one in results if one.outcome is not Outcome.DUPLICATE]
    waits = [one.id for one in ours if one.outcome is Outcome.PARKED]
    return {"events": json.dumps([one.id for one in ours]), "waits": json.dumps(waits)}


async def undo(one: Order, interaction: Interaction, uow: UnitOfWork) -> OrderShown:
    """Put back what stood before a table, but for what it said of candidates who were known.

    Raises `Conflict` where one of its rows was used since.
    """
    sheet = one.said["sheet"]
    notes: tuple[str, ...] = ()
    if sheet == _CANDIDATES:
        await candidate_import.take_back(one, interaction, uow)
        notes = ("changed_stay",) if one.said.get("changed", "0") != "0" else ()
    else:
        await _must_still_wait(one, uow)
    if sheet in _LEARNING:
        await learning_import.take_back(one, uow)
    elif sheet == _PAIRINGS:
        await pairing_import.take_back(one, uow)
    elif sheet == _RATINGS:
        await rating_import.take_back(one, interaction, uow)
    if sheet != _CANDIDATES:
        await uow.inbox.forget([(SOURCE, key) for key in json.loads(one.before["events"])])
    return replace(await shown(one, "undone", interaction, uow), notes=notes)


async def _must_still_wait(one: Order, uow: UnitOfWork) -> None:
    """Raise `Conflict` where a row that waited for a number has been taken in since."""
    waits = json.loads(one.before["waits"])
    entries = (await uow.inbox.known(SOURCE, waits)).values() if waits else ()
    arrived = sum(entry.state != "parked" for entry in entries)
    if arrived:
        raise Conflict("order.used_arrived", n=arrived)


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
    kind = kind_of(sheet.header)
    if kind == "ratings":
        rated = map_ratings(sheet, today=interaction.today)
        plan = await plan_ratings(_few(rated.rows), uow, at=interaction.at, holds=holds)
        planned = Planned(events=(), new=plan.new, changed=plan.changed, same=plan.same)
        return _Read(planned=planned, ratings=plan, errors=(*rated.errors, *plan.errors))
    match kind:
        case "assessments":
            read = _of(map_assessments(sheet, uow.catalogue), plan_assessments, interaction, uow)
        case "enrolments":
            read = _of(map_enrolments(sheet, uow.catalogue), plan_enrolments, interaction, uow)
        case "candidates":
            read = _of(map_candidates(sheet), plan_candidates, interaction, uow)
        case "candidate_scores":
            read = _of(map_scores(sheet, uow.lexicon), plan_scores, interaction, uow)
        case "interviews":
            read = _of(map_interviews(sheet), plan_interviews, interaction, uow)
        case _:
            read = _of(map_pairings(sheet), plan_pairings, interaction, uow)
    return await read


class _Plan(Protocol[_Row_contra]):
    """Compares rows with the store."""

    async def __call__(
        self,
        rows: Sequence[_Row_contra],
        uow: UnitOfWork,
        *,
        source: str,
        zone: str,
        at: datetime,
    ) -> Planned: ...


async def _of(
    mapped: Mapped[_P], plan: _Plan[_P], interaction: Interaction, uow: UnitOfWork
) -> _Read:
    planned = await plan(
        _few(mapped.rows),
        uow,
        source=SOURCE,
        zone=interaction.person.zone,
        at=interaction.at,
    )
    barred = protected_among(mapped.ignored)
    return _Read(planned=planned, errors=tuple(mapped.errors), protected=barred)


def _few(rows: Sequence[_P]) -> Sequence[_P]:
    if len(rows) > MOST_ROWS:
        raise NotFound("order.too_large", most=MOST_ROWS)
    return rows
