"""Many new reps with courses, mentors, ratings and deals, written as rows; and a model that speaks.

One in twenty is behind with her courses, one in twenty rates her mentoring low, one in seven has
not sold for weeks: one in sixty has two signals or more, as drawn with a fixed seed.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
from sqlalchemy.ext.asyncio import AsyncConnection

from jobs.retention_model import train
from jobs.retention_panel import NAMES, TOPICS
from rules.people import Person, Role
from rules.retention_label import labels
from rules.retention_model import RiskModel, written
from storage.learning_tables import enrolment
from storage.mentoring_tables import mentor_rating, pairing
from storage.retention_tables import rep_snapshot
from storage.rows import append
from storage.store import Store
from storage.tables import deal, deal_credit
from storage.unit_of_work import UnitOfWork
from tests.builders import PLAN, given_plan
from tests.retention_site import panel_in_memory
from tests.simulated_company import a_company

#: A Tuesday at 05:38 in Shanghai: the week before was cut at midnight.
FIRST = datetime(2026, 11, 23, 21, 38, tzinfo=UTC)
HIRED = date(2026, 9, 28)
COURSES, RATINGS, WEEKS = 8, 4, 4
#: Her newest weeks with a figure, and the one that is cut a week later.
MONDAYS = tuple(date(2026, 11, 2) + timedelta(weeks=n) for n in range(4))
_BATCH = 2_000
_MENTEES, _TEAM = 3, 10
_BEHIND, _LOW, _STALLED = 0.05, 0.05, 0.15
_ASSIGNED, _DUE = HIRED, date(2026, 11, 1)
_OTHERS = 10_000_000

Row = dict[str, object]


async def staff(store: Store, reps: int) -> None:
    """Put so many new reps into an empty store, ids from 1, and let a model speak."""
    model = await asyncio.to_thread(_model)
    version = await given_plan(store, PLAN)
    await _chiefs(store, reps)
    draw = np.random.default_rng(1)
    for first in range(1, reps + 1, _BATCH):
        ids = range(first, min(first + _BATCH, reps + 1))
        async with store.begin() as uow:
            await uow.people.save([(_rep(n), {}) for n in ids])
            connection = _connection(uow)
            await append(connection, enrolment, list(_courses(ids, draw)))
            await append(connection, pairing, [_pair(n) for n in ids])
            await append(connection, mentor_rating, list(_ratings(ids, draw)))
            deals = list(_deals(ids, draw))
            await append(connection, deal, [one for one, _ in deals])
            credits_ = [_credit(one, rep, version) for one, rep in deals]
            await append(connection, deal_credit, credits_)
            await append(connection, rep_snapshot, list(_weeks(ids, draw)))
    await _speaks(store, model)


async def change(store: Store, reps: int, *, each: int) -> None:
    """Let one in so many reps complete all her courses, so that her signals may change."""
    async with store.begin() as uow:
        ids = list(range(1, reps + 1, each))
        known = [replace(one, completed_at=FIRST) for one in await uow.learning.enrolments(ids)]
        await uow.learning.save_enrolments(known)


def _rep(n: int) -> Person:
    return Person(
        id=n, number=f"B{n}", name=f"B{n}", roles=frozenset({Role.REP}), hired_on=HIRED,
        probation_ends_on=HIRED + timedelta(days=181), manager_number=f"M{n % _TEAM}",
    )  # fmt: skip


async def _chiefs(store: Store, reps: int) -> None:
    """Hire managers, mentors and two of HR."""
    mentors = range(_OTHERS, _OTHERS + -(-reps // _MENTEES))
    people = [
        Person(id=2 * _OTHERS + n, number=f"M{n}", name=f"M{n}", roles=frozenset({Role.MANAGER}))
        for n in range(_TEAM)
    ]
    people += [
        Person(id=3 * _OTHERS + n, number=f"H{n}", name=f"H{n}", roles=frozenset({Role.HR}))
        for n in range(2)
    ]
    people += [
        Person(id=n, number=f"T{n}", name=f"T{n}", roles=frozenset({Role.MENTOR})) for n in mentors
    ]
    for first in range(0, len(people), _BATCH):
        async with store.begin() as uow:
            await uow.people.save([(one, {}) for one in people[first : first + _BATCH]])


def _courses(ids: Iterable[int], draw: np.random.Generator) -> Iterator[Row]:
    for n in ids:
        done = COURSES // 2 if draw.random() < _BEHIND else COURSES
        for course in range(COURSES):
            at = FIRST if course < done else None
            yield {
                "person_id": n, "course_id": f"c{course}", "why": "base", "score": None,
                "pass_mark": None, "assigned_on": _ASSIGNED, "due_on": _DUE, "completed_at": at,
                "completed_by": "self" if at else None, "failed_on": None, "is_open": at is None,
            }  # fmt: skip


def _pair(n: int) -> Row:
    return {
        "id": n, "mentor_id": _OTHERS + (n - 1) // _MENTEES, "rep_id": n, "starts_on": HIRED,
        "ends_on": None, "is_stand_in": False,
    }  # fmt: skip


def _ratings(ids: Iterable[int], draw: np.random.Generator) -> Iterator[Row]:
    for n in ids:
        given = 5 if draw.random() < _LOW else 8
        for week in MONDAYS[:3]:
            yield {"pairing_id": n, "week": week, "satisfaction": given, "applied": given,
                   "at": FIRST}  # fmt: skip


def _deals(ids: Iterable[int], draw: np.random.Generator) -> Iterator[tuple[Row, int]]:
    """Give each a deal more every week, or none for weeks."""
    stamp = [1, "2026-11-23T00:00:00+00:00", "bench"]
    for n in ids:
        if draw.random() < _STALLED:
            continue
        for place, monday in enumerate(MONDAYS):
            at = datetime(monday.year, monday.month, monday.day + 1, 3, tzinfo=UTC)
            for each in range(1 + place % 2):
                facts = {"shares": [[n, "1"]], "stamps": {}, "signed": stamp}
                number = n * 100 + place * 10 + each
                row: Row = {
                    "id": number, "source": "crm", "number": str(number), "amount_minor": 900_000,
                    "currency": "CNY", "customer": "c", "product": "p", "closed_at": at,
                    "is_cancelled": False, "facts": json.dumps(facts),
                }  # fmt: skip
                yield row, n


def _credit(one: Row, rep: int, version: int) -> Row:
    return {
        "deal_id": one["id"], "person_id": rep, "plan_version_id": version, "period": "2026-11",
        "base_minor": 900_000, "posted_minor": 45_000,
    }  # fmt: skip


def _weeks(ids: Iterable[int], draw: np.random.Generator) -> Iterator[Row]:
    for n in ids:
        for back in range(WEEKS):
            facts = {
                "training_completion": round(float(draw.uniform(0.4, 1)), 2),
                "courses_overdue": 1.0,
                "mentor_rating": round(float(draw.uniform(4, 10)), 1),
                "mentor_tasks_done": 2.0,
                "deals": float(draw.poisson(0.6)),
            }
            monday = MONDAYS[2] - timedelta(weeks=back)
            yield {"person_id": n, "week": monday, "known_at": FIRST, "event_time": FIRST,
                   "facts": json.dumps(facts, sort_keys=True)}  # fmt: skip


def _model() -> RiskModel:
    company = panel_in_memory(a_company(300, seed=1))
    none = np.full(len(company), np.nan)
    panel = replace(company, numbers={name: company.numbers.get(name, none) for name in NAMES})
    said = labels(panel, horizon=4)
    return train(panel, said, said.is_known, topics=TOPICS)


async def _speaks(store: Store, model: RiskModel) -> None:
    fitted = {"fitted_at": FIRST, "seen_until": HIRED, "horizon": 4, "leavers": 300,
              "schema_hash": model.schema_hash, "is_admitted": True}  # fmt: skip
    async with store.begin() as uow:
        number = await uow.retention.add_model(fitted, body=written(model), evaluation="{}")
        await uow.retention.choose(number, "promoted", by="bench", at=FIRST)


def _connection(uow: UnitOfWork) -> AsyncConnection:
    return uow.people._connection  # noqa: SLF001 - what repositories speak with
