"""Killed while somebody decides, about a deal or about a mentor: it is decided once, or not yet."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest

from handlers.mentor_change import propose
from handlers.mentoring import Match, pair
from rules.mentor_change import Reason
from rules.periods import week_of
from tests.builders import a_hire, take_in
from tests.journeys.home import Home, today
from tests.journeys.processes import stalled
from tests.reporting import acts, kept, posted

_OPS, _OLD, _HR, _NEW = 2, 3, 4, 5


def _now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
async def home(tmp_path: Path, database_url: str) -> AsyncIterator[Home]:
    """A site on each database, not running: the rep (1), 内勤, two mentors and HR, linked."""
    made = Home(tmp_path / "home", database_url)
    await made.prepare()
    roles = {"A002": "sales_ops", "A003": "mentor", "A004": "hr", "A005": "mentor"}
    hires = [a_hire(number, roles=[role]) for number, role in roles.items()]
    await take_in(made.store, *hires, at=_now())
    for person_id in range(1, 6):
        await made.link(person_id=person_id)
    yield made
    await made.store.close()


async def _killed(home: Home, who: int, route: str, argument: str, *, on: str, when: str) -> None:
    """Let somebody press, and the process be killed with -9 at a statement of it."""
    async with stalled(home.database, on=on, when=when) as stall, home.running():
        pressing = asyncio.create_task(home.presses(who, route, argument, digit="3"))
        await stall.reached()
    with pytest.raises(aiohttp.ClientError):
        await pressing
    await home.end_leases()


async def _again(home: Home, who: int, route: str, argument: str) -> None:
    """Start it anew: what was left behind is taken up, and a second press changes nothing."""
    async with home.running():
        await home.until_act("3", "answered", who)
        assert await home.presses(who, route, argument, digit="3") == 200
        assert await home.presses(who, route, argument, digit="4") == 200
        await home.until_act("4", "answered", who)


@pytest.mark.parametrize(
    ("on", "when", "before"),
    [
        pytest.param("INSERT ON commission_line", "NEW.amount_minor > 0", 0, id="at its price"),
        pytest.param(
            "INSERT ON notice", "NEW.kind = 'report_told'", 0, id="between price and notice"
        ),
        pytest.param(
            "INSERT ON chat_entry",
            "NEW.key LIKE 'answer:%'",
            45_000,
            id="between commit and answer",
        ),
    ],
)
async def test_a_confirmed_report_counts_once(home: Home, on: str, when: str, before: int) -> None:
    await acts(home.store, 1, "report_deal", text="报单 华星 9000", at=_now(), id="r")
    await acts(home.store, 1, "own_report", "submit:1", at=_now())

    await _killed(home, _OPS, "decide_report", "confirm:1", on=on, when=when)
    cut_off = await posted(home.store)
    await _again(home, _OPS, "decide_report", "confirm:1")

    assert (cut_off, await posted(home.store)) == (before, 45_000)
    assert (await kept(home.store, 1)).revision == 1


@pytest.mark.parametrize(
    ("on", "when", "before"),
    [
        pytest.param("INSERT ON pairing", "NEW.mentor_id = 5", [_OLD], id="at the new pairing"),
        pytest.param(
            "INSERT ON notice", "NEW.kind = 'mentor_changed'", [_OLD], id="between pairing and news"
        ),
        pytest.param(
            "INSERT ON chat_entry",
            "NEW.key LIKE 'answer:%'",
            [_OLD, _NEW],
            id="between commit and answer",
        ),
    ],
)
async def test_a_mentor_is_changed_once(home: Home, on: str, when: str, before: list[int]) -> None:
    await _proposed(home)

    await _killed(home, _HR, "mentor_change", f"change:1:{_NEW}", on=on, when=when)
    cut_off = await _mentors(home)
    await _again(home, _HR, "mentor_change", f"change:1:{_NEW}")

    assert (cut_off, await _mentors(home)) == (before, [_OLD, _NEW])
    async with home.store.read() as uow:
        listed = await uow.outbox.listed(["pending", "sending", "sent", "unknown", "dead"])
    changed = sorted(one.person_id for one in listed if one.kind == "mentor_changed")
    assert changed == [1, _OLD, _NEW]


async def _proposed(home: Home) -> None:
    """Let the old mentor have the rep, and her load be too much for her."""
    async with home.store.begin() as uow:
        people = await uow.people.by_id([1, _OLD])
        match = Match(rep=people[1], mentor=people[_OLD], since=week_of(today()).start)
        await pair(match, uow, at=_now(), actor="test", is_quiet=True)
        [pairing] = await uow.mentoring.of_rep(1, today(), today())
        await propose(pairing, Reason.LEFT, week_of(today()).start, uow, at=_now())


async def _mentors(home: Home) -> list[int]:
    """Give whom the rep's pairings of all time are with, oldest first."""
    async with home.store.read() as uow:
        pairings = await uow.mentoring.by_id(range(1, 10))
    return [one.mentor_id for one in pairings.values()]
