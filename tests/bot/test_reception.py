"""Acts that come in a crowd: the next ack is not behind the answers of all before it."""

from __future__ import annotations

import asyncio

from bot.channels.channel import Inbound
from bot.channels.reception import Reception
from tests.builders import AT


def _act(n: int) -> Inbound:
    return Inbound(id=f"act-{n}", channel="fake", sender="@1", at=AT)


async def _accepted(act: Inbound) -> Inbound:
    return act


async def test_answers_begin_one_in_a_turn_of_the_loop_and_in_their_order() -> None:
    begun: list[str] = []
    let_go = asyncio.Event()

    async def answer(act: Inbound) -> None:
        begun.append(act.id)
        await let_go.wait()

    reception = Reception(_accepted, answer)
    for n in range(5):
        await reception.take(_act(n))
    at_each_turn: list[int] = []
    while len(begun) < 5:
        before = len(begun)
        await asyncio.sleep(0)
        at_each_turn.append(len(begun) - before)
    let_go.set()
    await reception.close()

    assert max(at_each_turn) == 1
    assert begun == [f"act-{n}" for n in range(5)]


async def test_closing_waits_for_answers_that_have_not_begun() -> None:
    answered: list[str] = []

    async def answer(act: Inbound) -> None:
        answered.append(act.id)

    reception = Reception(_accepted, answer)
    for n in range(20):
        await reception.take(_act(n))
    await reception.close()

    assert len(answered) == 20


async def test_an_answer_that_fails_holds_up_none_after_it() -> None:
    answered: list[str] = []

    async def answer(act: Inbound) -> None:
        if act.id == "act-0":
            raise ArithmeticError
        answered.append(act.id)

    reception = Reception(_accepted, answer)
    for n in range(3):
        await reception.take(_act(n))
    await reception.close()

    assert answered == ["act-1", "act-2"]
