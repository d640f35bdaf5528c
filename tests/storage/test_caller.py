"""Who did an act: the same in the quick way as in a unit, and of this very moment."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from config.plans import read_plan
from rules.people import Role
from storage.caller import Caller
from storage.form_session import FormSession
from storage.interaction import Arrived
from storage.store import Store
from storage.unit_of_work import UnitOfWork
from tests.builders import AT, a_hire, an_event, given_plan, take_in

_ME = ("fake", "@1")
_SESSION = FormSession(
    channel="fake", address="@1", person_id=1, form=b"f", answers={"a": "1"}, at=AT
)
_A001 = {"employee_id": "A001"}
_NOBODY = Caller(person=None, is_dead=False, hides_sums=None, session=None, was_kept=False)


async def _link(uow: UnitOfWork) -> None:
    await uow.links.link(channel="fake", address="@1", person_id=1, at=AT)


async def _unlink(uow: UnitOfWork) -> None:
    await uow.links.unlink(channel="fake", address="@1")


async def _die(uow: UnitOfWork) -> None:
    await uow.links.mark_dead(channel="fake", address="@1", person_id=1, at=AT, reason="gone")


async def _open(uow: UnitOfWork) -> None:
    await uow.form_sessions.save(_SESSION)


async def _keep(uow: UnitOfWork) -> None:
    real_now = datetime.now(UTC)
    arrived = Arrived(channel="fake", ext_id="act", person_id=None, body_sha="s", raw=b"r")
    await uow.interactions.keep(arrived, token="t", real_now=real_now, due=real_now)


@pytest.fixture
async def staffed(store: Store) -> Store:
    await given_plan(store)
    await take_in(store, a_hire("A001", manager="M001"), a_hire("M001"))
    return store


async def _caller(store: Store, *, since: timedelta = timedelta()) -> Caller:
    """Ask in both ways, which must agree."""
    quick = await store.caller(*_ME, act="act", since=AT + since)
    whole = await store.ask(lambda uow: uow.caller(*_ME, act="act", since=AT + since))
    assert quick == whole
    return quick


async def test_an_account_is_nobody_s_or_a_person_s(staffed: Store) -> None:
    assert await _caller(staffed) == _NOBODY

    await staffed.write(_link)
    async with staffed.read() as uow:
        known = (await uow.people.by_id([1]))[1]

    assert await _caller(staffed) == replace(_NOBODY, person=known)
    assert known.manager_id == 2


@pytest.mark.parametrize(
    ("written", "is_so"),
    [
        pytest.param(_die, lambda one: one.is_dead, id="nothing reaches her"),
        pytest.param(_open, lambda one: one.session == _SESSION, id="in a form"),
        pytest.param(_keep, lambda one: one.was_kept, id="kept before"),
        pytest.param(_unlink, lambda one: one == _NOBODY, id="unlinked"),
    ],
)
async def test_what_was_committed_the_moment_before_is_seen(
    staffed: Store,
    written: Callable[[UnitOfWork], Awaitable[None]],
    is_so: Callable[[Caller], bool],
) -> None:
    await staffed.write(_link)
    assert not is_so(await _caller(staffed))

    async with staffed.begin() as uow:
        await written(uow)

    assert is_so(await _caller(staffed))


async def test_a_new_role_and_a_leaver_are_seen_at_once(staffed: Store) -> None:
    await staffed.write(_link)

    await take_in(
        staffed, an_event("new", "employee.updated", {**_A001, "roles": ["hr"]}, version=2)
    )
    promoted = (await _caller(staffed)).person
    await take_in(staffed, an_event("gone", "employee.left", _A001, version=3))

    assert promoted is not None
    assert promoted.roles == {Role.HR}
    assert await _caller(staffed) == _NOBODY


@pytest.mark.parametrize(
    ("since", "is_open"),
    [
        pytest.param(timedelta(seconds=-1), True, id="just before"),
        pytest.param(timedelta(), True, id="then"),
        pytest.param(timedelta(seconds=1), False, id="just after"),
    ],
)
async def test_a_form_is_open_from_its_last_step_on(
    staffed: Store, since: timedelta, *, is_open: bool
) -> None:
    await staffed.write(_open)

    assert ((await _caller(staffed, since=since)).session is not None) is is_open


async def test_where_a_look_would_have_to_wait_it_is_asked_as_a_unit(sqlite_url: str) -> None:
    store = Store(sqlite_url, read_plan=read_plan)
    file = sqlite_url.partition("///")[2]
    with closing(sqlite3.connect(file, isolation_level=None)) as alone:
        alone.execute("PRAGMA locking_mode=EXCLUSIVE")
        alone.execute("BEGIN IMMEDIATE")
        asking = asyncio.create_task(store.caller(*_ME, act="act", since=AT))
        await asyncio.sleep(0.05)
        is_waiting = not asking.done()

    assert (is_waiting, await asking) == (True, _NOBODY)
    await store.close()


async def test_a_look_whose_connection_was_lost_is_asked_as_a_unit(pg_url: str) -> None:
    store = Store(pg_url, read_plan=read_plan)
    assert await _look(store) == _NOBODY
    await _end_all_others(pg_url)

    assert [await _look(store) for _ in range(3)] == [_NOBODY] * 3
    await store.close()


async def test_more_looks_than_connections_wait_for_each_other(pg_url: str) -> None:
    store = Store(pg_url, read_plan=read_plan)

    assert await asyncio.gather(*(_look(store) for _ in range(30))) == [_NOBODY] * 30
    await store.close()


async def test_a_look_that_was_cut_off_leaves_no_answer_for_the_next(pg_url: str) -> None:
    store = Store(pg_url, read_plan=read_plan)
    await _look(store)
    for _ in range(8):
        cut_off = asyncio.create_task(_look(store))
        await asyncio.sleep(0)
        cut_off.cancel()
        await asyncio.wait([cut_off])

    assert await asyncio.gather(*(_look(store) for _ in range(9))) == [_NOBODY] * 9
    await store.close()


async def _look(store: Store) -> Caller:
    return await store.caller(*_ME, act="act", since=AT)


async def _end_all_others(pg_url: str) -> None:
    admin = await asyncpg.connect(pg_url.replace("+asyncpg", ""))
    await admin.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    await admin.close()
