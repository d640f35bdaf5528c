"""What an answer hid is its owner's, is kept once, and goes after a while."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from storage.hidden_sum import HiddenSum
from storage.store import Store
from tests.builders import AT, a_hire, take_in

_ONE = HiddenSum(ref="r1", person_id=1, at=AT, body=b"first")


@pytest.fixture
async def kept(store: Store) -> Store:
    """A store with persons 1 and 2, and one answer of person 1."""
    await take_in(store, a_hire("A001"), a_hire("A002"))
    async with store.begin() as uow:
        await uow.hidden_sums.keep(_ONE)
    return store


async def _of(store: Store, person_id: int, ref: str = "r1") -> bytes | None:
    async with store.read() as uow:
        return await uow.hidden_sums.of(person_id, ref)


async def test_it_is_given_to_her_alone(kept: Store) -> None:
    found = [await _of(kept, 1), await _of(kept, 2), await _of(kept, 1, "r2")]

    assert found == [b"first", None, None]


async def test_the_same_act_again_changes_nothing(kept: Store) -> None:
    async with kept.begin() as uow:
        await uow.hidden_sums.keep(HiddenSum(ref="r1", person_id=2, at=AT, body=b"second"))

    assert await _of(kept, 1) == b"first"


@pytest.mark.parametrize(
    ("before", "gone"),
    [
        pytest.param(AT, 0, id="at"),
        pytest.param(AT + timedelta(microseconds=1), 1, id="just over"),
    ],
)
async def test_old_ones_are_deleted(kept: Store, before: datetime, gone: int) -> None:
    async with kept.begin() as uow:
        count = await uow.hidden_sums.delete(before=before, limit=10)

    assert count == gone
    assert (await _of(kept, 1) is None) == bool(gone)


async def test_no_more_are_deleted_at_once_than_asked_for(kept: Store) -> None:
    async with kept.begin() as uow:
        await uow.hidden_sums.keep(HiddenSum(ref="r2", person_id=1, at=AT, body=b""))
        count = await uow.hidden_sums.delete(before=AT + timedelta(days=1), limit=1)

    assert count == 1
