"""Whoever asks a probe never hangs, and many who ask cost one question."""

from __future__ import annotations

import asyncio

import pytest

from bot.web.probe import Probe
from tests.bot.test_loops import Seconds


class Server:
    """Counts how often it is asked; hangs while it is told to."""

    def __init__(self) -> None:
        self.asked = 0
        self.is_up = asyncio.Event()
        self.is_up.set()

    async def answer(self) -> int:
        self.asked += 1
        await self.is_up.wait()
        return self.asked


def _probe(server: Server, seconds: Seconds) -> Probe[int]:
    return Probe(server.answer, waits=0.01, keeps=1.0, clock=seconds)


async def test_an_answer_is_kept_for_a_while() -> None:
    server, seconds = Server(), Seconds()
    probe = _probe(server, seconds)

    both = [await probe.answer(), await probe.answer()]
    seconds.now += 1.0

    assert [*both, await probe.answer()] == [1, 1, 2]


async def test_many_at_once_ask_once() -> None:
    server = Server()
    probe = _probe(server, Seconds())

    assert set(await asyncio.gather(*(probe.answer() for _ in range(9)))) == {1}


async def test_a_question_that_hangs_is_not_asked_again_and_again() -> None:
    server, seconds = Server(), Seconds()
    probe = _probe(server, seconds)
    server.is_up.clear()

    for _ in range(3):
        with pytest.raises(TimeoutError):
            await probe.answer()
        seconds.now += 2.0

    assert server.asked == 1
    probe.close()


async def test_a_question_that_hung_for_long_is_given_up_for_a_fresh_one() -> None:
    server, seconds = Server(), Seconds()
    probe = _probe(server, seconds)
    server.is_up.clear()
    with pytest.raises(TimeoutError):
        await probe.answer()
    server.is_up.set()

    seconds.now += 10.0

    assert await probe.answer() == 2


async def test_a_failure_is_raised_to_everybody_who_asks() -> None:
    async def fail() -> int:
        raise ConnectionResetError

    probe = Probe(fail, waits=1, keeps=1)

    for _ in range(2):
        with pytest.raises(ConnectionResetError):
            await probe.answer()
