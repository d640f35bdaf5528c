"""What a person asked for is kept whole, and two changes at once lose neither."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import time, timedelta

import pytest

from rules.notices import NoticeKind
from rules.preference import Preference
from rules.working_hours import Hours
from storage.store import Store
from tests.builders import AT, a_hire, take_in
from tests.post_office import sql

_ALL = Preference(
    hours=Hours(start=time(22, 15), end=time(6)),
    visiting_until=AT + timedelta(hours=2),
    snoozed_until=AT + timedelta(hours=1),
    muted=frozenset({NoticeKind.DEAL, NoticeKind.STATEMENT}),
    hides_sums=True,
)


@pytest.fixture
async def staffed(store: Store) -> Store:
    """A store with persons 1 and 2."""
    await take_in(store, a_hire("A001"), a_hire("A002"))
    return store


async def _save(store: Store, person_id: int, asked: Preference) -> None:
    async with store.begin() as uow:
        await uow.preferences.save(person_id, asked)


async def _all(store: Store) -> dict[int, Preference]:
    async with store.read() as uow:
        return await uow.preferences.of([1, 2, 3])


@pytest.mark.parametrize("asked", [_ALL, Preference()], ids=["all", "nothing"])
async def test_it_comes_back_as_it_was_said(staffed: Store, asked: Preference) -> None:
    await _save(staffed, 1, asked)

    assert await _all(staffed) == {1: asked}


async def test_who_never_said_anything_has_the_defaults(staffed: Store) -> None:
    async with staffed.read() as uow:
        assert await uow.preferences.one(2) == Preference()


async def test_the_last_word_counts(staffed: Store) -> None:
    await _save(staffed, 1, _ALL)
    await _save(staffed, 2, _ALL)

    await _save(staffed, 1, replace(_ALL, muted=frozenset(), hours=None))

    assert await _all(staffed) == {1: replace(_ALL, muted=frozenset(), hours=None), 2: _ALL}


async def test_two_changes_at_once_lose_neither(staffed: Store) -> None:
    async def mute(kind: NoticeKind) -> None:
        async with staffed.begin() as uow:
            known = await uow.preferences.to_change(1)
            await uow.preferences.save(1, replace(known, muted=known.muted | {kind}))

    await asyncio.gather(*(mute(kind) for kind in NoticeKind))

    assert (await _all(staffed))[1].muted == frozenset(NoticeKind)


async def test_a_kind_that_is_gone_is_not_in_the_way(staffed: Store) -> None:
    await _save(staffed, 1, _ALL)
    await sql(staffed, "UPDATE preference SET muted = 'deal,of_another_release'")

    assert (await _all(staffed))[1].muted == {NoticeKind.DEAL}
