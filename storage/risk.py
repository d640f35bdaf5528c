"""Assessments of reps and their objections, in the store; read and written by sets."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime

from sqlalchemy import ColumnElement, exists, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.people import Role
from rules.probation_outcome import OutcomeKind
from rules.probation_record import FactKind
from rules.risk import Assessment, Level, Signal, signal_of
from storage.prepared import Prepared, Row, one_of
from storage.probation_tables import probation_fact
from storage.risk_tables import risk_assessment, risk_objection
from storage.rows import add_new, chunks, insert_new
from storage.tables import audit, deal, deal_credit, person

#: The most first deals looked at for a median: those of the newest reps.
_MOST_CASES = 2000
_DECIDED = (OutcomeKind.CONFIRMED.value, OutcomeKind.ENDED.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An assessment as stored."""

    id: int
    found: Assessment
    night: date
    kinds_before: str


class Risks:
    """Assessments by person and night."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def subjects(
        self, today: date, *, new_since: date, lo: int = 0, hi: int = 2**62
    ) -> list[int]:
        """Give the new reps from `lo` to `hi`: working here, neither confirmed nor ended.

        Without a known end of probation those hired since a day are new.
        """
        rows = await self._connection.scalars(
            select(person.c.id)
            .where(
                person.c.id.between(lo, hi),
                is_rep(),
                person.c.left_on.is_(None),
                or_(
                    person.c.probation_ends_on >= today,
                    person.c.probation_ends_on.is_(None) & (person.c.hired_on >= new_since),
                ),
                or_(person.c.hired_on.is_(None), person.c.hired_on <= today),
                ~exists().where(is_decided(person.c.id)),
            )
            .order_by(person.c.id)
        )
        return [int(one) for one in rows]

    async def decided(self, person_ids: Collection[int]) -> dict[int, str]:
        """Give how the probations of these came out, of those that did."""
        found: dict[int, str] = {}
        for some in chunks(person_ids):
            query = select(probation_fact.c.person_id, probation_fact.c.detail).where(
                probation_fact.c.person_id.in_(some),
                probation_fact.c.kind == FactKind.OUTCOME.value,
                probation_fact.c.detail.in_(_DECIDED),
            )
            found |= {row.person_id: row.detail for row in await self._connection.execute(query)}
        return found

    async def newest(self, person_ids: Collection[int]) -> dict[int, Kept]:
        """Give the newest assessment of each of these persons."""
        found: dict[int, Kept] = {}
        for some in chunks(person_ids):
            rows = await _NEWEST.rows(self._connection, ids=some)
            found |= {row.person_id: _kept(row) for row in rows}
        return found

    async def add(self, found: Collection[Assessment], *, night: date, at: datetime) -> list[int]:
        """Keep what a night found that is new; give those whose signals have changed, in order.

        The same night again changes nothing, and gives the same persons. The caller is the only
        one to keep these persons' assessments meanwhile: a shard has one holder.
        """
        before: dict[int, Row] = {}
        for some in chunks([one.person_id for one in found]):
            rows = await _NEWEST.rows(self._connection, ids=some)
            before |= {row.person_id: row for row in rows}
        new, changed = [], []
        for one in found:
            known = before.get(one.person_id)
            row = _row(one, known, night=night, at=at)
            if known is None or (known.night < night and _differs(row, known)):
                new.append(row)
                has_changed = row["kinds"] != row["kinds_before"]
            else:
                has_changed = known.night >= night and known.kinds != known.kinds_before
            if has_changed:
                changed.append(one.person_id)
        await add_new(self._connection, risk_assessment, new)
        return sorted(changed)

    async def watched(self, *, manager_number: str | None = None) -> list[int]:
        """Give the reps whose newest assessment is a watch, in order; of one manager, or all."""
        newest = select(func.max(risk_assessment.c.id)).group_by(risk_assessment.c.person_id)
        here: ColumnElement[bool] = person.c.left_on.is_(None)
        if manager_number is not None:
            here = here & (person.c.manager_number == manager_number)
            hers = select(person.c.id).where(here)
            newest = newest.where(risk_assessment.c.person_id.in_(hers))
        rows = await self._connection.scalars(
            select(risk_assessment.c.person_id)
            .join(person, person.c.id == risk_assessment.c.person_id)
            .where(
                risk_assessment.c.id.in_(newest),
                risk_assessment.c.level == Level.WATCH.value,
                here,
            )
            .order_by(risk_assessment.c.person_id)
        )
        return [int(one) for one in rows]

    async def first_deals(self, hired_since: date) -> list[tuple[str, date, datetime | None]]:
        """Give (engagement, hired, first deal or None) of the newest reps hired since a day."""
        newest = (
            select(person.c.id, person.c.engagement, person.c.hired_on)
            .where(person.c.hired_on >= hired_since, is_rep())
            .order_by(person.c.hired_on.desc(), person.c.id)
            .limit(_MOST_CASES)
            .subquery()
        )
        first = (
            select(deal_credit.c.person_id, func.min(deal.c.closed_at).label("at"))
            .join(deal, deal.c.id == deal_credit.c.deal_id)
            .where(deal.c.is_cancelled.is_(False), deal_credit.c.person_id.in_(select(newest.c.id)))
            .group_by(deal_credit.c.person_id)
            .subquery()
        )
        rows = await self._connection.execute(
            select(newest.c.engagement, newest.c.hired_on, first.c.at).join_from(
                newest, first, first.c.person_id == newest.c.id, isouter=True
            )
        )
        return [(row.engagement, row.hired_on, row.at) for row in rows]

    async def objects(self, person_ids: Collection[int]) -> dict[int, datetime]:
        """Give since when those of these persons object who do."""
        found: dict[int, datetime] = {}
        for some in chunks(person_ids):
            newest = (
                select(func.max(risk_objection.c.id))
                .where(risk_objection.c.person_id.in_(some))
                .group_by(risk_objection.c.person_id)
            )
            query = select(risk_objection).where(
                risk_objection.c.id.in_(newest), risk_objection.c.objects.is_(True)
            )
            found |= {row.person_id: row.at for row in await self._connection.execute(query)}
        return found

    async def say(self, person_id: int, *, objects: bool, at: datetime, key: str) -> bool:
        """Keep her word about being assessed; False where this very word is kept already."""
        row: dict[str, object] = {
            "key": key,
            "person_id": person_id,
            "objects": objects,
            "at": at,
        }
        return await insert_new(self._connection, risk_objection, [row]) > 0

    async def history(self, person_id: int) -> tuple[int, datetime | None]:
        """Give how many assessments of her are kept, and since when."""
        query = select(
            func.count().label("n"), func.min(risk_assessment.c.known_at).label("since")
        ).where(risk_assessment.c.person_id == person_id)
        row = (await self._connection.execute(query)).one()
        return int(row.n), row.since

    async def reads(self, person_id: int) -> int:
        """Give how often the audit log says that somebody read it."""
        query = (
            select(func.count())
            .select_from(audit)
            .where(audit.c.subject == f"person:{person_id}", audit.c.action == "risk.read")
        )
        return int(await self._connection.scalar(query) or 0)


def is_rep() -> ColumnElement[bool]:
    """Give the condition that a person sells."""
    roles = literal(",") + person.c.roles + literal(",")
    return roles.like(f"%,{Role.REP.value},%")


def is_decided(person_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Give the condition that a person's probation has an outcome, for a query on the facts."""
    return (
        (probation_fact.c.person_id == person_id)
        & (probation_fact.c.kind == FactKind.OUTCOME.value)
        & probation_fact.c.detail.in_(_DECIDED)
    )


def written_signals(signals: Sequence[Signal]) -> str:
    """Write signals as they are kept."""
    said = [{name: getattr(one, name) for name in _OF_SIGNAL} for one in signals]
    return json.dumps(said, separators=(",", ":"))


def read_signals(written: str) -> tuple[Signal, ...]:
    """Read them again."""
    return tuple(signal_of(one) for one in json.loads(written))


def _differs(row: Mapping[str, object], known: Row) -> bool:
    """Whether an assessment says something else than the one before, by what is kept of both."""
    return any(row[name] != getattr(known, name) for name in _SAID)


def _row(one: Assessment, known: Row | None, *, night: date, at: datetime) -> dict[str, object]:
    return {
        "person_id": one.person_id,
        "night": night,
        "week": one.week,
        "level": one.level.value,
        "kinds": one.kinds,
        "kinds_before": known.kinds if known else "",
        "signals": written_signals(one.signals),
        "policy_version": one.policy_version,
        "is_excluded": one.is_excluded,
        "known_at": at,
    }


def _kept(row: Row) -> Kept:
    return Kept(
        id=row.id,
        night=row.night,
        kinds_before=row.kinds_before,
        found=Assessment(
            person_id=row.person_id,
            week=row.week,
            level=Level(row.level),
            signals=read_signals(row.signals),
            policy_version=row.policy_version,
            is_excluded=row.is_excluded,
        ),
    )


#: What an assessment says, beside when.
_SAID = ("week", "level", "kinds", "signals", "policy_version", "is_excluded")
_OF_SIGNAL = tuple(one.name for one in fields(Signal))
_NEWEST = Prepared(
    select(risk_assessment).where(
        risk_assessment.c.id.in_(
            select(func.max(risk_assessment.c.id))
            .where(one_of(risk_assessment.c.person_id, "ids"))
            .group_by(risk_assessment.c.person_id)
        )
    )
)
