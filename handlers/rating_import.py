"""Weekly ratings from a file: what was said before Foothold came, or on paper.

They are kept, and nobody is told at once: a mean that they make low is proposed to HR with the next
week that is cut, like any other. What a rep answered herself is never overwritten.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from handlers.dropped_sheet import SOURCE
from handlers.interaction import Interaction
from handlers.sheet_fields import CellError
from handlers.sheet_mentoring import RatingRow
from handlers.table_undo import refuse_used
from rules.mentoring import Pairing
from rules.order import Order
from rules.people import Person
from rules.periods import week_of
from rules.pulse import is_alarming
from storage.pulse import Answers
from storage.unit_of_work import UnitOfWork

_WEEK_END = timedelta(days=6)
#: Pairing, Monday, the answers that were taken in, and the answers and source before.
_Noted = tuple[int, str, list[int | None], tuple[int | None, int | None, str] | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingPlan:
    """What a file of ratings would change."""

    #: (pairing, Monday, answers), none of them so already.
    saves: tuple[tuple[int, date, Answers], ...] = ()
    #: Of each of these what a file said of the week before, and whose that was; None for nothing.
    before: tuple[tuple[Answers, str] | None, ...] = ()
    new: int = 0
    changed: int = 0
    same: int = 0
    errors: tuple[CellError, ...] = ()

    @property
    def low(self) -> int:
        """How many of what is new have an answer that HR talks about the same day."""
        told = [(one.satisfaction or 0, one.applied or 0) for _, _, one in self.saves]
        return sum(is_alarming(min(pair)) for pair in told)


async def plan_ratings(
    rows: Sequence[RatingRow], uow: UnitOfWork, *, at: datetime, holds: bool = False
) -> RatingPlan:
    """Look up who mentored each rep in each week, and what is known of it.

    A row is refused where nobody has the number, where the week is not cut yet, so that she may
    still be asked herself, or where nobody mentored her in it. One week that she rated herself, or
    a file rated alike, is as known. With `holds` she answers before this transaction or after it.
    """
    people = {
        number: person
        for number, (person, _) in (
            await uow.people.by_number({row.employee for row in rows})
        ).items()
    }
    if holds:
        for person_id in sorted(person.id for person in people.values()):
            await uow.mentoring.lock(person_id)
    errors: list[CellError] = []
    found: list[tuple[RatingRow, int]] = []
    for row in rows:
        pairing_id, reason = await _pairing(people.get(row.employee), row.week, uow, at=at)
        if pairing_id is None:
            errors.append(CellError(row=row.row, column="", value=row.employee, reason_id=reason))
        else:
            found.append((row, pairing_id))
    plan = RatingPlan(errors=tuple(errors))
    for row, pairing_id in found:
        plan = await _with_row(plan, row, pairing_id, uow)
    return plan


async def _with_row(
    plan: RatingPlan, row: RatingRow, pairing_id: int, uow: UnitOfWork
) -> RatingPlan:
    said = Answers(satisfaction=row.satisfaction, applied=row.applied)
    known, source = await uow.pulses.told(pairing_id, row.week)
    is_own = known is not None and source is None
    if is_own or known == said:
        return replace(plan, same=plan.same + 1)
    saves = (*plan.saves, (pairing_id, row.week, said))
    if known is None or source is None:
        return replace(plan, saves=saves, before=(*plan.before, None), new=plan.new + 1)
    before = (*plan.before, (known, source))
    return replace(plan, saves=saves, before=before, changed=plan.changed + 1)


async def keep_ratings(
    plan: RatingPlan, uow: UnitOfWork, *, source: str, actor: str, at: datetime
) -> None:
    """Keep what is new, and that there was such an import: whose and how many, no answer."""
    for pairing_id, week, said in plan.saves:
        await uow.pulses.save(pairing_id, week, said, at=at, source=source)
    if plan.saves:
        await uow.audit.add(
            at=at,
            actor=actor,
            action="mentoring.ratings_imported",
            subject=f"ratings:{len(plan.saves)}",
        )


async def what_came(plan: RatingPlan) -> dict[str, str]:
    """Note each rating that was taken in, and what stood in its place."""
    noted = [
        [pairing_id, str(week), [said.satisfaction, said.applied], _written(was)]
        for (pairing_id, week, said), was in zip(plan.saves, plan.before, strict=True)
    ]
    return {"ratings": json.dumps(noted)}


async def take_back(one: Order, interaction: Interaction, uow: UnitOfWork) -> None:
    """Put back what stood in place of each rating; raise `Conflict` where one was used since.

    Used is one that was answered anew, or whose pairing was proposed to HR since.
    """
    noted: list[_Noted] = json.loads(one.before["ratings"])
    pairs = await uow.mentoring.by_id({pairing_id for pairing_id, *_ in noted})
    for rep_id in sorted({pair.rep_id for pair in pairs.values()}):
        await uow.mentoring.lock(rep_id)
    used = {pair.rep_id for pair in await _proposed(pairs, one, uow)}
    for pairing_id, week, said, _ in noted:
        known, source = await uow.pulses.told(pairing_id, date.fromisoformat(week))
        if source != SOURCE or known is None or [known.satisfaction, known.applied] != said:
            used.add(pairs[pairing_id].rep_id)
    await refuse_used("rating", used, uow)
    for pairing_id, week, _, was in noted:
        monday = date.fromisoformat(week)
        if was is None:
            await uow.pulses.drop(pairing_id, monday)
            continue
        said_before = Answers(satisfaction=was[0], applied=was[1])
        await uow.pulses.save(pairing_id, monday, said_before, at=interaction.at, source=was[2])


async def _proposed(pairs: Mapping[int, Pairing], one: Order, uow: UnitOfWork) -> list[Pairing]:
    ids = await uow.pulses.proposed_since(pairs, one.done_at or one.at)
    return [pairs[id_] for id_ in ids]


def _written(was: tuple[Answers, str] | None) -> list[int | str | None] | None:
    return None if was is None else [was[0].satisfaction, was[0].applied, was[1]]


async def _pairing(
    person: Person | None, week: date, uow: UnitOfWork, *, at: datetime
) -> tuple[int | None, str]:
    """Give the pairing that a week's rating is of; else None and why there is none."""
    if person is None:
        return None, "import.no_such_number"
    if at < uow.calendar.cut_at(week_of(week), person.zone):
        return None, "import.week_open"
    then = await uow.mentoring.of_rep(person.id, week, week + _WEEK_END)
    hers = [one for one in then if not one.is_stand_in]
    if not hers:
        return None, "import.no_mentor_then"
    return max(hers, key=lambda one: (one.starts_on, one.id)).id, ""
