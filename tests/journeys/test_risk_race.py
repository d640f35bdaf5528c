"""An answer and a message meet: whichever is first, nothing is sent after the answer."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator

import pytest

from config.plans import read_plan
from storage.store import Store
from tests.jobs.crew import answers
from tests.jobs.night import told
from tests.mentoring_team import HR, MANAGER
from tests.post_office import sql
from tests.risk_team import RiskTeam, a_risk_team

_ROUNDS = 40
#: What makes the alert and its messages as they were.
_AGAIN = (
    "UPDATE alert SET state = 'open', due_on = NULL, owner_id = 4",
    "UPDATE notice SET state = 'pending', retry_at = NULL WHERE kind = 'alert'",
)


@pytest.fixture
async def team(store: Store) -> RiskTeam:
    """A red alert, whose messages are due now; HR has the buttons from a list of its own."""
    return await _due(store)


@pytest.fixture
async def pg_team(pg_url: str) -> AsyncIterator[RiskTeam]:
    """The same on PostgreSQL, where transactions run side by side."""
    store = Store(pg_url, read_plan=read_plan)
    yield await _due(store)
    await store.close()


async def _due(store: Store) -> RiskTeam:
    team = await a_risk_team(store)
    await team.red()
    await team.night()
    team.clock.pass_time(hours=2, minutes=45)
    await team.says(HR, "风险名单")
    await team.presses(HR, "看李雷")
    return team


async def _again(team: RiskTeam) -> None:
    for one in _AGAIN:
        await sql(team.store, one)


async def _answers(team: RiskTeam) -> None:
    await team.presses(HR, "我来跟进")


def _sent(team: RiskTeam) -> int:
    """Count what a manager was told of her."""
    return sum("建议聊聊" in message.text for message in team.messages(MANAGER))


async def _states(team: RiskTeam) -> set[object]:
    rows = await answers(team.store, "SELECT state FROM notice WHERE kind = 'alert'")
    return {row[0] for row in rows}


async def test_answered_first_nothing_is_sent(team: RiskTeam) -> None:
    await _answers(team)
    await team.relay()

    assert _sent(team) == 0
    assert await _states(team) == {"dead"}


async def test_sent_first_the_answer_counts_and_nothing_follows(team: RiskTeam) -> None:
    team.channel.meanwhile = lambda: _answers(team)
    await team.relay()
    for day in range(1, 4):
        await team.morning(days=day)

    assert _sent(team) == 1
    assert await told(team.store, "alert_nudge") == []


@pytest.mark.parametrize("is_answered_first", [True, False], ids=["answered first", "sent first"])
async def test_one_order_many_times(team: RiskTeam, *, is_answered_first: bool) -> None:
    for _ in range(_ROUNDS):
        await _again(team)
        before = _sent(team)
        if is_answered_first:
            await _answers(team)
        await team.relay()
        if not is_answered_first:
            await _answers(team)
            await team.relay()

        assert _sent(team) - before == (0 if is_answered_first else 1)
        assert await _states(team) == {"dead" if is_answered_first else "sent"}
        assert await answers(team.store, "SELECT state FROM alert") == [("taken",)]


async def test_both_at_once_in_any_order_many_times(team: RiskTeam) -> None:
    seen = set()
    for n in range(_ROUNDS):
        await _again(team)
        before = _sent(team)
        pause = random.Random(n).random() / 50  # noqa: S311 - only when, not what

        async def answer(pause: float = pause) -> None:
            await asyncio.sleep(pause)
            await _answers(team)

        await asyncio.gather(answer(), team.relay())
        count = _sent(team)
        await team.relay()
        assert _sent(team) == count, "nothing is sent once both are over"
        assert await _states(team) <= {"sent", "dead"}
        seen.add(count - before)

    assert seen <= {0, 1}
    assert await answers(team.store, "SELECT state FROM alert") == [("taken",)]


async def test_an_answer_under_way_holds_the_message_back(pg_team: RiskTeam) -> None:
    async with pg_team.store.begin() as uow:
        one = await uow.alerts.hold(1)
        assert one is not None
        relaying = asyncio.create_task(pg_team.relay())
        await asyncio.sleep(0.5)
        sent_meanwhile = _sent(pg_team)
        await uow.alerts.take(1, HR, due_on=pg_team.clock.now.date())
    await relaying

    assert sent_meanwhile == 0
    assert _sent(pg_team) == 0
    assert await _states(pg_team) == {"dead"}


async def test_a_message_under_way_holds_the_answer_back(pg_team: RiskTeam) -> None:
    async with pg_team.store.begin() as uow:
        assert await uow.alerts.await_answer([(1, 1)])
        answering = asyncio.create_task(_answers(pg_team))
        await asyncio.sleep(0.5)
        was_waiting = not answering.done()
    await answering

    assert was_waiting
    assert await answers(pg_team.store, "SELECT state FROM alert") == [("taken",)]
