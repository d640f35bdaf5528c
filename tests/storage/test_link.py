"""Link codes: five wrong tries, however many processes are asked at once."""

from __future__ import annotations

import asyncio

import pytest

from config.plans import read_plan
from rules.errors import NotAllowed
from storage.link import MAX_TRIES
from storage.store import Store
from tests.builders import AT, a_hire, take_in

_AT_ONCE = 8


async def _tries(store: Store, code: str) -> str:
    try:
        async with store.begin() as uow:
            found = await uow.links.redeem(code=code, channel="fake", address="@1", at=AT)
    except NotAllowed:
        return "paused"
    return "wrong" if found is None else f"person {found}"


async def test_two_processes_at_once_take_five_wrong_codes_and_no_more(store: Store) -> None:
    other = Store(store.url, read_plan=read_plan)
    processes = (store, other)

    ends = await asyncio.gather(*(_tries(processes[n % 2], f"WRONG{n}") for n in range(_AT_ONCE)))
    await other.close()

    assert sorted(ends) == ["paused"] * (_AT_ONCE - MAX_TRIES) + ["wrong"] * MAX_TRIES


@pytest.mark.parametrize(
    ("wrong", "end"),
    [
        pytest.param(MAX_TRIES - 1, "person 1", id="four wrong codes"),
        pytest.param(MAX_TRIES, "paused", id="five wrong codes"),
    ],
)
async def test_a_right_code_is_good_until_the_fifth_wrong_one(
    store: Store, wrong: int, end: str
) -> None:
    await take_in(store, a_hire())
    async with store.begin() as uow:
        await uow.links.offer(code="RIGHT234", person_id=1, at=AT)
    before = [await _tries(store, f"WRONG{n}") for n in range(wrong)]

    assert await _tries(store, "RIGHT234") == end
    assert before == ["wrong"] * wrong


async def test_a_right_code_forgives_the_wrong_ones_before_it(store: Store) -> None:
    await take_in(store, a_hire())
    async with store.begin() as uow:
        await uow.links.offer(code="RIGHT234", person_id=1, at=AT)
    _ = [await _tries(store, f"WRONG{n}") for n in range(MAX_TRIES - 1)]
    await _tries(store, "RIGHT234")

    ends = [await _tries(store, f"AGAIN{n}") for n in range(MAX_TRIES - 1)]

    assert ends == ["wrong"] * (MAX_TRIES - 1)
